// Which duties are due when, with which time, and whether they were done.
#include "docket/duty.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kRound = R"(workflow: round
version: 1
calendar: office
record: { kind: { type: enum, values: [joint, corridors] } }
roles: [steward, supervisor]
open: { plan: { by: steward, input: { kind: required }, set: [kind] } }
states:
  planned: { on: { start_round: walking } }
  walking: { on: { finish_round: logged } }
  logged: { type: final }
)";

const char* const kDuties = R"(duties: daily
calendar: office
each:
  joint:
    title: { zh: 联合巡区, en: Joint round }
    opens: round
    by: steward
    input: { kind: joint }
    every: FREQ=DAILY
    at: "09:00"
    until: "12:00"
    roll: skip
    quota: { times: 2, at_least: 1h, in: walking }
    missed: { to: supervisor }
  corridors:
    opens: round
    by: steward
    input: { kind: corridors }
    every: FREQ=MONTHLY;BYMONTHDAY=1
    at: "09:00"
    within: 3 workdays
    roll: next_workday
)";

LoadReport load(const std::string& duties, const std::string& project = {}) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  sources.files["round.yaml"] = kRound;
  sources.files["duties.yaml"] = duties;
  if (!project.empty()) sources.files["project.yaml"] = project;
  return load_rules(std::move(sources));
}

RuleBook rules(const std::string& project = {}) {
  auto report = load(kDuties, project);
  for (const auto& diagnostic : report.diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(report.rules);
  return *report.rules;
}

std::string mistakes(const std::string& piece, const std::string& by) {
  std::string text = kDuties;
  const auto at = text.find(piece);
  REQUIRE(at != std::string::npos);
  std::string told;
  for (const auto& diagnostic : load(text.replace(at, piece.size(), by)).diagnostics) told += render(diagnostic) + "\n";
  return told;
}

bool has(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

// A round that was walked between two times of 2026-03-09.
std::vector<PastEvent> walked(const char* from, const char* to) {
  const auto at = [](const char* time) { return china(std::string("2026-03-09 ") + time); };
  std::vector<PastEvent> past = {{.name = "plan", .at = at("09:00"), .entered = {"planned"}, .recorded = at("09:00")},
                                 {.name = "start_round", .at = at(from), .entered = {"walking"}, .recorded = at(from)}};
  if (to)
    past.push_back({.name = "finish_round", .at = at(to), .entered = {"logged"}, .recorded = at(to), .closes = true});
  return past;
}

}  // namespace

TEST_CASE("duties: occurrences of a week, days off left out or moved, each with its time and its cases") {
  const auto all = duty_occurrences(rules(), "", china("2026-02-27 00:00"), china("2026-03-04 00:00"));
  REQUIRE(all.size() == 4);
  CHECK(all[0].key == "-/joint/2026-02-27T09:00");
  CHECK(all[0].from == china("2026-02-27 09:00"));
  CHECK(all[0].until == china("2026-02-27 12:00"));
  REQUIRE(all[0].opens.size() == 2);
  CHECK(all[0].opens[1].id == "-/joint/2026-02-27T09:00/2");
  CHECK(all[0].to == "supervisor");
  // The first of March is a Sunday: moved to Monday, and named for the day it was planned for.
  CHECK(all[2].key == "-/corridors/2026-03-01T09:00");
  CHECK(all[2].from == china("2026-03-02 09:00"));
  CHECK(all[2].until == china("2026-03-05 17:00"));
  CHECK(all[2].opens.front().id == all[2].key);
}

TEST_CASE("duties: one that begins in the hour the clocks leave out begins that much later, and is as long as ever") {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] = "calendar: office\ntimezone: Europe/Berlin\nweek: { mon-sun: [\"00:00-24:00\"] }\n";
  sources.files["round.yaml"] = kRound;
  sources.files["duties.yaml"] =
      "duties: night\ncalendar: office\neach:\n"
      "  inside: { opens: round, by: steward, input: { kind: joint }, every: FREQ=DAILY, at: \"02:30\", until: "
      "\"03:00\" }\n"
      "  across: { opens: round, by: steward, input: { kind: joint }, every: FREQ=DAILY, at: \"01:30\", until: "
      "\"03:30\" }\n";
  const auto report = load_rules(std::move(sources));
  REQUIRE(report.rules);
  const auto all = duty_occurrences(*report.rules, "", *parse_instant("2026-03-28T23:00:00Z"),
                                    *parse_instant("2026-03-29T22:00:00Z"));
  REQUIRE(all.size() == 2);
  CHECK(all[0].duty == "across");
  CHECK(to_string(all[0].from) == "2026-03-29T00:30:00Z");
  CHECK(to_string(all[0].until) == "2026-03-29T01:30:00Z");  // 03:30 on the wall
  CHECK(all[1].duty == "inside");
  CHECK(to_string(all[1].from) == "2026-03-29T01:30:00Z");  // 03:30 on the wall
  CHECK(to_string(all[1].until) == "2026-03-29T02:00:00Z");
}

