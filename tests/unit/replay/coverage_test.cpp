// What a set of scenarios leaves untried is named, with its place and what would try it.
#include "docket/coverage.hpp"

#include <doctest/doctest.h>

#include "docket/scenario.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

const char* const kWorkflow = R"(workflow: repair
version: 1
calendar: office
record: { note: string, big: bool }
roles: [clerk]
guards: { noted: { check: has(record.note), message: Write a note first } }
states:
  open:
    on:
      note: { by: clerk, input: { note: required }, set: [note] }
      close: { require: [noted], choose: { big: { when: has(record.big), target: review }, small: { target: closed } } }
  review:
    always: { at_once: { target: closed } }
    after: { late: { in: 1h, target: closed } }
  closed: { type: final }
sla:
  finish:
    start: open
    stop: closed
    target: { any: { within: 4h } }
    warn: { half: 50% }
    escalate: { breach: { at: breach, to: clerk }, more: { at: 1h after, to: clerk } }
)";

// A scenario must expect something.
const char* const kNothingElse = "  - expect: { not_emitted: [{ faulted: closed }] }\n";

// What nobody tried, one a line.
std::string untried_after(const std::string& steps) {
  const RuleBook rules = testing::rules_with(kWorkflow);
  Coverage coverage(rules);
  const auto report = run_scenario(
      rules, "s.yaml", "workflow: repair\nat: 2026-03-09 09:00\nsteps:\n" + steps + kNothingElse, &coverage);
  for (const auto& difference : report.differences) FAIL(render(difference));
  std::string text;
  for (const auto& rule : coverage.rules()) {
    if (rule.times == 0) text += std::to_string(rule.place.line) + " " + rule.name + ": " + rule.hint.en + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("coverage: of a scenario that only opens a case, everything else is untried") {
  CHECK(untried_after("  - fire: open\n") ==
        "6 `noted` holds: let somebody through who has `noted`\n"
        "6 `noted` fails: refuse somebody because of `noted`\n"
        "10 `note` in `open`: fire `note` in `open`\n"
        "10 `note` in `open` by somebody who may not: refuse `note` to somebody who is none of `clerk`\n"
        "10 `note` in `open` without `note`: refuse `note` without `note`\n"
        "11 `close` in `open`, row `big`: fire `close` in `open` where `has(record.big)` holds\n"
        "11 `close` in `open`, row `small`: fire `close` in `open` where none of the rows before holds\n"
        "11 `close` in `open` against `noted`: refuse `close` because of `noted`\n"
        "13 always `at_once` in `review`: bring a case into `review`\n"
        "14 after `late` in `review`: wait in `review` until `late` is due\n"
        "21 `finish.half`: let `finish` run until `half`\n"
        "22 `finish.breach`: let `finish` run past its due time\n"
        "22 `finish.more`: let `finish` run until `more`\n");
}

TEST_CASE("coverage: a row, what follows from it by itself, a refusal and every rung count once tried") {
  CHECK(untried_after("  - { fire: open, input: { big: true } }\n"
                      "  - refuse: { fire: close, because: [noted] }\n"
                      "  - refuse: { fire: note, because: [role_missing, note] }\n"
                      "  - wait: 5h\n"
                      "  - { fire: note, by: clerk, input: { note: x } }\n"
                      "  - fire: close\n") ==
        "11 `close` in `open`, row `small`: fire `close` in `open` where none of the rows before holds\n"
        "14 after `late` in `review`: wait in `review` until `late` is due\n");
}

TEST_CASE("coverage: an event that is refused for a guard does not say that its way was taken") {
  const auto untried = untried_after("  - fire: open\n  - refuse: { fire: close, because: [noted] }\n");
  CHECK(untried.find("row `small`") != std::string::npos);
  CHECK(untried.find("`noted` holds") != std::string::npos);
  CHECK(untried.find("`noted` fails") == std::string::npos);
}

TEST_CASE("coverage: a row of a table counts once it answered, in a condition, a refusal or what is set") {
  const auto rules = testing::rules_with(R"y(workflow: priced
version: 1
calendar: office
record: { item: { type: enum, values: [lamp, tap, lock, door] }, price: int, level: int }
tables:
  price_list:
    given: { item: record }
    gives: int
    rows:
      lamp: { item: lamp, gives: 20 }
      tap: { item: tap, gives: 30 }
      lock: { item: lock, gives: 40 }
    otherwise: 0
  levels:
    given: { price: record }
    gives: int
    hit: collect
    rows:
      any: { gives: 1 }
      high: { price: 35.., gives: 2 }
guards: { listed: { check: price_list(record.item) > 20, message: Too cheap } }
states:
  open:
    on:
      close: { require: [listed], set: { price: price_list(record.item) }, target: closing }
  closing: { on: { count: { set: { level: "size(levels(record.price))" }, target: closed
}
}
}
  closed: { type: final }
)y");
  Coverage coverage(rules);
  const auto run = [&](const std::string& steps) {
    const auto report = run_scenario(
        rules, "s.yaml", "workflow: priced\nat: 2026-03-09 09:00\nsteps:\n" + steps + kNothingElse, &coverage);
    for (const auto& difference : report.differences) FAIL(render(difference));
    std::string untried;
    for (const auto& rule : coverage.rules()) {
      if (rule.kind == RuleKind::row && rule.times == 0)
        untried += std::to_string(rule.place.line) + " " + rule.name + "\n";
    }
    return untried;
  };
  CHECK(run("  - { fire: open, input: { item: lamp } }\n  - refuse: { fire: close, because: [listed] }\n") ==
        "11 the table `price_list`, row `tap`\n12 the table `price_list`, row `lock`\n"
        "13 the table `price_list`, row `otherwise`\n19 the table `levels`, row `any`\n20 the table `levels`, row "
        "`high`\n");
  CHECK(run("  - { fire: open, input: { item: tap } }\n  - fire: close\n  - fire: count\n") ==
        "12 the table `price_list`, row `lock`\n13 the table `price_list`, row `otherwise`\n20 the table `levels`, row "
        "`high`\n");
  CHECK(run("  - { fire: open, input: { item: lock } }\n  - fire: close\n  - fire: count\n") ==
        "13 the table `price_list`, row `otherwise`\n");
  CHECK(run("  - { fire: open, input: { item: door } }\n  - refuse: { fire: close, because: [listed] }\n").empty());
  CHECK(coverage.share(RuleKind::row, "priced", "").all == 6);
}

TEST_CASE("coverage: what a project leaves as it is counts for the workflow, and what it adds is its own") {
  RuleSources sources;
  sources.files["repair.yaml"] =
      "workflow: repair\nversion: 1\ncalendar: always\nroles: [clerk]\nstates:\n  open: { on: { close: closed, drop: "
      "closed } }\n  closed: { type: final }\n";
  sources.files["lakeside.yaml"] =
      "project: lakeside\nworkflows:\n  repair: { states: { open: { on: { give_up: { target: closed } } } } }\n";
  const auto loaded = load_rules(std::move(sources));
  for (const auto& diagnostic : loaded.diagnostics) FAIL(render(diagnostic));
  Coverage coverage(*loaded.rules);
  const std::string scenario =
      "workflow: repair\nproject: lakeside\nat: 2026-03-09 09:00\nsteps:\n  - fire: open\n  - fire: close\n"
      "  - expect: { closed: true }\n";
  REQUIRE(run_scenario(*loaded.rules, "s.yaml", scenario, &coverage).passed());
  const auto own = coverage.share(RuleKind::transition, "repair", "");
  CHECK(own.tried == 2);  // `open`, which goes without saying, and `close`
  CHECK(own.all == 3);
  CHECK(own.percent() == 66);
  const auto added = coverage.share(RuleKind::transition, "repair", "lakeside");
  CHECK(added.tried == 0);
  CHECK(added.all == 1);
  CHECK(coverage.share(RuleKind::rung, "repair", "lakeside").percent() == 100);
}
