// How the clocks of a case go on under other rules.
//
// A clock whose terms are the same goes on as if nothing had been: its facts are taken over one by one.
// Where budgets or calendars differ, its past is summed up in one fact, `adopted`: so much was spent by
// now, of a budget of so much.  Nothing before that is counted anew, and no breach is put into the past.
// Tested by tests/unit/engine/migration_test.cpp and tests/property/migration_property_test.cpp
#pragma once

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/mapping.hpp"
#include "engine/migrated_states.hpp"
#include "engine/recorder.hpp"

namespace docket {

// Requires: `kase` is in its new states, with its record and reliefs.
void move_clocks(const MigrationPlan& plan, const CaseData& old, CaseData& kase, const CaseBindings& bindings,
                 Instant now, Recorder& recorder, Objections& objections);

// The reliefs a case had, for the clocks they come to.
void move_reliefs(const MigrationPlan& plan, const CaseData& old, CaseData& kase);

}  // namespace docket
