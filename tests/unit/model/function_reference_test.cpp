// The reference page of functions: generated from their tables, and true in every example.
//
// rules/FUNCTIONS.md and its Chinese twin have a head written by hand; from the first `## ` on they are what
// function_reference() gives.  DOCKET_UPDATE_GOLDEN=1 writes them anew.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "docket/engine.hpp"
#include "model/vocabulary.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const std::string kRules = DOCKET_SOURCE_DIR "/rules/";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  CAPTURE(path);
  REQUIRE(file);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

Schema schema() { return make_schema({}, {}, {.states = {"a"}, .events = {"b"}, .clocks = {"c"}}, {}); }

void compare(const std::string& name, Language language) {
  const std::string path = kRules + name;
  const std::string page = text_of(path);
  const std::string head = page.substr(0, page.find("\n## ") + 1);
  const std::string wanted = head + function_reference(schema(), language);
  if (std::getenv("DOCKET_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << wanted;
  CHECK_MESSAGE(text_of(path) == wanted, path,
                " is not what the tables say: write it anew with DOCKET_UPDATE_GOLDEN=1");
}

// The last column of each row of the page.
std::vector<std::string> examples_of(const std::string& page) {
  std::vector<std::string> examples;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `") || !line.ends_with("` |")) continue;
    std::string example = line.substr(line.rfind(" | `") + 4);
    example.resize(example.size() - 3);
    for (auto at = example.find("\\|"); at != std::string::npos; at = example.find("\\|")) example.erase(at, 1);
    examples.push_back(example);
  }
  return examples;
}

// The workflow that LANGUAGE.md begins with; `finish` asks every example.
std::string workflow_asking(const std::vector<std::string>& examples) {
  const std::string page = text_of(kRules + "LANGUAGE.md");
  const auto begin = page.find("```yaml frame\n") + 14;
  std::string text = page.substr(begin, page.find("```", begin) - begin);
  std::string names;
  std::string guards = "guards:\n";
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const auto name = "example_" + std::to_string(i);
    names += (i == 0 ? "" : ", ") + name;
    guards += "  " + name + ":\n    check: |-\n      " + examples[i] + "\n    message: m\n";
  }
  const std::string finish = "finish: { by: technician, target: finished }";
  REQUIRE(text.find(finish) != std::string::npos);
  text.replace(text.find(finish), finish.size(),
               "finish: { by: technician, require: [" + names + "], target: finished }");
  return text + guards;
}

}  // namespace

TEST_CASE("reference: rules/FUNCTIONS.md and FUNCTIONS.zh-CN.md are what the tables of functions say") {
  compare("FUNCTIONS.md", Language::en);
  compare("FUNCTIONS.zh-CN.md", Language::zh);
}

TEST_CASE("reference: every example on the page is true in a case of the repair workflow") {
  const auto examples = examples_of(text_of(kRules + "FUNCTIONS.md"));
  REQUIRE(examples.size() > 120);
  CHECK(examples == examples_of(text_of(kRules + "FUNCTIONS.zh-CN.md")));
  const auto rules = rules_with(workflow_asking(examples));
  Effects journal;
  const Event report{
      .name = "report",
      .actor = {"li", {"receptionist"}},
      .input = Value::object({{"urgency", Value::string("urgent")}, {"place", Value::string("B-1203")}})};
  auto opened = open_case(rules, {.id = "c", .workflow = "repair"}, report, china("2026-03-09 09:00"), journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *std::move(opened->opened);
  const auto fire = [&](const char* event, Actor actor, const char* now) {
    return step(rules, kase, {.name = event, .actor = std::move(actor)}, china(now), journal);
  };
  REQUIRE(fire("assign", {"li", {"receptionist"}}, "2026-03-09 09:10")->accepted());
  REQUIRE(fire("wait", {"wang", {"technician"}}, "2026-03-09 09:20")->accepted());
  REQUIRE(fire("resume", {"wang", {"technician"}}, "2026-03-09 09:30")->accepted());
  const auto finished = fire("finish", {"wang", {"technician"}}, "2026-03-09 10:00");
  REQUIRE(finished);
  for (const auto& reason : finished->reasons()) FAIL_CHECK(reason.detail.en);
  CHECK(finished->accepted());
}
