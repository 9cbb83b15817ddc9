// What rule authors get wrong, planted one at a time into rules without a finding: each is told, and nothing else is.
//
// `mistakes.json` lists them; `not_found_yet.txt` names those that nothing tells so far, and may only become shorter.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "docket/runtime.hpp"
#include "docket/scenario.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = DOCKET_SOURCE_DIR "/tests/mistakes";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void plant(const nlohmann::json& edit, const fs::path& rules) {
  const auto path = rules / edit[0].get<std::string>();
  fs::create_directories(path.parent_path());
  auto text = fs::exists(path) ? text_of(path) : std::string();
  const auto put = edit[2].get<std::string>();
  if (edit[1].is_null()) {
    text = put;
  } else {
    const auto old = edit[1].get<std::string>();
    const auto at = text.find(old);
    REQUIRE(at != std::string::npos);
    text.replace(at, old.size(), put);
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

// Everything that `docket check` and, with scenarios, `docket test` tells of these rules.
std::string told_of(const fs::path& rules, bool with_scenarios) {
  std::string told;
  const auto report = read_rules(rules.string());
  for (const auto& diagnostic : report.diagnostics) told += render(diagnostic) + "\n";
  if (!report.rules || !told.empty() || !with_scenarios) return told;
  for (const auto& entry : fs::recursive_directory_iterator(rules)) {
    if (!entry.path().string().ends_with(".scenario.yaml")) continue;
    const auto run = run_scenario(*report.rules, entry.path().filename().string(), text_of(entry.path()));
    for (const auto& difference : run.differences) told += render(difference) + "\n";
  }
  return told;
}

std::set<std::string> not_found_yet() {
  std::set<std::string> ids;
  std::ifstream file(kFolder / "not_found_yet.txt");
  for (std::string id; std::getline(file, id);) {
    if (!id.empty() && !id.starts_with('#')) ids.insert(id);
  }
  return ids;
}

}  // namespace

TEST_CASE("mistakes: each that was planted is told, and what is right is not") {
  const auto listed = not_found_yet();
  std::map<std::string, std::pair<int, int>> found;  // by kind: of how many
  for (const auto& trial : nlohmann::json::parse(text_of(kFolder / "mistakes.json"))) {
    const TempDir folder("mistakes");
    const fs::path rules = folder.path() / "rules";
    fs::copy(kFolder / "base", rules, fs::copy_options::recursive);
    for (const auto& edit : trial["edits"]) plant(edit, rules);
    const auto id = trial["id"].get<std::string>();
    const auto where = trial["where"].get<std::string>();
    const auto told = told_of(rules, where == "test");
    CAPTURE(id);
    CAPTURE(trial["mistake"].get<std::string>());
    if (trial["kind"] == "clean") {
      CHECK(told == "");
      continue;
    }
    ++found[where].second;
    if (!told.empty()) ++found[where].first;
    if (told.empty()) CHECK(listed.contains(id));
    if (!told.empty() && listed.contains(id)) MESSAGE(id << " is found now: take it off not_found_yet.txt");
  }
  for (const auto& [where, count] : found)
    MESSAGE("by `docket " << where << "`: " << count.first << " of " << count.second);
  CHECK(found["test"].first == found["test"].second);
}
