// Tested by tests/unit/engine/step_test.cpp
#include "engine/configuration.hpp"

#include <algorithm>

namespace docket {
namespace {

bool contains(const StateList& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

const Branch& branch_of(const CaseData& kase, const Chosen& chosen) {
  return kase.workflow->transition(chosen.transition).branches[chosen.branch];
}

bool is_history(const State& state) {
  return state.type == StateType::history_deep || state.type == StateType::history_shallow;
}

const HistoryRecord* stored_history(const CaseData& kase, StateIndex history) {
  const auto& state = kase.workflow->state(history);
  for (const auto& record : kase.history) {
    if (record.state == state.parent && record.is_deep == (state.type == StateType::history_deep)) return &record;
  }
  return nullptr;
}

// Targets with each history replaced by what it stands for now.
StateList effective_targets(const CaseData& kase, const StateList& targets) {
  StateList effective;
  const auto add = [&](StateIndex state) {
    if (!contains(effective, state)) effective.push_back(state);
  };
  for (const auto target : targets) {
    const auto& state = kase.workflow->state(target);
    if (!is_history(state)) {
      add(target);
    } else if (const auto* stored = stored_history(kase, target)) {
      for (const auto each : stored->states) add(each);
    } else {
      for (const auto each : effective_targets(kase, state.initial)) add(each);
    }
  }
  return effective;
}

bool all_below(const Workflow& workflow, const StateList& states, StateIndex ancestor) {
  return std::all_of(states.begin(), states.end(),
                     [&](StateIndex state) { return workflow.is_descendant(state, ancestor); });
}

// Nearest proper ancestor of the source that is compound and has all targets below it.
StateIndex least_common_compound_ancestor(const Workflow& workflow, StateIndex source, const StateList& targets) {
  auto ancestor = source;
  while (at(ancestor) != 0) {
    ancestor = workflow.state(ancestor).parent;
    const bool is_compound = workflow.state(ancestor).type == StateType::compound;
    if (is_compound && all_below(workflow, targets, ancestor)) break;
  }
  return ancestor;
}

// Builds an EntrySet; its methods are named for the procedures of appendix D.
class Entering {
 public:
  explicit Entering(const CaseData& kase) : kase_(kase), workflow_(*kase.workflow) {}

  void add_descendants(StateIndex index) {
    const auto& state = workflow_.state(index);
    if (is_history(state)) return add_history(index, state);
    add(index);
    if (state.type == StateType::compound) {
      mark_default(index);
      for (const auto child : state.initial) add_descendants(child);
      for (const auto child : state.initial) add_ancestors(child, index);
    } else if (state.type == StateType::parallel) {
      add_missing_regions(state);
    }
  }

  void add_ancestors(StateIndex index, StateIndex ancestor) {
    for (auto above = workflow_.state(index).parent; above != ancestor && at(above) != 0;
         above = workflow_.state(above).parent) {
      add(above);
      if (workflow_.state(above).type == StateType::parallel) add_missing_regions(workflow_.state(above));
    }
  }

  EntrySet take() {
    EntrySet set;
    std::sort(states_.begin(), states_.end());
    // From deep inside a state to its history, the domain may lie below the states that the history names;
    // appendix D would enter those again though they were never left.  Nobody means that.
    for (const auto state : states_) {
      if (!kase_.is_active(state)) set.items.push_back({state, contains(defaults_, state)});
    }
    set.default_history = default_history_;
    return set;
  }

 private:
  void add(StateIndex state) {
    if (!contains(states_, state)) states_.push_back(state);
  }
  void mark_default(StateIndex state) {
    if (!contains(defaults_, state)) defaults_.push_back(state);
  }

  void add_history(StateIndex index, const State& state) {
    const auto* stored = stored_history(kase_, index);
    if (!stored) default_history_.push_back(index);
    const auto& targets = stored ? stored->states : state.initial;
    for (const auto each : targets) add_descendants(each);
    for (const auto each : targets) add_ancestors(each, state.parent);
  }

  void add_missing_regions(const State& parallel) {
    for (const auto region : parallel.children) {
      const bool has_part = std::any_of(states_.begin(), states_.end(), [&](StateIndex state) {
        return state == region || workflow_.is_descendant(state, region);
      });
      if (!has_part) add_descendants(region);
    }
  }

  const CaseData& kase_;
  const Workflow& workflow_;
  StateList states_, defaults_, default_history_;
};

}  // namespace

bool CaseData::is_active(StateIndex state) const {
  return std::binary_search(configuration.begin(), configuration.end(), state);
}

std::optional<StateIndex> transition_domain(const CaseData& kase, const Chosen& chosen) {
  const auto& workflow = *kase.workflow;
  const auto& transition = workflow.transition(chosen.transition);
  const auto& branch = branch_of(kase, chosen);
  const auto targets = effective_targets(kase, branch.targets);
  if (targets.empty()) return std::nullopt;
  const bool stays_inside = branch.is_internal && workflow.state(transition.source).type == StateType::compound &&
                            all_below(workflow, targets, transition.source);
  if (stays_inside) return transition.source;
  return least_common_compound_ancestor(workflow, transition.source, targets);
}

StateList exit_set(const CaseData& kase, const std::vector<Chosen>& chosen) {
  StateList leaving;
  for (const auto& each : chosen) {
    const auto domain = transition_domain(kase, each);
    if (!domain) continue;
    for (const auto state : kase.configuration) {
      if (kase.workflow->is_descendant(state, *domain) && !contains(leaving, state)) leaving.push_back(state);
    }
  }
  std::sort(leaving.rbegin(), leaving.rend());
  return leaving;
}

EntrySet entry_set(const CaseData& kase, const std::vector<Chosen>& chosen) {
  Entering entering(kase);
  for (const auto& each : chosen) {
    const auto& targets = branch_of(kase, each).targets;
    const auto domain = transition_domain(kase, each);
    if (!domain) continue;
    for (const auto target : targets) entering.add_descendants(target);
    for (const auto target : effective_targets(kase, targets)) entering.add_ancestors(target, *domain);
  }
  return entering.take();
}

StateList leaves(const CaseData& kase) {
  StateList found;
  for (const auto index : kase.configuration) {
    const auto type = kase.workflow->state(index).type;
    if (type == StateType::atomic || type == StateType::final) found.push_back(index);
  }
  return found;
}

bool is_in_final_state(const CaseData& kase, StateIndex index) {
  const auto& state = kase.workflow->state(index);
  if (state.type == StateType::compound) {
    return std::any_of(state.children.begin(), state.children.end(), [&](StateIndex child) {
      return kase.workflow->state(child).type == StateType::final && kase.is_active(child);
    });
  }
  if (state.type != StateType::parallel) return false;
  return std::all_of(state.children.begin(), state.children.end(),
                     [&](StateIndex child) { return is_in_final_state(kase, child); });
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