TEST_CASE("duties: the next thing to do is that a time begins, or is over") {
  const auto book = rules();
  auto moment = next_duty_moment(book, "", "joint", china("2026-03-09 08:00"));
  CHECK(moment == china("2026-03-09 09:00"));
  moment = next_duty_moment(book, "", "joint", *moment);
  CHECK(moment == china("2026-03-09 12:00") + 1ms);
  moment = next_duty_moment(book, "", "joint", *moment);
  CHECK(moment == china("2026-03-10 09:00"));
  CHECK(duties_over_at(book, "", "joint", china("2026-03-09 12:00") + 1ms).size() == 1);
  CHECK(duties_over_at(book, "", "joint", china("2026-03-09 12:00")).empty());
  CHECK(duties_open_at(book, "", "joint", china("2026-03-09 12:00")).size() == 1);
  CHECK(duties_open_at(book, "", "joint", china("2026-03-09 12:00") + 1ms).empty());
  CHECK_FALSE(next_duty_moment(book, "", "jont", china("2026-03-09 08:00")));
}

TEST_CASE("duties: two rounds of an hour each are two rounds of an hour each") {
  const auto book = rules();
  const auto monday = duty_occurrences(book, "", china("2026-03-09 00:00"), china("2026-03-10 00:00")).front();
  struct Row {
    std::vector<std::vector<PastEvent>> cases;
    const char* now;
    DutyStanding standing;
  };
  const std::vector<Row> rows = {
      {{}, "2026-03-09 08:59", DutyStanding::ahead},
      {{}, "2026-03-09 12:00", DutyStanding::open},
      {{walked("09:10", "10:10")}, "2026-03-09 11:00", DutyStanding::open},
      {{walked("09:10", "10:10"), walked("10:20", "11:20")}, "2026-03-09 11:30", DutyStanding::done},
      {{walked("09:10", "10:10"), walked("10:20", "11:20")}, "2026-03-20 11:30", DutyStanding::done},
      {{walked("09:10", "10:10"), walked("10:20", "11:19")}, "2026-03-09 12:01", DutyStanding::missed},
      {{walked("09:10", "10:10"), walked("10:20", "12:01")}, "2026-03-09 12:01", DutyStanding::missed},
      {{walked("09:10", "10:10"), walked("10:20", "12:00")}, "2026-03-09 12:01", DutyStanding::done},
      {{walked("09:10", "10:10"), walked("10:20", nullptr)}, "2026-03-09 12:01", DutyStanding::missed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.now);
    CAPTURE(row.cases.size());
    CHECK(std::string(name_of(judge_duty(book, monday, row.cases, china(row.now)))) == name_of(row.standing));
  }
}

TEST_CASE("duties: what is recorded after the time is over was not done in it") {
  const auto book = rules();
  const auto monday = duty_occurrences(book, "", china("2026-03-09 00:00"), china("2026-03-10 00:00")).front();
  auto late = walked("10:20", "11:30");
  late.back().recorded = china("2026-03-09 14:00");
  CHECK(judge_duty(book, monday, std::vector{walked("09:10", "10:10"), late}, china("2026-03-09 15:00")) ==
        DutyStanding::missed);
}

TEST_CASE("duties: a project changes them, or lets one go") {
  const auto book =
      rules("project: lakeside\nduties: { daily: { each: { joint: { at: \"10:00\" }, corridors: null } } }\n");
  CHECK(duty_names(book, "lakeside") == std::vector<std::string>{"joint"});
  CHECK(duty_names(book, "") == std::vector<std::string>{"joint", "corridors"});
  const auto all = duty_occurrences(book, "lakeside", china("2026-03-09 00:00"), china("2026-03-10 00:00"));
  REQUIRE(all.size() == 1);
  CHECK(all[0].from == china("2026-03-09 10:00"));
  CHECK(all[0].key == "lakeside/joint/2026-03-09T10:00");
}

