// Rule files by what they are.
// Tested by tests/golden/diagnostics/
#pragma once

#include <vector>

#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

struct Sorted {
  std::vector<yaml::Node> workflows, shared, calendars, projects, holidays, duties;
};

// A file is what its first key but `docket` says it is.
void sort_in(const yaml::Node& root, Sorted& sorted, Diagnostics& diagnostics);

}  // namespace docket
