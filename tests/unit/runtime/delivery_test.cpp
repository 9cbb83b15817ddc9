// What the host is told after a failure, and when; failures of the store are in tests/fault/.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/passing_store.hpp"
#include "support/recording_sink.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

// An opening tells two things, a deadline one, a note none but itself.
const RuleBook& rules() {
  static const RuleBook book = rules_with(
      "workflow: w\nversion: 1\nstates: { a: { after: { t: { in: 10m, target: b } }, on: { note: {} } },"
      " b: { on: { note: {} } } }\n");
  return book;
}

const Instant kNine = *parse_instant("2026-03-09T09:00:00Z");

Runtime runtime_with(RecordingSink& host) {
  auto runtime = Runtime::open({.rules = rules(), .store = open_memory_store(), .sink = host.sink()});
  REQUIRE(runtime);
  return *std::move(runtime);
}

void open(Runtime& runtime, const std::string& id, Instant now = kNine) {
  REQUIRE(runtime.open_case({.id = id, .workflow = "w"}, {.name = "open"}, now));
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("delivery: run_due fires though the sink is down, and the last alarm of a case is handed over later") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  open(runtime, "A");
  host.answer = [](const OutboxEvent&) -> Status { return sink_is_down(); };
  auto due = runtime.run_due(kNine + 10min);
  REQUIRE(due);
  CHECK(due->fired == 1);
  CHECK(due->delivery.pending == 1);
  REQUIRE(due->delivery.last_error);
  CHECK(due->delivery.last_error->message == "the queue is down");
  // No case has a deadline any more: what is left is the delivery, so the host hears when to call again.
  CHECK(due->next == kNine + 11min);
  CHECK(*runtime.next_deadline() == kNine + 11min);
  const auto still = runtime.deliver();
  REQUIRE(still);
  CHECK(still->pending == 1);
  CHECK(still->last_error);
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  due = runtime.run_due(kNine + 20min);
  REQUIRE(due);
  CHECK(due->fired == 0);
  CHECK(due->delivery.delivered == 1);
  CHECK(due->delivery.pending == 0);
  CHECK_FALSE(due->delivery.last_error);
  CHECK(host.ids == Ids{"A/1/1", "A/1/2", "A/2/1"});
  CHECK_FALSE(runtime.next_deadline()->has_value());
  CHECK(runtime.events(10)->empty());
}

TEST_CASE("delivery: while the sink is down, events ask it once and then leave it alone until its next try") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  host.answer = [](const OutboxEvent&) -> Status { return sink_is_down(); };
  for (int i = 0; i < 50; ++i) open(runtime, "C" + std::to_string(i));
  CHECK(host.calls == 1);
  open(runtime, "D", kNine + 1min);
  CHECK(host.calls == 2);
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  const auto all = runtime.deliver();
  REQUIRE(all);
  CHECK(all->delivered == 102);
  CHECK(all->pending == 0);
  CHECK(host.ids.size() == 102);
}

TEST_CASE("delivery: an event that the sink never takes holds back its own case, and no other") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  host.answer = [](const OutboxEvent& event) -> Status {
    return event.case_id == "C0" ? Status(not_this_one()) : Status(Done{});
  };
  for (int i = 0; i < 100; ++i) open(runtime, "C" + std::to_string(i));
  CHECK(host.ids.size() == 198);
  REQUIRE(runtime.fire("C0", {.name = "note"}, kNine));
  auto report = runtime.deliver();
  REQUIRE(report);
  CHECK(report->pending == 3);
  REQUIRE(report->held.size() == 1);
  CHECK(report->held[0].case_id == "C0");
  CHECK(report->held[0].event_id == "C0/1/1");
  CHECK(report->held[0].error.message == "cannot take this one");
  CHECK(report->held[0].tries == 2);
  // Once it takes them, they come in their order.
  host.ids.clear();
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  report = runtime.deliver();
  CHECK(report->held.empty());
  CHECK(report->pending == 0);
  CHECK(host.ids == Ids{"C0/1/1", "C0/1/2", "C0/2/1"});
}

