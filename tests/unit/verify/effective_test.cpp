// The whole definition of a workflow in a project, printed and loaded again.
#include "verify/effective.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "docket/runtime.hpp"
#include "docket/scenario.hpp"
#include "support/rules.hpp"

using namespace docket;
namespace fs = std::filesystem;

namespace {

const fs::path kRules = fs::path(DOCKET_SOURCE_DIR) / "rules";

// Only the workflow as printed, beside the calendars, and a project of that name that changes nothing.
RuleBook again(const RuleBook& rules, const std::string& workflow, const std::string& project) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  for (const auto& [path, text] : rules.files()) {
    if (path.starts_with("calendars/") || path.starts_with("holidays/")) sources.files[path] = text;
  }
  const auto text = effective_definition(rules, workflow, project);
  REQUIRE(text);
  sources.files["workflow.yaml"] = *text;
  if (!project.empty()) sources.files["project.yaml"] = "project: " + project + "\n";
  auto loaded = load_rules(std::move(sources));
  for (const auto& diagnostic : loaded.diagnostics) {
    CAPTURE(workflow);
    CAPTURE(project);
    FAIL_CHECK(render(diagnostic));
  }
  REQUIRE(loaded.rules);
  return *loaded.rules;
}

}  // namespace

TEST_CASE("effective: every scenario passes with the definition as it was printed and loaded again") {
  const auto& rules = testing::project_rules();
  std::map<std::pair<std::string, std::string>, RuleBook> books;
  int passed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kRules)) {
    const auto path = entry.path().generic_string();
    if (!path.ends_with(".scenario.yaml")) continue;
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto word_after = [&](const std::string& key) {
      const auto at = text.find("\n" + key + ": ");
      if (at == std::string::npos) return std::string();
      const auto begin = at + key.size() + 3;
      return text.substr(begin, text.find_first_of(" \n", begin) - begin);
    };
    if (!word_after("duty").empty()) continue;  // what opens the case is no part of its workflow
    const std::pair key(word_after("workflow"), word_after("project"));
    if (!books.contains(key)) books.emplace(key, again(rules, key.first, key.second));
    const auto report = run_scenario(books.at(key), path, text);
    CAPTURE(path);
    for (const auto& difference : report.differences) FAIL_CHECK(render(difference));
    ++passed;
  }
  CHECK(passed > 200);
}

TEST_CASE("effective: what is included, what a project changes and its calendars are told by file and line") {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  sources.files["late.yaml"] = "calendar: late\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"12:00-20:00\"] }\n";
  sources.files["people.yaml"] = "shared: people\nroles:\n  clerk: Front desk\n  porter: Gate\n";
  sources.files["repair.yaml"] =
      "workflow: repair\ninclude: people\nversion: 1\ncalendar: office\nroles: [clerk]\nparams: { within: 2h "
      "}\nstates:\n"
      "  open: { on: { close: { by: clerk, target: closed } }, after: { late: { in: $within, target: closed } } }\n"
      "  closed: { type: final }\n";
  sources.files["lakeside.yaml"] =
      "project: lakeside\ncalendars: { office: late }\nworkflows:\n  repair:\n    tighten: { within: 1h }\n";
  const auto loaded = load_rules(std::move(sources));
  for (const auto& diagnostic : loaded.diagnostics) FAIL(render(diagnostic));
  const auto text = effective_definition(*loaded.rules, "repair", "lakeside");
  REQUIRE(text);
  CHECK(
      text->starts_with("workflow: repair  # repair.yaml:1\n"
                        "version: 1  # repair.yaml:3\n"
                        "calendar: late  # lakeside.yaml:2\n"
                        "states:  # repair.yaml:7\n"));
  CHECK(text->find("roles:  # repair.yaml:5\n  clerk: Front desk  # people.yaml:3\n") != std::string::npos);
  CHECK(text->find("  within: 1h  # lakeside.yaml:5\n") != std::string::npos);
  CHECK(text->find("porter") == std::string::npos);
  CHECK_FALSE(effective_definition(*loaded.rules, "repiar"));
}
