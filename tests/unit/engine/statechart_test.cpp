// What SCXML's appendix D says of beginnings, histories and ends, in rules as an author writes them.  The
// wide proof is tests/conformance; each test here is one decision.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const Instant kNine = std::chrono::sys_days{std::chrono::March / 9 / 2026};

struct Story {
  RuleBook rules;
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const std::string& workflow) : rules(rules_with("workflow: w\nversion: 1\n" + workflow)) {
    auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, kNine, journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    kase = std::move(opened->opened);
  }
  void fire(const std::string& event) {
    const auto outcome = step(rules, *kase, {.name = event}, kNine, journal);
    REQUIRE(outcome);
    CHECK_MESSAGE(outcome->accepted(), event);
  }
  std::string states() const {
    std::string text;
    for (const auto& state : kase->states()) text += (text.empty() ? "" : " ") + state;
    return text;
  }
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

TEST_CASE("statechart: from inside a state its history is where the case was just now") {
  Story story(R"(
states:
  work:
    on: { again: { target: work.history } }
    entry: [{ emit: entered }]
    states: { first: { on: { next: second } }, second: {} }
)");
  story.fire("next");
  story.fire("again");
  CHECK(story.states() == "work.second");
  CHECK(story.emitted() == "entered entered");
}

TEST_CASE("statechart: a state on the way to a history that was never left is not entered again") {
  Story story(R"(
initial: work
states:
  work:
    states:
      desk:
        entry: [{ emit: desk }]
        states: { drawer: { on: { again: { target: work.history } } } }
    on: { leave: away }
  away: { on: { back: work } }
)");
  story.fire("leave");
  story.fire("back");
  story.fire("again");
  CHECK(story.states() == "work.desk.drawer");
  CHECK(story.emitted() == "desk desk");
}

TEST_CASE("statechart: what is raised on the way to the end of a case is not heard, so it stays closed") {
  Story story(R"(
states:
  work: { on: { finish: { target: end, do: [{ raise: reopen }] } } }
  end: { type: final, entry: [{ raise: reopen }], on: { reopen: work } }
)");
  story.fire("finish");
  CHECK(story.states() == "end");
  CHECK(story.kase->is_closed());
  story.fire("reopen");
  CHECK(story.states() == "work");
}

TEST_CASE("statechart: `case.state` is the state of this moment, whenever it was asked before") {
  Story story(R"(
record: { seen: string, then: string }
states:
  a: { on: { go: b } }
  b: { entry: [{ set: { seen: case.state } }], always: { on: { target: c } } }
  c: { entry: [{ set: { then: case.state } }] }
)");
  story.fire("go");
  CHECK(story.kase->field("seen") == Value::string("b"));
  CHECK(story.kase->field("then") == Value::string("c"));
}

TEST_CASE("statechart: the end of a state is heard by another region, under `done.<state>`") {
  Story story(R"(
states:
  job:
    type: parallel
    states:
      repair: { states: { doing: { on: { mend: mended } }, mended: { type: final } } }
      talk: { states: { quiet: { on: { done.repair: told } }, told: {} } }
)");
  story.fire("mend");
  CHECK(story.states() == "job.repair.mended job.talk.told");
}

TEST_CASE("statechart: a state begins in several regions, and does something after its entry and before theirs") {
  Story story(R"(
initial: { target: [left.l2, right.r2], do: [{ emit: opened }] }
states:
  job:
    type: parallel
    entry: [{ emit: job }]
    states:
      left: { states: { l1: {}, l2: { entry: [{ emit: l2 }] } } }
      right: { states: { r1: {}, r2: { entry: [{ emit: r2 }] } } }
  away: { on: { back: job } }
)");
  CHECK(story.states() == "job.left.l2 job.right.r2");
  CHECK(story.emitted() == "opened job l2 r2");
}

TEST_CASE("statechart: what `history` says of the first time is done that time only") {
  Story story(R"(
initial: out
states:
  out: { on: { enter: work.history } }
  work:
    history: { target: second, do: [{ emit: first_time }] }
    entry: [{ emit: work }]
    on: { leave: out }
    states: { first: {}, second: { on: { next: third } }, third: {} }
)");
  story.fire("enter");
  CHECK(story.states() == "work.second");
  CHECK(story.emitted() == "work first_time");
  story.fire("next");
  story.fire("leave");
  story.fire("enter");
  CHECK(story.states() == "work.third");
  CHECK(story.emitted() == "work first_time work");
}

TEST_CASE("statechart: a row of `choose` may stay inside where its neighbour leaves") {
  Story story(R"(
record: { stays: bool }
states:
  work:
    entry: [{ emit: entered }]
    on:
      begin_again:
        input: { stays: required }
        choose:
          inside: { when: input.stays, type: internal, target: first }
          outside: { target: first }
    states: { first: {}, second: {} }
)");
  for (const bool stays : {true, false}) {
    const Event event{.name = "begin_again", .actor = {}, .input = Value::object({{"stays", Value::boolean(stays)}})};
    REQUIRE(step(story.rules, *story.kase, event, kNine, story.journal)->accepted());
  }
  CHECK(story.emitted() == "entered entered");
}

