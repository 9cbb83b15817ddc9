// Warnings of a clock that could never be sent: they would lie at or before its start, where they are skipped.
// Tested by tests/unit/verify/rung_checks_test.cpp
#pragma once

#include "docket/diagnostic.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

// Told for each row of a target for which it can be known whenever the clock starts.  A warning: another row may
// leave room for it.
void check_rungs(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);

}  // namespace docket
