// RecurrenceRule: the parts of an RRULE (RFC 5545, 3.3.10) as they are written.
// Tested by tests/unit/calendar/recurrence_test.cpp
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "docket/result.hpp"
#include "docket/timezone.hpp"

namespace docket {

enum class Frequency : std::uint8_t { secondly, minutely, hourly, daily, weekly, monthly, yearly };

// `TH`, `1FR`, `-1MO`: ordinal 0 means every one of the period.
struct WeekdayChoice {
  int ordinal = 0;
  int weekday = 0;  // Monday is 0
};

struct RecurrenceRule {
  Frequency frequency = Frequency::daily;
  int interval = 1;
  std::optional<int> count;
  std::optional<LocalTime> until;  // inclusive
  int week_start = 0;              // Monday is 0
  // Sorted, each once; a negative number counts from the end.
  std::vector<int> months, week_numbers, year_days, month_days, hours, minutes, seconds, positions;
  std::vector<WeekdayChoice> weekdays;
};

// `zone` turns an UNTIL in UTC (`…Z`) into wall time.
// Errors: invalid_argument for what RFC 5545 does not allow, and for RSCALE and SKIP (RFC 7529).
Result<RecurrenceRule> parse_recurrence_rule(std::string_view text, const TimeZone& zone);

}  // namespace docket
