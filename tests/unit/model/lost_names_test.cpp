// One mistake, one message: what follows from a mistake that is told already is not told again.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const std::string kWorkflow = R"y(workflow: lift
version: 1
calendar: office
record:
  level: { type: enum, values: [minor, major] }
  cost: { type: money, currency: CNY }
params:
  arrive_within: 2h
  cost_max: 5000 CNY
roles: [clerk, engineer]
guards:
  cost_ok: { check: input.cost <= params.cost_max, message: Too expensive }
  far: { check: "in_state('working') && count('arrive') > 0 && clock('arrival').overdue", message: Too late }
open: { report: { by: clerk, input: { level: required }, set: [level] } }
states:
  reported: { on: { arrive: { by: engineer, require: [far], target: working } } }
  working: { on: { finish: { by: engineer, input: { cost: required }, require: [cost_ok], set: [cost], target: closed } } }
  closed: { type: final }
sla:
  arrival:
    start: reported
    stop: working
    target: { any: { when: record.level == 'minor', within: $arrive_within }, rest: { within: 3h } }
    escalate: { breach: { at: breach, to: clerk } }
)y";

// Each diagnostic's message, one a line.
std::string told(const std::string& old, const std::string& changed) {
  auto text = kWorkflow;
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  text.replace(at, old.size(), changed);
  std::string messages;
  std::istringstream lines(mistakes_in(text));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("workflow.yaml:")) messages += line.substr(line.find(": ") + 2) + "\n";
  }
  return messages;
}

std::string section(const std::string& name) {
  const auto from = kWorkflow.find("\n" + name + ":") + 1;
  auto to = kWorkflow.find('\n', from);
  while (to + 1 < kWorkflow.size() && kWorkflow[to + 1] == ' ') to = kWorkflow.find('\n', to + 1);
  return kWorkflow.substr(from, to + 1 - from);
}

}  // namespace

TEST_CASE("one mistake: the rules that the mistakes are planted in have none") { CHECK(mistakes_in(kWorkflow) == ""); }

TEST_CASE("one mistake: a section that is no map is told, and no name that it should have held") {
  for (const auto* name : {"record", "params", "guards", "states", "sla", "open"}) {
    CAPTURE(name);
    CHECK(told(section(name), std::string(name) + ": [a, b]\n") ==
          "error: `" + std::string(name) + "` must be a map, not a list [wrong-type]\n");
  }
}

TEST_CASE("one mistake: an entry that cannot be read is told, and nothing that mentions it") {
  struct Row {
    const char* old;
    const char* changed;
    const char* code;
  };
  for (const auto& row : {
           Row{"cost: { type: money,", "cost: { type: mony,", "[unknown-word]"},
           {"  cost: {", "  Cost: {", "[bad-name]"},
           {"cost_max: 5000 CNY", "cost_max: [5000 CNY]", "[wrong-type]"},
           {"cost_max: 5000 CNY", "cost_max: 5000 cny", "[bad-amount]"},
           {"roles: [clerk, engineer]", "roles: 3", "[bad-name]"},
           {"roles: [clerk, engineer]", "roles: [Clerk, engineer]", "[bad-name]"},
           {"cost_ok: { check: input.cost <= params.cost_max, message: Too expensive }", "cost_ok: input.cost > 3",
            "[wrong-type]"},
           {"cost_ok: { check: input.cost <= params.cost_max, ", "cost_ok: { ", "[missing-key]"},
           {"input.cost <= params.cost_max", "input.cost <= param.cost_max", "[unknown-name]"},
           {"input.cost <= params.cost_max", "input.cost <= 5000", "[wrong-operands]"},
           {"  cost_ok:", "  CostOk:", "[bad-name]"},
           {"require: [cost_ok]", "require: [cost_okk]", "[unknown-guard]"},
           {"input: { cost: required }", "input: [cost]", "[wrong-type]"},
           {"input: { cost: required }", "input: { cost: { type: mony } }", "[unknown-word]"},
           {"input: { cost: required }", "input: { cost: }", "[untyped-input]"},
           {"input: { cost: required }", "input: { cost: requird }", "[unknown-word]"},
           {"  working: {", "  Working: {", "[bad-name]"},
           {"reported: { on: { arrive: { by: engineer, require: [far], target: working } } }", "reported: working",
            "[wrong-type]"},
           {"reported: { on: { arrive: { by: engineer, require: [far], target: working } } }",
            "reported: { on: [arrive] }", "[wrong-type]"},
           {"  arrival:", "  Arrival:", "[bad-name]"},
           {"set: [cost]", "set: [costs]", "[unknown-field]"},
       }) {
    CAPTURE(row.old);
    CAPTURE(row.changed);
    const auto messages = told(row.old, row.changed);
    CAPTURE(messages);
    CHECK(messages.find(row.code) != std::string::npos);
    CHECK(std::count(messages.begin(), messages.end(), '\n') == 1);
  }
}

