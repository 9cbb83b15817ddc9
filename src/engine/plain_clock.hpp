// Plain clocks: started and not yet anything else, or met in time.  What a ClockSlot leaves out follows
// from the rules; here it is worked out, and decided which clocks may be kept so.
// Tested by tests/property/clock_property_test.cpp
#pragma once

#include "engine/case_data.hpp"
#include "engine/clock_fold.hpp"

namespace docket {

// The ClockState that a plain clock stands for.
ClockState whole_clock(const CaseData& kase, ClockIndex clock);

// Starts the clock as a plain one if it can be one; false: nothing was done.  `fact` is its start.
bool start_plainly(CaseData& kase, ClockIndex clock, const ClockFact& fact, const ClockFold& fold);

// Keeps the clock plainly if nothing of it would be lost.
void simplify_clock(CaseData& kase, ClockIndex clock);

}  // namespace docket
