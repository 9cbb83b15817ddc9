// What nearly every event sets going: a case that is in one state takes one transition that copies and sets fields,
// and what it leaves and enters is known from the rules.  Macrostep would come to the same by a longer way.
// Tested by tests/property/plain_move_test.cpp
#pragma once

#include "engine/recorder.hpp"
#include "engine/selection.hpp"

namespace docket {

// How the chosen transitions can be taken plainly; null: they cannot.
const PlainPlan* plain_plan(const CaseData& kase, const std::vector<Chosen>& chosen);

// Takes the one transition, and updates the clocks.  Requires: the plan of it, and its event.
void move_plainly(CaseData& kase, const PlainPlan& plan, const Chosen& chosen, EventIndex event, const Times& times,
                  Selection& selection, Recorder& recorder);

}  // namespace docket
