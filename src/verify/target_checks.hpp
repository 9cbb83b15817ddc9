// Clocks that some values leave without a limit.  A warning: such a clock runs, and ends without having been met.
// Tested by tests/unit/verify/target_checks_test.cpp
#pragma once

#include "docket/diagnostic.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

// Values of the fields that the rows of a `target:` ask about, for which none of them holds.
void check_targets(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);

}  // namespace docket
