// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/selection.hpp"

#include <algorithm>

namespace docket {
namespace {

bool is_taken(const std::vector<Chosen>& chosen, TransitionIndex transition) {
  return !chosen.empty() &&
         std::ranges::any_of(chosen, [&](const Chosen& each) { return each.transition == transition; });
}

}  // namespace

bool Selection::holds(const Expression& condition, const Transition& transition) {
  speak_of(transition);
  const auto answer = ask(condition, bindings_);
  if (answer.error) {
    const auto& path = workflow_.state(transition.source).path;
    memory_.failures.push_back({path.empty() ? workflow_.name : path, answer.error->message});
  }
  return answer.holds;
}

BranchIndex Selection::choose_branch(const Transition& transition) {
  for (std::size_t i = 0; i < transition.branches.size(); ++i) {
    const auto& when = transition.branches[i].when;
    if (!when || holds(*when, transition)) return static_cast<BranchIndex>(i);
  }
  return kNoBranch;
}

bool Selection::is_enabled(const Transition& transition) {
  return !transition.when || holds(*transition.when, transition);
}

BranchIndex Selection::choose_if_enabled(const Transition& transition) {
  if (!is_enabled(transition)) return kNoBranch;
  return choose_branch(transition);
}

bool Selection::take(TransitionIndex index, bool is_event) {
  const auto& transition = workflow_.transition(index);
  if (!is_enabled(transition)) return false;
  const auto branch = choose_branch(transition);
  if (branch == kNoBranch && !is_event) return false;
  if (branch == kNoBranch)
    memory_.stuck.push_back(index);
  else if (!is_taken(memory_.chosen, index))
    memory_.chosen.push_back({index, branch});
  return true;
}

bool Selection::select_on_event(StateIndex state, EventIndex event) {
  for (const auto& hearing : workflow_.chart.heard_in(state)) {
    const bool matches = hearing.event == at(event) || hearing.event == Hearing::kAnyEvent;
    if (matches && take(hearing.transition, true)) return true;
  }
  return false;
}

bool Selection::select_in(StateIndex state, const Stimulus& stimulus) {
  if (stimulus.trigger == Trigger::event) return select_on_event(state, stimulus.event);
  for (const auto index : workflow_.state(state).transitions) {
    const auto& transition = workflow_.transition(index);
    const bool matches = transition.trigger == stimulus.trigger &&
                         (stimulus.trigger != Trigger::done || transition.ended == stimulus.state);
    if (matches && take(index, false)) return true;
  }
  return false;
}

const std::vector<Chosen>& Selection::select(const Stimulus& stimulus) {
  auto& chosen = memory_.chosen;
  chosen.clear();
  if (stimulus.trigger == Trigger::always &&
      (!workflow_.chart.has_always || !kase_.configuration().meets(workflow_.chart.with_always)))
    return chosen;
  for_each_leaf(kase_, [&](StateIndex leaf) {
    for (auto state = leaf;; state = workflow_.chart.parent(state)) {
      if (select_in(state, stimulus) || at(state) == 0) return;
    }
  });
  if (chosen.size() > 1) chosen = without_conflicts(kase_, chosen);
  return chosen;
}

}  // namespace docket
