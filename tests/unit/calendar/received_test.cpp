// What a start outside hours counts as: `received`, `cut_off`, `start: same_day` and `end: same_time`.
#include <doctest/doctest.h>

#include "calendar/budget_reader.hpp"
#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

// 2026-03-05 is a Thursday; the week before and after is ordinary.
std::string due(const Calendar& calendar, const char* start, const std::string& budget) {
  const auto parsed = parse_budget(budget);
  if (!parsed) return parsed.error().message;
  const auto found = calendar.due(at(start), *parsed);
  return found ? in_shanghai(found->at) : found.error().message;
}

std::string complaint(const std::string& counting) {
  return complaint_about_calendar("calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-17:30\"] }\n" +
                                  counting + "\n");
}

struct Row {
  const char* start;
  const char* budget;
  const char* due;
};

void check(const Calendar& calendar, std::initializer_list<Row> rows) {
  for (const auto& row : rows) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(calendar, row.start, row.budget) == row.due);
  }
}

}  // namespace

TEST_CASE("received: by the date, whatever the hour and whether or not it is a working day") {
  check(shipped_calendar("office"), {{"2026-03-05 03:00", "1 workday", "2026-03-06 17:30"},
                                     {"2026-03-05 17:29", "1 workday", "2026-03-06 17:30"},
                                     {"2026-03-05 17:31", "1 workday", "2026-03-06 17:30"},
                                     {"2026-03-05 23:59", "1 workday", "2026-03-06 17:30"},
                                     {"2026-03-07 10:00", "1 workday", "2026-03-09 17:30"},
                                     {"2026-03-07 10:00", "3 days", "2026-03-10 17:30"},
                                     {"2026-03-07 10:00", "1 day", "2026-03-09 17:30"}});  // Sunday rolls
}

TEST_CASE("received: at the next opening, and that day is day 0") {
  check(shipped_calendar("office"),
        {{"2026-03-05 03:00", "{length: 1 workday, received: next_opening}", "2026-03-06 17:30"},
         {"2026-03-05 17:31", "{length: 1 workday, received: next_opening}", "2026-03-09 17:30"},
         {"2026-03-07 10:00", "{length: 1 workday, received: next_opening}", "2026-03-10 17:30"},
         {"2026-03-07 10:00", "{length: 3 days, received: next_opening}", "2026-03-12 17:30"},
         {"2026-03-07 10:00", "{length: today, received: next_opening}", "2026-03-09 17:30"},
         // Between two windows it counts as it is.
         {"2026-03-05 12:40", "{length: 1 workday, received: next_opening, end: same_time}", "2026-03-06 13:30"}});
}

TEST_CASE(
    "received: by part of the day, as a city office had it: early as they are, late at the next opening, weekends on "
    "Monday") {
  const std::string days =
      "{length: 2 workdays, received: {before_opening: as_is, after_closing: next_opening, "
      "day_off: same_time}, end: same_time}";
  const auto boston = calendar(
      "calendar: boston\ntimezone: America/New_York\nweek: { mon-fri: [\"08:30-17:00\"] }\n"
      "exceptions: { 2011-07-04: closed }\ncounting: { received: { before_opening: as_is, after_closing: next_opening, "
      "day_off: same_time }, end: same_time }\n");
  const auto in_boston = [&](const char* start, const std::string& budget) {
    const auto found = boston.due(at(start, boston.zone()), *parse_budget(budget));
    REQUIRE(found);
    return to_string(found->at, boston.zone()).substr(0, 16);
  };
  for (const auto& row : {Row{"2011-07-06 10:15", "2 workdays", "2011-07-08T10:15"},
                          Row{"2011-07-06 07:10", "2 workdays", "2011-07-08T08:30"},  // Wednesday stays day 0
                          Row{"2011-07-06 19:45", "2 workdays", "2011-07-11T08:30"},  // Thursday is day 0
                          Row{"2011-07-09 14:20", "2 workdays", "2011-07-13T14:20"},  // a Saturday: Monday, 14:20
                          Row{"2011-07-09 22:05", "2 workdays", "2011-07-13T17:00"},  // moved into its hours
                          Row{"2011-07-04 11:00", "2 workdays", "2011-07-07T11:00"},  // a holiday: Tuesday, 11:00
                          Row{"2011-07-08 18:00", "1 workday", "2011-07-12T08:30"}}) {
    CAPTURE(row.start);
    CHECK(in_boston(row.start, row.budget) == row.due);
  }
  CHECK(to_string(*parse_budget(days)) ==
        "{length: 2 workdays, end: same_time, received: {after_closing: next_opening, day_off: same_time}}");
}

