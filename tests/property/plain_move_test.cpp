// The short way that nearly every event takes decides and tells what the long way does: the same workflow twice,
// once with an action on leaving each state that does nothing, which keeps every transition from being plain.
#include <doctest/doctest.h>

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/judgement.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kRules = R"yaml(workflow: repair
version: 1
calendar: office
roles: [desk, fitter]
record:
  kind: { type: enum, values: [lift, water] }
  note: string
  tries: int
  urgent: bool
  reason_for_waiting: { type: enum, values: [parts, nobody_is_at_home, part_of_the_building_is_closed] }
guards:
  noted: { check: has(record.note), message: Write a note first }
  not_for_ever: { check: count('retry') < 4, message: Enough }
  not_in_haste: { check: "!visited('outside') || last('note').actor.id != 'li'", message: Somebody else }
open: { report: { by: desk, input: { kind: required }, set: { kind: input.kind, tries: 0 }, target: open } }
states:
  open:
    initial: waiting
    LEAVING
    on:
      note: { input: { note: required, urgent: optional }, set: [note, urgent], do: [{ emit: noted, to: desk }] }
      close: { by: desk, require: [noted], target: closed }
      clear: { set: { note: null, urgent: true } }
    states:
      waiting: { LEAVING, on: { begin: { by: fitter, target: working.inside }, hold: { input: { reason_for_waiting: optional }, set: [reason_for_waiting], target: held } } }
      working:
        initial: inside
        LEAVING
        on: { back: { target: waiting }, retry: { require: [not_for_ever], target: working } }
        states:
          inside: { entry: [{ emit: inside }, { set: { note: null } }, { emit: begun, to: desk }], LEAVING, on: { go: { input: { urgent: required }, choose: { out: { when: input.urgent, set: [urgent], target: outside }, in: { target: inside, set: { urgent: false } } } } } }
          outside: { LEAVING, on: { go: { target: inside, require: [not_in_haste] }, back: { when: has(record.note), target: outside } } }
      held: { LEAVING, on: { begin: { target: working.outside } } }
  closed: { type: final, on: { reopen: { target: open } } }
sla:
  finish:
    start: working
    stop: closed
    pause: [held]
    target: { lift: { when: "record.?kind.orValue('water') == 'lift'", within: 3h }, water: { within: 1 workday } }
    warn: { half: 50% }
    escalate: { breach: { at: breach, to: desk } }
  answer: { start: open, stop: { event: note }, target: { any: { within: 2h } }, escalate: { breach: { at: breach, to: desk } } }
)yaml";

RuleBook rules(const std::string& leaving) {
  std::string text = kRules;
  for (auto at = text.find("LEAVING"); at != std::string::npos; at = text.find("LEAVING", at))
    text.replace(at, 7, leaving);
  return rules_with(text);
}

Event random_event(Random& random) {
  static const char* const kNames[] = {"note", "close", "clear", "begin",  "hold",
                                       "back", "retry", "go",    "reopen", "sing"};
  static const char* const kPeople[] = {"li", "wang"};
  Event event{.name = kNames[random.between(0, 9)]};
  event.actor = {kPeople[random.between(0, 1)],
                 {random.one_in(3) ? "desk" : "fitter", random.one_in(3) ? "guest" : "desk"}};
  std::vector<MapEntry> input;
  if ((event.name == "note") != random.one_in(12)) input.push_back({Value::string("note"), Value::string("seen")});
  if ((event.name == "go" || event.name == "note") && random.one_in(2))
    input.push_back({Value::string("urgent"), Value::boolean(random.one_in(2))});
  if (event.name == "hold" && random.one_in(2)) {
    static const char* const kReasons[] = {"parts", "nobody_is_at_home", "part_of_the_building_is_closed", "sleep"};
    input.push_back({Value::string("reason_for_waiting"), Value::string(kReasons[random.between(0, 3)])});
  }
  event.input = Value::map(std::move(input));
  return event;
}

std::string text_of(const Effects& journal) {
  std::string text;
  for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
  return text;
}

std::size_t count_plain(const RuleBook& book) {
  const auto workflow = book.workflow("repair", "");
  std::size_t found = 0;
  for (std::size_t i = 0; i < workflow->transitions.size(); ++i) {
    for (std::size_t branch = 0; branch < workflow->transitions[i].branches.size(); ++branch)
      found += workflow->chart.plan(static_cast<TransitionIndex>(i), static_cast<BranchIndex>(branch)).plain ? 1 : 0;
  }
  return found;
}

}  // namespace

TEST_CASE("plain moves: the short way tells what the long way tells") {
  // As wide as the other one, so that refusals name the same places.
  const auto plainly = rules("exit: [                                   ]");
  const auto at_length = rules("exit: [{ if: has(record.tries), then: [] }]");
  CHECK(count_plain(plainly) == 13);
  CHECK(count_plain(at_length) == 2);  // those that leave nothing
  Random random(seed());
  CAPTURE(seed());
  std::size_t accepted = 0;
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    Instant now = china("2026-03-09 09:00");
    const Event report{.name = "report",
                       .actor = {"li", {"desk"}},
                       .input = Value::object({{"kind", Value::string(random.one_in(2) ? "lift" : "water")}})};
    Effects journal, other_journal;
    auto kase = open_case(plainly, {.id = "R-1", .workflow = "repair"}, report, now, journal);
    auto other = open_case(at_length, {.id = "R-1", .workflow = "repair"}, report, now, other_journal);
    REQUIRE_MESSAGE(kase->opened, text_of(journal));
    REQUIRE(other->opened);
    for (int i = 0; i < 60; ++i) {
      journal.clear();
      other_journal.clear();
      auto event = random_event(random);
      now += std::chrono::minutes(random.between(0, 90));
      if (random.one_in(5)) event.at = now - std::chrono::minutes(random.between(0, 200));
      // Why an event is refused is worked out by other means than whether it is.
      auto before = *kase->opened;
      Effects due;
      REQUIRE(advance(plainly, before, now, due));
      const bool is_late = event.at && *event.at < before.opened_at();
      const bool would_pass = !is_late && judge(before.data(), event, now).reasons.empty();
      const auto outcome = step(plainly, *kase->opened, event, now, journal);
      const auto other_outcome = step(at_length, *other->opened, event, now, other_journal);
      REQUIRE(outcome);
      CHECK(outcome->accepted() == other_outcome->accepted());
      CHECK(outcome->accepted() == would_pass);
      if (outcome && outcome->accepted()) ++accepted;
      REQUIRE(text_of(journal) == text_of(other_journal));
      REQUIRE(kase->opened->states() == other->opened->states());
      REQUIRE(next_deadline(*kase->opened) == next_deadline(*other->opened));
    }
    CHECK(to_json(record_as_map(*kase->opened->data().workflow, kase->opened->data().record())) ==
          to_json(record_as_map(*other->opened->data().workflow, other->opened->data().record())));
  }
  CHECK(accepted > 1000);
}
