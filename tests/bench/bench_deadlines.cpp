// Deadlines beside what one would write by hand, in the same run, on the same random numbers:
//   a month      10 million deadlines over 30 days, 60 % cancelled, advanced by the minute.  An operation is a
//                deadline armed, cancelled or handed out.
//   an outage    a million deadlines of one day, all overdue, handed out in order in batches of 1,000.
// By hand: a vector for each minute with one bit for what is still wanted, which knows no order within its minute,
// no instant outside its month and no moving; and a std::multimap, which knows all that.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "docket/deadlines.hpp"
#include "support/seed.hpp"

namespace {

using namespace docket;

constexpr Instant kBegin{Elapsed{1'767'225'600'000}};
constexpr Elapsed kMinute{60'000}, kDay{86'400'000}, kMonth{30 * kDay};

struct Month {
  std::vector<Instant> due;              // by key
  std::vector<std::uint32_t> cancelled;  // in random order

  explicit Month(std::int64_t count) {
    docket::testing::Random random(1);
    for (std::int64_t i = 0; i < count; ++i) due.push_back(kBegin + Elapsed{random.between(0, kMonth.count() - 1)});
    for (std::int64_t i = 0; i < count; ++i) {
      if (random.between(1, 10) > 6) continue;
      cancelled.push_back(static_cast<std::uint32_t>(i));
      std::swap(
          cancelled.back(),
          cancelled[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(cancelled.size()) - 1))]);
    }
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(due.size()); }
  std::int64_t operations() const {
    return static_cast<std::int64_t>(2 * due.size());
  }  // all end in one way or the other
};

// The big one is made once, and outside of what is measured.
const Month& month(std::int64_t count) {
  static std::map<std::int64_t, Month> all;
  return all.try_emplace(count, count).first->second;
}

std::size_t bytes_in_use() {
  const auto all = mallinfo2();
  return all.uordblks + all.hblkhd;
}

void must(bool is_so) {
  if (!is_so) std::abort();
}

void report(benchmark::State& state, const Month& month, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * month.operations());
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(month.size());
}

void a_month(benchmark::State& state) {
  const auto& all = month(state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto before = bytes_in_use();
    Deadlines deadlines({.begin = kBegin});
    for (std::uint32_t key = 0; key < all.size(); ++key)
      must(deadlines.arm(DeadlineKey{key}, all.due[key]).has_value());
    bytes = bytes_in_use() - before;
    for (const auto key : all.cancelled) deadlines.cancel(DeadlineKey{key});
    std::vector<DueKey> due;
    std::size_t count = 0;
    for (auto now = kBegin; now <= kBegin + kMonth; now += kMinute) {
      due.clear();
      deadlines.pop_due(now, all.size(), due);
      count += due.size();
    }
    must(count + all.cancelled.size() == all.size());
  }
  report(state, all, bytes);
}

void limit_a_month_in_buckets_by_minute(benchmark::State& state) {
  const auto& all = month(state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto before = bytes_in_use();
    std::vector<std::vector<std::uint32_t>> buckets(static_cast<std::size_t>(kMonth / kMinute));
    std::vector<bool> is_wanted(all.size());
    for (std::uint32_t key = 0; key < all.size(); ++key) {
      buckets[static_cast<std::size_t>((all.due[key] - kBegin) / kMinute)].push_back(key);
      is_wanted[key] = true;
    }
    bytes = bytes_in_use() - before;
    for (const auto key : all.cancelled) is_wanted[key] = false;
    std::vector<std::uint32_t> due;
    std::size_t count = 0;
    for (auto& bucket : buckets) {
      due.clear();
      for (const auto key : bucket) {
        if (is_wanted[key]) due.push_back(key);
      }
      count += due.size();
      benchmark::DoNotOptimize(due.data());
      bucket = {};
    }
    must(count + all.cancelled.size() == all.size());
  }
  report(state, all, bytes);
}

