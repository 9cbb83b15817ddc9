// Cases of one rule set are stepped by several threads at once: what they share is only read.  Run with
// DOCKET_SANITIZE=thread this says so of every access, too.
#include <doctest/doctest.h>

#include <random>
#include <thread>

#include "store/codec.hpp"
#include "support/complaint_walk.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

constexpr unsigned kThreads = 4;
constexpr int kCases = 6;

// What happens to the cases of one worker, as text; `refused` is asked for its reasons, as a host would.
std::string work(unsigned worker) {
  const auto& rules = project_rules();
  std::mt19937 random(walk_seed() + worker);
  std::string text;
  for (int i = 0; i < kCases; ++i) {
    const auto start = china("2026-02-09 09:00") + std::chrono::hours(24 * i);
    Effects journal;
    auto kase = opened_complaint(rules, start, &journal);
    for (const auto& move : random_walk(random, start)) {
      const auto outcome = step(rules, kase, move.event, move.now, journal);
      if (outcome && !outcome->accepted()) text += std::to_string(outcome->reasons().size());
    }
    for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
    text += snapshot(kase);
  }
  return text;
}

}  // namespace

TEST_CASE("threads: several step cases of one rule set at once, and each does what it would do alone") {
  std::vector<std::string> together(kThreads);
  std::vector<std::thread> threads;
  for (unsigned worker = 0; worker < kThreads; ++worker)
    threads.emplace_back([&together, worker] { together[worker] = work(worker); });
  for (auto& thread : threads) thread.join();
  for (unsigned worker = 0; worker < kThreads; ++worker) {
    CAPTURE(worker);
    CHECK(together[worker] == work(worker));
  }
}
