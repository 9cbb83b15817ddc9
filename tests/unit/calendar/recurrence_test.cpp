// The 144 cases of libical's own tests run in working_time_cases_test.cpp; here is what is ours.
#include "docket/recurrence.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::string printed(const std::vector<LocalTime>& times) {
  std::string text;
  for (const auto time : times) {
    text += (text.empty() ? "" : " ") + to_string(Date{std::chrono::floor<std::chrono::days>(time)});
  }
  return text;
}

std::string refusal(std::string_view rule) {
  const auto recurrence = Recurrence::of_days(rule, 2026y / 1 / 1);
  return recurrence ? "none" : recurrence.error().message;
}

}  // namespace

TEST_CASE("recurrence: exceptions are taken out after the count") {
  CHECK(printed(Recurrence::of_days("FREQ=WEEKLY;BYDAY=TH;COUNT=4", 2026y / 1 / 1, {2026y / 1 / 8})->first(9)) ==
        "2026-01-01 2026-01-15 2026-01-22");
}

TEST_CASE("recurrence: the next one is found from anywhere, years ahead, at once") {
  const auto last_day = *Recurrence::of_days("FREQ=MONTHLY;BYMONTHDAY=-1", 2020y / 1 / 31);
  const auto next = last_day.next_after(std::chrono::local_days{2199y / 2 / 1});
  REQUIRE(next);
  CHECK(printed({*next}) == "2199-02-28");
  CHECK_FALSE(last_day.next_after(std::chrono::local_days{2200y / 12 / 31}));
}

TEST_CASE("recurrence: rules that never occur come to an end") {
  for (const char* rule : {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
                           "FREQ=MINUTELY;INTERVAL=60;BYMINUTE=1"}) {
    CAPTURE(rule);
    CHECK_FALSE(Recurrence::of_times(rule, std::chrono::local_days{2026y / 1 / 1}, TimeZone::utc())
                    ->next_after(std::chrono::local_days{2026y / 1 / 2}));
  }
}

TEST_CASE("recurrence: what RFC 5545 does not know is refused by its part") {
  CHECK(refusal("BYDAY=TH").find("has no `FREQ=`") != std::string::npos);
  CHECK(refusal("FREQ=WEEKLY;BYDAY=XX") == "recurrence part `BYDAY=XX` takes days such as `TH`, `1FR` or `-1MO`");
  CHECK(refusal("FREQ=WEEKLY;BYDAY=1FR").find("need `FREQ=MONTHLY`") != std::string::npos);
  CHECK(refusal("FREQ=DAILY;INTERVAL=0") == "recurrence part `INTERVAL=0` takes a number from 1 to 100000");
  CHECK(refusal("FREQ=DAILY;COUNT=2;UNTIL=20261231").find("exclude each other") != std::string::npos);
  CHECK(refusal("FREQ=DAILY;BYMONTH=13").find("takes numbers from 1 to 12") != std::string::npos);
  CHECK(refusal("FREQ=DAILY;FREQ=DAILY").find("is written twice") != std::string::npos);
  CHECK(refusal("FREQ=YEARLY;RSCALE=CHINESE").find("is not part of RFC 5545") != std::string::npos);
  CHECK(refusal("FREQ=HOURLY").find("whole days") != std::string::npos);
}

TEST_CASE("recurrence: a duty that falls on a day off goes to a working day at the same time, stays or is left out") {
  const auto office = shipped_calendar("office");
  const auto monthly =
      *Recurrence::of_times("FREQ=MONTHLY;BYMONTHDAY=1", std::chrono::local_days{2026y / 1 / 1} + 9h, office.zone());
  const auto next = [&](const char* after, DayOff day_off) {
    return in_shanghai(next_occurrence(monthly, office, day_off, at(after))->at);
  };
  // 1 May 2026 is Labour Day: the first working day after is 6 May, the last before 30 April; 1 June is a Monday.
  CHECK(next("2026-04-20 09:00", DayOff::next_workday) == "2026-05-06 09:00");
  CHECK(next("2026-04-20 09:00", DayOff::previous_workday) == "2026-04-30 09:00");
  CHECK(next("2026-04-20 09:00", DayOff::none) == "2026-05-01 09:00");
  CHECK(next("2026-04-20 09:00", DayOff::skip) == "2026-06-01 09:00");
  // Already rolled past the plain date, it is still to come; rolled back before it, it is over.
  CHECK(next("2026-05-03 09:00", DayOff::next_workday) == "2026-05-06 09:00");
  CHECK(next("2026-05-06 09:00", DayOff::next_workday) == "2026-06-01 09:00");
  CHECK(next("2026-04-30 09:00", DayOff::previous_workday) == "2026-06-01 09:00");
}

