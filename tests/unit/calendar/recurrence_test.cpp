// The 144 cases of libical's own tests run in working_time_cases_test.cpp; here is what is ours.
#include "calendar/recurrence.hpp"

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

TEST_CASE("recurrence: a duty that falls on a day off rolls to a working day at the same time") {
  const auto office = shipped_calendar("office");
  const auto monthly =
      *Recurrence::of_times("FREQ=MONTHLY;BYMONTHDAY=1", std::chrono::local_days{2026y / 1 / 1} + 9h, office.zone());
  const auto next = [&](const char* after, Counting::Roll roll) {
    return in_shanghai(*next_occurrence(monthly, office, roll, at(after)));
  };
  // 1 May 2026 is Labour Day: the first working day after is 6 May, the last before 30 April.
  CHECK(next("2026-04-20 09:00", Counting::Roll::next_workday) == "2026-05-06 09:00");
  CHECK(next("2026-04-20 09:00", Counting::Roll::previous_workday) == "2026-04-30 09:00");
  CHECK(next("2026-04-20 09:00", Counting::Roll::none) == "2026-05-01 09:00");
  // Already rolled past the plain date, it is still to come.
  CHECK(next("2026-05-03 09:00", Counting::Roll::next_workday) == "2026-05-06 09:00");
  CHECK(next("2026-05-06 09:00", Counting::Roll::next_workday) == "2026-06-01 09:00");
}

TEST_CASE("recurrence: an UNTIL in UTC ends on the zone's wall") {
  const auto daily = *Recurrence::of_times("FREQ=DAILY;UNTIL=20260103T010000Z",
                                           std::chrono::local_days{2026y / 1 / 1} + 9h, zone("Asia/Shanghai"));
  CHECK(printed(daily.first(9)) == "2026-01-01 2026-01-02 2026-01-03");
}
