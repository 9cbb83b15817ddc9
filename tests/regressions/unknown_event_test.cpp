// An event that the workflow has, but that opens no case, was called unknown; what came after it was not explained.
#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "docket/value.hpp"

using namespace docket;

namespace {

Runtime runtime_of(std::vector<std::string>& told) {
  const auto report = read_rules(DOCKET_SOURCE_DIR "/tests/regressions/unknown_event");
  REQUIRE(report.rules);
  auto runtime = Runtime::open(
      {.rules = *report.rules, .store = open_memory_store(), .sink = [&](const OutboxEvent& event) -> Status {
         told.push_back(event.event);
         return Done{};
       }});
  REQUIRE(runtime);
  return *std::move(runtime);
}

const Instant kNow = *parse_instant("2015-01-09T18:34:56Z");

}  // namespace

TEST_CASE("unknown event: one that opens no case says what does, and what comes after says that it was refused") {
  std::vector<std::string> told;
  auto runtime = runtime_of(told);
  const auto refused = runtime.open_case({.id = "C-1", .workflow = "w"}, {.name = "close", .id = "line-1"}, kNow);
  REQUIRE(refused);
  REQUIRE(refused->reasons().size() == 1);
  CHECK(refused->reasons().front().kind == ReasonKind::not_in_this_state);
  CHECK(refused->reasons().front().message.en == "`close` does not open a case, and there is none yet");
  CHECK(refused->reasons().front().detail.en == "a case is opened by `open`");
  const auto later = runtime.fire("C-1", {.name = "close", .id = "line-2"}, kNow);
  REQUIRE(!later);
  CHECK(later.error().message == "there is no case `C-1`: its opening by `close` was refused");
  const auto unknown = runtime.open_case({.id = "C-2", .workflow = "w"}, {.name = "opne"}, kNow);
  CHECK(unknown->reasons().front().kind == ReasonKind::unknown_event);
}

TEST_CASE(
    "cloud events: each carries the id of the event that caused it and when that was recorded, a deadline's none") {
  std::vector<std::string> told;
  auto runtime = runtime_of(told);
  const auto input = Value::object({{"kind", Value::string("a")}});
  REQUIRE(runtime.open_case({.id = "C", .workflow = "w"}, {.name = "open", .input = input, .id = "e-1"}, kNow));
  // The breach fires first, in the same call.
  const auto later = kNow + std::chrono::hours{3};
  REQUIRE(runtime.fire("C", {.name = "close", .at = later - std::chrono::minutes{1}, .id = "e-2"}, later));
  int caused = 0, by_time = 0;
  for (const auto& text : told) {
    const auto event = parse_json(text);
    REQUIRE(event);
    REQUIRE(event->find("recordedtime"));
    const auto* cause = event->find("causationid");
    if (event->find("type")->as_string() == "docket.deadline.breached.v1") {
      CHECK(cause == nullptr);
      CHECK(event->find("recordedtime")->as_string() == "2015-01-09T20:34:56.001Z");
      ++by_time;
      continue;
    }
    REQUIRE(cause);
    const bool is_first = cause->as_string() == "e-1";
    CHECK((is_first || cause->as_string() == "e-2"));
    CHECK(event->find("recordedtime")->as_string() == (is_first ? "2015-01-09T18:34:56Z" : "2015-01-09T21:34:56Z"));
    ++caused;
  }
  CHECK(by_time == 1);
  CHECK(caused >= 4);
}
