// What the fold of a clock costs for each of its facts (started, paused, resumed, targeted, ended), on
// Mon-Fri 09:00-12:00 and 13:30-18:00 in Shanghai; beside it the same sums written by hand.  And what an event costs in
// a case whose clock was paused so often before: with ten thousand pauses the same as with ten.
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
      auto fold = fold_start(bench.kase, clock, facts.front());
      for (std::size_t i = 1; i < facts.size(); ++i)
        fold_last(bench.kase, clock, std::span(facts).first(i + 1), nullptr, fold);
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

// --- A clock that was paused often ------------------------------------------------------------------------------

RuleBook paused_rules() {
  auto report = load_rules(
      {.files = {{"office.yaml",
                  "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-12:00\", \"13:30-18:00\"] }\n"},
                 {"w.yaml", R"(workflow: w
version: 1
calendar: office
states:
  open: { on: { hold: held, close: closed } }
  held: { on: { go: open } }
  closed: { type: final }
sla: { c: { start: open, stop: closed, pause: held, target: { any: { within: 20000h } } } }
)"}},
       .zone_bytes = system_zone});
  for (const auto& each : report.diagnostics) std::fprintf(stderr, "%s\n", render(each).c_str());
  if (!report.rules) std::abort();
  return *report.rules;
}

// Monday 2026-01-05 10:00 in Shanghai, and an event every second minute.
constexpr Instant kFirst{Elapsed{1'767'578'400'000}};

// Held and released so often; false when the case takes no more.
bool toggle(const RuleBook& book, Case& kase, Instant& now, std::int64_t times) {
  static const Event hold{.name = "hold"}, go{.name = "go"};
  Effects journal;
  for (std::int64_t i = 0; i < 2 * times; ++i) {
    journal.clear();
    now += 2min;
    const auto outcome = step(book, kase, i % 2 == 0 ? hold : go, now, journal);
    if (!outcome || !outcome->accepted()) return false;
  }
  return true;
}

void event_after_pauses(benchmark::State& state) {
  const auto book = paused_rules();
  Effects journal;
  auto opened = open_case(book, {.id = "c", .workflow = "w"}, {.name = "open"}, kFirst, journal);
  if (!opened || !opened->opened) std::abort();
  auto now = kFirst;
  if (!toggle(book, *opened->opened, now, state.range(0))) return state.SkipWithError("the case takes no more pauses");
  for (auto _ : state) {
    // A copy, so that no iteration finds more pauses than the others.
    state.PauseTiming();
    auto kase = *opened->opened;
    auto moment = now;
    state.ResumeTiming();
    if (!toggle(book, kase, moment, 16)) return state.SkipWithError("the case takes no more pauses");
  }
  state.SetItemsProcessed(state.iterations() * 32);
}
BENCHMARK(event_after_pauses)->ArgName("pauses")->Arg(10)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

// By hand: the open time of each pause, and the due instant moved by it.
void limit_pauses_by_hand(benchmark::State& state) {
  const Bench bench;
  const auto& calendar = bench.kase.calendar(CalendarIndex{0});
  auto due = calendar.add(kFirst, WorkingTime{20000h});
  for (auto _ : state) {
    auto now = kFirst;
    for (int i = 0; i < 16; ++i) {
      const auto held = now += 2min;
      now += 2min;
      auto moved = calendar.add(*due, calendar.open_time_between(held, now));
      benchmark::DoNotOptimize(moved);
    }
  }
  state.SetItemsProcessed(state.iterations() * 32);
}
BENCHMARK(limit_pauses_by_hand)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
