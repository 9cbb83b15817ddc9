// What a pause does to a limit of each kind.
#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

Stretch pause(const char* from, const char* until) { return {at(from), at(until)}; }

std::string due(const Calendar& calendar, const char* start, const char* budget, std::vector<Stretch> pauses) {
  const auto parsed = parse_budget(budget);
  REQUIRE(parsed);
  std::vector<Paused> paused;
  for (const auto& each : pauses) REQUIRE(calendar.add_pause(at(start), *parsed, each, paused));
  const auto found = calendar.due(at(start), *parsed, paused);
  REQUIRE(found);
  const auto explained = calendar.explain(at(start), *parsed, paused);
  REQUIRE(explained);
  CHECK(explained->due.at == found->at);
  return in_shanghai(found->at);
}

}  // namespace

TEST_CASE("pauses: hours and workdays move by open time, days and months by dates, clock time by itself") {
  const auto office = shipped_calendar("office");
  const auto over_weekend = pause("2026-03-06 16:30", "2026-03-09 09:30");  // Friday to Monday: 2 open hours, 3 dates
  struct Row {
    const char* budget;
    const char* due;
  };
  for (const auto& row :
       {Row{"12h", "2026-03-09 10:00"},         // 5 h on Thursday, 6.5 on Friday, 0.5 from 09:30
        Row{"3 workdays", "2026-03-11 10:30"},  // Tuesday 17:30 and 2 h
        Row{"6 days", "2026-03-16 17:30"},      // the 11th, 3 dates more: a Saturday, rolls
        Row{"1 month", "2026-04-08 17:30"}, Row{"today", "2026-03-09 00:00"}, Row{"48h wall", "2026-03-10 04:00"},
        Row{"at 2026-03-10T08:00:00Z", "2026-03-10 16:00"}, Row{"{first_of: [3 workdays, 6 days]}", "2026-03-11 10:30"},
        Row{"{last_of: [3 workdays, 6 days]}", "2026-03-16 17:30"}}) {
    CAPTURE(row.budget);
    CHECK(due(office, "2026-03-05 11:00", row.budget, {over_weekend}) == row.due);
  }
}

TEST_CASE("pauses: within one date none moves a limit in days, over midnight one date does") {
  const auto office = shipped_calendar("office");
  CHECK(due(office, "2026-03-05 11:00", "4 days", {pause("2026-03-06 00:00", "2026-03-06 23:59")}) ==
        "2026-03-09 17:30");
  CHECK(due(office, "2026-03-05 11:00", "4 days", {pause("2026-03-06 23:59", "2026-03-07 00:01")}) ==
        "2026-03-10 17:30");
  CHECK(due(office, "2026-03-05 11:00", "2 workdays", {pause("2026-03-07 09:00", "2026-03-08 20:00")}) ==
        "2026-03-09 17:30");
}

TEST_CASE("pauses: of a workday limit only an end at a time of day is asked again") {
  const auto office = shipped_calendar("office");
  const auto two_hours = pause("2026-03-05 13:30", "2026-03-05 15:30");
  struct Row {
    const char* budget;
    const char* due;
  };
  for (const auto& row : {Row{"{length: 2 workdays, end: same_time}", "2026-03-09 14:30"},
                          Row{"{length: 2 workdays, end: end_of_day}", "2026-03-11 00:00"},
                          Row{"{length: 2 workdays, end: \"12:00\"}", "2026-03-10 12:00"},
                          Row{"{length: 2 workdays, end: \"16:00\"}", "2026-03-10 16:00"}}) {
    CAPTURE(row.budget);
    CHECK(due(office, "2026-03-05 11:00", row.budget, {two_hours}) == row.due);
  }
}

