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
  CHECK(outcome.reasons()[0].message.zh == "仅限以下岗位操作：`clerk`、`boss`");
  CHECK(outcome.reasons()[1].subject == "small");
  CHECK(outcome.reasons()[1].message.zh == "费用过高");
  CHECK(outcome.reasons()[1].detail.en == "fee must be at most 500000, not 900000");
  CHECK(outcome.reasons()[1].detail.zh == "费用应不超过 500000，而不是 900000");
  CHECK(outcome.reasons()[1].place.file == "workflow.yaml");
  CHECK(outcome.reasons()[1].place.line == 7);
  CHECK(outcome.reasons()[2].subject == "ours");
}

TEST_CASE("refusal: roles, states, events and what the rules ask are called by their titles") {
  const auto rules = rules_with(R"y(docket: 1
workflow: w
version: 1
calendar: office
roles: { clerk: { zh: 客服, en: the clerk }, boss: { zh: 经理, en: the manager } }
record: { size: { type: enum, values: [big, small] }, kind: string, at: { type: timestamp, title: { zh: 时间, en: the time } } }
guards:
  noted: { check: "record.?size.orValue('small') != 'big' || has(input.note)", message: { zh: 须说明, en: Say why } }
  called: { check: "count('call') > 0", message: { zh: 须致电, en: Call first } }
  once: { check: "count('open') == 0", message: { zh: 仅一次, en: Once only } }
  in_hours: { check: is_working(now), message: { zh: 下班, en: Closed } }
  later: { check: "is_working(now + duration('2h'))", message: { zh: 过晚, en: Too late } }
  not_the_same: { check: "actor.id != last('open').actor.id", message: { zh: 须换人, en: Somebody else } }
  by_boss: { check: "'boss' in actor.roles || in_state('b')", message: { zh: 须经理, en: By the manager } }
  ahead: { check: now < record.at, message: { zh: 已过, en: Past } }
  early: { check: "now.getHours('Asia/Shanghai') < 8", message: { zh: 过晚, en: Late } }
  changes: { check: "input.kind != record.kind", message: { zh: 无变化, en: The same } }
states:
  a:
    title: { zh: 甲, en: At work }
    on:
      call: { title: { zh: 致电, en: Call }, by: boss, target: b }
      close:
        title: { zh: 关闭, en: Close }
        by: clerk
        input: { kind: required, note: { type: string, required: false, title: { zh: 说明, en: the reason } } }
        require: [noted, called, once, in_hours, later, not_the_same, by_boss, ahead, early, changes]
  b: { title: { zh: 乙, en: Waiting }, on: { later: a } }
)y");
  Effects journal;
  const auto now = china("2026-03-08 10:00");
  const auto input = Value::object({{"size", Value::string("big")},
                                    {"kind", Value::string("x")},
                                    {"at", Value::timestamp(china("2026-03-07 09:30"))}});
  auto opened = open_case(rules, {.id = "c", .workflow = "w"},
                          {.name = "open", .actor = {"li", {"clerk"}}, .input = input}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  const auto told = [&](const Event& event) {
    const auto outcome = step(rules, *opened->opened, event, now, journal);
    REQUIRE(outcome);
    std::vector<std::string> all;
    for (const auto& reason : outcome->reasons()) all.push_back(reason.detail.en + " / " + reason.detail.zh);
    return all;
  };
  const Event close{
      .name = "close", .actor = {"li", {"clerk"}}, .input = Value::object({{"kind", Value::string("x")}})};
  CHECK(told(close) ==
        std::vector<std::string>{
            "either size must not be big, or the reason must be filled in / size 不应为 big，或者说明应填写",
            "\"Call\" must have happened first / 须先“致电”",
            "`open` must not have happened before / 此前不应办理过 `open`",
            "it must be within working hours now / 现在应为工作时间",
            "2026-03-08 12:00 must be within working hours / 2026-03-08 12:00 应在工作时间内",
            "whoever does this must not be the same as whoever did `open`: li / 操作人不应与办理 `open` 的人相同：li",
            "either whoever does this must be the manager, or the case must be in \"Waiting\" / "
            "操作人应为经理，或者工单应处于“乙”",
            "the time must be later than now, not 2026-03-07 09:30 / 时间应晚于现在，而不是 2026-03-07 09:30",
            "the hour now must be less than 8, not 10 / 当前小时数应小于 8，而不是 10",
            "kind must change: it is x already / kind 应有变化，现已为 x"});
  const auto outcome = step(rules, *opened->opened, {.name = "later"}, now, journal);
  CHECK(outcome->reasons().at(0).message.en == "`later` cannot happen in \"At work\"");
  CHECK(outcome->reasons().at(0).message.zh == "当前状态（“甲”）下不能执行 `later`");
  CHECK(outcome->reasons().at(0).detail.zh == "可在以下状态执行：“乙”");
  const auto wrong = step(rules, *opened->opened, {.name = "call", .actor = {"", {"clerk"}}}, now, journal);
  CHECK(wrong->reasons().at(0).message.en == "only the manager may do this");
  CHECK(wrong->reasons().at(0).message.zh == "仅限以下岗位操作：经理");
  CHECK(wrong->reasons().at(0).detail.zh == "操作人的岗位：客服");
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
