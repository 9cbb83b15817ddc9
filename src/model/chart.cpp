// Tested by tests/unit/engine/statechart_test.cpp, tests/property/small_world_test.cpp, tests/conformance/
#include "model/chart.hpp"

#include <algorithm>

namespace docket {
namespace {

bool contains(const StateList& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
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

}  // namespace

bool is_history(const State& state) {
  return state.type == StateType::history_deep || state.type == StateType::history_shallow;
}

StateList effective_targets(const Workflow& workflow, const StateList& targets, const StoredHistory& stored) {
  StateList effective;
  const auto add = [&](StateIndex state) {
    if (!contains(effective, state)) effective.push_back(state);
  };
  for (const auto target : targets) {
    const auto& state = workflow.state(target);
    if (!is_history(state)) {
      add(target);
    } else if (const auto* states = stored(target)) {
      for (const auto each : *states) add(each);
    } else {
      for (const auto each : effective_targets(workflow, state.initial, stored)) add(each);
    }
  }
  return effective;
}

std::optional<StateIndex> domain_of(const Workflow& workflow, const Transition& transition, const Branch& branch,
                                    const StoredHistory& stored) {
  const auto targets = effective_targets(workflow, branch.targets, stored);
  if (targets.empty()) return std::nullopt;
  const bool stays_inside = branch.is_internal && workflow.state(transition.source).type == StateType::compound &&
                            all_below(workflow, targets, transition.source);
  if (stays_inside) return transition.source;
  return least_common_compound_ancestor(workflow, transition.source, targets);
}

void Entering::add(const Transition& transition, const Branch& branch) {
  const auto domain = domain_of(workflow_, transition, branch, stored_);
  if (!domain) return;
  for (const auto target : branch.targets) add_descendants(target);
  for (const auto target : effective_targets(workflow_, branch.targets, stored_)) add_ancestors(target, *domain);
}

EntrySet Entering::take() {
  EntrySet set;
  std::sort(states_.begin(), states_.end());
  for (const auto state : states_) set.items.push_back({state, contains(defaults_, state)});
  set.default_history = default_history_;
  return set;
}

void Entering::add_descendants(StateIndex index) {
  const auto& state = workflow_.state(index);
  if (is_history(state)) return add_history(index, state);
  add_state(index);
  if (state.type == StateType::compound) {
    if (!contains(defaults_, index)) defaults_.push_back(index);
    for (const auto child : state.initial) add_descendants(child);
    for (const auto child : state.initial) add_ancestors(child, index);
  } else if (state.type == StateType::parallel) {
    add_missing_regions(state);
  }
}

void Entering::add_ancestors(StateIndex index, StateIndex ancestor) {
  for (auto above = workflow_.state(index).parent; above != ancestor && at(above) != 0;
       above = workflow_.state(above).parent) {
    add_state(above);
    if (workflow_.state(above).type == StateType::parallel) add_missing_regions(workflow_.state(above));
  }
}

void Entering::add_history(StateIndex index, const State& state) {
  const auto* stored = stored_(index);
  if (!stored) default_history_.push_back(index);
  const auto& targets = stored ? *stored : state.initial;
  for (const auto each : targets) add_descendants(each);
  for (const auto each : targets) add_ancestors(each, state.parent);
}

void Entering::add_missing_regions(const State& parallel) {
  for (const auto region : parallel.children) {
    const bool has_part = std::any_of(states_.begin(), states_.end(), [&](StateIndex state) {
      return state == region || workflow_.is_descendant(state, region);
    });
    if (!has_part) add_descendants(region);
  }
}

void Entering::add_state(StateIndex state) {
  if (!contains(states_, state)) states_.push_back(state);
}

}  // namespace docket
