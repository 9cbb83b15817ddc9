// Tested by tests/unit/calendar/received_test.cpp and tests/property/calendar_property_test.cpp
#include "calendar/receipt.hpp"

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using As = Received::As;

Receipt receipt_at(const CalendarParts& calendar, Instant at) {
  const auto wall = wall_time_of(calendar, at);
  return {at, wall.day, wall.time};
}

// What the author says of a start at that part of the day.
As word_for(const CalendarParts& calendar, Instant start, const WallTime& wall, const Received& received) {
  if (calendar.table.is_open(start)) return As::as_is;
  const auto& hours = calendar.plan.hours(wall.day);
  if (hours.empty()) return received.day_off;
  if (wall.time < hours.front().start) return received.before_opening;
  if (wall.time >= hours.back().end) return received.after_closing;
  return As::as_is;  // between two windows
}

std::optional<Receipt> at_next_opening(const CalendarParts& calendar, Instant start, const WallTime& wall,
                                       bool is_past_cut_off) {
  // Past the cut-off the rest of a working day is another day's.
  if (is_past_cut_off && calendar.plan.is_workday(wall.day)) {
    const auto next = calendar.plan.nth_workday(wall.day, 1);
    if (!next) return std::nullopt;
    return receipt_at(calendar, opening_of(calendar, *next));
  }
  const auto open = calendar.table.next_open(start);
  return open ? std::optional(receipt_at(calendar, *open)) : std::nullopt;
}

std::optional<Receipt> at_same_time(const CalendarParts& calendar, const WallTime& wall) {
  const auto next = calendar.plan.nth_workday(wall.day, 1);
  if (!next) return std::nullopt;
  const auto at = moved_into_hours(calendar, *next, wall.time);
  return Receipt{at, *next, calendar.zone.local(at) - midnight_of(*next)};
}

}  // namespace

LocalTime midnight_of(DayNumber day) { return LocalTime{days{day}}; }

WallTime wall_time_of(const CalendarParts& calendar, Instant instant) {
  const auto local = calendar.zone.local(instant);
  const auto day = std::chrono::floor<days>(local);
  return {static_cast<DayNumber>(day.time_since_epoch().count()), local - day};
}

DayNumber day_of_hours(const CalendarParts& calendar, Instant instant) {
  const auto wall = wall_time_of(calendar, instant);
  const auto& before = calendar.plan.hours(wall.day - 1);
  const bool is_in_a_night = !before.empty() && wall.time + days{1} < before.back().end;
  return is_in_a_night ? wall.day - 1 : wall.day;
}

DayNumber date_of_due(const CalendarParts& calendar, const Due& due) {
  const auto wall = wall_time_of(calendar, due.at);
  return due.in_days && wall.time.count() == 0 ? wall.day - 1 : wall.day;
}

Instant opening_of(const CalendarParts& calendar, DayNumber day) {
  const auto& hours = calendar.plan.hours(day);
  const auto opening = hours.empty() ? std::chrono::seconds{0} : hours.front().start;
  return calendar.zone.to_instant(midnight_of(day) + opening, Gap::at_jump);
}

// An hour that is shown twice closes the second time.
Instant closing_of(const CalendarParts& calendar, DayNumber day) {
  const auto& hours = calendar.plan.hours(day);
  const auto closing = hours.empty() ? std::chrono::seconds{days{1}} : hours.back().end;
  return calendar.zone.to_instant(midnight_of(day) + closing, Gap::at_jump, Overlap::later);
}

Instant moved_into_hours(const CalendarParts& calendar, DayNumber day, milliseconds time) {
  const auto& hours = calendar.plan.hours(day);
  for (const auto& window : hours) {
    if (time < window.start) return calendar.zone.to_instant(midnight_of(day) + window.start, Gap::at_jump);
    if (time < window.end) return calendar.zone.to_instant(midnight_of(day) + time);
  }
  return hours.empty() ? calendar.zone.to_instant(midnight_of(day) + time) : closing_of(calendar, day);
}

std::optional<Receipt> receive(const CalendarParts& calendar, Instant start, const Counting& counting) {
  const auto wall = wall_time_of(calendar, start);
  const bool is_past_cut_off = counting.cut_off && wall.time >= *counting.cut_off;
  if (!is_past_cut_off && counting.received == Received::by_date()) return Receipt{start, wall.day, wall.time};
  auto word = word_for(calendar, start, wall, counting.received);
  if (is_past_cut_off && word == As::as_is) word = As::next_opening;
  switch (word) {
    case As::as_is: return Receipt{start, wall.day, wall.time};
    case As::next_opening: return at_next_opening(calendar, start, wall, is_past_cut_off);
    case As::same_time: return at_same_time(calendar, wall);
  }
  return std::nullopt;
}

DayNumber day_received(const CalendarParts& calendar, Instant start, const Counting& counting) {
  const auto receipt = receive(calendar, start, counting);
  return receipt ? receipt->day : wall_time_of(calendar, start).day;
}

}  // namespace docket
