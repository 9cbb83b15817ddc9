// Tested by tests/property/plain_move_test.cpp
#include "model/plain_plan.hpp"

#include <algorithm>
#include <variant>

#include "model/workflow.hpp"

namespace docket {
namespace {

bool is_plain_to_leave(const State& state) {
  return state.exit.empty() && state.afters.empty() && !state.deep_history && !state.shallow_history;
}

// False when there are actions that do more.
bool add_plain(const Actions& actions, PlainPlan& plain) {
  for (const auto& action : actions) {
    if (const auto* emit = std::get_if<EmitEvent>(&action.what); emit && emit->data.empty()) {
      plain.emits.push_back({emit->name, emit->to});
      continue;
    }
    const auto* set = std::get_if<SetFields>(&action.what);
    if (!set || !set->is_plain) return false;
    for (const auto& assignment : set->assignments)
      plain.sets.push_back(
          {.field = assignment.field,
           .input = assignment.input ? static_cast<std::uint32_t>(*assignment.input) : PlainSet::kNoInput,
           .constant = assignment.value ? *assignment.value->constant() : Value()});
  }
  return true;
}

bool add_entry(const Workflow& workflow, const EntryStep& step, PlainPlan& plain) {
  const auto& state = workflow.state(step.state);
  const bool ends_a_state = state.type == StateType::final && at(state.parent) != 0;
  if (ends_a_state || !state.afters.empty() || !add_plain(state.entry, plain)) return false;
  if (step.is_default && !add_plain(state.initial_actions, plain)) return false;
  set_bit(plain.entering, at(step.state));
  plain.is_end = plain.is_end || state.type == StateType::final;
  return true;
}

// The only one that is entered, else kNoState.
StateIndex leaf_of(const Workflow& workflow, const std::vector<EntryStep>& entries) {
  auto found = kNoState;
  for (const auto& step : entries) {
    const auto type = workflow.state(step.state).type;
    if (type != StateType::atomic && type != StateType::final) continue;
    if (found != kNoState) return kNoState;
    found = step.state;
  }
  return found;
}

}  // namespace

std::optional<PlainPlan> plain_plan_of(const Workflow& workflow, const Transition& transition, const Branch& branch,
                                       const BranchPlan& plan) {
  PlainPlan plain;
  if (!plan.is_static || !add_plain(transition.actions, plain) || !add_plain(branch.actions, plain))
    return std::nullopt;
  plain.leaving.resize(words_for(workflow.states.size()));
  plain.entering.resize(words_for(workflow.states.size()));
  if (!plan.domain) return plan.entries.empty() ? std::optional(plain) : std::nullopt;
  for (auto i = at(*plan.domain) + 1; i <= at(workflow.state(*plan.domain).last_descendant); ++i) {
    if (!is_plain_to_leave(workflow.states[i])) return std::nullopt;
    set_bit(plain.leaving, i);
  }
  for (const auto& step : plan.entries) {
    if (!add_entry(workflow, step, plain)) return std::nullopt;
  }
  plain.leaf = leaf_of(workflow, plan.entries);
  return plain.leaf == kNoState ? std::nullopt : std::optional(plain);
}

}  // namespace docket
