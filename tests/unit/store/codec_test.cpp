#include "store/codec.hpp"

#include <doctest/doctest.h>

#include "support/rules.hpp"

using namespace docket;
using testing::china;

namespace {

const RuleBook& rules() {
  static const RuleBook book = testing::rules_with(R"(workflow: repair
version: 1
calendar: office
record: { note: string, visits: int, urgent: bool }
states:
  work:
    type: parallel
    states:
      hands: { initial: idle, states: { idle: { on: { begin: busy } }, busy: { after: { nap: { in: 3h, target: idle } } } } }
      papers: { initial: missing, states: { missing: { on: { file: filed } }, filed: { type: final } } }
    on: { wait: waiting, close: closed }
  waiting: { on: { go_on: work.history } }
  closed: { type: final }
sla: { finish: { start: work, stop: closed, pause: [waiting], target: { any: { within: 4h } }, warn: { half: 50% } } }
)");
  return book;
}

Case story(int events) {
  Effects journal;
  auto opened = open_case(
      rules(), {.id = "A", .workflow = "repair"},
      {.name = "open",
       .input = Value::object({{"note", Value::string("lift 3 \"stuck\"\n中")}, {"visits", Value::integer(-3)}})},
      china("2026-03-09 09:00"), journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *opened->opened;
  const char* const names[] = {"begin", "wait", "go_on", "close"};
  for (int i = 0; i < events; ++i)
    REQUIRE(step(rules(), kase, {.name = names[i]}, china("2026-03-09 1" + std::to_string(i) + ":30"), journal));
  return kase;
}

}  // namespace

TEST_CASE("codec: a case written and read back is written the same, and goes on the same") {
  for (int events = 0; events <= 4; ++events) {
    CAPTURE(events);
    auto kase = story(events);
    const auto text = snapshot(kase);
    auto read = read_snapshot(text, rules().workflow("repair"));
    REQUIRE(read);
    CHECK(snapshot(*read) == text);
    CHECK(read->states() == kase.states());
    CHECK(next_deadline(*read) == next_deadline(kase));
    Effects one, other;
    const auto a = step(rules(), kase, {.name = "wait"}, china("2026-03-09 16:00"), one);
    const auto b = step(rules(), *read, {.name = "wait"}, china("2026-03-09 16:00"), other);
    CHECK(a.has_value() == b.has_value());
    CHECK(snapshot(*read) == snapshot(kase));
    REQUIRE(one.size() == other.size());
    for (std::size_t i = 0; i < one.size(); ++i) CHECK(to_json(entry_value(one[i])) == to_json(entry_value(other[i])));
  }
}

TEST_CASE("codec: a text that is no snapshot, or none of this workflow, is refused") {
  const auto workflow = rules().workflow("repair");
  const auto text = snapshot(story(2));
  CHECK(read_snapshot("", workflow).error().code == ErrorCode::invalid_argument);
  CHECK(read_snapshot("[]", workflow).error().code == ErrorCode::invalid_argument);
  CHECK(read_snapshot("{}", workflow).error().code == ErrorCode::invalid_argument);
  CHECK_FALSE(read_snapshot(text.substr(0, text.size() / 2), workflow));
  auto renamed = text;
  for (auto at = renamed.find("waiting"); at != std::string::npos; at = renamed.find("waiting"))
    renamed.replace(at, 7, "vanish");
  CHECK_FALSE(read_snapshot(renamed, workflow));
}

TEST_CASE("codec: no single byte of a snapshot can be changed into something that is read without sense") {
  const auto workflow = rules().workflow("repair");
  const auto text = snapshot(story(3));
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char byte : {'"', '}', '9', 'x'}) {
      auto torn = text;
      torn[at] = byte;
      const auto read = read_snapshot(torn, workflow);
      if (read) CHECK_FALSE(snapshot(*read).empty());  // it may be another case; it is never a crash
    }
  }
}

TEST_CASE("codec: an outcome is read back as it was") {
  const Outcome refused{
      .kind = OutcomeKind::refused,
      .sequence = 7,
      .refusal =
          Refusal({Reason{.kind = ReasonKind::guard_failed, .subject = "noted", .message = {"Write a note", "写"}}})};
  const auto read = read_outcome(to_json(outcome_value(refused)));
  REQUIRE(read);
  CHECK(read->kind == OutcomeKind::refused);
  CHECK(read->sequence == 7);
  REQUIRE(read->reasons().size() == 1);
  CHECK(read->reasons()[0].kind == ReasonKind::guard_failed);
  CHECK(read->reasons()[0].message.zh == "写");
  CHECK_FALSE(read_outcome("{\"kind\":\"perhaps\"}"));
}
