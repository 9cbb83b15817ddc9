#include "property/clock_trial.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "docket/runtime.hpp"

namespace docket::testing {
namespace {

MinuteHours random_windows(Random& random) {
  MinuteHours hours;
  Minute at = random.between(0, 12 * 60);
  for (auto left = random.between(0, 3); left > 0 && at < 1380; --left) {
    const Minute end = std::min<Minute>(1440, at + random.between(1, 6 * 60));
    hours.push_back({at, end});
    at = end + random.between(1, 4 * 60);
  }
  return hours;
}

ReferenceRules random_calendar(Random& random, ReferenceZone zone) {
  ReferenceRules rules;
  rules.zone = zone;
  for (int day = 0; day < 7; ++day) rules.week.push_back(random_windows(random));
  rules.week[2] = {{540, 1020}};  // open at least once a week
  return rules;
}

std::string time_of_day(Minute minute) {
  const auto two = [](Minute n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ":" + two(minute % 60);
}

}  // namespace

Trial random_trial(Random& random) {
  Trial trial;
  const auto zone = static_cast<ReferenceZone>(random.between(0, 4));
  for (auto& calendar : trial.calendars) calendar = random_calendar(random, zone);
  for (auto& row : trial.rows)
    row = {.kind = static_cast<Row::Kind>(random.between(0, 6)),
           .calendar = static_cast<int>(random.between(0, 1)),
           .budget = random.between(1, 1200),
           .days = static_cast<int>(random.between(1, 3))};
  constexpr const char* kPolicies[] = {"carry", "carry", "carry_percent", "restart", "keep_due"};
  trial.policy = kPolicies[random.between(0, 4)];
  trial.never_shorten = random.one_in(4);
  trial.grace = random.one_in(4) ? random.between(1, 300) : 0;
  // Half of the trials begin shortly before the clocks change somewhere.
  constexpr int kChanges[] = {68, 85, 92, 274, 299, 305};
  const Minute day = random.one_in(2) ? random.between(0, 364) : kChanges[random.between(0, 5)] - random.between(0, 9);
  trial.first = (20454 + day) * 1440;  // days from 2026-01-01 on
  return trial;
}

// `within: 90m`, `at: …`
static std::string budget_yaml(const Trial& trial, const Row& row) {
  const auto minutes = std::to_string(row.budget) + "m";
  const auto days = std::to_string(row.days);
  switch (row.kind) {
    case Row::Kind::open: return "within: " + minutes;
    case Row::Kind::wall: return "within: " + minutes + " wall";
    case Row::Kind::workdays: return "within: " + days + (row.days == 1 ? " workday" : " workdays");
    case Row::Kind::days: return "within: " + days + (row.days == 1 ? " day" : " days");
    case Row::Kind::first_of: return "within: { first_of: [" + minutes + ", " + days + " days] }";
    case Row::Kind::then: return "within: { then: [" + minutes + ", " + minutes + "] }";
    case Row::Kind::at: {
      const Instant at{std::chrono::minutes{trial.first + row.budget * 5}};
      return "within: \"at " + to_string(at) + "\"";
    }
  }
  return {};
}

std::string calendar_yaml(const std::string& name, const ReferenceRules& rules) {
  constexpr const char* kDayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::string text = "calendar: " + name + "\ntimezone: " + iana_name(rules.zone) + "\nweek:\n";
  for (std::size_t day = 0; day < 7; ++day) {
    if (rules.week[day].empty()) continue;
    text += std::string("  ") + kDayNames[day] + ": [";
    for (const auto& window : rules.week[day])
      text += (text.back() == '[' ? "\"" : ", \"") + time_of_day(window.start) + "-" + time_of_day(window.end) + "\"";
    text += "]\n";
  }
  return text;
}

std::string workflow_yaml(const Trial& trial) {
  std::string text = R"(workflow: w
version: 1
calendar: one
record: { level: { type: enum, values: [a, b, c] } }
open: { open: { input: { level: required }, set: [level] } }
states:
  run:  { on: { hold: hold, stop: end, raise_it: { input: { level: required }, set: [level] } } }
  hold: { on: { go_on: run, stop: end, raise_it: { input: { level: required }, set: [level] } } }
  end: {}
sla:
  c:
    start: run
    stop: end
    pause: hold
)";
  text += "    retarget: { policy: " + std::string(trial.policy) +
          ", never_shorten: " + (trial.never_shorten ? "true" : "false");
  if (trial.grace > 0) text += ", grace: " + std::to_string(trial.grace) + "m";
  text += " }\n    target:\n";
  for (int i = 0; i < 3; ++i) {
    const auto& row = trial.rows[i];
    const std::string level(1, static_cast<char>('a' + i));
    text += "      " + level + ": { when: record.level == '" + level + "', " + budget_yaml(trial, row) +
            ", calendar: " + (row.calendar == 0 ? "one" : "two") + " }\n";
  }
  return text;
}

RuleBook rules_of(const Trial& trial) {
  auto report = load_rules({.files = {{"one.yaml", calendar_yaml("one", trial.calendars[0])},
                                      {"two.yaml", calendar_yaml("two", trial.calendars[1])},
                                      {"w.yaml", workflow_yaml(trial)}},
                            .zone_bytes = system_zone});
  for (const auto& each : report.diagnostics) INFO(render(each));
  REQUIRE(report.rules);
  return *report.rules;
}

}  // namespace docket::testing