TEST_CASE("delivery: a case that is held back is tried again by the first event after its next try") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  host.answer = [](const OutboxEvent& event) -> Status {
    return event.case_id == "A" ? Status(not_this_one()) : Status(Done{});
  };
  open(runtime, "A");
  host.calls = 0;
  open(runtime, "B", kNine + 30s);
  CHECK(host.calls == 2);  // A is left alone
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  open(runtime, "C", kNine + 1min);
  CHECK(host.ids == Ids{"B/1/1", "B/1/2", "A/1/1", "A/1/2", "C/1/1", "C/1/2"});
}

TEST_CASE("delivery: sixteen cases in a row that fail for the first time are a sink that is down") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  host.answer = [](const OutboxEvent&) -> Status { return sink_is_down(); };
  for (int i = 0; i < 100; ++i) open(runtime, "C" + std::to_string(1000 + i));
  host.answer = [](const OutboxEvent&) -> Status { throw std::runtime_error("no connection"); };
  host.calls = 0;
  const auto report = runtime.deliver();
  REQUIRE(report);
  CHECK(host.calls == 16);
  CHECK(report->pending == 200);
  CHECK(report->last_error->message == "the sink threw: no connection");
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  CHECK(runtime.deliver()->pending == 0);
  CHECK(host.ids.size() == 200);
}

TEST_CASE("delivery: cases that all fail after a restart are tried at their own times, and `next` always lies ahead") {
  RecordingSink host;
  const std::shared_ptr<Store> store = open_memory_store();
  const auto runtime_on = [&](Sink sink) {
    auto runtime =
        Runtime::open({.rules = rules(), .store = std::make_unique<PassingStore>(store), .sink = std::move(sink)});
    REQUIRE(runtime);
    return *std::move(runtime);
  };
  auto earlier = runtime_on({});
  for (int i = 0; i < 20; ++i) open(earlier, "C" + std::to_string(i));
  host.answer = [](const OutboxEvent&) -> Status { throw std::runtime_error("no connection"); };
  auto runtime = runtime_on(host.sink());
  auto now = kNine + 1h;
  int calls = 0;
  for (; now < kNine + 25h; ++calls) {
    const auto due = runtime.run_due(now);
    REQUIRE(due);
    REQUIRE(due->next);
    REQUIRE(*due->next > now);
    CHECK(due->delivery.pending == 60);
    now = *due->next;
  }
  // 1, 2, 4 … 32 minutes, then an hour each; the last four of the twenty began a minute later.
  CHECK(calls < 100);
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  const auto due = runtime.run_due(now);
  CHECK(due->delivery.pending == 0);
  CHECK_FALSE(due->next);
}

TEST_CASE("delivery: while a sink throws at everything, an event costs the same after 1,000 others as after 100") {
  RecordingSink host;
  host.answer = [](const OutboxEvent&) -> Status { throw std::runtime_error("no connection"); };
  const std::shared_ptr<Store> store = open_memory_store();
  auto watched = std::make_unique<PassingStore>(store);
  const auto& reads = watched->outbox_read;
  auto runtime = Runtime::open({.rules = rules(), .store = std::move(watched), .sink = host.sink()});
  REQUIRE(runtime);
  for (int i = 0; i < 1000; ++i) open(*runtime, "C" + std::to_string(i), kNine + 1s * i);
  CHECK(host.calls < 1000);
  CHECK(reads < 20'000);  // 2,000 events, looked at once a minute as far as the round got
  host.answer = [](const OutboxEvent&) -> Status { return Done{}; };
  CHECK(runtime->deliver()->pending == 0);
  CHECK(host.ids.size() == 2000);
}

TEST_CASE("delivery: where every second case is never taken, the outbox is gone through once a minute at most") {
  RecordingSink host;
  host.answer = [](const OutboxEvent& event) -> Status {
    return event.case_id.ends_with("x") ? Status(not_this_one()) : Status(Done{});
  };
  const std::shared_ptr<Store> store = open_memory_store();
  auto watched = std::make_unique<PassingStore>(store);
  const auto& rounds = watched->outbox_asked;
  auto runtime = Runtime::open({.rules = rules(), .store = std::move(watched), .sink = host.sink()});
  REQUIRE(runtime);
  for (int i = 0; i < 600; ++i) open(*runtime, std::to_string(i) + (i % 2 == 0 ? "x" : "y"), kNine + 1s * i);
  CHECK(rounds < 40);  // ten minutes, and a round may need more than one look
  CHECK(host.ids.size() == 600);
}

TEST_CASE("delivery: a sink that throws has failed, each case's events keep their order, and nothing leaves a call") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  host.answer = [&](const OutboxEvent&) -> Status {
    if (host.calls == 2) throw std::runtime_error("boom");
    if (host.calls == 4) throw 7;
    return Done{};
  };
  open(runtime, "A");
  open(runtime, "B");
  REQUIRE(runtime.fire("A", {.name = "note"}, kNine));
  const auto report = runtime.deliver();
  REQUIRE(report);
  CHECK(report->pending == 0);
  const auto of = [&](const std::string& id) {
    Ids ids;
    std::copy_if(host.ids.begin(), host.ids.end(), std::back_inserter(ids),
                 [&](const std::string& each) { return each.starts_with(id + "/"); });
    return ids;
  };
  CHECK(of("A") == Ids{"A/1/1", "A/1/2", "A/2/1"});
  CHECK(of("B") == Ids{"B/1/1", "B/1/2"});
}

