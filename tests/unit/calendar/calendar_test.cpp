#include "docket/calendar.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::string added(const Calendar& calendar, const char* start, std::chrono::milliseconds length) {
  const auto end = calendar.add(at(start), WorkingTime{length});
  return end ? in_shanghai(*end) : end.error().message;
}

std::string due(const Calendar& calendar, const char* start, const char* budget) {
  const auto parsed = parse_budget(budget);
  REQUIRE(parsed);
  const auto found = calendar.due(at(start), *parsed);
  return found ? in_shanghai(found->at) : found.error().message;
}

}  // namespace

TEST_CASE("calendar: 4 working hours from Friday 15:00 end on Monday 10:00") {
  CHECK(added(plain_week(), "2026-03-06 15:00", 4h) == "2026-03-09 10:00");
}

TEST_CASE(
    "calendar: open time used up exactly at closing is due at closing, and one millisecond more after the next "
    "opening") {
  const auto week = plain_week();
  CHECK(added(week, "2026-03-06 15:00", 3h) == "2026-03-06 18:00");
  CHECK(*week.add(at("2026-03-06 15:00"), WorkingTime{3h + 1ms}) == at("2026-03-09 09:00") + 1ms);
}

TEST_CASE("calendar: no length leaves a start in hours where it is, and moves one outside hours to the next opening") {
  const auto week = plain_week();
  CHECK(added(week, "2026-03-06 10:00", 0h) == "2026-03-06 10:00");
  CHECK(added(week, "2026-03-06 18:00", 0h) == "2026-03-06 18:00");
  CHECK(added(week, "2026-03-07 10:00", 0h) == "2026-03-09 09:00");
  CHECK(*week.subtract(at("2026-03-07 10:00"), WorkingTime{}) == at("2026-03-06 18:00"));
}

TEST_CASE("calendar: at the closing instant it is closed, at the opening instant open") {
  const auto week = plain_week();
  CHECK(week.is_open(at("2026-03-06 09:00")));
  CHECK(week.is_open(at("2026-03-06 12:00") - 1ms));
  CHECK_FALSE(week.is_open(at("2026-03-06 12:00")));
  CHECK_FALSE(week.is_open(at("2026-03-07 10:00")));
}

TEST_CASE("calendar: the next opening, the next closing and the closing before, from inside and outside hours") {
  const auto week = plain_week();
  CHECK(*week.next_open(at("2026-03-06 10:00")) == at("2026-03-06 10:00"));
  CHECK(*week.next_open(at("2026-03-06 18:00")) == at("2026-03-09 09:00"));
  CHECK(*week.next_close(at("2026-03-06 10:00")) == at("2026-03-06 12:00"));
  CHECK(*week.next_close(at("2026-03-06 12:30")) == at("2026-03-06 18:00"));
  CHECK(*week.previous_close(at("2026-03-06 12:00")) == at("2026-03-06 12:00"));
  CHECK(*week.previous_close(at("2026-03-06 13:30")) == at("2026-03-06 12:00"));
  CHECK(*week.previous_close(at("2026-03-08 10:00")) == at("2026-03-06 18:00"));
}

TEST_CASE("calendar: a week of 37.5 hours, measured and taken backwards; a reversed interval is empty") {
  const auto week = plain_week();
  CHECK(week.open_time_between(at("2026-03-02 00:00"), at("2026-03-09 00:00")).length() == 37h + 30min);
  CHECK(week.open_time_between(at("2026-03-09 00:00"), at("2026-03-02 00:00")).length() == 0h);
  CHECK(*week.subtract(at("2026-03-09 10:00"), WorkingTime{4h}) == at("2026-03-06 15:00"));
  CHECK(*week.subtract(at("2026-03-09 10:00"), WorkingTime{1h}) == at("2026-03-09 09:00"));
}

TEST_CASE("calendar: National Day 2025 is off for eight days and worked for on 28 September and 11 October") {
  const auto office = shipped_calendar("office");
  CHECK(office.is_workday(2025y / 9 / 28));
  for (unsigned day = 1; day <= 8; ++day) CHECK_FALSE(office.is_workday(2025y / 10 / std::chrono::day{day}));
  CHECK(office.is_workday(2025y / 10 / 9));
  CHECK(office.is_workday(2025y / 10 / 11));
  CHECK_FALSE(office.is_workday(2025y / 10 / 12));
  CHECK(added(office, "2025-09-30 16:30", 2h) == "2025-10-09 09:30");
}

TEST_CASE("calendar: two workdays after National Day's eve end on the make-up Saturday's eve") {
  const auto office = shipped_calendar("office");
  CHECK(due(office, "2025-09-30 10:00", "1 workday") == "2025-10-09 17:30");
  CHECK(due(office, "2025-09-30 10:00", "2 workdays") == "2025-10-10 17:30");
  CHECK(due(office, "2025-09-30 10:00", "3 workdays") == "2025-10-11 17:30");
  CHECK(due(office, "2025-09-30 10:00", "4 workdays") == "2025-10-13 17:30");
}

