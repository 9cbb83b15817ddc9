// What a chart does that its author will not expect: ends that never come, transitions that are never taken, regions
// that begin again.  All are warnings: such a chart runs, and may be meant.
// Tested by tests/golden/diagnostics/ (chart_*) and tests/unit/verify/chart_checks_test.cpp
#pragma once

#include <string>

#include "docket/diagnostic.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

// `onDone` and `done.<state>` of a state that has no end, or that has a region without one.
void check_ends(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);
// A transition before which another one always comes: in the same state, or in every state inside.
void check_never_taken(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);
// A transition that leaves and enters all regions though it names some, and an event that is handled by a
// parallel state and inside one of its regions.
void check_regions(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics);

// Whether, wherever a case is inside the state, something in it or the state itself answers first what `outer` hears.
bool always_answers(const Workflow& workflow, StateIndex state, const Transition& outer);

void warn(Diagnostics& diagnostics, const yaml::Node& root, const SourceSpan& place, std::string code,
          std::string message, std::string hint);

}  // namespace docket
