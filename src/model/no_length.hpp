// Lengths of time that are none: no limit, distance or pause is that short.
// Tested by tests/golden/diagnostics/ (lengths_of_nothing)
#pragma once

#include "yaml/document.hpp"

namespace docket {

// `0h`, `0m wall`, `0 workdays`, unquoted.
bool is_no_length(const yaml::Node& node);

}  // namespace docket
