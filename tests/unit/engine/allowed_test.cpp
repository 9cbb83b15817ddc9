// What may happen now, and why not: the same answers as a refusal, before anybody tries.
#include "docket/allowed.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kWorkflow = R"y(docket: 1
workflow: w
version: 1
record:
  fee: { type: int, title: { zh: 费用, en: fee } }
  note: { type: string }
roles: [clerk, boss]
guards:
  small: { check: record.fee <= 500, message: { zh: 费用过高, en: The fee is too high } }
  explained: { check: input.reason != '', message: { zh: 须说明原因, en: Say why } }
  theirs: { check: actor.id == 'li', message: { zh: 非本人, en: Not theirs } }
  noted: { check: "has(record.note) || has(input.note)", message: { zh: 未记录, en: Not noted } }
initial: a
states:
  a:
    title: { zh: 甲, en: A }
    on:
      pay: { title: { zh: 付款, en: Pay }, by: boss, require: [small], target: b }
      waive: { by: [clerk, boss], input: { reason: { type: string, title: { zh: 原因, en: reason } } }, require: [small, explained], target: b }
      keep: { require: [theirs] }
      note: { input: { note: optional }, require: [noted], set: [note] }
      route:
        input: { fee: required }
        choose:
          cheap: { when: input.fee < 10, target: b }
          dear: { when: input.fee >= 10, target: c }
    after: { stale: { in: 2h, target: c } }
  b: { on: { reopen: a } }
  c: { type: final }
)y";

struct World {
  RuleBook rules = rules_with(kWorkflow);
  Instant now = china("2026-03-09 09:00");
  Case kase = opened(rules, now);

  static Case opened(const RuleBook& rules, Instant now) {
    Effects journal;
    auto opened = open_case(rules, {.id = "c", .workflow = "w"},
                            {.name = "open", .input = Value::object({{"fee", Value::integer(900)}})}, now, journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    return *opened->opened;
  }

  Possibility about(const std::string& event, std::optional<Actor> actor, Scope scope = Scope::here) const {
    const auto all = allowed(rules, kase, actor, now, scope);
    REQUIRE(all);
    const auto found = std::find_if(all->begin(), all->end(), [&](const auto& each) { return each.event == event; });
    REQUIRE(found != all->end());
    return *found;
  }
};

}  // namespace

TEST_CASE("allowed: the events of the active state come in document order, with title, inputs and targets") {
  const World world;
  const auto all = allowed(world.rules, world.kase, Actor{"li", {"boss"}}, world.now);
  REQUIRE(all);
  std::vector<std::string> names;
  for (const auto& each : *all) names.push_back(each.event);
  CHECK(names == std::vector<std::string>{"pay", "waive", "keep", "note", "route"});
  CHECK((*all)[0].title.zh == "付款");
  CHECK((*all)[0].targets == std::vector<std::string>{"b"});
  REQUIRE((*all)[1].inputs.size() == 1);
  CHECK((*all)[1].inputs[0].name == "reason");
  CHECK((*all)[1].inputs[0].title.zh == "原因");
  CHECK((*all)[1].inputs[0].is_required);
  CHECK((*all)[2].targets.empty());
}

TEST_CASE("allowed: an event is called what the state that the case is in calls it") {
  const auto rules = rules_with(R"y(docket: 1
workflow: w
version: 1
open: { begin: { target: one } }
states:
  one: { on: { go: { title: Leave one, target: two } } }
  two:
    type: parallel
    states:
      left: { initial: a, states: { a: { on: { go: { title: Leave left, target: z } } }, z: { type: final } } }
      right: { initial: b, states: { b: { on: { go: { title: Leave right, target: z2 } } }, z2: { type: final } } }
    onDone: three
  three: { on: { go: three, stop: { title: Stop, target: done } } }
  done: { type: final }
)y");
  const auto now = china("2026-03-09 09:00");
  Effects journal;
  auto kase = *open_case(rules, {.id = "c", .workflow = "w"}, {.name = "begin"}, now, journal)->opened;
  const auto title = [&] {
    const auto all = allowed(rules, kase, std::nullopt, now, Scope::everywhere);
    REQUIRE(all);
    return std::find_if(all->begin(), all->end(), [](const auto& each) { return each.event == "go"; })->title.en;
  };
  const auto go = [&] { REQUIRE(step(rules, kase, {.name = "go"}, now, journal)->accepted()); };
  CHECK(title() == "Leave one");
  const auto way = nearest(rules, kase, {.event = "stop"}, now);
  REQUIRE(way->moves.size() == 3);
  CHECK(way->moves[0].title.en == "Leave one");
  CHECK(way->moves[1].title.en == "Leave left / Leave right");
  CHECK(way->moves[2].title.en == "Stop");
  go();
  CHECK(title() == "Leave left / Leave right");
  go();
  // Without a title of its own, and where nothing hears it, it goes by the first.
  CHECK(title() == "Leave one");
  REQUIRE(step(rules, kase, {.name = "stop"}, now, journal)->accepted());
  CHECK(title() == "Leave one");
}

