// Charts, searches and migrations that docket answered wrongly: region_final/, region_reset/, nested_done/, nearest/,
// history/.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "docket/allowed.hpp"
#include "docket/engine.hpp"
#include "docket/migration.hpp"
#include "docket/runtime.hpp"
#include "support/rules.hpp"
#include "support/versions.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const std::string kFolder = DOCKET_SOURCE_DIR "/tests/regressions/";
constexpr Instant kNow{Elapsed{1'767'225'600'000}};

std::string text_of(const std::string& file) {
  std::ifstream in(kFolder + file, std::ios::binary);
  REQUIRE(in);
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

Case opened(const RuleBook& rules, const std::string& workflow, const std::string& project) {
  Effects journal;
  auto opened =
      open_case(rules, {.id = "c", .workflow = workflow, .project = project}, {.name = "open"}, kNow, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  return *opened->opened;
}

void fire(const RuleBook& rules, Case& kase, const std::string& event, const std::string& role = "r") {
  Effects journal;
  const auto outcome = step(rules, kase, {.name = event, .actor = {"a", {role}}}, kNow, journal);
  REQUIRE(outcome);
  REQUIRE(outcome->accepted());
}

LoadReport rules_in(const std::string& folder) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["w.yaml"] = text_of(folder + "w.yaml");
  return load_rules(std::move(sources));
}

}  // namespace

TEST_CASE("region_final: no permit before the other review, though a project makes one region final") {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["w.yaml"] = text_of("region_final/rules/w.yaml");
  sources.files["p.yaml"] = text_of("region_final/rules/p.yaml");
  const auto report = load_rules(std::move(sources));
  REQUIRE(report.rules);
  auto kase = opened(*report.rules, "renovation", "old_estate");
  CHECK(kase.states() == std::vector<std::string>{"review.structure.open", "review.fire"});
  fire(*report.rules, kase, "pass_structure", "engineer");
  CHECK(kase.states() == std::vector<std::string>{"permitted"});
}

TEST_CASE("nested_done: the case closes with either order of events") {
  const auto report = rules_in("nested_done/");
  REQUIRE(report.rules);
  for (const auto& order : {std::vector{"go", "other"}, std::vector{"other", "go"}}) {
    auto kase = opened(*report.rules, "w", "");
    for (const auto* event : order) fire(*report.rules, kase, event);
    CHECK(kase.states() == std::vector<std::string>{"z"});
  }
}

TEST_CASE("region_reset: that rechecking quality begins safety again is told when the rules load") {
  const auto report = rules_in("region_reset/rules/");
  REQUIRE(report.rules);
  REQUIRE(report.diagnostics.size() == 1);
  const auto& told = report.diagnostics.front();
  CHECK(told.code == "regions-begin-again");
  CHECK(told.severity == Severity::warning);
  CHECK(told.hint == "to leave the others as they are, write `type: internal`");
}

TEST_CASE("nearest: the input that is seven times what the record holds is found") {
  const auto rules = rules_with(text_of("nearest/workflow.yaml"));
  Effects journal;
  auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "go"}, kNow, journal);
  REQUIRE(opened);
  const auto way = nearest(rules, *opened->opened, {.event = "goal"}, kNow);
  REQUIRE(way);
  REQUIRE(way->is_found);
  CHECK(way->moves.size() == 2);
  CHECK(way->moves.back().input == Value::object({{"n", Value::integer(28)}}));
}

namespace {

struct Repair {
  RuleBook v1 = rules_with(text_of("history/v1/w.yaml"));
  RuleBook v2 = rules_with(text_of("history/v2/w.yaml"));
  Case kase;

