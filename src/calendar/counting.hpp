// Counting: what budgets of days come to on a calendar, and which days were counted.
// Tested by tests/unit/calendar/counting_test.cpp
#pragma once

#include "calendar/calendar_parts.hpp"
#include "docket/calendar.hpp"

namespace docket {

// How a budget of days came to its end.
struct DayCount {
  Instant effective_start;
  DayNumber start_day = 0;    // the day on which the start counts
  DayNumber counted_day = 0;  // the day the counting arrived at
  DayNumber last_day = 0;     // the same, or the working day it rolled to
  Instant counted_until;      // the end of the last day; before `at` where a pause adds open time to it
  Instant at;
};

// Of a budget of workdays, days, months or today; the other kinds have no days to count.
Result<DayCount> count_days(const CalendarParts& calendar, Instant start, const Budget& budget,
                            const Paused& paused = {});

// Where a due instant goes that was fixed, when a limit of that kind stands still.
Result<Instant> move_in_days(const CalendarParts& calendar, const Due& due, const Budget& budget, const Paused& paused);

// What a budget changes of its calendar's counting; nothing where it has no days to count.
CountingChanges changes_of(const Budget& budget);

Error never_opens(const CalendarParts& calendar);
Error too_many_days();

}  // namespace docket
