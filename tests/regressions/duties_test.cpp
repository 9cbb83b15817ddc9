// Duties of two projects, and rules that were replaced at ten: nothing is missed that was never anybody's, and the
// round that begins later that day is opened.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/passing_store.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

RuleBook rules_in(const std::string& name) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-17:30\"] }\n";
  for (const auto& file : std::filesystem::directory_iterator(DOCKET_SOURCE_DIR "/tests/regressions/duties/" + name)) {
    std::ifstream text(file.path());
    sources.files[file.path().filename().string()] = {std::istreambuf_iterator<char>(text), {}};
  }
  auto report = load_rules(std::move(sources));
  for (const auto& diagnostic : report.diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(report.rules);
  return *report.rules;
}

Runtime runtime_with(const RuleBook& rules) {
  auto runtime = Runtime::open({.rules = rules, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  return *std::move(runtime);
}

// Standings by occurrence, of one day.
std::map<std::string, std::string> standings(Runtime& runtime, const std::string& project, const std::string& day,
                                             const std::string& now) {
  const auto judged = runtime.duties(project, china(day + " 00:00"), china(day + " 23:00"), china(now));
  REQUIRE(judged);
  std::map<std::string, std::string> all;
  for (const auto& each : *judged) all[each.occurrence.key] = name_of(each.standing);
  return all;
}

std::vector<std::string> missed(Runtime& runtime) {
  std::vector<std::string> keys;
  const auto events = runtime.events(10'000);
  REQUIRE(events);
  for (const auto& event : *events) {
    if (event.event.find("docket.duty.missed.v1") == std::string::npos) continue;
    const auto value = parse_json(event.event);
    REQUIRE(value);
    keys.emplace_back(value->find("subject")->as_string());
  }
  return keys;
}

using Standings = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("duties: without a project those of every project are told, and work of none of them is nobody's") {
  auto runtime = runtime_with(rules_in("r2"));
  REQUIRE(runtime.start_duties(china("2026-03-09 08:00")));  // a Monday
  REQUIRE(runtime.run_due(china("2026-03-09 13:00")));
  CHECK(standings(runtime, "", "2026-03-09", "2026-03-09 13:00") == Standings{{"p1/daily/2026-03-09T08:30", "missed"},
                                                                              {"p1/twice/2026-03-09T09:00", "open"},
                                                                              {"p2/daily/2026-03-09T08:30", "missed"},
                                                                              {"p2/twice/2026-03-09T09:00", "open"}});
  CHECK(standings(runtime, "p2", "2026-03-09", "2026-03-09 13:00").size() == 2);
  CHECK(standings(runtime, "", "2026-03-06", "2026-03-09 13:00") ==
        Standings{{"p1/daily/2026-03-06T08:30", "not_asked"}, {"p2/daily/2026-03-06T08:30", "not_asked"}});
}

TEST_CASE("duties: rules replaced at ten open the round of half past ten, and miss nothing that was never asked for") {
  auto runtime = runtime_with(rules_in("ra"));
  REQUIRE(runtime.start_duties(china("2026-03-09 08:00")));
  REQUIRE(runtime.run_due(china("2026-03-09 10:00")));
  REQUIRE(runtime.use_rules(rules_in("rb")));
  REQUIRE(runtime.start_duties(china("2026-03-09 10:00")));
  REQUIRE(runtime.run_due(china("2026-03-09 11:00")));
  CHECK(runtime.load("-/daily/2026-03-09T10:30"));
  // What the first rules asked for stands until its time is over; `fresh` at nine was nobody's.
  REQUIRE(runtime.run_due(china("2026-03-09 20:00")));
  CHECK(missed(runtime) ==
        std::vector<std::string>{"-/daily/2026-03-09T08:30", "-/daily/2026-03-09T10:30", "-/gone/2026-03-09T09:00"});
  CHECK(standings(runtime, "", "2026-03-09", "2026-03-09 20:00") ==
        Standings{{"-/daily/2026-03-09T10:30", "missed"}, {"-/fresh/2026-03-09T09:00", "not_asked"}});
  // Under the new rules nothing of the week before was asked for.
  CHECK(standings(runtime, "", "2026-03-06", "2026-03-09 20:00") ==
        Standings{{"-/daily/2026-03-06T10:30", "not_asked"}, {"-/fresh/2026-03-06T09:00", "not_asked"}});
  REQUIRE(runtime.run_due(china("2026-03-10 11:00")));
  CHECK(runtime.load("-/daily/2026-03-10T10:30"));
  CHECK(runtime.load("-/fresh/2026-03-10T09:00"));
  CHECK_FALSE(runtime.load("-/gone/2026-03-10T09:00"));
}

TEST_CASE("duties: one that new rules let go ends when they begin, though nobody calls until a day later") {
  const std::shared_ptr<Store> store = open_memory_store();
  const auto runtime_under = [&](const std::string& name) {
    auto runtime = Runtime::open({.rules = rules_in(name), .store = std::make_unique<PassingStore>(store), .sink = {}});
    REQUIRE(runtime);
    return *std::move(runtime);
  };
  {
    auto runtime = runtime_under("ra");
    REQUIRE(runtime.start_duties(china("2026-03-09 08:00")));
    REQUIRE(runtime.run_due(china("2026-03-09 10:00")));
  }
  {
    auto runtime = runtime_under("rb");
    REQUIRE(runtime.start_duties(china("2026-03-09 10:00")));
    REQUIRE(runtime.run_due(china("2026-03-09 11:00")));
  }
  // Another process, which begins as each does.
  auto runtime = runtime_under("rb");
  REQUIRE(runtime.start_duties(china("2026-03-11 08:00")));
  REQUIRE(runtime.run_due(china("2026-03-11 08:00")));
  CHECK_FALSE(runtime.load("-/gone/2026-03-10T09:00"));
  auto told = missed(runtime);
  std::sort(told.begin(), told.end());
  CHECK(told == std::vector<std::string>{"-/daily/2026-03-09T08:30", "-/daily/2026-03-09T10:30",
                                         "-/daily/2026-03-10T10:30", "-/fresh/2026-03-10T09:00",
                                         "-/gone/2026-03-09T09:00"});
}
