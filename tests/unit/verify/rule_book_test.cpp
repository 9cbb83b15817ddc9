#include "docket/rule_book.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "model/workflow.hpp"

using namespace docket;

namespace {

const char* const kWorkflow = R"(workflow: repair
version: 1
calendar: office
params: { finish_within: 4h, visits_max: 2 }
states: { open: { on: { close: closed } }, closed: { type: final } }
sla: { finish: { start: open, stop: closed, target: { any: { within: $finish_within } } } }
)";
const char* const kOffice = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
const char* const kNight = "calendar: night\ntimezone: Asia/Shanghai\nweek: { mon-sun: [\"20:00-24:00\"] }\n";

RuleSources sources(std::map<std::string, std::string> files) {
  return {.files = std::move(files), .zone_bytes = system_zone};
}

RuleBook rules(std::map<std::string, std::string> more = {}) {
  more.merge(
      std::map<std::string, std::string>{{"repair.yaml", kWorkflow}, {"office.yaml", kOffice}, {"night.yaml", kNight}});
  auto report = load_rules(sources(std::move(more)));
  for (const auto& diagnostic : report.diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(report.rules);
  return *report.rules;
}

}  // namespace

TEST_CASE("rule book: a project's parameters, calendars and patch apply to it alone") {
  const auto book = rules({{"lake.yaml",
                            "project: lake\nparams: { finish_within: 2h }\ncalendars: { office: night }\n"
                            "workflows: { repair: { states: { open: { title: In work } } } }\n"}});
  const auto general = book.workflow("repair"), lake = book.workflow("repair", "lake");
  CHECK(general->clocks[0].targets[0].written == "4h");
  CHECK(lake->clocks[0].targets[0].written == "2h");
  CHECK(lake->states[1].title.en == "In work");
  CHECK(general->states[1].title.en.empty());
  CHECK(book.calendar("office")->name() == "office");
  CHECK(book.calendar("office", "lake")->name() == "night");
  CHECK(book.projects() == std::vector<std::string>{"lake"});
}

TEST_CASE("rule book: an event is called what the states that a case is in call it") {
  const auto book = rules({{"leave.yaml",
                            "workflow: leave\nversion: 1\nopen: { go: { title: Begin, target: one } }\n"
                            "states:\n"
                            "  one: { on: { go: { title: Leave one, target: two.a } } }\n"
                            "  two:\n"
                            "    on: { go: { title: Leave two, target: done } }\n"
                            "    states: { a: { on: { on: b } }, b: { on: { go: { title: Leave b, target: a } } } }\n"
                            "  done: { type: final }\n"}});
  const auto summary = book.workflows().front();
  const auto in = [&](std::vector<std::string> states) { return title_of_event(summary, "go", states).en; };
  CHECK(in({}) == "Begin");
  CHECK(in({"one"}) == "Leave one");
  CHECK(in({"two.a"}) == "Leave two");
  CHECK(in({"two.b"}) == "Leave b");
  CHECK(in({"two.a", "two.b"}) == "Leave two / Leave b");
  CHECK(in({"done"}) == "Leave one");
  CHECK(title_of_event(summary, "stop", {}).empty());
}

TEST_CASE("rule book: a parameter is a number, a bool, a length of time or text") {
  const auto book =
      rules({{"p.yaml",
              "workflow: p\nversion: 1\nparams: { a: 3, b: 1.5, c: 2h, d: true, e: inf, f: \"3\", g: word }\n"
              "states: { open: {} }\n"}});
  std::string told;
  for (const auto& [name, value] : book.workflow("p")->params) told += name + "=" + to_text(value) + " ";
  CHECK(told == "a=3 b=1.5 c=duration('2h') d=true e='inf' f='3' g='word' ");
}

TEST_CASE("rule book: a project without an overlay has the workflow as written, an unknown workflow is none") {
  const auto book = rules();
  CHECK(book.workflow("repair", "elsewhere") == book.workflow("repair"));
  CHECK(book.workflow("repiar") == nullptr);
  CHECK_FALSE(book.calendar("ofice"));
  CHECK(book.calendars() == std::vector<std::string>{"always", "night", "office"});
}

TEST_CASE("rule book: the fingerprint changes with every text and with nothing else") {
  CHECK(rules().fingerprint().size() == 32);
  CHECK(rules().fingerprint() == rules().fingerprint());
  CHECK(rules().fingerprint() != rules({{"lake.yaml", "project: lake\n"}}).fingerprint());
  CHECK(rules({{"lake.yaml", "project: lake\n"}}).fingerprint() !=
        rules({{"lake.yaml", "project: lake # and sea\n"}}).fingerprint());
}

