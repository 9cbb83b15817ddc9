#include "calendar/day_plan.hpp"

#include <doctest/doctest.h>

using namespace docket;
using namespace std::chrono_literals;

namespace {

const DayHours kMorning = {{9h, 12h}};
const DayHours kWholeDay = {{0h, 24h}};

// Monday to Friday mornings, with special days.
DayPlan plan(std::vector<SpecialDay> special_days) {
  CalendarDefinition definition;
  for (std::size_t day = 0; day < 5; ++day) definition.week[day] = kMorning;
  definition.special_days = std::move(special_days);
  return DayPlan(definition);
}

SpecialDay special(Date date, DayKind kind, DayHours hours) { return {date, kind, std::move(hours), {}, {}, 0, {}}; }

int between(const DayPlan& days, Date after, Date until) {
  return days.count_workdays(day_number(after), day_number(until));
}

Date nth(const DayPlan& days, Date from, int n) { return date_of(*days.nth_workday(day_number(from), n)); }

}  // namespace

TEST_CASE(
    "day plan: the highest layer decides about a date, in whatever order the layers come, and of equals the last") {
  const auto days =
      plan({special(2026y / 5 / 1, DayKind::exception, kWholeDay), special(2026y / 5 / 1, DayKind::holiday, {}),
            special(2026y / 5 / 9, DayKind::holiday, {}), special(2026y / 5 / 9, DayKind::make_up, kMorning),
            special(2026y / 5 / 4, DayKind::project, kWholeDay), special(2026y / 5 / 4, DayKind::project, {})});
  CHECK(days.hours(day_number(2026y / 5 / 1)) == kWholeDay);
  CHECK(days.hours(day_number(2026y / 5 / 9)) == kMorning);
  CHECK(days.hours(day_number(2026y / 5 / 4)).empty());
  CHECK(days.hours(day_number(2026y / 5 / 5)) == kMorning);
  CHECK(days.reason(day_number(2026y / 5 / 9)).kind == DayKind::make_up);
  CHECK(days.reason(day_number(2026y / 5 / 5)).kind == DayKind::week);
}

TEST_CASE("day plan: working days are counted over days off, whole words and years, before and after 1970") {
  const auto days =
      plan({special(2026y / 5 / 1, DayKind::holiday, {}), special(2026y / 5 / 9, DayKind::make_up, kMorning)});
  CHECK(between(days, 2026y / 4 / 30, 2026y / 4 / 30) == 0);
  CHECK(between(days, 2026y / 4 / 30, 2026y / 5 / 10) == 6);
  CHECK(between(days, 2022y / 12 / 31, 2023y / 12 / 31) == 260);
  CHECK(between(days, 1961y / 12 / 31, 1962y / 12 / 31) == 261);
  CHECK(nth(days, 2026y / 4 / 30, 1) == 2026y / 5 / 4);
  CHECK(nth(days, 2026y / 4 / 30, 6) == 2026y / 5 / 9);
  CHECK(nth(days, 2026y / 5 / 11, -1) == 2026y / 5 / 9);
  CHECK(nth(days, 2026y / 5 / 4, -1) == 2026y / 4 / 30);
  CHECK(nth(days, 2022y / 12 / 31, 260) == 2023y / 12 / 29);
  CHECK(nth(days, 2023y / 12 / 30, -260) == 2023y / 1 / 2);
  CHECK(nth(days, 2023y / 1 / 1, 16) == 2023y / 1 / 23);
  CHECK(nth(days, 2023y / 1 / 1, 17) == 2023y / 1 / 24);
}

TEST_CASE("day plan: beyond the years of limits.hpp there is no working day") {
  const auto days = plan({});
  CHECK_FALSE(days.nth_workday(day_number(2200y / 12 / 1), 200));
  CHECK_FALSE(days.nth_workday(day_number(1900y / 1 / 31), -200));
  CHECK_FALSE(DayPlan(CalendarDefinition{}).nth_workday(day_number(2026y / 1 / 1), 1));
}
