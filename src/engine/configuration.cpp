// Tested by tests/unit/engine/step_test.cpp
#include "engine/configuration.hpp"

#include <algorithm>

namespace docket {
namespace {

bool contains(const StateList& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

const Branch& branch_of(const CaseData& kase, const Chosen& chosen) {
  return kase.workflow->transition(chosen.transition).branches[at(chosen.branch)];
}

StoredHistory stored_in(const CaseData& kase) {
  return [&kase](StateIndex history) -> const StateList* {
    const auto& state = kase.workflow->state(history);
    for (const auto& record : kase.rest().history) {
      if (record.state == state.parent && record.is_deep == (state.type == StateType::history_deep))
        return &record.states;
    }
    return nullptr;
  };
}

std::optional<StateIndex> domain_in(const CaseData& kase, const Chosen& chosen) {
  const auto& plan = kase.workflow->chart.plan(chosen.transition, chosen.branch);
  if (plan.is_static) return plan.domain;
  return domain_of(*kase.workflow, kase.workflow->transition(chosen.transition), branch_of(kase, chosen),
                   stored_in(kase));
}

}  // namespace

StateList exit_set(const CaseData& kase, const std::vector<Chosen>& chosen) {
  StateList leaving;
  for (const auto& each : chosen) {
    const auto domain = domain_in(kase, each);
    if (!domain) continue;
    for (const auto state : kase.configuration()) {
      if (kase.workflow->is_descendant(state, *domain) && !contains(leaving, state)) leaving.push_back(state);
    }
  }
  std::sort(leaving.rbegin(), leaving.rend());
  return leaving;
}

EntrySet entry_set(const CaseData& kase, const std::vector<Chosen>& chosen) {
  const auto stored = stored_in(kase);
  Entering entering(*kase.workflow, stored);
  for (const auto& each : chosen) entering.add(kase.workflow->transition(each.transition), branch_of(kase, each));
  auto set = entering.take();
  // From deep inside a state to its history, the domain may lie below the states that the history names;
  // appendix D would enter those again though they were never left.  Nobody means that.
  std::erase_if(set.items, [&](const EntryStep& step) { return kase.is_active(step.state); });
  return set;
}

StateList leaves(const CaseData& kase) {
  StateList found;
  for_each_leaf(kase, [&](StateIndex leaf) { found.push_back(leaf); });
  return found;
}

bool is_in_final_state(const CaseData& kase, StateIndex index) {
  const auto& state = kase.workflow->state(index);
  switch (state.type) {
    case StateType::final: return kase.is_active(index);
    case StateType::compound:
      return std::any_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
        return kase.workflow->state(child).type == StateType::final && kase.is_active(child);
      });
    case StateType::parallel:
      return std::all_of(state.children.begin(), state.children.end(),
                         [&](StateIndex region) { return is_in_final_state(kase, region); });
    case StateType::atomic:
    case StateType::history_shallow:
    case StateType::history_deep: return false;
  }
  return false;
}

std::vector<Chosen> without_conflicts(const CaseData& kase, const std::vector<Chosen>& enabled) {
  std::vector<Chosen> kept;
  for (const auto& candidate : enabled) {
    const auto leaving = exit_set(kase, {candidate});
    const auto source = kase.workflow->transition(candidate.transition).source;
    bool is_preempted = false;
    std::vector<Chosen> survivors;
    for (const auto& other : kept) {
      const auto other_leaving = exit_set(kase, {other});
      const bool conflicts =
          std::any_of(leaving.begin(), leaving.end(), [&](StateIndex state) { return contains(other_leaving, state); });
      const auto other_source = kase.workflow->transition(other.transition).source;
      if (conflicts && kase.workflow->is_descendant(source, other_source)) continue;  // the inner one wins
      if (conflicts) is_preempted = true;
      survivors.push_back(other);
    }
    if (is_preempted) continue;
    kept = std::move(survivors);
    kept.push_back(candidate);
  }
  return kept;
}

}  // namespace docket
