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
  bool is_complete = true;  // they stand for all inputs there are: no other one could come to something else
};

// For an event that may come to these transitions.  Requires: at least one.
Samples sample_inputs(const Workflow& workflow, const Relevance& relevance,
                      const std::vector<TransitionIndex>& candidates, Instant now);

// Somebody in the first role that `by` allows, in each of them and in all at once where rules ask for roles beside
// `by`; where rules ask who it is, two people, and those that the rules of these transitions compare them with.
std::vector<Actor> sample_actors(const CaseData& kase, const Relevance& relevance,
                                 const std::vector<TransitionIndex>& candidates, Instant now);

}  // namespace docket
