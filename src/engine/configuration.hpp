// Which of a case's states a step leaves and enters: the sets of model/chart.hpp for the configuration and
// the histories of one case.  Pure functions; step.cpp decides what happens.
// Tested by tests/unit/engine/step_test.cpp
#pragma once

#include <vector>

#include "engine/case_data.hpp"
#include "engine/step_memory.hpp"
#include "model/chart.hpp"

namespace docket {

// In exit order: children before parents, later siblings first.
StateList exit_set(const CaseData& kase, const std::vector<Chosen>& chosen);
// Of a case that has left its exit set: what is still active is not entered again.
EntrySet entry_set(const CaseData& kase, const std::vector<Chosen>& chosen);

// The atomic and final states of the configuration, in document order.
StateList leaves(const CaseData& kase);

template <class See>
void for_each_leaf(const CaseData& kase, See see) {
  const auto active = kase.configuration().words();
  const auto& leaves = kase.workflow->chart.leaves;
  for (std::size_t i = 0; i < active.size(); ++i) {
    for (auto rest = active[i] & leaves[i]; rest != 0; rest &= rest - 1)
      see(static_cast<StateIndex>(i * 64 + static_cast<unsigned>(std::countr_zero(rest))));
  }
}

// The leaf of a case that is in one only, as all are whose chart has no parallel states; else kNoState.
inline StateIndex only_leaf(const CaseData& kase) {
  const auto active = kase.configuration().words();
  const auto& leaves = kase.workflow->chart.leaves;
  if (active.size() == 1) {
    const auto here = active[0] & leaves[0];
    // Not has_single_bit, which is a call where the processor may lack the instruction.
    const bool is_one = here != 0 && (here & (here - 1)) == 0;
    return is_one ? static_cast<StateIndex>(std::countr_zero(here)) : kNoState;
  }
  auto found = kNoState;
  for (std::size_t i = 0; i < active.size(); ++i) {
    const auto here = active[i] & leaves[i];
    if (here == 0) continue;
    if (found != kNoState || (here & (here - 1)) != 0) return kNoState;
    found = static_cast<StateIndex>(i * 64 + static_cast<unsigned>(std::countr_zero(here)));
  }
  return found;
}

// Whether the state has come to its end: a compound state in a final child, a parallel one with all regions at their
// ends, a final one when it is active (it may be a region).
bool is_in_final_state(const CaseData& kase, StateIndex state);

// Of several enabled transitions that would leave the same state, the one of the inner or earlier
// source wins (SCXML removeConflictingTransitions).
std::vector<Chosen> without_conflicts(const CaseData& kase, const std::vector<Chosen>& enabled);

}  // namespace docket
