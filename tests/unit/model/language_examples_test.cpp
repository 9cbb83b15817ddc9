// Every example of rules/LANGUAGE.md is loaded: valid ones without a word, the others with exactly the
// mistake they announce and the message the page shows.  rules/README.md's first workflow is run, too.
//
//   ```yaml frame           the workflow that fragments are patched over
//   ```yaml later           a later version of it, which migrations lead to
//   ```yaml valid           a whole file (it begins with `docket:` or a kind of file), or a fragment
//   ```yaml refused: code   one error; the next line that begins with `> ` is its message, ` — ` and its hint
//   ```yaml warned: code    one warning, with its message likewise
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "docket/runtime.hpp"
#include "docket/scenario.hpp"

using namespace docket;

namespace {

namespace fs = std::filesystem;

const fs::path kRules = fs::path(DOCKET_SOURCE_DIR) / "rules";
using Files = std::map<std::string, std::string>;

struct Example {
  int line = 0;      // of its fence in the document
  std::string kind;  // frame, valid, refused, warned; empty: plain YAML
  std::string code;
  std::string text;
  std::string shown;  // the message that the document shows
};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  CAPTURE(path.string());
  REQUIRE(file);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::vector<Example> examples_in(const fs::path& document) {
  std::vector<Example> examples;
  std::istringstream lines(text_of(document));
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!inside && line.starts_with("```yaml")) {
      std::istringstream words(line.substr(7));
      Example example{.line = number};
      words >> example.kind >> example.code;
      if (example.kind.ends_with(':')) example.kind.pop_back();
      examples.push_back(example);
      inside = true;
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      examples.back().text += line + "\n";
    } else if (line.starts_with("> ") && !examples.empty() && examples.back().shown.empty()) {
      examples.back().shown = line.substr(2);
    }
  }
  return examples;
}

// The path under which a whole file is loaded; empty for a fragment.
std::string path_of(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#') || line.starts_with("docket:")) continue;
    const auto key = line.substr(0, line.find(':'));
    const std::vector<std::string> kinds = {"workflow", "shared",   "calendar", "holidays",
                                            "project",  "scenario", "migration"};
    const bool is_whole = text.starts_with("docket:") || std::find(kinds.begin(), kinds.end(), key) != kinds.end();
    return is_whole ? key + "/" + line.substr(std::min(key.size() + 2, line.size())) + ".yaml" : std::string();
  }
  return {};
}

// A fragment is what a project's file would say about the frame's workflow.
std::string as_project(const std::string& fragment) {
  std::string text = "project: example\nworkflows:\n  repair:\n";
  std::istringstream lines(fragment);
  for (std::string line; std::getline(lines, line);) text += "    " + line + "\n";
  return text;
}

// The calendars and holidays of this folder, which every example may use.
Files common_files() {
  Files files;
  for (const auto* folder : {"calendars", "holidays"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRules / folder)) {
      if (!entry.is_regular_file() || entry.path().extension() != ".yaml") continue;
      const auto text = text_of(entry.path());
      files[path_of(text)] = text;
    }
  }
  return files;
}

LoadReport load(const Files& files) { return load_rules({.files = files, .zone_bytes = system_zone}); }

Diagnostics findings(Files files, const std::string& later, const std::string& text) {
  const auto path = path_of(text);
  if (path.starts_with("migration/")) {
    const auto from = load(files);
    files[path_of(later)] = later;
    const auto to = load(files);
    REQUIRE(from.rules);
    REQUIRE(to.rules);
    return read_mapping("example.migration.yaml", text, {*from.rules}, *to.rules).diagnostics;
  }
  if (path.starts_with("scenario/")) {
    auto rules = load(files);
    REQUIRE(rules.rules);
    return run_scenario(*rules.rules, "example.scenario.yaml", text).differences;
  }
  if (path.empty())
    files["project/example.yaml"] = as_project(text);
  else
    files[path] = text;
  return load(files).diagnostics;
}

std::string rendered(const Diagnostics& diagnostics) {
  std::string text;
  for (const auto& diagnostic : diagnostics) text += render(diagnostic) + "\n";
  return text;
}

// The finding that an example announces; warnings may stand beside an error.
void check_finding(const Example& example, const Diagnostics& diagnostics) {
  const auto severity = example.kind == "refused" ? Severity::error : Severity::warning;
  CHECK(has_errors(diagnostics) == (example.kind == "refused"));
  const auto is_meant = [&](const Diagnostic& each) { return each.severity == severity; };
  CHECK(std::count_if(diagnostics.begin(), diagnostics.end(), is_meant) == 1);
  const auto found = std::find_if(diagnostics.begin(), diagnostics.end(), is_meant);
  if (found == diagnostics.end()) return;
  CHECK(found->code == example.code);
  const auto told = found->message + (found->hint.empty() ? "" : " — " + found->hint);
  CHECK(example.shown == told);
}

}  // namespace

TEST_CASE("language: every example of rules/LANGUAGE.md loads or is refused as it says") {
  auto files = common_files();
  std::map<std::string, int> counts;
  std::string later;
  for (const auto& example : examples_in(kRules / "LANGUAGE.md")) {
    INFO("rules/LANGUAGE.md:", example.line);
    ++counts[example.kind];
    if (example.kind == "frame") {
      files[path_of(example.text)] = example.text;
      continue;
    }
    if (example.kind == "later") {
      later = example.text;
      continue;
    }
    const auto diagnostics = findings(files, later, example.text);
    CAPTURE(rendered(diagnostics));
    if (example.kind == "valid")
      CHECK(diagnostics.empty());
    else if (example.kind == "refused" || example.kind == "warned")
      check_finding(example, diagnostics);
    else
      FAIL_CHECK("an example must be a frame, valid, refused or warned");
  }
  CHECK(counts["frame"] == 1);
  CHECK(counts["valid"] > 20);
  CHECK(counts["refused"] > 30);
}

TEST_CASE("language: the first workflow of rules/README.md loads, and lives up to its scenarios, in both languages") {
  for (const std::string name : {"README.md", "README.zh-CN.md"}) {
    CAPTURE(name);
    auto files = common_files();
    files["project/shanshui.yaml"] = "project: shanshui\ncalendars: { office: shanshui_office }\nworkflows:\n";
    std::vector<std::string> scenarios;
    for (const auto& example : examples_in(kRules / name)) {
      const auto path = path_of(example.text);
      if (path.starts_with("scenario/"))
        scenarios.push_back(example.text);
      else if (path.empty())
        files["project/shanshui.yaml"] += example.text;
      else
        files[path] = example.text;
    }
    const auto rules = load(files);
    CAPTURE(rendered(rules.diagnostics));
    CHECK(rules.diagnostics.empty());
    REQUIRE(rules.rules);
    CHECK(scenarios.size() == 2);
    for (const auto& scenario : scenarios) {
      const auto report = run_scenario(*rules.rules, "readme.scenario.yaml", scenario);
      CHECK_MESSAGE(report.passed(), rendered(report.differences));
    }
  }
}
