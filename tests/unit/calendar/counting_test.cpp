// What budgets come to: hand-checked dates.
#include <doctest/doctest.h>

#include "calendar/budget_reader.hpp"
#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string due(const Calendar& calendar, const char* start, const std::string& budget_yaml) {
  Diagnostics diagnostics;
  const auto root = yaml::parse("t.yaml", "within: " + budget_yaml + "\n", diagnostics);
  REQUIRE(root);
  const auto budget = read_budget(*root->find("within"), diagnostics);
  for (const auto& diagnostic : diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(budget);
  const auto found = calendar.due(at(start), *budget);
  return found ? in_shanghai(found->at) : found.error().message;
}

struct Row {
  const char* start;
  const char* budget;
  const char* due;
};

}  // namespace

TEST_CASE("counting: hours and workdays in an ordinary week, after closing, at lunch and on a day off") {
  const auto office = shipped_calendar("office");
  for (const auto& row :
       {Row{"2026-03-05 10:00", "2h", "2026-03-05 12:00"}, Row{"2026-03-05 11:00", "2h", "2026-03-05 14:30"},
        Row{"2026-03-05 20:00", "2h", "2026-03-06 10:30"}, Row{"2026-03-06 16:30", "2h", "2026-03-09 09:30"},
        Row{"2026-03-05 10:00", "1 workday", "2026-03-06 17:30"},
        Row{"2026-03-05 12:30", "1 workday", "2026-03-06 17:30"},
        // After closing and on a day off, too, the date is day 0.
        Row{"2026-03-05 18:00", "1 workday", "2026-03-06 17:30"},
        Row{"2026-03-07 10:00", "1 workday", "2026-03-09 17:30"}, Row{"2026-03-05 10:00", "today", "2026-03-05 17:30"},
        Row{"2026-03-07 10:00", "today", "2026-03-08 00:00"}}) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(office, row.start, row.budget) == row.due);
  }
}

TEST_CASE("counting: Spring Festival 2026 stretches a workday over nine days off, and the make-up Saturday counts") {
  const auto office = shipped_calendar("office");
  for (const auto& row :
       {Row{"2026-02-13 16:30", "2h", "2026-02-14 09:30"}, Row{"2026-02-13 16:00", "1 workday", "2026-02-14 17:30"},
        Row{"2026-02-13 16:00", "2 workdays", "2026-02-24 17:30"},
        Row{"2026-02-14 10:00", "3 workdays", "2026-02-26 17:30"}, Row{"2026-02-18 10:00", "2h", "2026-02-24 10:30"},
        Row{"2026-02-26 10:00", "3 workdays", "2026-03-02 17:30"}}) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(office, row.start, row.budget) == row.due);
  }
}

TEST_CASE("counting: calendar days and months roll off days off, unless told not to") {
  const auto office = shipped_calendar("office");
  for (const auto& row :
       {Row{"2026-03-05 10:00", "10 days", "2026-03-16 17:30"},                          // the 15th is a Sunday
        Row{"2026-03-05 10:00", "{ length: 10 days, roll: none }", "2026-03-16 00:00"},  // the end of the 15th
        Row{"2026-03-05 10:00", "{ length: 10 days, roll: previous_workday }", "2026-03-13 17:30"},
        Row{"2026-01-30 10:00", "1 month", "2026-02-28 17:30"},  // clipped; a make-up Saturday
        Row{"2025-11-30 10:00", "3 months", "2026-02-28 17:30"}}) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(office, row.start, row.budget) == row.due);
  }
}

TEST_CASE("counting: each option of a budget says where its days begin and end") {
  const auto office = shipped_calendar("office");
  for (const auto& row : {Row{"2026-03-05 10:20", "{ length: 3 workdays, end: same_time }", "2026-03-10 10:20"},
                          Row{"2026-03-05 10:20", "{ length: 3 workdays, end: end_of_day }", "2026-03-11 00:00"},
                          Row{"2026-03-05 10:20", "{ length: 3 workdays, end: \"12:00\" }", "2026-03-10 12:00"},
                          Row{"2026-03-05 10:20", "{ length: 3 workdays, start: same_day }", "2026-03-09 17:30"},
                          Row{"2026-03-05 10:20", "{ length: 1 workday, start: same_day }", "2026-03-05 17:30"},
                          Row{"2026-03-05 16:59", "{ length: 1 workday, cut_off: \"17:00\" }", "2026-03-06 17:30"},
                          Row{"2026-03-05 17:00", "{ length: 1 workday, cut_off: \"17:00\" }", "2026-03-09 17:30"}}) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(office, row.start, row.budget) == row.due);
  }
}

TEST_CASE("counting: the first, the last and the sum of several budgets") {
  const auto office = shipped_calendar("office");
  for (const auto& row : {Row{"2026-03-05 16:30", "{ first_of: [2h, 1 workday] }", "2026-03-06 09:30"},
                          Row{"2026-03-05 16:30", "{ last_of: [2h, 1 workday] }", "2026-03-06 17:30"},
                          Row{"2026-03-05 16:30", "{ then: [2h, 1 workday] }", "2026-03-09 17:30"},
                          Row{"2026-03-05 16:30", "{ first_of: [48h wall, 3 workdays] }", "2026-03-07 16:30"},
                          Row{"2026-03-05 16:30", "{ not_before: 48h wall }", "2026-03-07 16:30"}}) {
    CAPTURE(row.start);
    CAPTURE(row.budget);
    CHECK(due(office, row.start, row.budget) == row.due);
  }
}

TEST_CASE("counting: the effective start is told, also when it lies past the cut-off") {
  const auto office = shipped_calendar("office");
  CHECK(in_shanghai(office.due(at("2026-03-05 20:00"), *parse_budget("2h"))->effective_start) == "2026-03-06 08:30");
  const auto cut = Budget::workdays(1, {.cut_off = std::chrono::hours{17}});
  CHECK(in_shanghai(office.due(at("2026-03-06 17:10"), cut)->effective_start) == "2026-03-09 08:30");
}

TEST_CASE("counting: a boundary of next_open puts a budget used up at closing at the next opening") {
  const auto late = calendar(
      "calendar: late\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-12:00\"] }\ncounting: { boundary: next_open "
      "}\n");
  CHECK(due(late, "2026-03-06 10:00", "2h") == "2026-03-09 09:00");
  CHECK(late.open_time_between(at("2026-03-06 10:00"),
                               *late.add(at("2026-03-06 10:00"), WorkingTime{std::chrono::hours{2}}))
            .length() == std::chrono::hours{2});
}