TEST_CASE("allowed: a refused event has every reason that its refusal would have") {
  const World world;
  const auto pay = world.about("pay", Actor{"wu", {"clerk"}});
  CHECK(pay.answer == Answer::no);
  REQUIRE(pay.reasons.size() == 2);
  CHECK(pay.reasons[0].kind == ReasonKind::role_missing);
  CHECK(pay.reasons[1].subject == "small");
  CHECK(pay.reasons[1].detail.zh == "费用应不超过 500，而不是 900");
  const auto refused = why(world.rules, world.kase, {.name = "pay", .actor = {"wu", {"clerk"}}}, world.now);
  REQUIRE(refused);
  CHECK(refused->outcome.reasons() == pay.reasons);
}

TEST_CASE("allowed: a rule about an input that nobody gave yet is named as what the answer depends on") {
  const World world;
  const auto route = world.about("route", Actor{"wu", {}});
  CHECK(route.answer == Answer::depends);
  CHECK(route.depends_on == std::vector<std::string>{"input.fee"});
  CHECK(route.targets == std::vector<std::string>{"b", "c"});
  CHECK(world.about("note", Actor{"wu", {}}).answer == Answer::depends);
}

TEST_CASE("allowed: a rule that fails whatever is brought refuses, though another turns on what is brought") {
  const World world;
  const auto waive = world.about("waive", Actor{"wu", {"clerk"}});
  CHECK(waive.answer == Answer::no);
  REQUIRE(waive.reasons.size() == 1);
  CHECK(waive.reasons[0].subject == "small");
  CHECK(waive.depends_on.empty());
}

TEST_CASE("allowed: of an actor without an id only the roles are known, so a rule about the person stays open") {
  const World world;
  CHECK(world.about("keep", Actor{"", {"clerk"}}).answer == Answer::depends);
  CHECK(world.about("keep", Actor{"", {"clerk"}}).depends_on == std::vector<std::string>{"actor.id"});
  CHECK(world.about("keep", Actor{"li", {}}).answer == Answer::yes);
  CHECK(world.about("keep", Actor{"wu", {}}).answer == Answer::no);
}

TEST_CASE("allowed: when nobody in particular asks, the roles that would do are told") {
  auto world = World{};
  Effects journal;
  world.kase = *open_case(world.rules, {.id = "c", .workflow = "w"},
                          {.name = "open", .input = Value::object({{"fee", Value::integer(5)}})}, world.now, journal)
                    ->opened;
  CHECK(world.about("pay", std::nullopt).roles == std::vector<std::string>{"boss"});
  CHECK(world.about("pay", std::nullopt).answer == Answer::yes);
  CHECK(world.about("waive", std::nullopt).roles == std::vector<std::string>{"clerk", "boss"});
}

TEST_CASE("allowed: events of other states are told on request, with where they are known") {
  const World world;
  const auto reopen = world.about("reopen", Actor{"li", {}}, Scope::everywhere);
  CHECK(!reopen.is_known_here);
  CHECK(reopen.answer == Answer::no);
  CHECK(reopen.reasons.at(0).detail.en == "it can in `b`");
  CHECK(reopen.reasons.at(0).detail.zh == "可在以下状态执行：`b`");
}

TEST_CASE("allowed: what is due by then has fired in the answer, and the case itself stays as it was") {
  auto world = World{};
  const auto before = world.kase.sequence();
  world.now += 3h;
  const auto all = allowed(world.rules, world.kase, Actor{"li", {"boss"}}, world.now, Scope::everywhere);
  REQUIRE(all);
  for (const auto& each : *all) CHECK(each.reasons.at(0).kind == ReasonKind::case_closed);
  CHECK(world.kase.sequence() == before);
  CHECK(world.kase.states() == std::vector<std::string>{"a"});
}