TEST_CASE("received: a cut-off alone is `next_opening` after that hour only") {
  check(shipped_calendar("office"),
        {{"2026-03-05 16:59", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-06 17:30"},
         {"2026-03-05 17:00", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-09 17:30"},
         {"2026-03-05 20:00", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-09 17:30"},
         {"2026-03-05 03:00", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-06 17:30"},
         {"2026-03-07 10:00", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-09 17:30"},  // by its date
         {"2026-03-07 18:00", "{length: 1 workday, cut_off: \"17:00\"}", "2026-03-10 17:30"},
         {"2026-03-05 12:30", "{length: 1 workday, cut_off: \"12:00\"}", "2026-03-09 17:30"},
         {"2026-03-07 10:00", "{length: 1 workday, received: next_opening, cut_off: \"17:00\"}", "2026-03-10 17:30"}});
}

TEST_CASE("received: a budget that says `by_date` leaves its calendar's cut-off out, any other keeps it") {
  const auto office = calendar(
      "calendar: o\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-17:30\"] }\ncounting: { cut_off: \"16:00\" }\n");
  check(office, {{"2026-03-05 16:30", "1 workday", "2026-03-09 17:30"},
                 {"2026-03-05 16:30", "{length: 1 workday, received: by_date}", "2026-03-06 17:30"},
                 {"2026-03-05 16:30", "{length: 1 workday, received: next_opening}", "2026-03-09 17:30"},
                 {"2026-03-05 16:30", "{length: 1 workday, end: end_of_day}", "2026-03-10 00:00"}});
}

TEST_CASE("received: `start: same_day` counts the date received if it is a working day, else the next") {
  check(shipped_calendar("office"), {{"2026-03-05 10:00", "{length: 1 workday, start: same_day}", "2026-03-05 17:30"},
                                     {"2026-03-07 10:00", "{length: 1 workday, start: same_day}", "2026-03-09 17:30"},
                                     {"2026-03-07 10:00", "{length: 2 workdays, start: same_day}", "2026-03-10 17:30"},
                                     {"2026-03-07 10:00", "{length: 3 days, start: same_day}", "2026-03-09 17:30"},
                                     {"2026-03-05 10:00", "{length: 1 month, start: same_day}", "2026-04-07 17:30"}});
}

TEST_CASE("received: a due that would not lie after the start moves to the next day that counts") {
  check(shipped_calendar("office"),
        {{"2026-03-05 18:00", "{length: 1 workday, start: same_day}", "2026-03-06 17:30"},
         {"2026-03-06 18:00", "{length: 1 workday, start: same_day}", "2026-03-09 17:30"},
         {"2026-03-06 18:00", "{length: 1 day, start: same_day}", "2026-03-09 17:30"},
         {"2026-03-05 14:00", "{length: 1 workday, start: same_day, end: \"12:00\"}", "2026-03-06 12:00"},
         // Saturday rolls back to Friday's close, which is past; so does Sunday.
         {"2026-03-06 18:00", "{length: 1 day, roll: previous_workday}", "2026-03-09 17:30"},
         {"2026-03-06 10:00", "{length: 1 day, roll: previous_workday}", "2026-03-06 17:30"}});
}

TEST_CASE("received: today is the close of business of that date where it lies ahead, else its midnight") {
  check(shipped_calendar("office"), {{"2026-03-05 10:00", "today", "2026-03-05 17:30"},
                                     {"2026-03-05 03:00", "today", "2026-03-05 17:30"},
                                     {"2026-03-05 17:30", "today", "2026-03-06 00:00"},
                                     {"2026-03-05 22:00", "today", "2026-03-06 00:00"},
                                     {"2026-03-07 10:00", "today", "2026-03-08 00:00"}});
}

TEST_CASE("received: `end: same_time` outside the hours of the last day is moved into them") {
  check(shipped_calendar("office"),
        {{"2026-03-05 10:20", "{length: 1 workday, end: same_time}", "2026-03-06 10:20"},
         {"2026-03-05 07:10", "{length: 1 workday, end: same_time}", "2026-03-06 08:30"},
         {"2026-03-05 21:00", "{length: 1 workday, end: same_time}", "2026-03-06 17:30"},
         {"2026-03-05 12:40", "{length: 1 workday, end: same_time}", "2026-03-06 13:30"},
         {"2026-03-07 16:00", "{length: 1 workday, end: same_time}", "2026-03-09 16:00"},
         {"2026-03-05 16:00", "{length: 2 days, end: same_time, roll: none}", "2026-03-07 16:00"}});
}

TEST_CASE(
    "received: in a window over midnight the date is the wall's, and the close that of the window begun on the last "
    "day") {
  const auto night = calendar("calendar: night\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"22:00-06:00\"] }\n");
  check(night,
        {{"2026-03-04 23:00", "1 workday", "2026-03-06 06:00"},  // Wednesday is day 0; Thursday's window ends Friday
         {"2026-03-05 03:00", "1 workday", "2026-03-07 06:00"},  // Thursday is day 0
         {"2026-03-05 03:00", "today", "2026-03-06 06:00"},
         {"2026-03-07 03:00", "1 workday", "2026-03-10 06:00"},  // within Friday's window, but a Saturday
         {"2026-03-05 12:00", "{length: 1 workday, received: next_opening}", "2026-03-07 06:00"},
         {"2026-03-05 03:00", "{length: 1 workday, end: same_time}", "2026-03-06 22:00"}});
}

TEST_CASE("received: working days between two moments are as many as a limit of them allows") {
  const auto office = shipped_calendar("office");
  CHECK(office.workdays_between(at("2026-03-05 10:00"), at("2026-03-06 10:00")) == 1);
  CHECK(office.workdays_between(at("2026-03-05 17:00"), at("2026-03-05 09:00")) == 0);
  CHECK(office.workdays_between(at("2026-03-06 17:00"), at("2026-03-05 09:00")) == -1);
  const auto late = calendar(
      "calendar: o\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-17:30\"] }\ncounting: { cut_off: \"16:00\" }\n");
  CHECK(late.workdays_between(at("2026-03-05 16:30"), at("2026-03-06 10:00")) == 0);
  CHECK(late.workdays_between(at("2026-03-05 16:30"), at("2026-03-05 17:00")) == 0);
  const auto same = calendar(
      "calendar: o\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-17:30\"] }\ncounting: { start: same_day }\n");
  CHECK(same.workdays_between(at("2026-03-05 10:00"), at("2026-03-05 11:00")) == 1);
  CHECK(same.workdays_between(at("2026-03-05 10:00"), at("2026-03-06 11:00")) == 2);
}

TEST_CASE("received: what contradicts itself or is no word is refused where it stands") {
  CHECK(complaint("counting: { received: by_date, cut_off: \"17:00\" }")
            .find("`received` lets a late start count on its own date, `cut_off` does not") != std::string::npos);
  CHECK(
      complaint("counting: { received: { after_closing: as_is }, cut_off: \"17:00\" }").find("leave out one of them") !=
      std::string::npos);
  CHECK(complaint("counting: { received: next_open }").find("did you mean `next_opening`?") != std::string::npos);
  CHECK(complaint("counting: { received: { after_close: next_opening } }").find("did you mean `after_closing`?") !=
        std::string::npos);
  CHECK(complaint("counting: { received: { day_off: by_date } }").find("`by_date` is none of") != std::string::npos);
  CHECK(complaint("counting: { received: {} }").find("names no part of the day") != std::string::npos);
  CHECK(complaint("counting: { received: [by_date] }").find("`received` is a word or a map") != std::string::npos);
  CHECK(parse_budget("{length: 2h, received: by_date}").error().message.find("has no days whose counting") !=
        std::string::npos);
}

TEST_CASE("received: every form reads back as it prints, and is said in English and Chinese") {
  for (const char* text :
       {"{length: 3 workdays, received: by_date}", "{length: 3 days, received: next_opening}",
        "{length: 1 month, received: {before_opening: next_opening, day_off: same_time}, roll: none}"}) {
    CAPTURE(text);
    CHECK(to_string(*parse_budget(text)) == text);
  }
  const auto budget =
      *parse_budget("{length: 2 workdays, received: {after_closing: next_opening, day_off: same_time}}");
  CHECK(to_text(budget, Language::en) ==
        "2 workdays (after closing received at the next opening, on a day off received on the next working day at the "
        "same time)");
  CHECK(to_text(budget, Language::zh) ==
        "2 个工作日（下班后收到的，视为下次上班时收到；休息日收到的，视为下个工作日同一时刻收到）");
  CHECK(to_text(*parse_budget("{length: 1 day, received: by_date}"), Language::en) == "1 day (received on its date)");
}
