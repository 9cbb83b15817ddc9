// What a clock stood still for, in sums: a pause counts in the unit of the row that holds when it is asked, so each
// is kept as open time, dates and clock time, for every calendar that a row names (semantics.md 30).
// Tested by tests/property/clock_property_test.cpp, tests/property/clock_laws_test.cpp
#pragma once

#include <span>
#include <vector>

#include "engine/case_data.hpp"

namespace docket {

Paused operator-(const Paused& a, const Paused& b);

// The clock begins to stand still, which it did not.
void begin_pause(const CaseData& kase, const ClockRules& rules, Instant at, ClockFold& fold);
// … goes on again.
void end_pause(Instant at, ClockFold& fold);
// From then on the whole budget runs anew, and what was before it does not count.
void forget_pauses(Instant at, ClockFold& fold);

// The pauses since the budget's beginning, the one under way up to `until`: as the row counts them, for each part of a
// `then`.
std::vector<Paused> paused_parts(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                 const ClockTarget& target, Instant until);
// All of its parts together.
Paused paused_by(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, const ClockTarget& target,
                 Instant until);
// Without the one under way.
Paused paused_before(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, const ClockTarget& target);

// Counts the pauses since the settled ones anew, by the calendars that `fold` has now.  `facts` are all before.
void recount_pauses(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
                    const ClockFold* settled, ClockFold& fold);

}  // namespace docket
