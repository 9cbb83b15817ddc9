// RecurrencePeriods: the years, months, weeks … of a recurrence, and which occurrences lie in each.
// Tested by tests/unit/calendar/recurrence_test.cpp
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "calendar/recurrence_rule.hpp"

namespace docket {

using LocalSeconds = std::chrono::local_time<std::chrono::seconds>;

// The occurrences of one period: every day with every time, numbered without being written out.
struct PeriodSet {
  std::vector<std::chrono::local_days> dates;
  std::vector<std::chrono::seconds> times;

  std::int64_t size() const { return static_cast<std::int64_t>(dates.size() * times.size()); }
  LocalSeconds at(std::int64_t index) const;
  // The indices that BYSETPOS leaves, in order.
  std::vector<std::int64_t> positions(const std::vector<int>& wanted) const;
};

// Numbers the periods of a rule from the start's own, which is 0, and fills them.
// Requires: the rule outlives it.
class Periods {
 public:
  Periods(const RecurrenceRule& rule, LocalTime start);
  ~Periods();

  // The last period that begins at or before the time.
  std::int64_t containing(LocalTime time) const;
  LocalSeconds begin(std::int64_t period) const;
  PeriodSet fill(std::int64_t period) const;
  // The next period worth a look: hours and shorter periods skip the rest of a day that is not taken.
  std::int64_t next(std::int64_t period, const PeriodSet& seen) const;

 private:
  class Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace docket
