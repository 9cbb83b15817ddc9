// The chart by SCXML's algorithm, and what docket adds to it.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const Instant kNine = std::chrono::sys_days{std::chrono::March / 9 / 2026} + 1h;  // 09:00 in China, a Monday

// One case driven by hand.
struct Story {
  RuleBook rules;
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const std::string& workflow) : rules(rules_with("docket: 1\nworkflow: w\nversion: 1\n" + workflow)) {
    auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, kNine, journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    kase = std::move(opened->opened);
  }
  Outcome fire(const std::string& event, Instant now = kNine) {
    auto outcome = step(rules, *kase, {.name = event, .actor = {"li", {"clerk"}}}, now, journal);
    REQUIRE_MESSAGE(outcome, event);
    return *outcome;
  }
  std::string states() const {
    std::string text;
    for (const auto& state : kase->states()) text += (text.empty() ? "" : " ") + state;
    return text;
  }
  // Names of what was emitted so far, in order.
  std::string emitted() const {
    std::string text;
    for (const auto& entry : journal) {
      for (const auto& effect : entry.effects) {
        if (const auto* emit = std::get_if<Emitted>(&effect)) text += (text.empty() ? "" : " ") + emit->name;
      }
    }
    return text;
  }
};

}  // namespace

TEST_CASE("step: exits run inside out, then the transition, then entries outside in") {
  Story story(R"(
initial: a
states:
  a:
    initial: a1
    exit: [{ emit: exit_a }]
    states: { a1: { exit: [{ emit: exit_a1 }], on: { go: { target: b, do: [{ emit: go }] } } } }
  b:
    initial: b1
    entry: [{ emit: enter_b }]
    states: { b1: { entry: [{ emit: enter_b1 }], on: { back: a } } }
)");
  CHECK(story.fire("go").accepted());
  CHECK(story.states() == "b.b1");
  CHECK(story.emitted() == "exit_a1 exit_a go enter_b enter_b1");
}

TEST_CASE("step: regions run side by side, and onDone comes when all are at their ends") {
  Story story(R"(
states:
  work:
    type: parallel
    states:
      left: { states: { l1: { on: { left: l2 } }, l2: { type: final } } }
      right: { states: { r1: { on: { right: r2, both: r2 } }, r2: { type: final } } }
    onDone: { target: end }
    on: { both: { target: work } }
  end: { type: final }
)");
  CHECK(story.states() == "work.left.l1 work.right.r1");
  story.fire("left");
  CHECK(story.states() == "work.left.l2 work.right.r1");
  story.fire("both");  // the inner transition wins over the outer one
  CHECK(story.states() == "end");
  CHECK(story.kase->is_closed());
}

TEST_CASE(
    "step: deep history brings back the innermost states, shallow history the children, and nothing stored means "
    "initial") {
  Story story(R"(
states:
  idle: { on: { in: work.history, in_shallow: work.history_shallow } }
  work:
    initial: one
    states:
      one: { on: { next: two } }
      two: { initial: x, states: { x: { on: { deeper: y } }, y: {} } }
    on: { out: idle }
)");
  story.fire("in");
  CHECK(story.states() == "work.one");
  story.fire("next");
  story.fire("deeper");
  story.fire("out");
  story.fire("in");
  CHECK(story.states() == "work.two.y");
  story.fire("out");
  story.fire("in_shallow");
  CHECK(story.states() == "work.two.x");
}

TEST_CASE("step: eventless transitions and raised events run to completion within one event") {
  Story story(R"(
record: { n: int }
states:
  start: { on: { go: { set: { n: '2' }, do: [{ raise: ping }], target: middle } } }
  middle:
    on: { ping: { do: [{ emit: pinged }], target: check } }
  check:
    always:
      big: { when: record.n > 5, target: wrong }
      rest: { target: end }
  wrong: { type: final }
  end: { type: final }
)");
  story.fire("go");
  CHECK(story.states() == "end");
  CHECK(story.emitted() == "pinged");
  CHECK(story.journal.size() == 2);  // one entry an event
}

TEST_CASE("step: an internal transition does not leave its state, an external one does") {
  Story story(R"(
states:
  a:
    initial: a1
    exit: [{ emit: left }]
    states: { a1: {}, a2: {} }
    on: { inside: { target: a2, type: internal }, outside: { target: a2 } }
)");
  story.fire("inside");
  CHECK(story.states() == "a.a2");
  CHECK(story.emitted().empty());
  story.fire("outside");
  CHECK(story.emitted() == "left");
}