TEST_CASE("duties: what is wrong with one is told in its place") {
  CHECK(has(mistakes("FREQ=DAILY", "FREQ=DALY"), "duties.yaml:9:12: error:"));
  CHECK(has(mistakes("opens: round", "opens: rond"), "workflow `rond` does not exist [unknown-workflow]"));
  CHECK(has(mistakes("to: supervisor", "to: superviser"), "did you mean `supervisor`?"));
  CHECK(has(mistakes("calendar: office", "calendar: offise"), "calendar `offise` does not exist [unknown-calendar]"));
  CHECK(has(mistakes("times: 2", "times: 0"), "`times` must lie between 1 and 24 [out-of-range]"));
  CHECK(has(mistakes("until: \"12:00\"", "until: \"08:00\""), "it would be over before it begins [bad-window]"));
  CHECK(has(mistakes("until: \"12:00\"", "within: 2 workdays"), "[window-too-long]"));
  CHECK(has(mistakes("by: steward", "by: supervisor"), "`supervisor` may not plan [role-missing]"));
  CHECK(has(mistakes("kind: joint", "kind: jiont"), "must be one of `joint`, `corridors`"));
  CHECK(has(mistakes("kind: joint", "kid: joint"), "the input `kind` of `plan` is missing [missing-input]"));
  CHECK(has(mistakes("roll: skip", "roll: skipp"), "`roll` must be one of"));
  CHECK(has(mistakes("in: walking", "in: walkin"), "did you mean `walking`?"));
  CHECK(has(mistakes("every: FREQ=DAILY", "every: FREQ=DAILY;UNTIL=20200101"), "this never happens [never-due]"));
}

TEST_CASE("duties: a quota counts all the time that was spent, also after a round was finished and taken up again") {
  const auto book = rules();
  const auto monday = duty_occurrences(book, "", china("2026-03-09 00:00"), china("2026-03-10 00:00")).front();
  const auto at = [](const char* time) { return china(std::string("2026-03-09 ") + time); };
  // Half an hour, a pause at the desk, and then as long as the row says.
  const auto resumed = [&](const char* until) {
    auto past = walked("09:10", "09:40");
    past.push_back({.name = "go_on", .at = at("10:30"), .entered = {"walking"}, .recorded = at("10:30")});
    if (until)
      past.push_back(
          {.name = "finish_round", .at = at(until), .entered = {"logged"}, .recorded = at(until), .closes = true});
    return past;
  };
  struct Row {
    std::vector<PastEvent> second;
    DutyStanding standing;
  };
  const std::vector<Row> rows = {
      {resumed("11:00"), DutyStanding::done},    // 30 and 30 minutes
      {resumed("10:59"), DutyStanding::missed},  // 59
      {resumed(nullptr), DutyStanding::missed},  // never finished again
      {walked("09:10", "09:40"), DutyStanding::missed},
  };
  for (const auto& row : rows) {
    CAPTURE(row.second.size());
    const std::vector cases = {walked("09:10", "10:10"), row.second};
    CHECK(std::string(name_of(judge_duty(book, monday, cases, china("2026-03-09 12:01")))) == name_of(row.standing));
  }
}

TEST_CASE("duties: a state that an event only passes through is not one in which time is spent") {
  const auto book = rules();
  const auto monday = duty_occurrences(book, "", china("2026-03-09 00:00"), china("2026-03-10 00:00")).front();
  const auto at = [](const char* time) { return china(std::string("2026-03-09 ") + time); };
  // Through `walking` into `planned` at ten past nine, finished at eleven.
  std::vector<PastEvent> through = {
      {.name = "plan", .at = at("09:00"), .entered = {"planned"}, .recorded = at("09:00")},
      {.name = "start_round",
       .at = at("09:10"),
       .entered = {"walking", "planned"},
       .recorded = at("09:10"),
       .left_in = {"planned"}},
      {.name = "finish_round", .at = at("11:00"), .entered = {"logged"}, .recorded = at("11:00"), .closes = true}};
  CHECK(judge_duty(book, monday, std::vector{walked("09:10", "10:10"), through}, china("2026-03-09 12:01")) ==
        DutyStanding::missed);
}
