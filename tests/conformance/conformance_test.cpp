// Other people's charts: what SCXML's test suites expect of an interpreter, docket does.  The cases are
// read from the installed package (tests/conformance/run) and are no part of this project.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "scxml_reader.hpp"
#include "support/chart_run.hpp"

using namespace docket;
using namespace docket::testing;
namespace fs = std::filesystem;

namespace {

using States = std::set<std::string>;

const fs::path& cases() {
  static const fs::path folder = [] {
    const char* given = std::getenv("DOCKET_NODE_MODULES");
    REQUIRE_MESSAGE(given != nullptr, "run these tests by tests/conformance/run");
    return fs::path(given) / "@scion-scxml/test-framework/test";
  }();
  return folder;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  REQUIRE_MESSAGE(stream, file.string());
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string shown(const States& states) {
  std::string text;
  for (const auto& state : states) text += (text.empty() ? "" : " ") + state;
  return text;
}

// --- Scripts -------------------------------------------------------------------------------------------

struct ScriptStep {
  Elapsed after{0};
  std::string event;
  States states;
};
struct Script {
  States begins_in;
  std::vector<ScriptStep> steps;
};

Script read_script(const fs::path& file) {
  const auto json = nlohmann::json::parse(text_of(file));
  Script script{.begins_in = json.at("initialConfiguration").get<States>(), .steps = {}};
  for (const auto& each : json.at("events"))
    script.steps.push_back({.after = Elapsed{each.value("after", 0)},
                            .event = each.at("event").at("name").get<std::string>(),
                            .states = each.at("nextConfiguration").get<States>()});
  return script;
}

std::vector<std::string> events_of(const Script& script) {
  std::vector<std::string> events;
  for (const auto& each : script.steps) events.push_back(each.event);
  return events;
}

std::string difference(const States& is, const States& expected, const std::string& when) {
  return is == expected ? "" : when + " it is in " + shown(is) + ", not in " + shown(expected);
}

// What went wrong, or nothing.
std::string run(const Chart& chart, const Script& script) {
  const auto translated = translate(chart, events_of(script));
  std::string mistakes;
  const auto rules = rules_of(translated, &mistakes);
  if (!rules) return "docket refuses its rules: " + mistakes + translated.workflow;
  ChartRun run(translated, *rules);
  if (!run.is_open()) return "it never comes to rest";
  auto wrong = difference(run.states(), script.begins_in, "at first");
  for (const auto& each : script.steps) {
    if (!wrong.empty()) return wrong + "\n" + translated.workflow;
    run.wait(each.after);
    run.fire(each.event);
    wrong = difference(run.states(), each.states, "after `" + each.event + "`");
  }
  return wrong.empty() ? "" : wrong + "\n" + translated.workflow;
}

// Scripts that take a parallel state for the common ancestor that an external transition stays in.  Appendix
// D says a compound one (W3C 504 and 533 test it), as the first one's own comments do.
const std::map<std::string, std::string> kAgainstTheRecommendation = {
    {"more-parallel/test10", "its script keeps a parallel state that the transition leaves"},
    {"more-parallel/test10b", "its script keeps a parallel state that the transition leaves"}};

// --- Counting --------------------------------------------------------------------------------------------

struct Tally {
  int ran = 0, passed = 0;
};

void count(Tally& tally, const std::string& name, const std::string& wrong) {
  CHECK_MESSAGE(wrong.empty(), name, ": ", wrong);
  ++tally.ran;
  if (wrong.empty()) ++tally.passed;
}

void print(const std::string& group, const Tally& tally) {
  std::printf("%-48s %3d ran, %3d passed\n", group.c_str(), tally.ran, tally.passed);
}

}  // namespace

TEST_CASE("conformance: every scenario that docket has words for ends where its script says, 86 of them and more") {
  std::vector<fs::path> charts;
  for (const auto& entry : fs::recursive_directory_iterator(cases())) {
    const bool is_w3c = entry.path().parent_path().filename() == "w3c-ecma";
    if (!is_w3c && entry.path().extension() == ".scxml") charts.push_back(entry.path());
  }
  std::sort(charts.begin(), charts.end());
  std::map<std::string, Tally> groups;
  Tally without_data, with_counters;
  std::string left_out;
  for (const auto& path : charts) {
    const auto name = fs::relative(path, cases()).replace_extension().generic_string();
    const auto script = fs::path(path).replace_extension(".json");
    if (!fs::exists(script)) continue;  // a part of another chart
    if (const auto known = kAgainstTheRecommendation.find(name); known != kAgainstTheRecommendation.end()) {
      left_out += "  " + name + ": " + known->second + "\n";
      continue;
    }
    try {
      const auto chart = read_scxml(text_of(path));
      const auto wrong = run(chart, read_script(script));
      count(groups[path.parent_path().filename().string()], name, wrong);
      count(chart.data.empty() ? without_data : with_counters, name, wrong);
    } catch (const Untranslatable& reason) {
      left_out += "  " + name + ": " + reason.why + "\n";
    }
  }
  for (const auto& [group, tally] : groups) print("scenarios/" + group, tally);
  print("scenarios without data, all", without_data);
  print("scenarios with counters, all", with_counters);
  std::printf("left out:\n%s", left_out.c_str());
  CHECK(without_data.ran >= 86);
}

TEST_CASE("conformance: the 47 tests of the W3C about structure, events, timers, In() and counters pass") {
  struct Group {
    const char* name;
    std::vector<std::string> tests;
  };
  const std::vector<Group> groups = {
      {"structure, events and timers",
       {"144", "185", "189", "193", "200", "208", "310", "348", "355", "364", "375", "377", "387", "399", "404",
        "405", "406", "409", "411", "412", "413", "415", "416", "417", "419", "421", "423", "495", "576"}},
      {"counters",
       {"158", "278", "279", "287", "372", "388", "403b", "403c", "407", "503", "504", "505", "506", "533", "550",
        "570", "579", "580"}}};
  Tally all;
  for (const auto& [name, tests] : groups) {
    Tally tally;
    for (const auto& test : tests) {
      try {
        const auto translated =
            translate(read_scxml(text_of(cases() / "w3c-ecma" / ("test" + test + ".txml.scxml"))), {});
        std::string wrong;
        const auto rules = rules_of(translated, &wrong);
        if (rules) {
          ChartRun run(translated, *rules);
          REQUIRE(run.is_open());
          run.wait_for_all_deadlines();
          // 415 has no verdict of its own: it must end, and its last event must not count.
          const States expected = {test == "415" ? "final" : "pass"};
          wrong = difference(run.states(), expected, "at last");
          if (!wrong.empty()) wrong += "\n" + translated.workflow;
        }
        count(tally, "W3C " + test, wrong);
        all.passed += wrong.empty() ? 1 : 0;
      } catch (const Untranslatable& reason) {
        count(tally, "W3C " + test, "docket has no words for " + reason.why);
      }
      ++all.ran;
    }
    print(std::string("W3C, ") + name, tally);
  }
  CHECK(all.ran == 47);
  CHECK(all.passed == 47);
}
