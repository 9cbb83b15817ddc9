// A case that nobody called for long is caught up batch by batch, and can be asked about.
#include <doctest/doctest.h>

#include <algorithm>

#include "docket/allowed.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const RuleBook& rules() {
  static const RuleBook book = rules_with(
      "workflow: loop\nversion: 1\nroles: [guard]\ncalendar: office\nopen: { report: { by: guard } }\nstates:\n"
      "  a: { after: { tick: { in: 1s, target: b } }, on: { done: { by: guard, target: z } } }\n"
      "  b: { after: { tick: { in: 1s, target: a } }, on: { done: { by: guard, target: z } } }\n"
      "  z: { type: final }\n"
      "sla: { whole: { start: a, stop: z, target: { any: { within: 8h } } } }\n");
  return book;
}

const Actor kGuard{"li", {"guard"}};

// Counts what one commit holds.
struct Counted {
  std::size_t commits = 0, entries_max = 0;
};

class CountingStore final : public Store {
 public:
  CountingStore(std::unique_ptr<Store> store, Counted& counted) : store_(std::move(store)), counted_(counted) {}
  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    ++counted_.commits;
    counted_.entries_max = std::max(counted_.entries_max, commit.journal.size());
    return store_->commit(commit);
  }
  Result<std::optional<StoredCase>> load(std::string_view id) override { return store_->load(id); }
  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    return store_->due_before(now, limit);
  }
  Result<std::optional<Instant>> next_deadline() override { return store_->next_deadline(); }
  Result<std::optional<StoredOutcome>> find_event(std::string_view kase, std::string_view event) override {
    return store_->find_event(kase, event);
  }
  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override { return store_->find(query); }
  Result<std::vector<StoredEntry>> journal(std::string_view id) override { return store_->journal(id); }
  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override { return store_->outbox(limit); }
  Status acknowledge(const std::vector<std::int64_t>& positions) override { return store_->acknowledge(positions); }
  Status put_rules(std::string_view name, const StoredRules& rules) override { return store_->put_rules(name, rules); }
  Result<std::optional<StoredRules>> get_rules(std::string_view name) override { return store_->get_rules(name); }

 private:
  std::unique_ptr<Store> store_;
  Counted& counted_;
};

constexpr Instant kNine = Instant{Elapsed{1773018000000}};  // 2026-03-09 09:00 in China

Runtime runtime_with(Counted& counted, int max) {
  auto runtime = Runtime::open({.rules = rules(),
                                .store = std::make_unique<CountingStore>(open_memory_store(), counted),
                                .sink = {},
                                .deadlines_per_step_max = max});
  REQUIRE(runtime);
  REQUIRE(runtime->open_case({.id = "L", .workflow = "loop"}, {.name = "report", .actor = kGuard}, kNine));
  counted = {};
  return *std::move(runtime);
}

std::vector<std::string> journal_of(Runtime& runtime) {
  std::vector<std::string> lines;
  const auto journal = runtime.journal("L");
  REQUIRE(journal);
  for (const auto& entry : *journal) lines.push_back(entry.entry);
  return lines;
}

}  // namespace

TEST_CASE("runtime: fire catches a case up in batches of `deadlines_per_step_max`, whose size changes no journal") {
  Counted small, large;
  auto by_ten = runtime_with(small, 10);
  auto by_many = runtime_with(large, limits::kDeadlinesPerStep);
  for (auto* runtime : {&by_ten, &by_many}) {
    const auto done = runtime->fire("L", {.name = "done", .actor = kGuard}, kNine + 100s);
    REQUIRE(done);
    CHECK(done->accepted());
    CHECK(done->sequence == 102);  // the opening, a hundred ticks, and this
  }
  CHECK(small.commits == 10);  // the last ten together with the event
  CHECK(small.entries_max == 11);
  CHECK(large.commits == 1);
  CHECK(journal_of(by_ten) == journal_of(by_many));
}

TEST_CASE("runtime: run_due keeps to its limit and to the batch, and comes to the same journal") {
  Counted counted;
  auto runtime = runtime_with(counted, 10);
  const auto due = runtime.run_due(kNine + 100s, 25);
  REQUIRE(due);
  CHECK(due->fired == 25);
  CHECK(due->next == kNine + 100s);
  CHECK(counted.entries_max == 10);
  CHECK(runtime.run_due(kNine + 100s)->fired == 75);
}

TEST_CASE("runtime: an amendment of a case that slept is stored after the batches, not with them") {
  Counted counted;
  auto runtime = runtime_with(counted, 10);
  const Relief relief{
      .id = "rain", .percent = 50, .from = kNine, .to = kNine + 1h, .clocks = {}, .evidence = "red alert"};
  const auto moved = runtime.relieve({}, relief, {"chen", {}}, kNine + 100s);
  REQUIRE(moved);
  CHECK(moved->failures.empty());
  CHECK(moved->cases.size() == 1);
  CHECK(counted.entries_max == 11);
  CHECK(runtime.load("L")->sequence() == 102);
}

TEST_CASE("runtime: a batch may hold 1 to 65,536 deadlines") {
  for (const int max : {0, -1, limits::kDeadlinesPerStepMax + 1}) {
    CAPTURE(max);
    const auto runtime =
        Runtime::open({.rules = rules(), .store = open_memory_store(), .sink = {}, .deadlines_per_step_max = max});
    REQUIRE_FALSE(runtime);
    CHECK(runtime.error().code == ErrorCode::invalid_argument);
  }
}

TEST_CASE("allowed: a case that slept through 30,000 deadlines is answered for") {
  Counted counted;
  auto runtime = runtime_with(counted, limits::kDeadlinesPerStep);
  const auto kase = runtime.load("L");
  REQUIRE(kase);
  const auto all = allowed(rules(), *kase, kGuard, kNine + 30'000s);
  REQUIRE(all);
  CHECK(std::any_of(all->begin(), all->end(),
                    [](const Possibility& each) { return each.event == "done" && each.answer == Answer::yes; }));
  const auto foreseen = why(rules(), *kase, {.name = "done", .actor = kGuard}, kNine + 30'000s);
  REQUIRE(foreseen);
  CHECK(foreseen->outcome.accepted());
}