TEST_CASE("calendar: from 25 December of the last year of holidays on the next notice may move days: provisional") {
  const auto office = shipped_calendar("office");
  CHECK(*office.horizon() == Date{2027y / 1 / 1});
  CHECK_FALSE(office.is_provisional(at("2026-12-25 00:00")));  // the midnight at the end of the 24th
  CHECK(office.is_provisional(at("2026-12-25 00:01")));
  CHECK(office.is_provisional(at("2027-01-01 00:01")));
  CHECK_FALSE(office.due(at("2026-12-23 10:00"), *parse_budget("1 workday"))->provisional);
  CHECK(office.due(at("2026-12-23 10:00"), *parse_budget("3 workdays"))->provisional);
  CHECK_FALSE(Calendar::always(zone("Asia/Shanghai")).due(at("2030-01-01 10:00"), *parse_budget("2h"))->provisional);
}

TEST_CASE("calendar: `always` is open at any time, and its days end at midnight") {
  const auto always = Calendar::always(zone("Asia/Shanghai"));
  CHECK(always.is_open(at("2026-02-17 03:00")));
  CHECK(added(always, "2026-02-13 23:00", 2h) == "2026-02-14 01:00");
  CHECK(always.open_time_between(at("1950-01-01 00:00"), at("2150-01-01 00:00")).length() ==
        at("2150-01-01 00:00") - at("1950-01-01 00:00"));
  CHECK(due(always, "2026-02-13 23:00", "1 workday") == "2026-02-15 00:00");
  CHECK_FALSE(always.next_close(at("2026-02-13 23:00")));
}

TEST_CASE("calendar: an hour that summer time skips is not open, and one that it repeats is open twice") {
  const auto nights = calendar("calendar: nights\ntimezone: Europe/Berlin\nweek: { mon-sun: [\"01:00-04:00\"] }\n");
  const auto berlin = zone("Europe/Berlin");
  CHECK(nights.open_time_between(at("2026-03-29 00:00", berlin), at("2026-03-30 00:00", berlin)).length() == 2h);
  CHECK(nights.open_time_between(at("2026-10-25 00:00", berlin), at("2026-10-26 00:00", berlin)).length() == 4h);
  CHECK(nights.open_time_between(at("2026-10-26 00:00", berlin), at("2026-10-27 00:00", berlin)).length() == 3h);
}

TEST_CASE("calendar: days of 23, 23.5, 24, 24.5 and 25 hours are as long as their zone's clocks make them") {
  struct Row {
    const char* zone;
    Date date;
    int minutes;
  };
  for (const auto& row :
       {Row{"Europe/Berlin", 2026y / 3 / 29, 23 * 60}, Row{"Europe/Berlin", 2026y / 10 / 25, 25 * 60},
        Row{"Australia/Lord_Howe", 2026y / 4 / 5, 24 * 60 + 30},
        Row{"Australia/Lord_Howe", 2026y / 10 / 4, 23 * 60 + 30}, Row{"Pacific/Chatham", 2026y / 4 / 5, 25 * 60},
        Row{"Pacific/Chatham", 2026y / 9 / 27, 23 * 60},
        // Ireland's summer is its standard time and its winter the exception, an hour less.
        Row{"Europe/Dublin", 2026y / 3 / 29, 23 * 60}, Row{"Europe/Dublin", 2026y / 10 / 25, 25 * 60},
        // Samoa went over the date line: its Friday, 30 December 2011, never was.
        Row{"Pacific/Apia", 2011y / 12 / 29, 24 * 60}, Row{"Pacific/Apia", 2011y / 12 / 30, 0},
        Row{"Pacific/Apia", 2011y / 12 / 31, 24 * 60},
        // Beyond the table of the zone file its rule goes on.
        Row{"Europe/Berlin", 2038y / 3 / 28, 23 * 60}, Row{"Europe/Berlin", 2150y / 10 / 25, 25 * 60},
        Row{"America/New_York", 2099y / 3 / 8, 23 * 60}, Row{"Asia/Shanghai", 2099y / 3 / 8, 24 * 60}}) {
    CAPTURE(row.zone);
    CAPTURE(to_string(row.date));
    const auto calendar = Calendar::always(zone(row.zone));
    CHECK(calendar.day(row.date).open == WorkingTime{std::chrono::minutes{row.minutes}});
  }
}

TEST_CASE("calendar: a working day that the zone left out has no open time, and 2h pass over it") {
  const auto apia = calendar("calendar: apia\ntimezone: Pacific/Apia\nweek: { mon-sun: [\"09:00-17:00\"] }\n");
  const auto local = zone("Pacific/Apia");
  CHECK(apia.day(2011y / 12 / 30).windows.empty());
  CHECK(*apia.add(at("2011-12-29 16:00", local), WorkingTime{2h}) == at("2011-12-31 10:00", local));
  CHECK(apia.due(at("2011-12-29 10:00", local), *parse_budget("2 workdays"))->at == at("2011-12-31 17:00", local));
}