TEST_CASE("allowed: a question about a time before the case's last event is an error") {
  const World world;
  const auto all = allowed(world.rules, world.kase, std::nullopt, world.now - 1h);
  REQUIRE(!all);
  CHECK(all.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("allowed: an event that the rules send themselves is marked") {
  const auto rules = rules_with(R"y(docket: 1
workflow: w
version: 1
initial: a
states:
  a: { entry: [{ send: tick, in: 1h, id: t }], on: { tick: b, go: b } }
  b: {}
)y");
  Effects journal;
  const auto now = china("2026-03-09 09:00");
  const auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, now, journal);
  REQUIRE(opened);
  const auto all = allowed(rules, *opened->opened, Actor{}, now);
  REQUIRE(all->size() == 2);
  CHECK((*all)[0].comes_from_inside);
  CHECK(!(*all)[1].comes_from_inside);
}

TEST_CASE("why: an accepted event tells where it would lead, and nothing has happened") {
  const World world;
  const auto foreseen =
      why(world.rules, world.kase, {.name = "route", .input = Value::object({{"fee", Value::integer(3)}})}, world.now);
  REQUIRE(foreseen);
  CHECK(foreseen->outcome.accepted());
  CHECK(foreseen->states == std::vector<std::string>{"b"});
  CHECK(world.kase.states() == std::vector<std::string>{"a"});
}

TEST_CASE("reasons: the overlay that put or changed a rule is named, the workflow's own file otherwise stands alone") {
  RuleSources sources{.files = project_rules().files(), .zone_bytes = {}};
  sources.files["projects/shanshui.yaml"] = R"y(docket: 1
project: shanshui
params: { facts_min: 40 }
workflows:
  complaint:
    guards: { read: { check: "has(record.read_back)", message: { zh: 未复述, en: Not read back } } }
    states:
      registered:
        on:
          contact: { by: service_supervisor }
          settle_on_the_spot: { require: [facts_recorded, read] }
)y";
  const auto& zones = project_rules().zones();
  sources.zone_bytes = [&](std::string_view zone) -> std::optional<std::string> {
    const auto found = zones.find(std::string(zone));
    return found == zones.end() ? std::nullopt : std::optional(found->second);
  };
  const auto report = load_rules(std::move(sources));
  for (const auto& diagnostic : report.diagnostics) INFO(render(diagnostic));
  REQUIRE(report.rules);
  Effects journal;
  const auto now = china("2026-02-09 10:00");
  const auto opened = open_case(*report.rules, {.id = "c", .workflow = "complaint", .project = "shanshui"},
                                {.name = "register",
                                 .actor = {"li", {"receptionist"}},
                                 .input = Value::object({{"complainant", Value::string("w")},
                                                         {"room", Value::string("1")},
                                                         {"channel", Value::string("phone")},
                                                         {"facts", Value::string("a leaking pipe")}})},
                                now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  const auto refusal = [&](const Event& event) {
    return why(*report.rules, *opened->opened, event, now)->outcome.reasons();
  };
  const auto contact = refusal({.name = "contact", .actor = {"li", {"receptionist"}}});
  REQUIRE(contact.size() == 1);
  CHECK(contact[0].place.file == "projects/shanshui.yaml");
  CHECK(contact[0].place.line == 10);
  CHECK(contact[0].overlay == "projects/shanshui.yaml");
  const auto settle =
      refusal({.name = "settle_on_the_spot",
               .actor = {"li", {"receptionist"}},
               .input = Value::object({{"reply", Value::string("r")}, {"result", Value::string("r")}})});
  REQUIRE(settle.size() == 2);
  CHECK(settle[0].subject == "facts_recorded");
  CHECK(settle[0].place.file == "workflows/complaint/workflow.yaml");
  CHECK(settle[0].overlay == "projects/shanshui.yaml");
  CHECK(settle[1].subject == "read");
  CHECK(settle[1].place.file == "projects/shanshui.yaml");
  CHECK(settle[1].place.line == 6);
  const auto complete = refusal({.name = "complete_record", .actor = {"li", {"duty_clerk"}}});
  REQUIRE(complete.size() == 1);
  CHECK(complete[0].overlay.empty());
  CHECK(complete[0].place.file == "workflows/complaint/workflow.yaml");
}
