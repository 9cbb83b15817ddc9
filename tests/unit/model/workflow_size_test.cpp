// Places in a workflow are small numbers: what would not fit them is an error with its place, never a wrong place.
#include <doctest/doctest.h>

#include <functional>

#include "docket/limits.hpp"
#include "docket/rule_book.hpp"
#include "docket/runtime.hpp"
#include "engine/case_data.hpp"

using namespace docket;

namespace {

const char* const kHead = "workflow: w\nversion: 1\ncalendar: always\n";

std::string error_of(const std::string& text) {
  const auto report = load_rules({.files = {{"w.yaml", text}}, .zone_bytes = system_zone});
  CHECK(report.rules.has_value() == !has_errors(report.diagnostics));
  for (const auto& each : report.diagnostics) {
    if (each.severity == Severity::error) return each.message + " — " + each.hint;
  }
  return "";
}

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& line) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line(i);
  return text;
}

std::string clocks(std::size_t count) {
  return std::string(kHead) + "states: { a: { on: { go: b } }, b: { type: final } }\nsla:\n" +
         repeated(count, [](auto i) {
           return "  c" + std::to_string(i) + ": { start: a, stop: b, target: { any: { within: 1h } } }\n";
         });
}

std::string fields(std::size_t count) {
  return std::string(kHead) + "states: { a: { type: final } }\nrecord:\n" +
         repeated(count, [](auto i) { return "  f" + std::to_string(i) + ": int\n"; });
}

std::string events(std::size_t count) {
  return std::string(kHead) + "states:\n  a:\n    on:\n" +
         repeated(count, [](auto i) { return "      e" + std::to_string(i) + ": {}\n"; });
}

std::string rows(std::size_t count) {
  return std::string(kHead) + "record: { n: int }\nstates:\n  a:\n    on:\n      go:\n        choose:\n" +
         repeated(count, [](auto i) {
           return "          r" + std::to_string(i) + ": { when: record.n == " + std::to_string(i) + ", target: a }\n";
         });
}

}  // namespace

TEST_CASE("workflow: as many fields and clocks as are allowed load, one more is an error") {
  CHECK(error_of(clocks(limits::kClocks)).empty());
  CHECK(error_of(clocks(limits::kClocks + 1)) == "201 clocks in one workflow — at most 200 are taken");
  CHECK(error_of(fields(limits::kFields)).empty());
  CHECK(error_of(fields(limits::kFields + 1)) == "4097 fields in one workflow — at most 4096 are taken");
}

// With the event `open` that opens a case where nothing else is said.
TEST_CASE("workflow: too many events, and too many rows to choose from, are errors") {
  CHECK(error_of(events(limits::kEvents)) == "4097 events in one workflow — at most 4096 are taken");
  CHECK(error_of(rows(limits::kRows + 1)) ==
        "4097 rows of one `choose:`, `target:` or `after:` in one workflow — at most 4096 are taken");
}

TEST_CASE("workflow: a case with as many clocks as are allowed keeps each of them apart") {
  const auto many = load_rules({.files = {{"w.yaml", clocks(limits::kClocks)}}, .zone_bytes = system_zone});
  REQUIRE(many.rules);
  Effects journal;
  const auto now = Instant{} + std::chrono::days(20'000);
  auto opened = open_case(*many.rules, {.id = "x", .workflow = "w"}, {.name = "open"}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  const auto views = opened->opened->clocks(now);
  REQUIRE(views.size() == limits::kClocks);
  for (std::size_t i = 0; i < views.size(); ++i) {
    CHECK(views[i].name == "c" + std::to_string(i));
    CHECK(views[i].status == ClockStatus::running);
  }
}

TEST_CASE("case: a journal that is full takes nothing more, and says so") {
  const auto report = load_rules({.files = {{"w.yaml", clocks(1)}}, .zone_bytes = system_zone});
  REQUIRE(report.rules);
  Effects journal;
  const auto now = Instant{} + std::chrono::days(20'000);
  CHECK(open_case(*report.rules, {.id = "x", .workflow = "w", .refusals = -1}, {.name = "open"}, now, journal)
            .error()
            .message == "a case cannot have been refused -1 times");
  auto opened = open_case(*report.rules, {.id = "x", .workflow = "w", .refusals = limits::kEntriesPerCase - 1},
                          {.name = "open"}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  const auto refused = step(*report.rules, *opened->opened, {.name = "go"}, now, journal);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::limit_exceeded);
  CHECK(refused.error().message == "the journal of the case `x` has 4000000000 entries and is full");
  CHECK(advance(*report.rules, *opened->opened, now, journal).error().code == ErrorCode::limit_exceeded);
}
