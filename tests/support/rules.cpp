#include "support/rules.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"

namespace docket::testing {
namespace {

LoadReport load(const std::string& workflow) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["workflow.yaml"] = workflow;
  sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  return load_rules(std::move(sources));
}

}  // namespace

const RuleBook& project_rules() {
  static const RuleBook rules = [] {
    auto report = read_rules(DOCKET_SOURCE_DIR "/rules");
    for (const auto& diagnostic : report.diagnostics) MESSAGE(render(diagnostic));
    REQUIRE(report.rules);
    return *report.rules;
  }();
  return rules;
}

RuleBook rules_with(const std::string& workflow) {
  auto report = load(workflow);
  for (const auto& diagnostic : report.diagnostics) {
    if (diagnostic.severity == Severity::error) MESSAGE(render(diagnostic));
  }
  REQUIRE(report.rules);
  return *report.rules;
}

std::string mistakes_in(const std::string& workflow) {
  std::string text;
  const auto report = load(workflow);
  for (const auto& diagnostic : report.diagnostics) text += render(diagnostic) + "\n";
  return text;
}

Instant china(const std::string& local) {
  const auto zone = TimeZone::from_tzif("Asia/Shanghai", system_zone("Asia/Shanghai").value());
  REQUIRE(zone);
  const auto instant = parse_instant(local, *zone);
  REQUIRE(instant);
  return *instant;
}

}  // namespace docket::testing
