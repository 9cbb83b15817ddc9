// Random walks through the complaint workflow, for property tests.
#pragma once

#include <random>
#include <vector>

#include "docket/engine.hpp"

namespace docket::testing {

// DOCKET_SEED, or always the same.
unsigned walk_seed();

// Events that may or may not be possible, from `start` on.
struct Tried {
  Event event;
  Instant now;
};
std::vector<Tried> random_walk(std::mt19937& random, Instant start);

// A complaint registered at `start`, which must lie in office hours.
Case opened_complaint(const RuleBook& rules, Instant start, Effects* journal = nullptr);

}  // namespace docket::testing
