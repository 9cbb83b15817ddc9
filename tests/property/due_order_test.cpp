// Whatever the schedule of run_due calls, what fires comes in the order (due, case id, document order): in the journals
// and in what the host is told, from both stores.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/recording_sink.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

// Deadlines every few minutes, so that many cases meet at one instant, and two of a case at one as well.
const char* const kWorkflow = R"(workflow: w
version: 1
roles: [boss]
states:
  a: { after: { first: { in: 5m, target: b } }, on: { poke: a } }
  b: { after: { second: { in: 10m, target: c }, other: { in: 10m, target: a } }, on: { poke: a } }
  c: { after: { third: { in: 5m, target: d } } }
  d: { after: { fourth: { in: 20m, target: e } }, on: { poke: b } }
  e: { type: final }
sla:
  whole:
    start: a
    stop: e
    target: { any: { within: 20m wall } }
    warn: { half: 50%, most: 75% }
    escalate: { breach: { at: breach, to: boss }, again: { at: 5m after, to: boss, repeat: { every: 5m, times: 3 } } }
)";

const RuleBook& rules() {
  static const RuleBook book = rules_with(kWorkflow);
  return book;
}

struct Move {
  Instant now;
  std::string case_id;
  bool is_opening = false;
};

// In the order of time.
std::vector<Move> random_moves(Random& random, Instant start) {
  std::vector<Move> moves;
  for (int i = 0; i < 12; ++i) {
    const auto opened = start + 5min * random.between(0, 6);
    const auto id = "case " + std::to_string(random.between(10, 99)) + std::to_string(i);
    moves.push_back({opened, id, true});
    if (random.one_in(2)) moves.push_back({opened + 1min * random.between(1, 40), id, false});
  }
  std::stable_sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) { return a.now < b.now; });
  return moves;
}

struct Played {
  std::vector<std::string> fired;  // ids of what deadlines told, in order
  std::map<std::string, std::vector<std::string>> journals;
};

// Before each move everything by then is fired, in as many calls as the schedule likes.
Played play(std::unique_ptr<Store> store, const std::vector<Move>& moves, Random* schedule) {
  RecordingSink host;
  std::map<std::string, Instant> at;
  host.answer = [&](const OutboxEvent& event) -> Status {
    at[event.id] = event.at;
    return Done{};
  };
  auto runtime = Runtime::open({.rules = rules(), .store = std::move(store), .sink = host.sink()});
  REQUIRE(runtime);
  Played played;
  auto last = moves.front().now;
  const auto run_until = [&](Instant until) {
    for (int calls = schedule ? static_cast<int>(schedule->between(0, 4)) : 0; calls > 0; --calls) {
      last += Elapsed{schedule->between(0, std::max<std::int64_t>(0, (until - last).count()))};
      REQUIRE(runtime->run_due(last, static_cast<int>(schedule->between(1, 7))));
    }
    for (;;) {
      const auto report = runtime->run_due(until, schedule ? static_cast<int>(schedule->between(1, 50)) : 10'000);
      REQUIRE(report);
      CHECK(report->failures.empty());
      if (!report->next || *report->next > until) break;
    }
    last = until;
  };
  for (const auto& move : moves) {
    const auto before = host.ids.size();
    run_until(move.now);
    played.fired.insert(played.fired.end(), host.ids.begin() + static_cast<std::ptrdiff_t>(before), host.ids.end());
    if (move.is_opening)
      REQUIRE(runtime->open_case({.id = move.case_id, .workflow = "w"}, {.name = "open"}, move.now));
    else
      REQUIRE(runtime->fire(move.case_id, {.name = "poke"}, move.now));
  }
  const auto before = host.ids.size();
  run_until(moves.back().now + 10h);
  played.fired.insert(played.fired.end(), host.ids.begin() + static_cast<std::ptrdiff_t>(before), host.ids.end());
  for (std::size_t i = 1; i < played.fired.size(); ++i) {
    const auto& earlier = played.fired[i - 1];
    const auto& later = played.fired[i];
    CHECK_MESSAGE(at[earlier] <= at[later], earlier, " ", later);
  }
  for (const auto& move : moves) {
    auto& lines = played.journals[move.case_id];
    if (!lines.empty()) continue;
    const auto journal = runtime->journal(move.case_id);
    REQUIRE(journal);
    for (const auto& entry : *journal) lines.push_back(entry.entry);
  }
  return played;
}

}  // namespace

TEST_CASE("order: every schedule of run_due tells the same in the same order, from memory and from SQLite") {
  MESSAGE("seed ", seed(), " (DOCKET_SEED chooses another)");
  Random random(seed());
  const TempDir folder("due-order");
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    const auto moves = random_moves(random, china("2026-03-09 09:00"));
    const auto once = play(open_memory_store(), moves, nullptr);
    REQUIRE(once.fired.size() > 30);
    for (int schedule = 0; schedule < 3; ++schedule) {
      CAPTURE(schedule);
      const auto often = play(open_memory_store(), moves, &random);
      CHECK(often.fired == once.fired);
      CHECK(often.journals == once.journals);
    }
    auto store = open_sqlite_store({.path = folder.file(std::to_string(round) + ".db")});
    REQUIRE(store);
    const auto stored = play(*std::move(store), moves, &random);
    CHECK(stored.fired == once.fired);
    CHECK(stored.journals == once.journals);
  }
}
