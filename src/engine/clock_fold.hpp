// The fold: what a clock is, from its facts alone (sla.md, "A clock").
//
// A clock spends its budget as open time.  The fold walks the facts in the order in which they
// happened, adds up what was spent between them, and says when any amount will have been spent: the
// due instant and the rungs alike, so that pauses and new targets move all of them by the same rule.
// A late fact is put in its place and everything is folded again; nothing is ever patched.
// Tested by tests/unit/engine/clocks_test.cpp, tests/property/clock_property_test.cpp
#pragma once

#include <optional>
#include <span>

#include "engine/case_data.hpp"

namespace docket {

const ClockRules& rules_of(const CaseData& kase, ClockIndex clock);
const ClockTarget* target_of(const ClockRules& rules, std::int16_t row);

// All facts, in their order.
ClockFold fold_facts(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts);

// One more fact, not earlier than the last.
void fold_fact(const CaseData& kase, const ClockRules& rules, const ClockFact& fact, ClockFold& fold);

// As if looked at then: what was spent is added up, and a due instant that has passed is missed.
ClockFold fold_until(const CaseData& kase, const ClockRules& rules, ClockFold fold, Instant until);

// The instant at which `amount` will have been spent; the last fact's when that much was spent before.
// nullopt: not while it stands still, or beyond what calendars count.
std::optional<Instant> when_spent(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, Elapsed amount);

// The due instant if the clock went on counting from its last fact on.
std::optional<Instant> due_if_counting(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);

// Time from one instant to another, as the clock measures it now.
Elapsed measured(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, Instant from, Instant to);

}  // namespace docket
