// What a project may write for a parameter: the same sort of thing as the workflow wrote, and under `tighten`
// nothing that gives more time.
// Tested by tests/golden/diagnostics/overlay_operations/
#pragma once

#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

// Whether both are of one sort: a limit, a minimum wait, an expiry, a number, true or false, text.
bool check_sort_of_parameter(const yaml::Node& key, const yaml::Node& declared, const yaml::Node& value,
                             Diagnostics& diagnostics);
// Whether `value` gives no more time than `declared`: a limit or expiry that is no longer, a minimum wait that is
// no shorter.
bool check_tighter(const yaml::Node& key, const yaml::Node& declared, const yaml::Node& value,
                   Diagnostics& diagnostics);

}  // namespace docket
