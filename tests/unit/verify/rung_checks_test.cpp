// Warnings that would lie at or before the start of their clock.
#include "verify/rung_checks.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

// The rungs that are told of, for a clock with that limit: `short one`.
std::string told(const std::string& within, const std::string& warn) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] =
      "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-12:00\", \"13:30-17:30\"] }\n";
  sources.files["w.yaml"] =
      "workflow: w\nversion: 1\ncalendar: office\nroles: [boss]\n"
      "states: { open: { on: { go: closed } }, closed: { type: final } }\n"
      "sla: { limit: { start: open, stop: closed, target: { any: { within: " +
      within + " } }, warn: " + warn + " } }\n";
  const auto report = load_rules(std::move(sources));
  REQUIRE(report.rules);
  std::string names;
  for (const auto& diagnostic : report.diagnostics) {
    if (diagnostic.code != "never-sent") continue;
    const auto& message = diagnostic.message;
    names += (names.empty() ? "" : " ") + message.substr(1, message.find('`', 1) - 1);
  }
  return names;
}

}  // namespace

TEST_CASE("rung checks: of a limit in hours, a distance that is as long or longer") {
  CHECK(told("2h", "{ even: 2h before, under: 119m before, half: 50% }") == "even");
  CHECK(told("2h wall", "{ open: 2h before, clock: 2h wall before, under: 119m wall before }") == "open clock");
  CHECK(told("2h", "{ clock: 2h wall before, far: 99h wall before }") == "");  // a night may lie between
}

TEST_CASE("rung checks: of a limit in workdays, more workdays, and more open time than they ever hold") {
  CHECK(told("1 workday", "{ one: 1 workday before, two: 2 workdays before }") == "two");
  CHECK(told("{ length: 1 workday, start: same_day }", "{ one: 1 workday before }") == "one");
  CHECK(told("1 workday", "{ all: 15h before, less: 14h 59m before }") == "all");
  CHECK(told("3 days", "{ far: 9 workdays before, longer: 99h before }") == "");  // a holiday may lie between
}

TEST_CASE("rung checks: of today, any day, and more open time than a date ever holds") {
  CHECK(told("today", "{ day: 1 day before, workday: 1 workday before, all: 7h 30m before, less: 7h 29m before }") ==
        "day workday all");
}

TEST_CASE("rung checks: the message names the clock's row and both lengths") {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["w.yaml"] =
      "workflow: w\nversion: 1\nroles: [boss]\nstates: { open: { on: { go: closed } }, closed: { type: final } }\n"
      "sla: { limit: { start: open, stop: closed, target: { any: { within: 30m } }, warn: { soon: 1h before } } }\n";
  const auto report = load_rules(std::move(sources));
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics[0].severity == Severity::warning);
  CHECK(report.diagnostics[0].message ==
        "`soon` would lie at or before the start of the row `any` of `limit`, where it is not sent: 1h before of 30m");
}
