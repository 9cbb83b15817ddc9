// A million events over 100,000 cases through step(), with the hand-written switch over the same events in the
// same run; what an idle case takes; what a refusal allocates.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>

#include "bench/allocations.hpp"
#include "bench/estate.hpp"
#include "docket/snapshot.hpp"

namespace {

using namespace docket;
using namespace docket::bench;

constexpr std::size_t kCases = 100'000;
constexpr std::size_t kEvents = 1'000'000;

// Monday 2026-03-09 09:00 in China; the whole estate lives through ten hours of the same week.
Instant start() { return std::chrono::sys_days{std::chrono::March / 9 / 2026} + std::chrono::hours(1); }
Instant time_of(std::size_t event) { return start() + Elapsed{static_cast<std::int64_t>(event) / 28}; }

const std::vector<PlainEvent>& events(Order order) {
  static const auto by_case = estate_events(kCases, kEvents, Order::case_by_case);
  static const auto at_random = estate_events(kCases, kEvents, Order::random);
  return order == Order::random ? at_random : by_case;
}

struct Estate {
  explicit Estate(Clocks clocks, std::size_t size = kCases) : book(estate_rules(clocks)) { cases.reserve(size); }

  void open(std::size_t place, std::size_t event) {
    journal.clear();
    auto opened = open_case(book, {.id = "C-" + std::to_string(place), .workflow = "estate"}, table[place_in_table({})],
                            time_of(event), journal);
    if (!opened || !opened->opened) std::abort();
    cases.push_back(*std::move(opened->opened));
  }

  RuleBook book;
  std::vector<Event> table = event_table();
  std::vector<Case> cases;
  Effects journal;
};

void steps(benchmark::State& state, Clocks clocks, Order order) {
  const auto& all = events(order);
  std::size_t decisions = 0, differences = 0;
  for (auto _ : state) {
    state.PauseTiming();
    Estate estate(clocks);
    for (std::size_t i = 0; i < kCases; ++i) estate.open(i, 0);
    std::vector<bool> accepted(all.size());
    state.ResumeTiming();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& event = all[i];
      if (event.name == Name::file) continue;
      estate.journal.clear();
      const auto outcome =
          step(estate.book, estate.cases[event.kase], estate.table[place_in_table(event)], time_of(i), estate.journal);
      accepted[i] = outcome && outcome->accepted();
    }
    state.PauseTiming();
    // The same decisions as the hand's, event by event, and the same states at the end.
    std::vector<PlainCase> by_hand(kCases);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool decision = decide_by_hand(by_hand[all[i].kase], all[i]);
      if (all[i].name == Name::file) continue;
      ++decisions;
      differences += decision != accepted[i] ? 1U : 0U;
    }
    for (std::size_t i = 0; i < kCases; ++i)
      differences += estate.cases[i].states().front() != name_of(by_hand[i].state) ? 1U : 0U;
    state.ResumeTiming();
  }
  if (differences > 0) state.SkipWithError("decides differently from the hand-written switch");
  state.SetItemsProcessed(static_cast<std::int64_t>(decisions));
}

// From few cases to many: what an event takes must not grow but for what the memory takes longer to bring.
void steps_of_cases(benchmark::State& state, Order order) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto all = estate_events(size, 5 * size, order);
  std::size_t accepted = 0, decisions = 0;
  for (auto _ : state) {
    state.PauseTiming();
    {
      Estate estate(Clocks::one, size);
      for (std::size_t i = 0; i < size; ++i) estate.open(i, 0);
      state.ResumeTiming();
      for (const auto& event : all) {
        if (event.name == Name::file) continue;
        estate.journal.clear();
        const auto outcome = step(estate.book, estate.cases[event.kase], estate.table[place_in_table(event)],
                                  time_of(0), estate.journal);
        accepted += outcome && outcome->accepted() ? 1 : 0;
        ++decisions;
      }
      state.PauseTiming();
    }
    state.ResumeTiming();
  }
  if (accepted * 2 < decisions) state.SkipWithError("most events are refused");
  state.SetItemsProcessed(static_cast<std::int64_t>(decisions));
}

void limit_by_hand(benchmark::State& state, Order order) {
  const auto& all = events(order);
  std::size_t decisions = 0;
  for (auto _ : state) {
    std::vector<PlainCase> cases(kCases);
    std::size_t accepted = 0;
    for (const auto& event : all) accepted += decide_by_hand(cases[event.kase], event) ? 1U : 0U;
    benchmark::DoNotOptimize(accepted);
    decisions += all.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(decisions));
}

