// A refusal is an answer: every reason at once, in both languages, with its place.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const char* const kWorkflow = R"y(docket: 1
workflow: w
version: 1
record: { fee: { type: int, title: { zh: 费用, en: fee } } }
roles: [clerk, boss]
guards:
  small: { check: record.fee <= 500000, message: { zh: 费用过高, en: The fee is too high } }
  signed: { check: record.fee < 0, message: { zh: 未签字, en: Not signed } }
  brief: { check: size(input.note) < 9, message: { zh: 过长, en: Too long } }
  ours: { check: actor.id == 'li', message: { zh: 非本人, en: Not yours } }
states:
  a: { on: { pay: { by: [clerk, boss], input: { note: { type: string } }, require: [small, ours, signed, brief] } } }
  b: { on: { later: a } }
)y";

Outcome refusal(const Event& event) {
  const auto rules = rules_with(kWorkflow);
  Effects journal;
  const auto now = china("2026-03-09 09:00");
  auto opened = open_case(rules, {.id = "c", .workflow = "w"},
                          {.name = "open", .input = Value::object({{"fee", Value::integer(900000)}})}, now, journal);
  REQUIRE(opened);
  const auto outcome = step(rules, *opened->opened, event, now, journal);
  REQUIRE(outcome);
  REQUIRE(outcome->kind == OutcomeKind::refused);
  return *outcome;
}

}  // namespace

TEST_CASE("refusal: role and rules are all reported together, each with what decided and where the rule stands") {
  const auto outcome =
      refusal({.name = "pay", .actor = {"wu", {"tenant"}}, .input = Value::object({{"note", Value::string("x")}})});
  REQUIRE(outcome.reasons().size() == 4);
  CHECK(outcome.reasons()[0].kind == ReasonKind::role_missing);
  CHECK(outcome.reasons()[0].message.en == "only `clerk` and `boss` may do this");
  CHECK(outcome.reasons()[0].message.zh == "仅限以下角色操作：clerk、boss");
  CHECK(outcome.reasons()[1].subject == "small");
  CHECK(outcome.reasons()[1].message.zh == "费用过高");
  CHECK(outcome.reasons()[1].detail.en == "fee 900000 is not <= 500000");
  CHECK(outcome.reasons()[1].detail.zh == "费用 900000 应不超过 500000");
  CHECK(outcome.reasons()[1].place.file == "workflow.yaml");
  CHECK(outcome.reasons()[1].place.line == 7);
  CHECK(outcome.reasons()[2].subject == "ours");
}

TEST_CASE("refusal: missing, wrong and unknown inputs are named beside every rule that does not look at inputs") {
  const auto outcome = refusal({.name = "pay",
                                .actor = {"li", {"clerk"}},
                                .input = Value::object({{"note", Value::integer(3)}, {"notes", Value::string("x")}})});
  REQUIRE(outcome.reasons().size() == 4);
  CHECK(outcome.reasons()[0].subject == "small");
  CHECK(outcome.reasons()[1].subject == "signed");
  CHECK(outcome.reasons()[2].kind == ReasonKind::input_invalid);
  CHECK(outcome.reasons()[2].subject == "note");
  CHECK(outcome.reasons()[2].detail.zh == "应为文字，而不是 3");
  CHECK(outcome.reasons()[3].detail.en == "did you mean `note`?");
  CHECK(outcome.reasons()[3].detail.zh == "是否应为 `note`？");
  CHECK(refusal({.name = "pay", .actor = {"li", {"clerk"}}}).reasons().at(2).kind == ReasonKind::input_missing);
}

TEST_CASE("refusal: an event of another state says where it can happen, an unknown one what was probably meant") {
  const auto elsewhere = refusal({.name = "later"});
  CHECK(elsewhere.reasons().at(0).kind == ReasonKind::not_in_this_state);
  CHECK(elsewhere.reasons().at(0).detail.en == "it can in `b`");
  const auto unknown = refusal({.name = "pya"});
  CHECK(unknown.reasons().at(0).kind == ReasonKind::unknown_event);
  CHECK(unknown.reasons().at(0).detail.en == "did you mean `pay`?");
  CHECK(unknown.reasons().at(0).detail.zh == "是否应为 `pay`？");
  CHECK(refusal({.name = "something_else"}).reasons().at(0).detail.zh == "已知事件：`open`、`pay`、`later`");
}
