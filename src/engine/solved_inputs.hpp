// Inputs that satisfy what rules ask of an event in a case, worked out from the rules' own comparisons: one input after
// another is changed until all of them hold.
// Tested by tests/unit/engine/nearest_guards_test.cpp
#pragma once

#include <vector>

#include "docket/engine.hpp"
#include "engine/relevance.hpp"

namespace docket {

// An event that may come to these transitions, by somebody, now.
struct Wish {
  const CaseData& kase;
  const Relevance& relevance;
  const std::vector<TransitionIndex>& candidates;
  const Actor& actor;
  Instant now;
};

// For each way the transitions may go, and for each later condition that looks at what they set, inputs with which it
// comes to that; plain values, none twice, in a fixed order.  `trials` is what may still be tried in all, and is
// counted down.  Requires: at least one candidate, and what sample_inputs makes for it.
std::vector<Value> solved_inputs(const Wish& wish, const std::vector<Value>& samples, std::size_t& trials);

}  // namespace docket
