// Made-up inputs and actors for an event: enough to satisfy each rule and to fail it, and no more.
// Tested by tests/unit/engine/nearest_test.cpp
#pragma once

#include <vector>

#include "docket/engine.hpp"
#include "engine/relevance.hpp"

namespace docket {

// In a fixed order: the plainest first.
struct Samples {
  std::vector<Value> inputs;
  bool is_complete = true;  // nothing was left out for being too many
};

// For an event that may come to these transitions.  Requires: at least one.
Samples sample_inputs(const Workflow& workflow, const Relevance& relevance,
                      const std::vector<TransitionIndex>& candidates, Instant now);

// Somebody in the first role that `by` allows, in each of them where rules ask for roles beside `by`; where
// rules ask who it is, two people.
std::vector<Actor> sample_actors(const Workflow& workflow, const Relevance& relevance,
                                 const std::vector<TransitionIndex>& candidates);

}  // namespace docket
