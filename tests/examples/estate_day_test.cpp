// The estate's week against the timetable that was worked out by hand (examples/estate_day/timetable.csv).
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "../../examples/estate_day/events.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

using namespace docket;

namespace {

const std::string kRoot = DOCKET_SOURCE_DIR;

struct Row {
  std::string kase, clock, due, outcome, why;
};

std::vector<Row> timetable() {
  std::ifstream file(kRoot + "/examples/estate_day/timetable.csv");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#' || line.starts_with("case;")) continue;
    std::istringstream columns(line);
    Row row;
    std::getline(columns, row.kase, ';');
    std::getline(columns, row.clock, ';');
    std::getline(columns, row.due, ';');
    std::getline(columns, row.outcome, ';');
    std::getline(columns, row.why);
    rows.push_back(row);
  }
  return rows;
}

std::string outcome_of(const ClockView& clock) { return clock.breached_at ? "late" : name_of(clock.status); }

// The week up to its last event, in memory.
Runtime played_week() {
  auto rules = read_rules(kRoot + "/rules");
  REQUIRE(rules.rules);
  auto runtime = Runtime::open({.rules = *rules.rules, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  const auto events = read_events(kRoot + "/examples/estate_day/events.jsonl");
  REQUIRE(events);
  for (const auto& line : *events) {
    CAPTURE(line.event.id);
    REQUIRE(runtime->run_due(line.now));
    const auto outcome =
        line.workflow.empty()
            ? runtime->fire(line.case_id, line.event, line.now)
            : runtime->open_case({.id = line.case_id, .workflow = line.workflow, .project = line.project}, line.event,
                                 line.now);
    REQUIRE(outcome);
  }
  return *std::move(runtime);
}

}  // namespace

TEST_CASE("estate day: every limit of the week is what the timetable worked out by hand says") {
  auto runtime = played_week();
  const auto rows = timetable();
  REQUIRE(rows.size() > 120);
  const auto calendar = runtime.rules().calendar("office", "shanshui");
  for (const auto& row : rows) {
    CAPTURE(row.kase);
    CAPTURE(row.clock);
    CAPTURE(row.why);
    const auto kase = runtime.load(row.kase);
    REQUIRE(kase);
    const auto clock = kase->clock(row.clock, kase->last_at());
    REQUIRE(clock);
    CHECK(outcome_of(*clock) == row.outcome);
    if (row.due.empty()) continue;
    REQUIRE(clock->due);
    CHECK(to_string(*clock->due, calendar->zone()) ==
          to_string(*parse_instant(row.due, calendar->zone()), calendar->zone()));
  }
}

TEST_CASE("estate day: at least 40 complaints of all kinds, over a holiday, a working Saturday and a Sunday") {
  const auto events = read_events(kRoot + "/examples/estate_day/events.jsonl");
  REQUIRE(events);
  std::map<std::string, int> cases;
  for (const auto& line : *events) ++cases[line.case_id];
  CHECK(cases.size() >= 40);
}