void limit_by_hand_of_cases(benchmark::State& state, Order order) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto all = estate_events(size, 5 * size, order);
  std::size_t accepted = 0;
  for (auto _ : state) {
    std::vector<PlainCase> cases(size);
    for (const auto& event : all) accepted += decide_by_hand(cases[event.kase], event) ? 1U : 0U;
  }
  benchmark::DoNotOptimize(accepted);
  state.SetItemsProcessed(static_cast<std::int64_t>(all.size()));
}

// A case in the middle of its work: its record full, its clock running.
void bytes_of_an_idle_case(benchmark::State& state) {
  const auto& all = events(Order::case_by_case);
  double bytes = 0;
  for (auto _ : state) {
    Estate estate(Clocks::one);
    const auto before = mallinfo2().uordblks;
    for (std::size_t i = 0; i < kCases; ++i) estate.open(i, 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].name == Name::file || all[i].name == Name::archive) continue;
      estate.journal.clear();
      static_cast<void>(step(estate.book, estate.cases[all[i].kase], estate.table[place_in_table(all[i])], time_of(i),
                             estate.journal));
    }
    bytes = static_cast<double>(mallinfo2().uordblks - before) / static_cast<double>(kCases) + sizeof(Case);
  }
  state.counters["bytes_per_case"] = bytes;
}

// Refused for its role, for a guard, in the wrong state: the same three again and again.
void refused_events(benchmark::State& state) {
  Estate estate(Clocks::one);
  estate.open(0, 0);
  auto& kase = estate.cases.front();
  const auto fire = [&](const PlainEvent& event) {
    estate.journal.clear();
    return step(estate.book, kase, estate.table[place_in_table(event)], start(), estate.journal);
  };
  static_cast<void>(fire({.name = Name::contact, .role = Role::desk}));
  static_cast<void>(
      fire({.name = Name::classify, .role = Role::head, .severity = bench::Severity::minor, .flag = true}));
  const PlainEvent refused[] = {{.name = Name::plan, .role = Role::desk, .amount = 1},
                                {.name = Name::plan, .role = Role::head, .amount = 7},
                                {.name = Name::archive, .role = Role::desk}};
  for (const auto& event : refused) static_cast<void>(fire(event));  // its memory is made
  const auto before = allocations();
  std::int64_t count = 0;
  for (auto _ : state) {
    for (const auto& event : refused) {
      auto outcome = fire(event);
      if (!outcome || outcome->accepted()) std::abort();
      benchmark::DoNotOptimize(outcome);
      ++count;
    }
  }
  state.SetItemsProcessed(count);
  state.counters["allocations"] = static_cast<double>(allocations() - before) / static_cast<double>(count);
}

// Written and restored, over and over, each case of an estate in the middle of its work.
void binary_snapshot_and_restore(benchmark::State& state) {
  constexpr std::size_t kFew = 1'000;
  Estate estate(Clocks::one);
  for (std::size_t i = 0; i < kFew; ++i) estate.open(i, 0);
  const auto& all = events(Order::case_by_case);
  for (std::size_t i = 0; i < kFew * (kEvents / kCases); ++i) {
    if (all[i].name == Name::file || all[i].name == Name::archive) continue;
    estate.journal.clear();
    static_cast<void>(
        step(estate.book, estate.cases[all[i].kase], estate.table[place_in_table(all[i])], time_of(i), estate.journal));
  }
  std::string bytes;
  std::size_t next = 0, sum = 0, count = 0;
  for (auto _ : state) {
    bytes.clear();
    append_binary_snapshot(estate.cases[next], bytes);
    auto again = restore(bytes, estate.book);
    if (!again) std::abort();
    benchmark::DoNotOptimize(again);
    sum += bytes.size();
    ++count;
    next = (next + 1) % kFew;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(count));
  state.counters["bytes"] = static_cast<double>(sum) / static_cast<double>(count);
}

BENCHMARK_CAPTURE(steps, guards_and_effects, Clocks::none, Order::case_by_case)
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(steps, with_a_clock, Clocks::one, Order::case_by_case)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(steps, in_random_order, Clocks::none, Order::random)->Iterations(3)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(steps, in_random_order_with_a_clock, Clocks::one, Order::random)
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(steps_of_cases, case_by_case, Order::case_by_case)
    ->RangeMultiplier(10)
    ->Range(10'000, 10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(steps_of_cases, in_random_order, Order::random)
    ->RangeMultiplier(10)
    ->Range(10'000, 10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(limit_by_hand_of_cases, in_random_order, Order::random)
    ->RangeMultiplier(10)
    ->Range(10'000, 10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(limit_by_hand, case_by_case, Order::case_by_case)->Iterations(10)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(limit_by_hand, in_random_order, Order::random)->Iterations(10)->Unit(benchmark::kMillisecond);
BENCHMARK(refused_events);
BENCHMARK(binary_snapshot_and_restore);
BENCHMARK(bytes_of_an_idle_case)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
