// Calendars with mistakes in them, and what their author is told.
#include "calendar/calendar_reader.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::string with(const std::string& lines) { return "calendar: office\ntimezone: Asia/Shanghai\n" + lines; }

std::string week(const std::string& hours) { return with("week: { mon-fri: " + hours + " }\n"); }

bool says(const std::string& yaml, const std::string& text) {
  const auto complaint = complaint_about_calendar(yaml);
  INFO(complaint);
  const bool found = complaint.find(text) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE(
    "calendar reader: windows that overlap, run backwards, are empty, out of order or no times are blamed in their "
    "place") {
  CHECK(complaint_about_calendar(week("[\"08:30-12:00\", \"11:30-17:30\"]")) ==
        "office.yaml:3:34: error: window `11:30-17:30` overlaps `08:30-12:00` [overlapping-windows]\n"
        "   | week: { mon-fri: [\"08:30-12:00\", \"11:30-17:30\"] }\n"
        "   |                                  ^^^^^^^^^^^^^");
  says(week("[\"12:00-08:30\", \"13:30-17:30\"]"), "[reversed-window]");
  says(week("[\"12:00-08:30\", \"13:30-17:30\"]"), "did you mean `08:30-12:00`?");
  says(week("[\"13:30-17:30\", \"08:30-12:00\"]"), "[unordered-windows]");
  says(week("[\"08:30-25:00\"]"), "office.yaml:3:26: error: `25:00` is not a time of day [bad-time]");
  says(week("[\"08:30-08:30\"]"), "the whole day is `00:00-24:00`");
  says(week("[\"08:30\"]"), "`08:30` is not a window of opening hours [bad-window]");
  says(week("[\"20:00-09:00\", \"22:00-23:00\"]"), "[reversed-window]");
  says(with("week: { mon: [\"20:00-09:00\"], tue: [\"08:00-12:00\"] }\n"), "[reversed-window]");
  says(week("{ from: \"08:30\" }"), "[bad-window]");
}

TEST_CASE("calendar reader: a night shift may end where the next day begins") {
  const auto shift =
      calendar("calendar: night\ntimezone: Asia/Shanghai\nweek: { mon: [\"20:00-08:00\"], tue: [\"08:00-12:00\"] }\n");
  CHECK(shift.open_time_between(at("2026-03-02 00:00"), at("2026-03-04 00:00")).length() == 16h);
}

TEST_CASE("calendar reader: unknown keys, days, zones, words and holidays come with what was probably meant") {
  says(with("weeks: {}\nweek: { mon: [\"09:00-10:00\"] }\n"), "did you mean `week`?");
  says(with("week: { mon-fry: [\"09:00-10:00\"] }\n"), "did you mean `fri`?");
  says(with("week: { fri-mon: [\"09:00-10:00\"] }\n"), "the days `fri-mon` run backwards");
  says(with("week: { mon-fri: [\"09:00-10:00\"], wed: [\"11:00-12:00\"] }\n"), "`wed` is already part of `mon-fri`");
  says("calendar: office\ntimezone: Asia/Shangai\nweek: { mon: [\"09:00-10:00\"] }\n",
       "time zone `Asia/Shangai` is not known [unknown-zone]");
  says(with("week: { mon: [\"09:00-10:00\"] }\nholidays: [cn/2206]\n"), "there are no holidays `cn/2206`");
  says(with("week: { mon: [\"09:00-10:00\"] }\ncounting: { end: same_tme }\n"), "did you mean `same_time`?");
  says(with("week: { mon: [\"09:00-10:00\"] }\ncounting: { cut_off: \"5pm\" }\n"), "[bad-time]");
  says("calendar: Office\ntimezone: Asia/Shanghai\nweek: { mon: [\"09:00-10:00\"] }\n",
       "`Office` cannot name a calendar");
  says("calendar: always\ntimezone: Asia/Shanghai\nweek: { mon: [\"09:00-10:00\"] }\n", "`always` is built in");
}

TEST_CASE("calendar reader: dates that do not exist, twice the same date and years left out are refused") {
  const std::string week_line = "week: { mon: [\"09:00-10:00\"] }\n";
  says(with(week_line + "exceptions: { 2026-02-29: closed }\n"), "that month has the days 01 to 28");
  says(with(week_line + "exceptions: { 2026-13-01: closed }\n"), "a year has the months 01 to 12");
  says(with(week_line + "exceptions: { 2026-06-03..2026-06-01: closed }\n"), "did you mean `2026-06-01..2026-06-03`?");
  says(with(week_line + "exceptions: { 2026-06-01..2026-06-03: closed, 2026-06-02: closed }\n"),
       "`2026-06-02` is already part of `2026-06-01..2026-06-03`");
  says(with(week_line + "holidays: [cn/2024, cn/2026]\n"),
       "the holidays of 2025 are missing between 2024 and 2026 [missing-year]");
}

TEST_CASE("calendar reader: a calendar that never opens is refused, because nothing on it would ever be due") {
  says(with("week: {}\n"), "[never-open]");
  says(with("week: { mon-sun: closed }\n"), "this calendar never opens");
  says(with(""), "key `week` is missing");
}

TEST_CASE("calendar reader: all mistakes come at once") {
  const auto complaint = complaint_about_calendar(
      "calendar: x\ntimezone: Nowhere\nweek: { mon: [\"09:00-25:00\"] }\nexceptions: { 2026-02-30: closed }\n");
  CHECK(complaint.find("unknown-zone") != std::string::npos);
  CHECK(complaint.find("bad-time") != std::string::npos);
  CHECK(complaint.find("bad-date") != std::string::npos);
}

TEST_CASE("calendar reader: exceptions win over the project's own days, these over make-up days and holidays") {
  const auto layered = calendar(
      "calendar: layered\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\nholidays: [cn/2026]\n"
      "make_up_day: [\"10:00-12:00\"]\n"
      "overrides: { 2026-02-16: [\"09:00-11:00\"], 2026-02-17..2026-02-18: { name: { zh: 值班, en: On duty }, hours: "
      "[\"09:00-10:00\"] } }\n"
      "exceptions: { 2026-02-17: { name: 停电, hours: closed }, 2026-03-07: workday }\n");
  const auto open_on = [&](unsigned month, unsigned day) {
    return layered.day(2026y / std::chrono::month{month} / std::chrono::day{day}).open.length();
  };
  CHECK(open_on(2, 14) == 2h);  // a make-up day
  CHECK(open_on(2, 15) == 0h);  // a holiday
  CHECK(open_on(2, 16) == 2h);  // the project is open on a holiday
  CHECK(open_on(2, 17) == 0h);  // an exception closes it again
  CHECK(open_on(2, 18) == 1h);
  CHECK(open_on(3, 7) == 2h);  // a Saturday made a working day
  CHECK(layered.day(2026y / 2 / 17).name.in(Language::zh) == "停电");
  CHECK(layered.day(2026y / 2 / 18).name.in(Language::en) == "On duty");
  CHECK(layered.day(2026y / 2 / 15).notice == "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm");
  CHECK(layered.day(2026y / 2 / 15).source == "holidays/cn/2026.yaml:7");
}

TEST_CASE("calendar reader: the shipped calendars read without a word") {
  CHECK(shipped_calendar("office").title().in(Language::zh) == "工作时间");
  CHECK(shipped_calendar("control_room").open_time_between(at("2026-02-16 00:00"), at("2026-02-17 00:00")).length() ==
        24h);
}