TEST_CASE("rule book: built again from its own files and zones alone, it is the same") {
  const auto book = rules();
  const auto again =
      load_rules({.files = book.files(), .zone_bytes = [&](std::string_view name) -> std::optional<std::string> {
                    const auto found = book.zones().find(std::string(name));
                    return found == book.zones().end() ? std::nullopt : std::optional(found->second);
                  }});
  REQUIRE(again.rules);
  CHECK(again.rules->fingerprint() == book.fingerprint());
}

TEST_CASE("rule book: nothing is loaded when one file of several has a mistake, or when there is none") {
  const auto report = load_rules(sources({{"repair.yaml", kWorkflow}, {"office.yaml", "calendar: office\n"}}));
  CHECK_FALSE(report.rules);
  CHECK(has_errors(report.diagnostics));
  const auto no_zones = load_rules({.files = {{"office.yaml", kOffice}}, .zone_bytes = {}});
  CHECK_FALSE(no_zones.rules);
  CHECK(no_zones.diagnostics.front().code == "unknown-zone");
}

TEST_CASE("rule book: what has not changed is not read again, and what has is") {
  const std::map<std::string, std::string> files = {
      {"repair.yaml", std::string(kWorkflow) + "guards: { idle: { check: 'true', message: Never } }\n"},
      {"office.yaml", kOffice}};
  const auto first = load_rules(sources(files));
  REQUIRE(first.rules);
  REQUIRE(first.diagnostics.size() == 1);  // a guard that nothing requires
  const auto again = reload_rules(sources(files), *first.rules);
  REQUIRE(again.rules);
  CHECK(again.rules->workflow("repair") == first.rules->workflow("repair"));
  CHECK(again.diagnostics.size() == 1);

  auto changed = files;
  changed["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-16:00\"] }\n";
  const auto later = reload_rules(sources(changed), *first.rules);
  REQUIRE(later.rules);
  CHECK(later.rules->fingerprint() != first.rules->fingerprint());

  changed["office.yaml"] = "calendar: office\n";
  const auto broken = reload_rules(sources(changed), *first.rules);
  CHECK_FALSE(broken.rules);
  CHECK(has_errors(broken.diagnostics));
}

TEST_CASE("rule book: a zone that has changed is read again") {
  const std::map<std::string, std::string> files = {{"office.yaml", kOffice}, {"repair.yaml", kWorkflow}};
  const auto first = load_rules(sources(files));
  REQUIRE(first.rules);
  const auto elsewhere = [](std::string_view) { return system_zone("Asia/Urumqi"); };
  const auto moved = reload_rules({.files = files, .zone_bytes = elsewhere}, *first.rules);
  REQUIRE(moved.rules);
  CHECK(moved.rules->fingerprint() != first.rules->fingerprint());
}

TEST_CASE("rule book: a project that chooses calendars only has the workflow on them, and its own name on it") {
  const auto book = rules({{"lake.yaml", "project: lake\ncalendars: { office: night }\n"}});
  const auto general = book.workflow("repair"), lake = book.workflow("repair", "lake");
  CHECK(lake != general);
  CHECK(lake->project == "lake");
  CHECK(general->project.empty());
  CHECK(lake->calendars[0].name == "office");
  CHECK(lake->calendars[0].calendar.name() == "night");
  CHECK(general->calendars[0].calendar.name() == "office");
}

TEST_CASE("rule book: an expression that names a zone is read anew where a project's calendars lie elsewhere") {
  const char* const utc = "calendar: abroad\ntimezone: Europe/Paris\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  const auto lake = "project: lake\ncalendars: { office: abroad, night: abroad }\n";
  const auto workflow = std::string(kWorkflow) +
                        "guards: { early: { check: \"now.getHours('Asia/Shanghai') < 12\", message: Too late } }\n";
  const auto report = load_rules(sources({{"repair.yaml", workflow},
                                          {"office.yaml", kOffice},
                                          {"night.yaml", kNight},
                                          {"abroad.yaml", utc},
                                          {"lake.yaml", lake}}));
  // `abroad` itself is of the project, too, so that no calendar is left in the zone that the guard names.
  REQUIRE_FALSE(report.rules);
  bool is_told = false;
  for (const auto& each : report.diagnostics) is_told = is_told || each.code == "unknown-zone";
  CHECK(is_told);
}
