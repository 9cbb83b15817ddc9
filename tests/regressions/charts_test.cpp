// Charts and migrations that docket answered wrongly: region_final/, region_reset/, nested_done/.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "docket/engine.hpp"
#include "docket/runtime.hpp"
#include "support/rules.hpp"

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