TEST_CASE("pauses: one moves the part of a `then` it falls into and all later ones") {
  const auto office = shipped_calendar("office");
  const auto friday_to_monday = pause("2026-03-06 10:00", "2026-03-09 10:00");  // 7.5 h, 3 dates
  // 4 h end Thursday 16:30; 6 days end on the 11th: a pause on Friday falls into the days.
  CHECK(due(office, "2026-03-05 11:00", "{then: [4h, 6 days]}", {friday_to_monday}) == "2026-03-16 17:30");
  // 10 h end Friday 13:30... the same pause falls into the hours, and the days begin on Monday.
  CHECK(due(office, "2026-03-05 11:00", "{then: [10h, 2 days]}", {friday_to_monday}) == "2026-03-11 17:30");
  // Beginning at the very end of a part it belongs to the next.
  CHECK(due(office, "2026-03-05 11:00", "{then: [4h, 1 day]}", {pause("2026-03-05 16:30", "2026-03-06 09:00")}) ==
        "2026-03-09 17:30");
  std::vector<Paused> paused;
  const auto nested = *parse_budget("{first_of: [{then: [4h, 6 days]}, 10h]}");
  CHECK(leaf_count(nested) == 3);
  REQUIRE(office.add_pause(at("2026-03-05 11:00"), nested, friday_to_monday, paused));
  CHECK(paused[0] == Paused{});
  CHECK(paused[1].dates == 3);
  CHECK(paused[2].open.length() == std::chrono::minutes{450});
}

TEST_CASE("pauses: sums for another number of parts are refused, one for all of a `then` too") {
  const auto office = shipped_calendar("office");
  const std::vector<Paused> one(1), two(2);
  const auto then = *parse_budget("{then: [4h, 1 day]}");
  CHECK(office.due(at("2026-03-05 11:00"), then, one).error().message ==
        "pauses are told for each of the 2 parts of the budget, not for 1");
  CHECK(office.due(at("2026-03-05 11:00"), then, two));
  CHECK(office.due(at("2026-03-05 11:00"), *parse_budget("{first_of: [4h, 1 day]}"), one));
  CHECK_FALSE(office.due(at("2026-03-05 11:00"), *parse_budget("4h"), two));
  CHECK_FALSE(office.explain(at("2026-03-05 11:00"), *parse_budget("4h"), two));
}

TEST_CASE("pauses: a due that was fixed moves by the same units") {
  const auto office = shipped_calendar("office");
  const auto friday = at("2026-03-06 12:00");
  const Paused paused = office.paused_in(pause("2026-03-05 16:30", "2026-03-06 09:30"));  // 2 h, 1 date
  struct Row {
    const char* budget;
    const char* due;
  };
  for (const auto& row :
       {Row{"20h", "2026-03-06 15:30"}, Row{"2 workdays", "2026-03-06 15:30"}, Row{"1 day", "2026-03-09 17:30"},
        Row{"{length: 1 day, roll: none}", "2026-03-08 00:00"}, Row{"48h wall", "2026-03-07 05:00"},
        Row{"at 2026-03-06T04:00:00Z", "2026-03-06 12:00"}, Row{"{last_of: [20h, 1 day]}", "2026-03-09 17:30"},
        Row{"{then: [1 day, 20h]}", "2026-03-06 15:30"}}) {
    CAPTURE(row.budget);
    const auto moved =
        office.move({.at = friday, .effective_start = {}, .in_days = true}, *parse_budget(row.budget), paused);
    REQUIRE(moved);
    CHECK(in_shanghai(*moved) == row.due);
    CHECK(*office.move({.at = friday, .effective_start = {}, .in_days = true}, *parse_budget(row.budget), {}) ==
          friday);
  }
}

TEST_CASE("pauses: explained, what adds up is the budget and what was paused") {
  const auto office = shipped_calendar("office");
  const Paused paused{WorkingTime{std::chrono::hours{2}}, 3, std::chrono::hours{65}};
  const auto hours = office.explain(at("2026-03-05 11:00"), *parse_budget("8h"), std::span(&paused, 1));
  REQUIRE(hours);
  CHECK(hours->days.back().total.length() == std::chrono::hours{10});
  const auto days = office.explain(at("2026-03-05 11:00"), *parse_budget("6 days"), std::span(&paused, 1));
  REQUIRE(days);
  CHECK(days->days[9].number == 9);  // the 14th, which rolls
  CHECK(to_text(*days, Language::en).find("paused  3 dates") != std::string::npos);
  CHECK(to_text(*days, Language::zh).find("暂停    3 个日期") != std::string::npos);
  CHECK(to_text(*hours, Language::en).find("paused  2h") != std::string::npos);
}
