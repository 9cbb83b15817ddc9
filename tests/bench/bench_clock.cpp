// What the fold of a clock costs for each of its facts (started, paused, resumed, targeted, ended), on
// Mon-Fri 09:00-12:00 and 13:30-18:00 in Shanghai; beside it the same sums written by hand.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

#include "docket/runtime.hpp"
#include "engine/clock_fold.hpp"

namespace {

using namespace docket;
using namespace std::chrono_literals;

constexpr std::size_t kClocks = 512;

RuleBook rules() {
  auto report = load_rules(
      {.files = {{"office.yaml",
                  "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-12:00\", \"13:30-18:00\"] }\n"},
                 {"w.yaml", R"(workflow: w
version: 1
calendar: office
record: { urgent: bool }
states: { a: { on: { go: b } }, b: { type: final } }
sla:
  c:
    start: a
    stop: b
    target:
      urgent: { when: has(record.urgent) && record.urgent, within: 40h }
      any: { within: 80h }
)"}},
       .zone_bytes = system_zone});
  for (const auto& each : report.diagnostics) std::fprintf(stderr, "%s\n", render(each).c_str());
  if (!report.rules) std::abort();
  return *report.rules;
}

// Start, pause, resume, new target, pause, resume, spread over some weeks; the end is folded last.
std::vector<std::vector<ClockFact>> histories() {
  std::vector<std::vector<ClockFact>> all;
  std::uint64_t random = 1;
  const auto next = [&random](std::uint64_t bound) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::int64_t>((random >> 33U) % bound);
  };
  for (std::size_t i = 0; i < kClocks; ++i) {
    Instant at{Elapsed{1'767'571'200'000 + next(365) * 86'400'000 + next(86'400'000)}};
    const auto later = [&] { return at += Elapsed{next(172'800'000)}; };
    all.push_back({{.at = at, .kind = FactKind::started, .row = 1},
                   {.at = later(), .kind = FactKind::paused},
                   {.at = later(), .kind = FactKind::resumed},
                   {.at = later(), .kind = FactKind::targeted, .row = 0},
                   {.at = later(), .kind = FactKind::paused},
                   {.at = later(), .kind = FactKind::resumed}});
  }
  return all;
}

struct Bench {
  RuleBook book = rules();
  std::unique_ptr<CaseData> made = CaseData::make(book.workflow("w"), "c", "");
  CaseData& kase = *made;
  std::vector<std::vector<ClockFact>> facts = histories();
};

void clock_fold(benchmark::State& state) {
  const Bench bench;
  const auto& clock = rules_of(bench.kase, ClockIndex{0});
  std::int64_t events = 0;
  for (auto _ : state) {
    for (const auto& facts : bench.facts) {
      ClockFold fold;
      for (const auto& fact : facts) fold_fact(bench.kase, clock, fact, fold);
      fold = fold_until(bench.kase, clock, fold, facts.back().at + 26h);
      benchmark::DoNotOptimize(fold);
    }
    events += static_cast<std::int64_t>(kClocks) * 7;
  }
  state.SetItemsProcessed(events);
  state.counters["ns_per_event"] =
      benchmark::Counter(static_cast<double>(events) / 1e9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(clock_fold);

// By hand: open time of the three running stretches, and the due instant after each change.
void limit_sums_by_hand(benchmark::State& state) {
  const Bench bench;
  const auto& calendar = bench.kase.calendar(CalendarIndex{0});
  std::int64_t events = 0;
  for (auto _ : state) {
    for (const auto& facts : bench.facts) {
      auto due = calendar.add(facts[0].at, WorkingTime{80h});
      benchmark::DoNotOptimize(due);
      auto used = calendar.open_time_between(facts[0].at, facts[1].at).length();
      due = calendar.add(facts[2].at, WorkingTime{80h - used});
      benchmark::DoNotOptimize(due);
      used += calendar.open_time_between(facts[2].at, facts[3].at).length();
      due = calendar.add(facts[3].at, WorkingTime{40h - used});
      benchmark::DoNotOptimize(due);
      used += calendar.open_time_between(facts[3].at, facts[4].at).length();
      due = calendar.add(facts[5].at, WorkingTime{40h - used});
      benchmark::DoNotOptimize(due);
      used += calendar.open_time_between(facts[5].at, facts[5].at + 26h).length();
      benchmark::DoNotOptimize(used);
    }
    events += static_cast<std::int64_t>(kClocks) * 7;
  }
  state.SetItemsProcessed(events);
  state.counters["ns_per_event"] =
      benchmark::Counter(static_cast<double>(events) / 1e9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(limit_sums_by_hand);

}  // namespace

BENCHMARK_MAIN();
