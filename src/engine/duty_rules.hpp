// The duties of a rule set, for the library's own modules.
// Tested by tests/unit/engine/duty_test.cpp
#pragma once

#include <string_view>
#include <vector>

#include "docket/recurrence.hpp"
#include "docket/rule_book.hpp"

namespace docket {

struct Duty;

// As the project has them, in document order.
const std::vector<Duty>& duties_of(const RuleBook& rules, std::string_view project);
// Occurrences that began lately: at least the last one before `now`.
std::vector<Recurrence::Occurrence> recent(const Duty& duty, Instant now);

}  // namespace docket
