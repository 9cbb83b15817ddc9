// Events through step() in memory, and what an idle case takes.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include "workload.hpp"

namespace {

using namespace docket;
using namespace docket::bench;

Case opened(const RuleBook& rules, const std::string& id) {
  Effects journal;
  auto result = open_case(rules, {.id = id, .workflow = "complaint"}, registration(), start(), journal);
  if (!result || !result->opened) std::abort();
  return *std::move(result->opened);
}

// The complaint process from contact to archive, five clocks, guards and effects included.
void step_complaint_process(benchmark::State& state) {
  const auto book = rules();
  const auto events = process();
  const auto fresh = opened(book, "C-1");
  Effects journal;
  for (auto _ : state) {
    Case kase = fresh;
    Instant now = start();
    for (const auto& event : events) {
      now += std::chrono::minutes(1);
      journal.clear();
      auto outcome = step(book, kase, event, now, journal);
      benchmark::DoNotOptimize(outcome);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size()));
}

void step_refused_event(benchmark::State& state) {
  const auto book = rules();
  auto kase = opened(book, "C-1");
  const Event event{.name = "archive", .actor = {"li", {"receptionist"}}};
  Effects journal;
  for (auto _ : state) {
    journal.clear();
    auto outcome = step(book, kase, event, start(), journal);
    benchmark::DoNotOptimize(outcome);
  }
  state.SetItemsProcessed(state.iterations());
}

// Beside it: the same decisions as a switch by hand, strings compared, no clocks, no journal.
void limit_switch_by_hand(benchmark::State& state) {
  const auto events = process();
  enum class S { registered, contacted, notifying, investigating, planning, rectifying, opinion, callback, closing };
  for (auto _ : state) {
    S s = S::registered;
    bool answered = false;
    for (const auto& event : events) {
      const auto& role = event.actor.roles.front();
      switch (s) {
        case S::registered:
          if (event.name == "contact" && role == "receptionist") s = S::contacted;
          break;
        case S::contacted:
          if (event.name == "classify" && role == "service_supervisor") s = S::notifying;
          break;
        case S::notifying:
          if (event.name == "notify") s = S::investigating;
          break;
        case S::investigating:
          if (event.name == "investigate") s = S::planning;
          break;
        case S::planning:
          if (event.name == "plan") s = S::rectifying;
          break;
        case S::rectifying:
          if (event.name == "reply") answered = true;
          if (event.name == "rectify" && answered) s = S::opinion;
          break;
        case S::opinion:
          if (event.name == "record_opinion") s = S::callback;
          break;
        case S::callback:
          if (event.name == "record_callback") s = S::closing;
          break;
        case S::closing: break;
      }
      benchmark::DoNotOptimize(s);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size()));
}

// Heap bytes of a registered case with two running clocks, over many of them.
void idle_case_bytes(benchmark::State& state) {
  const auto book = rules();
  constexpr std::size_t kCases = 10'000;
  double bytes = 0;
  for (auto _ : state) {
    std::vector<Case> cases;
    cases.reserve(kCases);
    const auto before = mallinfo2().uordblks;
    for (std::size_t i = 0; i < kCases; ++i) cases.push_back(opened(book, "C-" + std::to_string(i)));
    bytes = static_cast<double>(mallinfo2().uordblks - before) / kCases + sizeof(Case);
  }
  state.counters["bytes_per_case"] = bytes;
}

BENCHMARK(step_complaint_process);
BENCHMARK(step_refused_event);
BENCHMARK(limit_switch_by_hand);
BENCHMARK(idle_case_bytes)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
