// What an earlier docket took and stored loads for ever, as it was meant then: each check that came later is a warning
// for it.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "docket/engine.hpp"
#include "docket/meaning.hpp"
#include "docket/rule_book.hpp"
#include "docket/runtime.hpp"

using namespace docket;

namespace {

struct RefusedNow {
  const char* code;       // of what is told of it now
  const char* rest;       // of the workflow, from its record on
  const char* opened_in;  // the state that a case of the stored set is in
};

constexpr RefusedNow kRefusedNow[] = {
    {"bad-budget",
     "states: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, target: { any: { within: "
     "0h } } } }\n",
     "a"},
    {"bad-budget",
     "states: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, target: { any: { within: { "
     "first_of: [0h wall, 1h] } } } } }\n",
     "a"},
    {"bad-length",
     "params: { answer: 0h }\nstates: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, "
     "target: { any: { within: $answer } } } }\n",
     "a"},
    {"bad-rung",
     "states: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, target: { any: { within: "
     "9h } }, warn: { w: { at: 1d before, to: boss } "
     "} } }\n",
     "a"},
    {"bad-rung",
     "states: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, target: { any: { within: "
     "9h } }, warn: { w: { at: 50% wall, to: boss } "
     "} } }\n",
     "a"},
    {"bad-length",
     "states: { a: { on: { end: b } }, b: { type: final } }\nsla: { c: { start: a, stop: b, target: { any: { within: "
     "9h } }, escalate: { late: { at: breach, to: "
     "boss, "
     "repeat: { every: 1d, times: 3 } } } } }\n",
     "a"},
    {"unnamed-row", "states: { a: { always: { do: b } }, b: {} }\n", "b"},
    {"unknown-value",
     "record: { level: { type: enum, values: [low, high] } }\nstates: { a: { on: { go: { set: { level: \"'lwo'\" } } } "
     "} }\n",
     "a"},
};

LoadReport load(const RefusedNow& refused, int meaning) {
  const auto text = "docket: 1\nworkflow: w\nversion: 1\ncalendar: always\nroles: [boss]\n" + std::string(refused.rest);
  return load_rules({.files = {{"w.yaml", text}}, .zone_bytes = system_zone, .meaning = meaning});
}

std::string told(const Diagnostics& diagnostics) {
  std::string lines;
  for (const auto& each : diagnostics) lines += render(each) + "\n";
  return lines;
}

}  // namespace

TEST_CASE("first meaning: what is refused now was taken then, and is a warning for a set that was stored") {
  for (const auto& refused : kRefusedNow) {
    CAPTURE(refused.rest);
    const auto now = load(refused, kRulesMeaning);
    CHECK_FALSE(now.rules);
    const auto is_it = [&](const Diagnostic& each) { return each.code == refused.code; };
    CHECK_MESSAGE(std::any_of(now.diagnostics.begin(), now.diagnostics.end(), is_it), told(now.diagnostics));
    const auto then = load(refused, kFirstMeaning);
    REQUIRE_MESSAGE(then.rules, told(then.diagnostics));
    Effects journal;
    const auto opened = open_case(*then.rules, {.id = "c", .workflow = "w"}, {.name = "open"},
                                  *parse_instant("2026-03-09T10:00:00Z"), journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    CHECK(opened->opened->is_in(refused.opened_in));
  }
}

TEST_CASE("first meaning: a limit of nothing is over at once, and `1d` of a rung is 24 hours") {
  Effects journal;
  const auto start = *parse_instant("2026-03-09T10:00:00Z");
  const auto due_of = [&](const RefusedNow& refused) {
    const auto report = load(refused, kFirstMeaning);
    REQUIRE(report.rules);
    auto opened = open_case(*report.rules, {.id = "c", .workflow = "w"}, {.name = "open"}, start, journal);
    return opened->opened->clock("c", start)->due;
  };
  CHECK(due_of(kRefusedNow[0]) == start);
  CHECK(due_of(kRefusedNow[1]) == start);
  CHECK(due_of(kRefusedNow[2]) == start);
  const auto report = load(kRefusedNow[5], kFirstMeaning);
  auto opened = open_case(*report.rules, {.id = "c", .workflow = "w"}, {.name = "open"}, start, journal);
  const auto due = start + std::chrono::hours(9);
  REQUIRE(advance(*report.rules, *opened->opened, due + std::chrono::hours(1), journal));
  const auto next = next_deadline(*opened->opened);
  REQUIRE(next);
  CHECK(to_string(*next) == to_string(due + std::chrono::hours(24) + std::chrono::milliseconds(1)));
}