TEST_CASE("step: a wildcard takes what nothing else takes, but never an event the workflow does not know") {
  Story story(R"(
states:
  a: { on: { known: b, '*': { do: [{ emit: other }] } } }
  b: { on: { late: a } }
)");
  CHECK(story.fire("late").accepted());
  CHECK(story.emitted() == "other");
  CHECK(story.fire("unheard_of").reasons().at(0).kind == ReasonKind::unknown_event);
  story.fire("known");
  CHECK(story.states() == "b");
}

TEST_CASE("step: all right sides of one set see the record as it was before") {
  Story story(R"(
record: { a: int, b: int }
states:
  s: { on: { init: { set: { a: '1', b: '2' } }, swap: { set: { a: record.b, b: record.a } }, clear: { set: { a: null } } } }
)");
  story.fire("init");
  story.fire("swap");
  CHECK(story.kase->field("a")->as_int() == 2);
  CHECK(story.kase->field("b")->as_int() == 1);
  story.fire("clear");
  CHECK_FALSE(story.kase->field("a"));
}

TEST_CASE("step: after fires at its instant, before an event of that instant, and dies with its state") {
  const std::string workflow = R"(
calendar: office
states:
  a: { on: { stay: b, poke: {} }, after: { tired: { in: 2h, target: c } } }
  b: { on: { poke: {} } }
  c: { on: { poke: {} } }
)";
  Story left(workflow);
  left.fire("stay");
  left.fire("poke", kNine + 5h);
  CHECK(left.states() == "b");
  Story stayed(workflow);
  CHECK(next_deadline(*stayed.kase) == kNine + 2h);
  stayed.fire("poke", kNine + 2h);
  CHECK(stayed.states() == "c");
  REQUIRE(stayed.journal.size() == 3);
  CHECK(stayed.journal[1].event == "after a.tired");
  CHECK(stayed.journal[1].kind == EntryKind::deadline);
  CHECK(stayed.journal[1].at == kNine + 2h);
}

TEST_CASE("step: a send survives its state, goes in order, and can be cancelled by its id") {
  Story story(R"(
states:
  a: { on: { go: { do: [{ send: remind, in: 1h wall }, { send: nag, in: 1h wall, id: n }, { send: remind, in: 2h wall, id: second }], target: b } } }
  b: { on: { remind: { do: [{ emit: reminded }] }, nag: { do: [{ emit: nagged }] }, quiet: { do: [{ cancel: second }] }, poke: {} } }
)");
  story.fire("go");
  story.fire("quiet", kNine + 90min);
  CHECK(story.emitted() == "reminded nagged");
  story.fire("poke", kNine + 5h);
  CHECK(story.emitted() == "reminded nagged");
}

TEST_CASE("step: a refused event leaves the case as it was, and the deadlines before it stand") {
  Story story(R"(
states:
  a: { after: { tired: { in: 1h, target: b } }, on: { only_here: {} } }
  b: { on: { go: { by: clerk } } }
roles: [clerk, boss]
)");
  const auto outcome = story.fire("only_here", kNine + 2h);
  CHECK(outcome.kind == OutcomeKind::refused);
  CHECK(outcome.reasons().at(0).kind == ReasonKind::not_in_this_state);
  CHECK(story.states() == "b");
  CHECK(story.journal.size() == 3);
  CHECK(story.journal[2].kind == EntryKind::refused);
  CHECK(story.journal[2].sequence == 3);
}

TEST_CASE("step: a deadline that cannot act is consumed, says why, and the next one goes on") {
  Story story(R"(
record: { n: int }
states:
  a:
    after:
      broken: { in: 1h, do: [{ emit: never, data: { x: 10 / record.n } }], target: b }
      fine: { in: 2h, target: c }
    on: { poke: {} }
  b: {}
  c: { on: { poke: {} } }
)");
  story.fire("poke", kNine + 3h);
  CHECK(story.states() == "c");
  bool faulted = false;
  for (const auto& effect : story.journal[1].effects) faulted = faulted || std::holds_alternative<Faulted>(effect);
  CHECK(faulted);
  CHECK(story.emitted().empty());
}

TEST_CASE("step: an action that cannot be evaluated refuses its event as a whole") {
  Story story(R"(
record: { n: int, done: bool }
states:
  a: { on: { go: { set: { done: 'true' }, do: [{ emit: sent }, { set: { n: '1 / 0 + record.n' } }], target: b } } }
  b: {}
)");
  const auto outcome = story.fire("go");
  CHECK(outcome.reasons().at(0).kind == ReasonKind::guard_error);
  CHECK(story.states() == "a");
  CHECK_FALSE(story.kase->field("done"));
  CHECK(story.emitted().empty());
}