TEST_CASE("one mistake: rows without names are told as such, once") {
  struct Row {
    const char* old;
    const char* changed;
    const char* message;
  };
  for (const auto& row : {
           Row{"  closed: { type: final }", "  closed: { always: { when: \"true\", target: reported } }",
               "error: `always` holds rows by name, and `when` is no row of it [unnamed-row]\n"},
           {"  closed: { type: final }", "  closed: { after: { in: 2h, target: reported } }",
            "error: `after` holds rows by name, and `in` is no row of it [unnamed-row]\n"},
           {"target: working }", "choose: { when: \"true\", target: working } }",
            "error: `choose` holds rows by name, and `when` is no row of it [unnamed-row]\n"},
           {"target: { any: { when: record.level == 'minor', within: $arrive_within }, rest: { within: 3h } }",
            "target: { within: 2h }",
            "error: `target` holds rows by name, and `within` is no row of it [unnamed-row]\n"},
           {"escalate: { breach: { at: breach, to: clerk } }", "escalate: { at: breach, to: clerk }",
            "error: `escalate` holds rows by name, and `at` is no row of it [unnamed-row]\n"},
       }) {
    CAPTURE(row.changed);
    CHECK(told(row.old, row.changed) == row.message);
  }
}

TEST_CASE("one mistake: the zones that expressions know are named once each") {
  const auto report = load_rules({.files = {{"w.yaml",
                                             "workflow: w\nversion: 1\nguards: { h: { check: \"now.getHours('Asia/"
                                             "Shanghai') < 3\", message: H } }\nstates: { a: { on: { go: { require: "
                                             "[h], target: b } } }, b: { type: final } }\n"}},
                                  .zone_bytes = {}});
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics.front().hint == "expressions know `UTC`, and distances such as `+08:00`");
}

TEST_CASE("breach: its reminders may stand in the breach itself, and follow as an escalation of their own") {
  auto text = kWorkflow;
  const std::string old = "breach: { at: breach, to: clerk }";
  text.replace(text.find(old), old.size(), "breach: { at: breach, to: clerk, repeat: { every: 1h, times: 2 } }");
  const auto rules = rules_with(text);
  Effects journal;
  const auto opened = open_case(
      rules, {.id = "c", .workflow = "lift"},
      {.name = "report", .actor = {"li", {"clerk"}}, .input = Value::object({{"level", Value::string("minor")}})},
      china("2026-03-09 09:00"), journal);
  REQUIRE(opened->opened);
  auto kase = *opened->opened;
  REQUIRE(advance(rules, kase, china("2026-03-09 17:00"), journal));
  std::vector<std::string> sent;
  for (const auto& entry : journal) {
    for (const auto& effect : entry.effects) {
      if (const auto* breach = std::get_if<DeadlineBreached>(&effect))
        sent.push_back("breach " + to_string(breach->due));
      if (const auto* again = std::get_if<Escalated>(&effect)) sent.push_back(again->rung + " " + to_string(again->at));
    }
  }
  CHECK(sent == std::vector<std::string>{"breach 2026-03-09T03:00:00Z", "breach_again 2026-03-09T04:00:00Z",
                                         "breach_again 2026-03-09T05:00:00Z"});
}

TEST_CASE("table: cells take moments, in the zone of the workflow's calendar, and ranges of them") {
  const auto rules = rules_with(R"y(workflow: w
version: 1
calendar: office
record: { at: timestamp }
tables:
  fee:
    given: { at: record }
    gives: int
    rows:
      before: { at: "< 2026-01-01 00:00", gives: 1 }
      spring: { at: 2026-01-01 00:00..2026-06-30 23:59, gives: 2 }
    otherwise: 3
guards: { second: { check: fee(record.at) == 2, message: Not in spring } }
states: { a: { on: { go: { require: [second], target: b } } }, b: { type: final } }
)y");
  struct Moment {
    const char* at;
    bool accepted;
  };
  for (const auto& moment : {Moment{"2025-12-31 23:59", false},
                             {"2026-01-01 00:00", true},
                             {"2026-06-30 23:59", true},
                             {"2026-07-01 00:00", false}}) {
    CAPTURE(moment.at);
    Effects journal;
    auto opened = open_case(rules, {.id = "c", .workflow = "w"},
                            {.name = "open", .input = Value::object({{"at", Value::timestamp(china(moment.at))}})},
                            china("2026-03-09 09:00"), journal);
    REQUIRE(opened->opened);
    CHECK(step(rules, *opened->opened, {.name = "go"}, china("2026-03-09 09:00"), journal)->accepted() ==
          moment.accepted);
  }
}

TEST_CASE("table: a row of a unique table that nothing reaches is told") {
  const auto told_of = mistakes_in(R"y(workflow: w
version: 1
calendar: office
record: { n: int }
tables:
  fee:
    given: { n: record }
    gives: int
    rows:
      any: { gives: 1 }
      large: { n: { when: n > 5 }, gives: 2 }
guards: { g: { check: fee(record.n) == 2, message: No } }
states: { a: { on: { go: { require: [g], target: b } } }, b: { type: final } }
)y");
  CHECK(told_of.find("the row `large` is never reached") != std::string::npos);
}
