// Tested by tests/unit/calendar/distance_test.cpp
#include "calendar/distance_days.hpp"

#include "calendar/receipt.hpp"

namespace docket {
namespace {

// `count` days on in the direction of `step`; a day off rolls on the same way.
std::optional<DayNumber> day_at(const CalendarParts& calendar, DayNumber from, const Distance& distance, int step,
                                int more) {
  const int count = (distance.count + more) * step;
  if (distance.unit == Distance::Unit::workdays) return calendar.plan.nth_workday(from, count);
  const auto day = from + count;
  return calendar.plan.is_workday(day) ? day : calendar.plan.nth_workday(day, step);
}

Instant at_time_of(const CalendarParts& calendar, DayNumber day, std::chrono::seconds time) {
  return calendar.zone.to_instant(midnight_of(day) + time);
}

}  // namespace

// A time of day may put the first day found on the wrong side of the due instant: then the next one counts.
std::optional<Instant> days_before(const CalendarParts& calendar, const Due& due, const Distance& distance) {
  const auto from = date_of_due(calendar, due);
  for (int more = 0;; ++more) {
    const auto day = day_at(calendar, from, distance, -1, more);
    if (!day) return std::nullopt;
    const auto at = distance.at ? at_time_of(calendar, *day, *distance.at) : opening_of(calendar, *day);
    if (at < due.at) return at;
  }
}

std::optional<Instant> days_after(const CalendarParts& calendar, const Due& due, const Distance& distance) {
  const auto from = date_of_due(calendar, due);
  for (int more = 0;; ++more) {
    const auto day = day_at(calendar, from, distance, 1, more);
    if (!day) return std::nullopt;
    const auto at = distance.at ? at_time_of(calendar, *day, *distance.at) : closing_of(calendar, *day);
    if (at > due.at) return at;
  }
}

}  // namespace docket