TEST_CASE("step: time running backwards and an event after its record are errors, and change nothing") {
  Story story("states: { a: { on: { poke: {} } } }\n");
  story.fire("poke", kNine + 1h);
  const auto early = step(story.rules, *story.kase, {.name = "poke"}, kNine, story.journal);
  REQUIRE_FALSE(early);
  CHECK(early.error().code == ErrorCode::invalid_argument);
  CHECK(early.error().message.find("time runs backwards") == 0);
  const auto future = step(story.rules, *story.kase, {.name = "poke", .at = kNine + 3h}, kNine + 2h, story.journal);
  CHECK(future.error().code == ErrorCode::invalid_argument);
  CHECK(story.kase->sequence() == 2);
}

TEST_CASE("step: of an event with a very long name that the rules know, a wrong time is what is told") {
  const std::string name(limits::kNameBytes + 1, 'e');
  Story story("states: { a: { on: { " + name + ": {} } } }\n");
  CHECK(story.fire(name, kNine + 1h).accepted());
  const auto early = step(story.rules, *story.kase, {.name = name}, kNine, story.journal);
  REQUIRE_FALSE(early);
  CHECK(early.error().message.find("time runs backwards") == 0);
}

TEST_CASE("step: no row of choose holding is a refusal, and no outer transition is tried instead") {
  Story story(R"(
record: { n: int }
states:
  outer:
    on: { go: { target: end } }
    states: { inner: { on: { go: { choose: { big: { when: has(record.n), target: end } } } } } }
  end: { type: final }
)");
  const auto outcome = story.fire("go");
  REQUIRE(outcome.kind == OutcomeKind::refused);
  CHECK(outcome.reasons().at(0).kind == ReasonKind::no_choice);
}

TEST_CASE("step: leaving a final state reopens the case, and its clock goes on in the same cycle") {
  Story reopened(R"(
calendar: office
states:
  a: { on: { close: z, fixed: {} } }
  z: { type: final, on: { reopen: a } }
sla:
  fix: { start: a, stop: { event: fixed }, target: { any: { within: 4h } } }
)");
  reopened.fire("close", kNine + 1h);
  CHECK(reopened.kase->is_closed());
  CHECK(reopened.kase->clock("fix", kNine + 1h)->status == ClockStatus::cancelled);
  reopened.fire("reopen", kNine + 3h);
  const auto clock = reopened.kase->clock("fix", kNine + 3h);
  CHECK_FALSE(reopened.kase->is_closed());
  CHECK(clock->cycle == 1);
  CHECK(clock->due == kNine + 6h);  // one hour spent before, three left
}

TEST_CASE("step: a clock that the end of the case stopped goes on in its cycle when the case is reopened") {
  Story story(R"(
calendar: office
states:
  a: { on: { close: z } }
  z: { type: final, on: { reopen: a } }
sla:
  fix: { start: a, stop: z, target: { any: { within: 4h } } }
)");
  story.fire("close", kNine + 1h);
  CHECK(story.kase->clock("fix", kNine + 1h)->status == ClockStatus::met);
  story.fire("reopen", kNine + 3h);
  CHECK(story.kase->clock("fix", kNine + 3h)->cycle == 1);
  CHECK(story.kase->clock("fix", kNine + 3h)->due == kNine + 6h);
}

TEST_CASE("step: a paused clock has no due time, for its host and for its rules alike") {
  Story story(R"y(
calendar: office
guards: { nothing_due: { check: "!has(clock('fix').due)", message: due } }
states:
  a: { on: { wait: p, ask: { require: nothing_due } } }
  p: { on: { ask: { require: nothing_due }, done: a } }
sla:
  fix: { start: a, stop: { event: done }, pause: p, target: { any: { within: 4h } } }
)y");
  CHECK_FALSE(story.fire("ask").accepted());
  story.fire("wait");
  CHECK(story.fire("ask").accepted());
}

TEST_CASE("step: a backlog larger than one step's bound is handed out in pieces") {
  Story story(R"(
states:
  a: { after: { tick: { in: 1m wall, target: b } }, on: { poke: {} } }
  b: { after: { tock: { in: 1m wall, target: a } }, on: { poke: {} } }
)");
  auto outcome = story.fire("poke", kNine + 1000min);
  CHECK(outcome.kind == OutcomeKind::behind);
  int rounds = 1;
  while (outcome.kind == OutcomeKind::behind) {
    outcome = story.fire("poke", kNine + 1000min);
    ++rounds;
  }
  CHECK(rounds == 4);
  CHECK(outcome.accepted());
  CHECK(story.journal.size() == 1 + 1000 + 1);
}
