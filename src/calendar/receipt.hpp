// Receipt: the day and the time at which a start counts, where days are counted.
// Tested by tests/unit/calendar/received_test.cpp and tests/property/calendar_property_test.cpp
#pragma once

#include <chrono>
#include <optional>

#include "calendar/calendar_parts.hpp"

namespace docket {

struct Receipt {
  Instant at;
  DayNumber day = 0;
  std::chrono::milliseconds time{0};  // of day, on the wall
};

// nullopt: the calendar never opens again.
std::optional<Receipt> receive(const CalendarParts& calendar, Instant start, const Counting& counting);

// The day on which a start counts; its own date when the calendar never opens again.
DayNumber day_received(const CalendarParts& calendar, Instant start, const Counting& counting);

// The day whose hours hold an instant, the earlier of two; its own date outside hours.
DayNumber day_of_hours(const CalendarParts& calendar, Instant instant);

// A time of day moved into the hours of a day: before opening to the opening, after closing to the
// close, between two windows to the next opening.  On a day off it stays.
Instant moved_into_hours(const CalendarParts& calendar, DayNumber day, std::chrono::milliseconds time);

// The date that the wall shows, and what it shows since midnight.
struct WallTime {
  DayNumber day = 0;
  std::chrono::milliseconds time{0};
};
WallTime wall_time_of(const CalendarParts& calendar, Instant instant);
LocalTime midnight_of(DayNumber day);

// The date that a due instant belongs to: of a limit in days, midnight belongs to the date that ends there.
DayNumber date_of_due(const CalendarParts& calendar, const Due& due);

// The first opening of a day, its last closing; midnights on a day off.
Instant opening_of(const CalendarParts& calendar, DayNumber day);
Instant closing_of(const CalendarParts& calendar, DayNumber day);

}  // namespace docket