TEST_CASE("statechart: a loop of a thousand steps comes to rest, one that never ends refuses its event") {
  const std::string counting = R"(
record: { n: int }
states:
  idle: { on: { go: { target: counting, set: { n: "0" } } } }
  counting: { always: { on: { when: record.n < LIMIT, do: [{ set: { n: record.n + 1 } }] } } }
)";
  const auto up_to = [&](const std::string& limit) {
    auto text = counting;
    return text.replace(text.find("LIMIT"), 5, limit);
  };
  Story enough(up_to("999"));
  enough.fire("go");
  CHECK(enough.kase->field("n") == Value::integer(999));
  Story endless(up_to("1000"));
  const auto outcome = step(endless.rules, *endless.kase, {.name = "go"}, kNine, endless.journal);
  REQUIRE(outcome);
  CHECK_FALSE(outcome->accepted());
  CHECK(endless.states() == "idle");
}

TEST_CASE("statechart: a region that is final counts as ended, and the parallel state waits for the others") {
  Story story(R"(
states:
  review:
    type: parallel
    states:
      structure: { initial: open, states: { open: { on: { pass: passed } }, passed: { type: final } } }
      fire: { type: final }
    onDone: { target: permitted, do: [{ emit: permit_issued }] }
  permitted: { on: { finish: closed } }
  closed: { type: final }
)");
  CHECK(story.states() == "review.structure.open review.fire");
  story.fire("pass");
  CHECK(story.states() == "permitted");
  CHECK(story.emitted() == "permit_issued");
}

TEST_CASE("statechart: a parallel state whose regions are all final is done at once") {
  Story story(R"(
states:
  review:
    type: parallel
    states: { structure: { type: final }, fire: { type: final } }
    onDone: permitted
  permitted: { on: { finish: closed } }
  closed: { type: final }
)");
  CHECK(story.states() == "permitted");
}

TEST_CASE("statechart: the end of the last region is heard three parallel states further out") {
  Story story(R"(
states:
  a:
    type: parallel
    onDone: { target: z, do: [{ emit: a_done }] }
    states:
      b:
        type: parallel
        onDone: { do: [{ emit: b_done }] }
        states:
          c:
            type: parallel
            onDone: { do: [{ emit: c_done }] }
            states: { d: { states: { i: { on: { go: f } }, f: { type: final } }, onDone: { do: [{ emit: d_done }] } } }
  z: { type: final }
)");
  story.fire("go");
  CHECK(story.states() == "z");
  CHECK(story.emitted() == "d_done c_done b_done a_done");
}

TEST_CASE(
    "statechart: a compound state is not done because what is inside it is: that takes a final state of its own") {
  Story story(R"(
states:
  a:
    onDone: z
    states:
      b:
        type: parallel
        onDone: c
        states: { d: { states: { i: { on: { go: f } }, f: { type: final } } } }
      c: { on: { on: e } }
      e: { type: final }
  z: { type: final }
)");
  story.fire("go");
  CHECK(story.states() == "a.c");
  story.fire("on");
  CHECK(story.states() == "z");
}

TEST_CASE("statechart: `after` and `send` of one instant come as they were armed") {
  const auto told = [](const std::string& states) {
    Story story("calendar: office\nstates:\n" + states);
    REQUIRE(advance(story.rules, *story.kase, kNine + std::chrono::hours(24), story.journal));
    return story.emitted();
  };
  // The deadline is armed on the way in, before `entry` runs.
  CHECK(
      told("  a: { entry: [{ send: ping, in: 2h wall }], after: { late: { in: 2h wall, do: [{ emit: late }] } }, on: { "
           "ping: { do: [{ emit: ping }] }, x: z } }\n  z: { type: final }\n") == "late ping");
  // Sent by the state around, which was entered before.
  CHECK(told("  a:\n    entry: [{ send: ping, in: 2h wall }]\n    states: { b: { after: { late: { in: 2h wall, do: [{ "
             "emit: "
             "late }] } } } }\n    on: { ping: { do: [{ emit: ping }] }, x: z }\n  z: { type: final }\n") ==
        "ping late");
}

TEST_CASE("statechart: a history entered for the first time begins as its state does, with what `initial` does") {
  Story story(R"(
states:
  out: { on: { go_in: { target: work.history } } }
  work:
    initial: { target: first, do: [{ emit: begun }] }
    states: { first: { on: { next: second } }, second: {} }
    on: { leave: out }
)");
  story.fire("go_in");
  CHECK(story.states() == "work.first");
  CHECK(story.emitted() == "begun");
  story.fire("next");
  story.fire("leave");
  story.fire("go_in");
  CHECK(story.states() == "work.second");
  CHECK(story.emitted() == "begun");
}

TEST_CASE("statechart: `exit` of a final state at the top runs when an event reopens the case, not when it closes") {
  Story story(R"(
states:
  a: { on: { close: z } }
  z: { type: final, entry: [{ emit: closed }], exit: [{ emit: reopened }], on: { reopen: a } }
)");
  story.fire("close");
  CHECK(story.emitted() == "closed");
  story.fire("reopen");
  CHECK(story.states() == "a");
  CHECK(story.emitted() == "closed reopened");
}

TEST_CASE(
    "statechart: `*` hears every event of the workflow that nothing before it takes, and no name that it does not "
    "have") {
  Story story(R"(
states:
  a: { on: { go: b, "*": { do: [{ emit: heard }] } } }
  b: { on: { only_here: z } }
  z: { type: final }
)");
  story.fire("only_here");  // no transition of `a` names it
  CHECK(story.states() == "a");
  CHECK(story.emitted() == "heard");
  story.fire("go");
  CHECK(story.states() == "b");
  CHECK(story.emitted() == "heard");
}