  Repair() : kase(opened(v1)) {}
  static Case opened(const RuleBook& rules) {
    Effects journal;
    auto opened = open_case(
        rules, {.id = "F", .workflow = "repair"},
        {.name = "report",
         .actor = {"li", {"rec"}},
         .input = Value::object(
             {{"urgency", Value::string("ordinary")}, {"place", Value::string("x")}, {"visits", Value::integer(3)}})},
        kNow, journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    return *opened->opened;
  }
  CaseMigration move(const std::string& text, const RuleBook& from, const RuleBook& to) {
    Effects journal;
    auto moved = migrate_case(mapping_between(text, from, to), to, kase, {}, {"chen", {}}, kNow, journal);
    REQUIRE(moved);
    return *std::move(moved);
  }
};

const std::string kThere = R"(docket: 1
migration: repair
from: 1
to: 2
states: { working: in_work.job }
enter: [in_work.safety]
clocks: { arrival: on_site }
after: { diag.stuck: diag.stuck2 }
record: { place: room, urgency: { values: { ordinary: normal } }, visits: { set: string(record.visits) } }
)";

}  // namespace

TEST_CASE("history: a case that waits resumes where it was, under the state that lies around it now") {
  Repair repair;
  for (const auto* event : {"assign", "go", "wait"}) fire(repair.v1, repair.kase, event, "rec");
  const auto moved = repair.move(kThere, repair.v1, repair.v2);
  CHECK(moved.reasons.empty());
  CHECK(moved.notes.empty());
  CHECK(repair.kase.states() == std::vector<std::string>{"waiting"});
  CHECK(to_text(repair.kase.record()) == "{'urgency': 'normal', 'room': 'x', 'visits': '3'}");
  auto resumed = repair.kase;
  fire(repair.v2, resumed, "resume");
  CHECK(resumed.states() == std::vector<std::string>{"in_work.job.mend", "in_work.safety.unchecked"});

  // And back again.
  const auto back = repair.move(R"(docket: 1
migration: repair
from: 2
to: 1
states: { in_work.job: working, in_work.safety: null }
clocks: { on_site: arrival }
after: { diag.stuck2: diag.stuck }
record: { room: place, urgency: { values: { normal: ordinary } }, visits: { set: int(record.visits) } }
)",
                                repair.v2, repair.v1);
  CHECK(back.reasons.empty());
  fire(repair.v1, repair.kase, "resume");
  CHECK(repair.kase.states() == std::vector<std::string>{"working.mend"});
}

TEST_CASE("history: what no history leads to any more is told, and nothing is lost unsaid") {
  Repair repair;
  auto text = text_of("history/v2/w.yaml");
  const std::string piece = "resume: { target: in_work.history }";
  const auto at = text.find(piece);
  REQUIRE(at != std::string::npos);
  const auto plain = rules_with(text.replace(at, piece.size(), "resume: { target: in_work }"));
  for (const auto* event : {"assign", "go", "wait"}) fire(repair.v1, repair.kase, event, "rec");
  const auto moved = repair.move(kThere, repair.v1, plain);
  CHECK(moved.reasons.empty());
  REQUIRE(moved.notes.size() == 1);
  CHECK(moved.notes.front().en == "where it was inside `working` is not remembered any more: no history leads there");
}

TEST_CASE("history: a project that the new rules lack is told, and its cases need a person") {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["w.yaml"] = text_of("region_final/rules/w.yaml");
  sources.files["p.yaml"] = text_of("region_final/rules/p.yaml");
  const auto old_rules = load_rules(std::move(sources));
  REQUIRE(old_rules.rules);
  auto text = text_of("region_final/rules/w.yaml");
  text.replace(text.find("version: 1"), 10, "version: 2");
  const auto new_rules = rules_with(text);
  auto kase = opened(*old_rules.rules, "renovation", "old_estate");
  const std::string mapping =
      "docket: 1\nmigration: renovation\nfrom: 1\nto: 2\nstates: { review.fire: review.fire.open }\n";
  const auto report = read_mapping("m.migration.yaml", mapping, {*old_rules.rules}, new_rules);
  REQUIRE(report.mapping);
  CHECK(std::any_of(report.diagnostics.begin(), report.diagnostics.end(),
                    [](const Diagnostic& each) { return each.code == "unknown-project"; }));
  Effects journal;
  const auto moved = migrate_case(*report.mapping, new_rules, kase, {}, {"chen", {}}, kNow, journal);
  REQUIRE(moved);
  REQUIRE(moved->needs_person());
  CHECK(moved->reasons.front().en == "the new rules have nothing for its project `old_estate`, as the old ones had");
}