TEST_CASE("recurrence: daily over Spring Festival 2026, each day off gathers on one working day or vanishes") {
  const auto office = shipped_calendar("office");
  const auto daily = *Recurrence::of_times("FREQ=DAILY", std::chrono::local_days{2026y / 1 / 1} + 9h, office.zone(),
                                           {std::chrono::local_days{2026y / 2 / 25} + 9h});
  const auto between = [&](DayOff day_off) {
    std::string text;
    for (const auto& each :
         occurrences_between(daily, office, day_off, at("2026-02-13 09:00"), at("2026-02-27 09:00"), 100)) {
      text += in_shanghai(each.at).substr(5, 5) + "(" +
              to_string(Date{std::chrono::floor<std::chrono::days>(each.planned)}).substr(5) + ") ";
    }
    return text;
  };
  // Off from 15 to 23 February; the 14th is a make-up Saturday; the 25th is taken out.
  CHECK(between(DayOff::next_workday) == "02-13(02-13) 02-14(02-14) 02-24(02-15) 02-26(02-26) ");
  CHECK(between(DayOff::previous_workday) == "02-13(02-13) 02-14(02-14) 02-24(02-24) 02-26(02-26) ");
  CHECK(between(DayOff::skip) == "02-13(02-13) 02-14(02-14) 02-24(02-24) 02-26(02-26) ");
  CHECK(occurrences_between(daily, office, DayOff::none, at("2026-02-13 09:00"), at("2026-02-27 09:00"), 100).size() ==
        13);
  CHECK(occurrences_between(daily, office, DayOff::none, at("2026-02-13 09:00"), at("2026-02-27 09:00"), 3).size() ==
        3);
}

TEST_CASE("recurrence: of two plans that meet on one working day the earlier time comes first") {
  const auto office = shipped_calendar("office");
  // Saturday 15:00 and Sunday 09:00 both go to Monday 9 March.
  const auto weekend = *Recurrence::of_times("FREQ=DAILY;BYHOUR=9,15;BYDAY=SA,SU",
                                             std::chrono::local_days{2026y / 3 / 7} + 15h, office.zone());
  const auto met =
      occurrences_between(weekend, office, DayOff::next_workday, at("2026-03-07 00:00"), at("2026-03-10 00:00"), 10);
  REQUIRE(met.size() == 2);
  CHECK(in_shanghai(met[0].at) == "2026-03-09 09:00");
  CHECK(in_shanghai(met[1].at) == "2026-03-09 15:00");
}

TEST_CASE("recurrence: a closure of a hundred days is rolled over, and what is always left out comes to an end") {
  const auto season = calendar(
      "calendar: season\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n"
      "overrides: { 2026-01-01..2026-03-31: closed, 2026-04-01..2026-05-31: closed }\n");
  const auto monthly = *Recurrence::of_days("FREQ=MONTHLY;BYMONTHDAY=15", 2026y / 1 / 15);
  CHECK(in_shanghai(next_occurrence(monthly, season, DayOff::next_workday, at("2026-05-20 00:00"))->at) ==
        "2026-06-01 00:00");
  CHECK(in_shanghai(next_occurrence(monthly, season, DayOff::previous_workday, at("2025-12-20 00:00"))->at) ==
        "2025-12-31 00:00");
  const auto sundays =
      *Recurrence::of_times("FREQ=SECONDLY;BYDAY=SU", std::chrono::local_days{2026y / 1 / 1}, zone("Asia/Shanghai"));
  CHECK_FALSE(next_occurrence(sundays, season, DayOff::skip, at("2026-01-01 00:00")));
}

TEST_CASE("recurrence: an UNTIL in UTC ends on the zone's wall") {
  const auto daily = *Recurrence::of_times("FREQ=DAILY;UNTIL=20260103T010000Z",
                                           std::chrono::local_days{2026y / 1 / 1} + 9h, zone("Asia/Shanghai"));
  CHECK(printed(daily.first(9)) == "2026-01-01 2026-01-02 2026-01-03");
}
