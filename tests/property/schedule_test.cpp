// Determinism: how often and how late the host calls, and where a case is stored and read back in
// between, changes nothing of what happened.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "engine/case_data.hpp"
#include "store/codec.hpp"
#include "support/complaint_walk.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::string text_of(const Effects& journal) {
  std::string text;
  for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
  return text;
}

struct Schedule {
  int calls_between = 0;           // extra advances before each event, at random times
  bool stores_in_between = false;  // through JSON, then as bytes, and back before each call
};

std::string play(const std::vector<Tried>& moves, Instant start, const Schedule& schedule, unsigned seed_of_calls) {
  const auto& rules = project_rules();
  std::mt19937 random(seed_of_calls);
  Effects journal;
  Case kase = opened_complaint(rules, start, &journal);
  Instant last = start;
  const auto refresh = [&] {
    if (!schedule.stores_in_between) return;
    auto again = read_snapshot(snapshot(kase), kase.data().workflow);
    REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
    CHECK(snapshot(*again) == snapshot(kase));
    const auto binary = restore(binary_snapshot(*again), rules);
    REQUIRE_MESSAGE(binary, (binary ? "" : binary.error().message));
    CHECK(snapshot(*binary) == snapshot(kase));
    kase = *binary;
  };
  for (const auto& move : moves) {
    for (int i = 0; i < schedule.calls_between; ++i) {
      const auto gap = (move.now - last).count();
      last += Elapsed{gap > 0 ? static_cast<std::int64_t>(random()) % gap : 0};
      refresh();
      REQUIRE(advance(rules, kase, last, journal));
    }
    last = move.now;
    refresh();
    const auto outcome = step(rules, kase, move.event, move.now, journal);
    REQUIRE(outcome);
  }
  return text_of(journal);
}

}  // namespace

TEST_CASE("determinism: any schedule of calls, and any number of restarts, gives the same journal byte for byte") {
  MESSAGE("seed ", walk_seed(), " (DOCKET_SEED chooses another)");
  std::mt19937 random(walk_seed());
  const int rounds = std::getenv("DOCKET_SLOW") ? 200 : 15;
  for (int round = 0; round < rounds; ++round) {
    const Instant start =
        china("2026-02-09 09:00") + std::chrono::hours(24 * (round % 5)) + std::chrono::minutes(random() % 60);
    const auto moves = random_walk(random, start);
    CAPTURE(round);
    const auto plain = play(moves, start, {}, 1);
    CHECK(play(moves, start, {}, 1) == plain);
    CHECK(play(moves, start, {.calls_between = 3}, 2) == plain);
    CHECK(play(moves, start, {.stores_in_between = true}, 3) == plain);
    CHECK(play(moves, start, {.calls_between = 5, .stores_in_between = true}, 4) == plain);
  }
}
