// The duties of a rule set, for the library's own modules.
// Tested by tests/unit/engine/duty_test.cpp
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "docket/recurrence.hpp"
#include "docket/rule_book.hpp"

namespace docket {

struct Duty;

// As the project has them, in document order.
const std::vector<Duty>& duties_of(const RuleBook& rules, std::string_view project);
// The occurrences that a row of a store is there for: those that begin from `since` on, and earlier than `before`.
struct DutySpan {
  Instant since = Instant::min();
  std::optional<Instant> before;

  bool holds(Instant from) const { return from >= since && (!before || from < *before); }
};
// The next thing to do about those later than `after`: a time begins, or is over.
std::optional<Instant> next_duty_moment(const RuleBook& rules, std::string_view project, std::string_view duty,
                                        Instant after, const DutySpan& span);
// Occurrences that began lately: at least the last one before `now`.
std::vector<Recurrence::Occurrence> recent(const Duty& duty, Instant now);

}  // namespace docket
