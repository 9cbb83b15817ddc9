// What Runtime adds to the engine; failures are in tests/fault/, any order of calls in tests/property/.
#include "docket/runtime.hpp"

#include <doctest/doctest.h>

#include "docket/stores.hpp"
#include "support/rules.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using testing::china;

namespace {

const char* const kWorkflow = R"(workflow: repair
version: 1
calendar: office
record: { note: string }
guards: { noted: { check: has(record.note), message: Write a note first } }
open: { report: { require: [noted_input], input: { note: optional }, set: [note] } }
states:
  open: { on: { close: { require: [noted], target: closed } } }
  closed: { type: final }
sla: { finish: { start: open, stop: closed, target: { any: { within: 2h } }, warn: { half: 50% } } }
)";

const RuleBook& rules() {
  static const RuleBook book = [] {
    std::string text = kWorkflow;
    text.replace(text.find("guards: { "), 10,
                 "guards: { noted_input: { check: has(input.note), message: Bring a note }, ");
    return testing::rules_with(text);
  }();
  return book;
}

Runtime runtime_on(std::unique_ptr<Store> store = open_memory_store()) {
  auto runtime = Runtime::open({.rules = rules(), .store = std::move(store), .sink = {}});
  REQUIRE(runtime);
  return *std::move(runtime);
}

Event report(std::string id = {}, const char* note = "lift 3") {
  return {.name = "report", .input = Value::object({{"note", Value::string(note)}}), .id = std::move(id)};
}

}  // namespace

TEST_CASE("runtime: the same event id again answers the first outcome, other content under it is an error") {
  auto runtime = runtime_on();
  REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report("e1"), china("2026-03-09 09:00")));
  const auto again = runtime.open_case({.id = "A", .workflow = "repair"}, report("e1"), china("2026-03-09 11:30"));
  REQUIRE(again);
  CHECK(again->repeated);
  CHECK(again->sequence == 1);
  const auto other =
      runtime.open_case({.id = "A", .workflow = "repair"}, report("e1", "lift 4"), china("2026-03-09 11:30"));
  REQUIRE_FALSE(other);
  CHECK(other.error().code == ErrorCode::invalid_argument);
  CHECK(runtime.journal("A")->size() == 1);
  // Another case may use the id again.
  CHECK(runtime.open_case({.id = "B", .workflow = "repair"}, report("e1"), china("2026-03-09 09:00")));
}

TEST_CASE("runtime: an opening that was refused is kept, and the next one goes on numbering") {
  auto runtime = runtime_on();
  const auto refused =
      runtime.open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, china("2026-03-09 09:00"));
  REQUIRE(refused);
  CHECK(refused->kind == OutcomeKind::refused);
  CHECK(runtime.load("A").error().code == ErrorCode::not_found);
  const auto opened = runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:05"));
  REQUIRE(opened);
  CHECK(opened->sequence == 2);
  CHECK(runtime.journal("A")->size() == 2);
  CHECK(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:10")).error().code ==
        ErrorCode::invalid_argument);
}

TEST_CASE("runtime: an unknown case, workflow or an earlier `now` is an error and changes nothing") {
  auto runtime = runtime_on();
  REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  CHECK(runtime.fire("B", {.name = "close"}, china("2026-03-09 09:10")).error().code == ErrorCode::not_found);
  CHECK(runtime.open_case({.id = "B", .workflow = "repiar"}, report(), china("2026-03-09 09:10")).error().code ==
        ErrorCode::not_found);
  CHECK(runtime.fire("A", {.name = "close"}, china("2026-03-09 08:00")).error().code == ErrorCode::invalid_argument);
  CHECK(runtime.journal("A")->size() == 1);
}

TEST_CASE("runtime: run_due fires what is due and says when to call again") {
  auto runtime = runtime_on();
  REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  CHECK(**runtime.next_deadline() == china("2026-03-09 10:00"));
  CHECK(runtime.run_due(china("2026-03-09 09:59"))->fired == 0);
  const auto due = runtime.run_due(china("2026-03-09 10:00"));
  REQUIRE(due);
  CHECK(due->fired == 1);
  CHECK(due->next == china("2026-03-09 11:00") + std::chrono::milliseconds{1});  // late is strictly after due
}

TEST_CASE("runtime: without a sink events wait in the outbox until the host takes them") {
  auto runtime = runtime_on();
  REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  const auto events = runtime.events(100);
  REQUIRE(events);
  REQUIRE(events->size() == 3);
  CHECK(events->front().id == "A/1/1");
  REQUIRE(runtime.take_events({events->front()}));
  CHECK(runtime.events(100)->size() == 2);
}

TEST_CASE("runtime: a case goes on under the rules it was opened with, whatever the rules are now") {
  const testing::TempDir folder("runtime-pinned");
  auto store = open_sqlite_store({.path = folder.file("s.db")});
  REQUIRE(store);
  {
    auto runtime = runtime_on(*std::move(store));
    REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  }
  store = open_sqlite_store({.path = folder.file("s.db")});
  REQUIRE(store);
  auto later =
      Runtime::open({.rules = testing::rules_with("workflow: repair\nversion: 2\nstates: { other: { type: final } }\n"),
                     .store = *std::move(store),
                     .sink = {}});
  REQUIRE(later);
  const auto closed = later->fire("A", {.name = "close"}, china("2026-03-09 09:30"));
  REQUIRE(closed);
  CHECK(closed->accepted());
  CHECK(later->load("A")->rules() == rules().fingerprint());
}

