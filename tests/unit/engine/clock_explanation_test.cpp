// Explanations of clocks, and previews without a case.  Calendar `office`: Mon-Fri 09:00-17:00.
#include "docket/clock_explanation.hpp"

#include <doctest/doctest.h>

#include "docket/amendment.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kWorkflow = R"(docket: 1
workflow: w
version: 1
calendar: office
record: { level: { type: enum, values: [low, high] } }
open: { open: { input: { level: optional }, set: [level] } }
states:
  run: { on: { wait: hold, raise_it: { input: { level: required }, set: [level] } } }
  hold: { on: { go_on: run, wait_over: run } }
sla:
  fix:
    title: { zh: 修复, en: Fix }
    start: run
    stop: { event: wait_over }
    pause: { state: hold, holder: customer }
    target:
      high: { when: has(record.level) && record.level == 'high', within: 2h }
      low:  { within: 2 workdays }
    warn: { half: 50% }
)";

}  // namespace

TEST_CASE("explanation: an uninterrupted clock is told day by day, and ends at its due instant") {
  const auto rules = rules_with(kWorkflow);
  Effects journal;
  const auto kase =
      *open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, china("2026-03-06 16:00"), journal)->opened;
  const auto why = explain_clock(kase, "fix", china("2026-03-06 16:30"));
  REQUIRE(why);
  REQUIRE(why->whole);
  CHECK(why->due == china("2026-03-10 17:00"));
  CHECK(to_text(*why, Language::en) ==
        "Fix: 2 workdays, row `low`  [workflow.yaml:18]\n"
        "  budget  2 workdays on calendar `office` (Asia/Shanghai)  [office.yaml:3]\n"
        "  start   2026-03-06 Fri 16:00\n"
        "    2026-03-06 Fri  working day  day 0  16:00-17:00  1h  total 1h\n"
        "    2026-03-07 Sat – 2026-03-08 Sun  day off\n"
        "    2026-03-09 Mon  working day  day 1  09:00-17:00  8h  total 9h\n"
        "    2026-03-10 Tue  working day  day 2  09:00-17:00  8h  total 17h\n"
        "  due     2026-03-10 Tue 17:00\n"
        "due 2026-03-10 17:00");
}

TEST_CASE("explanation: pauses, a new target and a relief are told in their order, in both languages") {
  const auto rules = rules_with(kWorkflow);
  Effects journal;
  auto kase =
      *open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, china("2026-03-09 09:00"), journal)->opened;
  const auto fire = [&](const char* name, const char* now, Value input = Value::map({})) {
    REQUIRE(step(rules, kase, {.name = name, .input = std::move(input)}, china(now), journal)->accepted());
  };
  fire("wait", "2026-03-09 09:30");
  fire("go_on", "2026-03-09 11:00");
  fire("raise_it", "2026-03-09 11:30", Value::object({{"level", Value::string("high")}}));
  REQUIRE(relieve(kase,
                  {.id = "rain", .percent = 50, .from = china("2026-03-09 11:45"), .to = china("2026-03-10 00:00")}, {},
                  china("2026-03-09 11:45"), journal));
  const auto why = explain_clock(kase, "fix", china("2026-03-09 12:00"));
  REQUIRE(why);
  CHECK(why->due == china("2026-03-09 13:30"));
  CHECK(to_text(*why, Language::en) ==
        "Fix: 2h, row `high`  [workflow.yaml:17]\n"
        "- 2026-03-09 09:00 – 2026-03-09 09:30  counts on office: 30m, total 30m\n"
        "    2026-03-09 Mon  working day  09:00-09:30  30m  total 30m\n"
        "- 2026-03-09 09:30 – 2026-03-09 11:00  paused: hold, waiting for the customer\n"
        "- 2026-03-09 11:00 – 2026-03-09 11:30  counts on office: 30m, total 1h\n"
        "    2026-03-09 Mon  working day  11:00-11:30  30m  total 30m\n"
        "* 2026-03-09 11:30  target high; the budget is now 2h\n"
        "- 2026-03-09 11:30 – 2026-03-09 11:45  counts on office: 15m, total 1h 15m\n"
        "    2026-03-09 Mon  working day  11:30-11:45  15m  total 15m\n"
        "* 2026-03-09 11:45  relief rain; the budget is now 3h\n"
        "- 2026-03-09 11:45 – 2026-03-09 13:30  counts on office: 1h 45m, total 3h\n"
        "    2026-03-09 Mon  working day  11:45-13:30  1h 45m  total 1h 45m\n"
        "due 2026-03-09 13:30");
  fire("wait", "2026-03-09 12:00");
  const auto paused = explain_clock(kase, "fix", china("2026-03-09 15:00"));
  REQUIRE(paused);
  const auto text = to_text(*paused, Language::zh);
  CHECK(text.find("修复：2h，目标 `high`") == 0);
  CHECK(text.find("- 2026-03-09 12:00 – 2026-03-09 15:00  暂停：hold，等待客户\n") != text.npos);
  CHECK(text.find("* 2026-03-09 11:45  延长时限 rain；时限变为 3 小时\n") != text.npos);
  CHECK(text.ends_with("暂停中；如现在恢复则期限为 2026-03-09 16:30"));
}

