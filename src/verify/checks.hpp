// What can be proved about a workflow before it runs.
//
//   eternal-loop        `always` transitions that lead in a circle: the case would never come to rest
//   unreachable-state   no event leads there (a warning: an overlay may have cut it off on purpose)
//   dead-end            no way out of a state that is not final (a warning)
//   never-sent          a warning of a clock that would lie at or before its start (a warning)
//
// Tested by tests/golden/diagnostics/
#pragma once

#include "docket/diagnostic.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

// `root` is what the workflow was read from, for the text of the lines that are blamed.
void verify(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);

}  // namespace docket
