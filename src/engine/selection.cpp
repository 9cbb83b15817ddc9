// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/selection.hpp"

#include <algorithm>

namespace docket {
namespace {

bool is_taken(const std::vector<Chosen>& chosen, TransitionIndex transition) {
  return std::any_of(chosen.begin(), chosen.end(), [&](const Chosen& each) { return each.transition == transition; });
}

}  // namespace

bool Selection::holds(const Expression& condition, const Transition& transition) {
  const auto result = evaluate(condition, bindings_);
  if (const auto* error = std::get_if<EvalError>(&result)) {
    const auto& path = workflow_.state(transition.source).path;
    failures_.push_back({path.empty() ? workflow_.name : path, error->message});
    return false;
  }
  return std::get<Value>(result).as_bool();
}

std::optional<std::size_t> Selection::choose_branch(const Transition& transition) {
  for (std::size_t i = 0; i < transition.branches.size(); ++i) {
    const auto& when = transition.branches[i].when;
    if (!when || holds(*when, transition)) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> Selection::choose_if_enabled(const Transition& transition) {
  if (transition.when && !holds(*transition.when, transition)) return std::nullopt;
  return choose_branch(transition);
}

bool Selection::enables(const Transition& transition, const Stimulus& stimulus) {
  const bool matches = transition.trigger == stimulus.trigger
                           ? (stimulus.trigger == Trigger::event  ? transition.event == stimulus.event
                              : stimulus.trigger == Trigger::done ? transition.ended == stimulus.state
                                                                  : true)
                           : transition.trigger == Trigger::any_event && stimulus.trigger == Trigger::event;
  return matches && (!transition.when || holds(*transition.when, transition));
}

std::vector<Chosen> Selection::select(const Stimulus& stimulus) {
  std::vector<Chosen> enabled;
  for (const auto leaf : leaves(kase_)) {
    for (auto state = leaf;; state = workflow_.state(state).parent) {
      bool found = false;
      for (const auto index : workflow_.state(state).transitions) {
        const auto& transition = workflow_.transition(index);
        if (!enables(transition, stimulus)) continue;
        const auto branch = choose_branch(transition);
        if (!branch && stimulus.trigger != Trigger::event) continue;
        if (!branch)
          stuck_.push_back(index);
        else if (!is_taken(enabled, index))
          enabled.push_back({index, *branch});
        found = true;
        break;
      }
      if (found || at(state) == 0) break;
    }
  }
  return without_conflicts(kase_, enabled);
}

}  // namespace docket
