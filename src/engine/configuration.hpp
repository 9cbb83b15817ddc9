// Which states a transition leaves and enters: the sets of SCXML's appendix D, "Algorithm for SCXML
// Interpretation", over the indices of a Workflow.  Pure functions; step.cpp decides what happens.
// Tested by tests/unit/engine/step_test.cpp
#pragma once

#include <vector>

#include "engine/case_data.hpp"

namespace docket {

using StateList = std::vector<StateIndex>;

// A transition with its branch chosen.
struct Chosen {
  TransitionIndex transition;
  std::size_t branch = 0;
};

struct EntrySet {
  struct Item {
    StateIndex state;
    bool is_default = false;  // entered by way of its parent's `initial`, whose actions run, too
  };
  std::vector<Item> items;                  // in document order
  std::vector<StateIndex> default_history;  // histories with nothing stored: their actions run
};

// The smallest compound state that contains the source and all targets; nothing for a targetless
// transition.
std::optional<StateIndex> transition_domain(const CaseData& kase, const Chosen& chosen);

// In exit order: children before parents, later siblings first.
StateList exit_set(const CaseData& kase, const std::vector<Chosen>& chosen);
// Of a case that has left its exit set: what is still active is not entered again.
EntrySet entry_set(const CaseData& kase, const std::vector<Chosen>& chosen);

// The atomic and final states of the configuration, in document order.
StateList leaves(const CaseData& kase);

// Whether the state has come to its end: a compound state in a final child, a parallel one with all
// regions at their ends.
bool is_in_final_state(const CaseData& kase, StateIndex state);

// Of several enabled transitions that would leave the same state, the one of the inner or earlier
// source wins (SCXML removeConflictingTransitions).
std::vector<Chosen> without_conflicts(const CaseData& kase, const std::vector<Chosen>& enabled);

}  // namespace docket