void limit_a_month_in_a_multimap(benchmark::State& state) {
  const auto& all = month(state.range(0));
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto before = bytes_in_use();
    std::multimap<Instant, std::uint32_t> deadlines;
    std::vector<std::multimap<Instant, std::uint32_t>::iterator> places(all.size());
    for (std::uint32_t key = 0; key < all.size(); ++key) places[key] = deadlines.emplace(all.due[key], key);
    bytes = bytes_in_use() - before;
    for (const auto key : all.cancelled) deadlines.erase(places[key]);
    std::vector<std::uint32_t> due;
    std::size_t count = 0;
    for (auto now = kBegin; now <= kBegin + kMonth; now += kMinute) {
      due.clear();
      while (!deadlines.empty() && deadlines.begin()->first <= now) {
        due.push_back(deadlines.begin()->second);
        deadlines.erase(deadlines.begin());
      }
      count += due.size();
    }
    must(count + all.cancelled.size() == all.size());
  }
  report(state, all, bytes);
}

// --- After an outage -----------------------------------------------------------------------------------------

constexpr std::uint32_t kBacklog = 1'000'000;
constexpr std::size_t kBatch = 1'000;

std::vector<Instant> backlog(Elapsed reach) {
  docket::testing::Random random(2);
  std::vector<Instant> due;
  for (std::uint32_t i = 0; i < kBacklog; ++i) due.push_back(kBegin + Elapsed{random.between(0, reach.count())});
  return due;
}

// `reach` is over how many milliseconds they lie: 0 leaves all order to the keys.
void a_backlog(benchmark::State& state) {
  const auto due = backlog(Elapsed{state.range(0)});
  const bool is_ranked = state.range(1) != 0;
  for (auto _ : state) {
    state.PauseTiming();
    DeadlineOptions options{.begin = kBegin};
    if (is_ranked) options.before = [](DeadlineKey a, DeadlineKey b) { return a > b; };
    Deadlines deadlines(std::move(options));
    for (std::uint32_t key = 0; key < kBacklog; ++key) must(deadlines.arm(DeadlineKey{key}, due[key]).has_value());
    state.ResumeTiming();
    std::vector<DueKey> batch;
    std::size_t count = 0;
    Instant last = Instant::min();
    for (auto popped = Deadlines::Popped::some; popped == Deadlines::Popped::some;) {
      batch.clear();
      popped = deadlines.pop_due(kBegin + 2 * kDay, kBatch, batch);
      for (const auto& each : batch) {
        must(last <= each.due);
        last = each.due;
      }
      count += batch.size();
    }
    must(count == kBacklog);
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t{kBacklog});
}

void limit_a_backlog_sorted_at_once(benchmark::State& state) {
  const auto due = backlog(Elapsed{state.range(0)});
  for (auto _ : state) {
    std::vector<std::pair<Instant, std::uint32_t>> all;
    all.reserve(kBacklog);
    for (std::uint32_t key = 0; key < kBacklog; ++key) all.emplace_back(due[key], key);
    std::sort(all.begin(), all.end());
    benchmark::DoNotOptimize(all.data());
  }
  state.SetItemsProcessed(state.iterations() * std::int64_t{kBacklog});
}

constexpr auto kUnit = benchmark::kMillisecond;
BENCHMARK(a_month)->Arg(10'000'000)->Arg(1'000'000)->Unit(kUnit);
BENCHMARK(limit_a_month_in_buckets_by_minute)->Arg(10'000'000)->Arg(1'000'000)->Unit(kUnit);
// With ten million it would take most of a minute.
BENCHMARK(limit_a_month_in_a_multimap)->Arg(1'000'000)->Unit(kUnit);
BENCHMARK(a_backlog)
    ->ArgNames({"reach_ms", "ranked"})
    ->Args({kDay.count(), 0})
    ->Args({0, 0})
    ->Args({kDay.count(), 1})
    ->Args({0, 1})
    ->Unit(kUnit);
BENCHMARK(limit_a_backlog_sorted_at_once)->ArgNames({"reach_ms"})->Arg(kDay.count())->Unit(kUnit);

}  // namespace

BENCHMARK_MAIN();
