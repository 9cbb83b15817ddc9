// Counting: what budgets come to on a calendar, and which days were counted.
// Tested by tests/unit/calendar/counting_test.cpp
#pragma once

#include "calendar/calendar_parts.hpp"
#include "docket/calendar.hpp"

namespace docket {

// How a budget of days came to its end.
struct DayCount {
  Instant effective_start;
  DayNumber start_day = 0;    // the day the start belongs to
  DayNumber counted_day = 0;  // the day the counting arrived at
  DayNumber last_day = 0;     // the same, or the working day it rolled to
  Instant at;
};

// Of a budget of workdays, days, months or today; the other kinds have no days to count.
Result<DayCount> count_days(const CalendarParts& calendar, Instant start, const Budget& budget);

Result<Due> due_of(const CalendarParts& calendar, Instant start, const Budget& budget);

// The due date of a combination out of those of its parts, and which part it came from.
struct Decided {
  Due due;
  std::size_t part = 0;
};
Decided decide(Budget::Combination how, const std::vector<Due>& parts);

}  // namespace docket