TEST_CASE("runtime: deadlines of several cases fire in the order of their instants, not case by case") {
  const auto rules = docket::testing::rules_with(
      "docket: 1\nworkflow: w\nversion: 1\nroles: [boss]\nstates: { a: { on: { stop: {} } } }\n"
      "sla: { c: { start: a, stop: { event: stop }, target: { any: { within: 1h } }, warn: { half: 50% },\n"
      "  escalate: { again: { at: 1h after, to: boss } } } }\n");
  std::vector<std::string> told;
  auto runtime = docket::Runtime::open({.rules = rules,
                                        .store = docket::open_memory_store(),
                                        .sink = [&](const docket::OutboxEvent& event) -> docket::Status {
                                          if (event.event.find("docket.deadline") != std::string::npos)
                                            told.push_back(event.id);
                                          return docket::Done{};
                                        }});
  REQUIRE(runtime);
  const auto nine = docket::testing::china("2026-03-09 09:00");
  REQUIRE(runtime->open_case({.id = "A", .workflow = "w"}, {.name = "open"}, nine));
  REQUIRE(runtime->open_case({.id = "B", .workflow = "w"}, {.name = "open"}, nine + std::chrono::minutes(10)));
  REQUIRE(runtime->run_due(nine + std::chrono::hours(5)));
  CHECK(told == std::vector<std::string>{"A/2/1", "B/2/1", "A/3/1", "B/3/1", "A/4/1", "B/4/1"});
}

TEST_CASE("runtime: new rules are used from now on, and open cases keep theirs") {
  auto runtime = runtime_on();
  REQUIRE(runtime.open_case({.id = "A", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  std::string text = kWorkflow;
  text.replace(text.find("guards: { "), 10,
               "guards: { noted_input: { check: has(input.note), message: Bring a note }, ");
  text.replace(text.find("within: 2h"), 10, "within: 4h");
  const auto longer = testing::rules_with(text);
  REQUIRE(runtime.use_rules(longer));
  REQUIRE(runtime.open_case({.id = "B", .workflow = "repair"}, report(), china("2026-03-09 09:00")));
  const auto now = china("2026-03-09 09:00");
  CHECK(runtime.load("A")->clock("finish", now)->due == china("2026-03-09 11:00"));
  CHECK(runtime.load("B")->clock("finish", now)->due == china("2026-03-09 13:00"));
  CHECK(runtime.load("A")->rules() == rules().fingerprint());
  REQUIRE(runtime.fire("A", {.name = "close"}, china("2026-03-09 10:00"))->accepted());
  REQUIRE(runtime.fire("B", {.name = "close"}, china("2026-03-09 10:00"))->accepted());
}

TEST_CASE("runtime: a relief reaches the open cases that match, is stored with its evidence, and can be taken back") {
  auto runtime = runtime_on();
  for (const char* id : {"A", "B", "C"})
    REQUIRE(runtime.open_case({.id = id, .workflow = "repair", .project = id}, report(), china("2026-03-09 09:00")));
  REQUIRE(runtime.fire("C", {.name = "close"}, china("2026-03-09 09:30")));
  const Relief relief{.id = "rain",
                      .percent = 100,
                      .from = china("2026-03-09 09:00"),
                      .to = china("2026-03-09 18:00"),
                      .clocks = {},
                      .evidence = "red alert 7"};
  CaseQuery only_a;
  only_a.project = "A";
  const auto one = runtime.relieve(only_a, relief, {"chen", {}}, china("2026-03-09 10:00"));
  REQUIRE(one);
  REQUIRE(one->cases.size() == 1);
  CHECK(one->cases[0].case_id == "A");
  CHECK(one->cases[0].moved[0] == MovedDue{"finish", china("2026-03-09 11:00"), china("2026-03-09 13:00")});
  // All of them: A has it already, C is closed.
  const auto all = runtime.relieve({}, relief, {"chen", {}}, china("2026-03-09 10:00"));
  REQUIRE(all);
  REQUIRE(all->cases.size() == 1);
  CHECK(all->cases[0].case_id == "B");
  const auto journal = runtime.journal("B");
  REQUIRE(journal);
  CHECK(journal->back().entry.find("red alert 7") != std::string::npos);
  CHECK(runtime.next_deadline()->has_value());
  const auto back = runtime.undo_relief({}, "rain", {"chen", {}}, china("2026-03-09 10:30"));
  REQUIRE(back);
  CHECK(back->cases.size() == 2);
  CHECK(runtime.load("A")->clock("finish", china("2026-03-09 10:30"))->due == china("2026-03-09 11:00"));
  // A case that was last touched later cannot be amended as of earlier; the others are, and it is named.
  REQUIRE(runtime.fire("A", {.name = "clsoe"}, china("2026-03-09 10:50")));
  auto second = relief;
  second.id = "storm";
  const auto late = runtime.relieve({}, second, {"chen", {}}, china("2026-03-09 10:40"));
  REQUIRE(late);
  REQUIRE(late->failures.size() == 1);
  CHECK(late->failures[0].case_id == "A");
  CHECK(late->cases.size() == 1);
}