TEST_CASE("explanation: an unknown clock and one that has not started are told apart") {
  const auto rules = rules_with(kWorkflow);
  Effects journal;
  const auto kase =
      *open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, china("2026-03-09 09:00"), journal)->opened;
  CHECK(explain_clock(kase, "fux", kase.last_at()).error().code == ErrorCode::not_found);
  CHECK(explain_clock(kase, "fux", kase.last_at()).error().message ==
        "the workflow has no clock `fux`; did you mean `fix`?");
}

TEST_CASE("preview: when a clock would be due, by the record that its targets ask about") {
  const auto rules = rules_with(kWorkflow);
  const auto low = preview(rules, {.workflow = "w", .start = china("2026-03-06 16:00")});
  REQUIRE(low);
  REQUIRE(low->size() == 1);
  CHECK(low->front().target == "low");
  CHECK(low->front().due == china("2026-03-10 17:00"));
  REQUIRE(low->front().rungs.size() == 2);
  CHECK(low->front().rungs[0].at == china("2026-03-09 16:30"));  // half of 17 hours
  const auto high = preview(rules, {.workflow = "w",
                                    .record = Value::object({{"level", Value::string("high")}}),
                                    .start = china("2026-03-06 16:00")});
  REQUIRE(high);
  CHECK(high->front().due == china("2026-03-09 10:00"));
  // The same function as the engine's own.
  Effects journal;
  const auto kase = *open_case(rules, {.id = "c", .workflow = "w"},
                               {.name = "open", .input = Value::object({{"level", Value::string("high")}})},
                               china("2026-03-06 16:00"), journal)
                         ->opened;
  CHECK(kase.clock("fix", kase.last_at())->due == high->front().due);
  CHECK(preview(rules, {.workflow = "v"}).error().message == "there is no workflow `v`; did you mean `w`?");
  CHECK(preview(rules, {.workflow = "w", .record = Value::object({{"levl", Value::string("high")}})}).error().message ==
        "the record has no field `levl`; did you mean `level`?");
  CHECK_FALSE(preview(rules, {.workflow = "w", .record = Value::object({{"level", Value::string("hihg")}})}));
}

TEST_CASE("preview: names the warnings that never come, and says why nothing is due") {
  const auto rules = rules_with(
      "workflow: w\nversion: 1\ncalendar: office\nroles: [boss]\n"
      "record: { level: { type: enum, values: [low, high] }, visit: timestamp, fee: int }\n"
      "states: { run: { on: { stop: end } }, end: { type: final } }\n"
      "sla:\n"
      "  short: { start: run, stop: end, target: { any: { within: 2h } }, warn: { early: { at: 3h before, to: boss }, "
      "half: 50% } }\n"
      "  none: { start: run, stop: end, target: { high: { when: has(record.level) && record.level == 'high', within: "
      "1h } } }\n"
      "  visit: { start: run, stop: end, target: { any: { at: record.visit } } }\n"
      "  broken: { start: run, stop: end, target: { dear: { when: record.fee > 9, within: 1h }, any: { within: 2h } } "
      "}\n");
  const auto previews = preview(rules, {.workflow = "w", .start = china("2026-03-09 09:00")});
  REQUIRE_MESSAGE(previews, (previews ? "" : previews.error().message));
  REQUIRE(previews->size() == 4);
  const auto& late = (*previews)[0];
  REQUIRE(late.skipped.size() == 1);
  CHECK(late.skipped[0].rung == "early");
  CHECK(late.skipped[0].to == "boss");
  CHECK(late.skipped[0].at < china("2026-03-09 09:00"));
  CHECK(late.rungs.size() == 2);
  CHECK_FALSE(late.untargeted);
  const auto& none = (*previews)[1];
  CHECK(none.untargeted);
  CHECK_FALSE(none.due);
  CHECK(none.faults.empty());
  const auto& visit = (*previews)[2];
  CHECK(visit.awaiting);
  CHECK_FALSE(visit.untargeted);
  const auto& broken = (*previews)[3];
  CHECK(broken.due == china("2026-03-09 11:00"));
  REQUIRE(broken.faults.size() == 1);
  CHECK(broken.faults[0].starts_with("clock broken, target dear: "));
}