TEST_CASE("delivery: a sink that calls the runtime is refused with `busy`, whichever function it calls") {
  RecordingSink host;
  auto runtime = runtime_with(host);
  std::vector<ErrorCode> answers;
  const auto note = [&](const auto& result) { answers.push_back(result ? ErrorCode::internal : result.error().code); };
  bool is_asked = false;
  host.answer = [&](const OutboxEvent&) -> Status {
    if (std::exchange(is_asked, true)) return Done{};
    note(runtime.open_case({.id = "B", .workflow = "w"}, {.name = "open"}, kNine));
    note(runtime.fire("A", {.name = "note"}, kNine));
    note(runtime.run_due(kNine + 1h));
    note(runtime.next_deadline());
    note(runtime.deliver());
    note(runtime.events(1));
    note(runtime.take_events({}));
    note(runtime.load("A"));
    note(runtime.find({}));
    note(runtime.journal("A"));
    note(runtime.start_duties(kNine));
    note(runtime.duties("", kNine, kNine + 1h, kNine));
    note(runtime.use_rules(rules()));
    note(runtime.apply_calendars({}, {}, kNine));
    note(runtime.preview_calendars({}, kNine));
    note(runtime.relieve({}, {}, {}, kNine));
    note(runtime.undo_relief({}, "x", {}, kNine));
    return Done{};
  };
  open(runtime, "A");
  CHECK(answers == std::vector<ErrorCode>(17, ErrorCode::busy));
  CHECK(std::string(name_of(ErrorCode::busy)) == "busy");
  CHECK(host.ids == Ids{"A/1/1", "A/1/2"});
  REQUIRE(runtime.fire("A", {.name = "note"}, kNine));
  CHECK(host.ids == Ids{"A/1/1", "A/1/2", "A/2/1"});
}

TEST_CASE("delivery: what a process left in the outbox is named as the next thing to do by the one that follows") {
  RecordingSink host;
  host.answer = [](const OutboxEvent&) -> Status { return sink_is_down(); };
  auto shared = std::make_shared<RecordingSink>();
  auto runtime = runtime_with(host);
  open(runtime, "A");
  REQUIRE(runtime.run_due(kNine + 10min));
  auto events = runtime.events(10);
  REQUIRE(events);
  REQUIRE(events->size() == 3);
  // Another store with the same outbox, as after a restart: nobody has tried yet.
  auto store = open_memory_store();
  Commit commit;
  commit.summary = {.id = "A", .workflow = "w", .project = {}, .rules = rules().fingerprint(), .version = 1};
  commit.outbox = *events;
  REQUIRE(store->commit(commit));
  auto next = Runtime::open({.rules = rules(), .store = std::move(store), .sink = shared->sink()});
  REQUIRE(next);
  CHECK(*next->next_deadline() == kNine);
  REQUIRE(next->run_due(kNine + 1h));
  CHECK(shared->ids == Ids{"A/1/1", "A/1/2", "A/2/1"});
  CHECK_FALSE(next->next_deadline()->has_value());
}