TEST_CASE("calendar: a window over midnight belongs to the day it starts on") {
  const auto shift = calendar("calendar: shift\ntimezone: Asia/Shanghai\nweek: { fri: [\"22:00-06:00\"] }\n");
  CHECK(shift.is_open(at("2026-03-07 05:59")));
  CHECK_FALSE(shift.is_open(at("2026-03-07 06:00")));
  CHECK(shift.is_workday(2026y / 3 / 6));
  CHECK_FALSE(shift.is_workday(2026y / 3 / 7));
  CHECK(due(shift, "2026-03-07 01:00", "1 workday") == "2026-03-14 06:00");
}

TEST_CASE("calendar: two versions of a year have two fingerprints, and the amended one moves the due date") {
  const std::string yaml =
      "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\nholidays: [cn/2020]\n";
  const auto before = calendar(yaml).as_of(2020y / 1 / 26);
  const auto after = calendar(yaml).as_of(2020y / 1 / 27);
  CHECK(before.fingerprint() != after.fingerprint());
  CHECK(after.fingerprint() == calendar(yaml).fingerprint());
  CHECK(due(before, "2020-01-23 10:00", "1 workday") == "2020-01-31 17:00");
  CHECK(due(after, "2020-01-23 10:00", "1 workday") == "2020-02-03 17:00");
}

TEST_CASE("calendar: as of a day it knows the years published by then, and later dates are provisional") {
  const auto office = calendar(
      "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n"
      "holidays: [cn/2018, cn/2019, cn/2020]\n");
  // 2019's notice came on 2018-12-06, 2020's on 2019-11-21, the longer Labour Day of 2019 on 2019-03-22.
  CHECK(to_string(*office.as_of(2018y / 12 / 5).horizon()) == "2019-01-01");
  CHECK(to_string(*office.as_of(2018y / 12 / 6).horizon()) == "2020-01-01");
  CHECK(to_string(*office.as_of(2019y / 11 / 21).horizon()) == "2021-01-01");
  CHECK(to_string(*office.as_of(2000y / 1 / 1).horizon()) == "2018-01-01");
  CHECK(office.as_of(2000y / 1 / 1).is_provisional(at("2018-06-01 10:00")));
  const auto in_summer = office.as_of(2019y / 6 / 1);
  CHECK_FALSE(in_summer.is_provisional(at("2019-12-24 10:00")));
  CHECK(in_summer.is_provisional(at("2019-12-31 10:00")));
  CHECK(in_summer.is_provisional(at("2020-01-02 10:00")));
  CHECK(in_summer.is_workday(2020y / 1 / 1));
  CHECK_FALSE(in_summer.is_workday(2019y / 5 / 2));
  CHECK(office.as_of(2019y / 3 / 21).is_workday(2019y / 5 / 2));
}

TEST_CASE("calendar: the version as of the last notice is the calendar itself, and versions of versions agree") {
  const auto office = shipped_calendar("office");
  CHECK(office.as_of(2025y / 11 / 4).fingerprint() == office.fingerprint());
  CHECK(office.as_of(2025y / 11 / 3).fingerprint() != office.fingerprint());
  CHECK(office.as_of(2025y / 11 / 3).as_of(2030y / 1 / 1).fingerprint() == office.as_of(2025y / 11 / 3).fingerprint());
  CHECK(office.as_of(2025y / 11 / 3).as_of(2024y / 1 / 1).fingerprint() == office.as_of(2024y / 1 / 1).fingerprint());
  CHECK(plain_week().as_of(2000y / 1 / 1).fingerprint() == plain_week().fingerprint());
}

TEST_CASE("calendar: a day that the project decided itself stays decided when its holiday is amended") {
  const auto office = calendar(
      "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\nholidays: [cn/2020]\n"
      "overrides: { 2020-01-31: [\"09:00-12:00\"] }\nexceptions: { 2020-02-01: closed }\n");
  for (const auto& version : {office, office.as_of(2020y / 1 / 20)}) {
    CHECK(version.day(2020y / 1 / 31).kind == DayKind::project);
    CHECK(version.day(2020y / 2 / 1).kind == DayKind::exception);
  }
  CHECK(office.day(2020y / 2 / 2).kind == DayKind::holiday);
  CHECK(office.as_of(2020y / 1 / 20).day(2020y / 2 / 2).kind == DayKind::week);
}

TEST_CASE("calendar: `as_of` in its file freezes it") {
  const std::string head =
      "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\nholidays: [cn/2020]\n";
  const auto frozen = calendar(head + "as_of: 2020-01-20\n");
  CHECK(frozen.fingerprint() == calendar(head).as_of(2020y / 1 / 20).fingerprint());
  CHECK(frozen.as_of(2026y / 1 / 1).fingerprint() == frozen.fingerprint());
  CHECK(due(frozen, "2020-01-23 10:00", "1 workday") == "2020-01-31 17:00");
}

TEST_CASE("calendar: an instant outside the years of limits.hpp is refused, not walked to") {
  const auto week = plain_week();
  const auto late = at("2200-12-30 10:00");
  CHECK(week.add(late, WorkingTime{2000h}).error().code == ErrorCode::limit_exceeded);
  CHECK(week.due(late, Budget::workdays(200)).error().code == ErrorCode::limit_exceeded);
  CHECK(week.add(late, WorkingTime{3661 * 24h}).error().code == ErrorCode::limit_exceeded);
}
