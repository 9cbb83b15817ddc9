// Where a case is under other rules: its configuration, histories and pending deadlines in their new places.
// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#pragma once

#include <vector>

#include "engine/case_data.hpp"
#include "engine/mapping.hpp"
#include "model/chart.hpp"

namespace docket {

using Objections = std::vector<LocalizedText>;

// Enters the states that `old` is in, in their new places, and takes over histories and visits.  What cannot be
// done is an objection; then `kase` is not to be used.  What is left behind without harm is a note.
void move_states(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Objections& objections,
                 Objections& notes);

// Where the case was inside states that it may go back to: in their new places, or in the nearest state around them
// that the new rules go back to.
void move_history(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Objections& objections,
                  Objections& notes);

// These states and what `enter:` begins, where a case is in the parallel state around it and not in the region itself.
StateList with_entered(const MigrationPlan& plan, StateList states);
// All states that a transition from outside to all of these would enter.
StateList entered_by(const Workflow& workflow, const StateList& targets);

// Deadlines of the chart: those that go on, those that begin with a state or with the new rules.
// Requires: states that were moved without objection.
void move_timers(const MigrationPlan& plan, const CaseData& old, CaseData& kase, Instant now, Objections& objections);

// Why the active states are no configuration by SCXML's laws (3.11); empty: they are one.
std::string breach_of_law(const Workflow& workflow, StateSet active);

}  // namespace docket
