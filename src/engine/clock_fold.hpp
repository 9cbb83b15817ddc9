// The fold: what a clock is, from its facts alone (sla.md, "A clock"; semantics.md 30 and 31).
//
// The fold walks the facts in the order in which they happened and keeps sums: since when the budget runs, what the
// clock stood still for in every unit, what was fixed.  The due instant follows from the start, the row that holds and
// all pauses (clock_due.hpp), so the order in which facts became known does not matter and splitting a pause changes
// nothing.  A late fact is put in its place and everything is folded again; nothing is ever patched.
//
// Facts that no late fact can reach any more settle: the fold of them is kept instead (settle_facts).
// Tested by tests/unit/engine/clocks_test.cpp, tests/property/clock_property_test.cpp
#pragma once

#include <optional>
#include <span>

#include "engine/case_data.hpp"

namespace docket {

const ClockRules& rules_of(const CaseData& kase, ClockIndex clock);
const ClockTarget* target_of(const ClockRules& rules, std::int16_t row);

// The first fact of a clock.
ClockFold fold_start(const CaseData& kase, const ClockRules& rules, const ClockFact& start);

// All facts, in their order, from what settled on.
ClockFold fold_facts(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
                     const ClockFold* settled);
ClockFold fold_clock(const CaseData& kase, const ClockRules& rules, const ClockState& clock);

// The last of `facts`, where `fold` is of all before it.
void fold_last(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
               const ClockFold* settled, ClockFold& fold);

// As if looked at then: what was spent is added up, and a due instant that has passed is missed.
ClockFold fold_until(const CaseData& kase, const ClockRules& rules, ClockFold fold, Instant until);

// The due instant if the clock went on counting from its last fact on; when it was missed.
std::optional<Instant> due_if_counting(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);

// Facts of before `horizon`, and what is beyond limits::kFactsPerClock, become sums.  Nothing that is asked of the
// clock changes by it.
void settle_facts(const CaseData& kase, const ClockRules& rules, Instant horizon, ClockState& clock);

}  // namespace docket
