// When budgets of every kind are due, combinations and pauses among them.
// Tested by tests/unit/calendar/counting_test.cpp and tests/unit/calendar/pauses_test.cpp
#pragma once

#include <span>
#include <vector>

#include "calendar/calendar_parts.hpp"
#include "docket/calendar.hpp"

namespace docket {

Result<Due> due_of(const CalendarParts& calendar, Instant start, const Budget& budget);
// `paused` as in Calendar::due.
Result<Due> due_of(const CalendarParts& calendar, Instant start, const Budget& budget, std::span<const Paused> paused);

Result<Instant> move_due(const CalendarParts& calendar, const Due& due, const Budget& budget, const Paused& paused);

Paused paused_in(const CalendarParts& calendar, Stretch pause);
Status add_pause(const CalendarParts& calendar, Instant start, const Budget& budget, Stretch pause,
                 std::vector<Paused>& paused);

// What belongs to each part of a combination, out of what belongs to the whole.
std::span<const Paused> paused_of_part(std::span<const Paused> paused, const Budget::Combined& combined,
                                       std::size_t part);

// Whether `paused` has an entry for each leaf, or says the same of all of them.
Status check_paused(const Budget& budget, std::span<const Paused> paused);

// The due date of a combination out of those of its parts, and which part it came from.
struct Decided {
  Due due;
  std::size_t part = 0;
};
Decided decide(Budget::Combination how, const std::vector<Due>& parts);

}  // namespace docket
