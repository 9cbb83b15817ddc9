// Tested by tests/property/small_world_test.cpp
#include "model/chart_index.hpp"

#include <algorithm>
#include <bit>

#include "base/match.hpp"
#include "model/chart.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

// --- Faults ------------------------------------------------------------------------------------------

// Copying inputs, clearing fields and commanding clocks always works; expressions may fail, and a raised
// event may set more going.
bool may_fault(const Actions& actions) {
  return std::any_of(actions.begin(), actions.end(), [](const Action& action) {
    return match(
        action.what, [](const SetFields& set) { return !set.is_plain; }, [](const RaiseEvent&) { return true; },
        [](const EmitEvent& emit) { return !emit.data.empty(); }, [](const SendEvent&) { return true; },
        [](const CancelSend&) { return false; }, [](const CommandClock&) { return false; },
        [](const Conditional&) { return true; });
  });
}

bool entry_may_fault(const Workflow& workflow, const EntryStep& step) {
  const auto& state = workflow.state(step.state);
  const bool ends_its_parent = state.type == StateType::final && at(state.parent) != 0;
  return ends_its_parent || may_fault(state.entry) || (step.is_default && may_fault(state.initial_actions));
}

bool exit_may_fault(const Workflow& workflow, StateIndex domain) {
  for (auto i = at(domain) + 1; i <= at(workflow.state(domain).last_descendant); ++i) {
    if (may_fault(workflow.states[i].exit)) return true;
  }
  return false;
}

bool leaves_history(const Workflow& workflow, StateIndex domain) {
  for (auto i = at(domain) + 1; i <= at(workflow.state(domain).last_descendant); ++i) {
    if (workflow.states[i].deep_history || workflow.states[i].shallow_history) return true;
  }
  return false;
}

// --- Branches ------------------------------------------------------------------------------------------

BranchPlan plan_of(const Workflow& workflow, const Transition& transition, const Branch& branch,
                   bool has_eventless_transitions) {
  bool met_history = false;
  const StoredHistory none = [&met_history](StateIndex) {
    met_history = true;
    return nullptr;
  };
  BranchPlan plan;
  plan.domain = domain_of(workflow, transition, branch, none);
  Entering entering(workflow, none);
  entering.add(transition, branch);
  plan.entries = entering.take().items;
  plan.is_static = !met_history;
  plan.is_remembered = plan.domain && leaves_history(workflow, *plan.domain);
  if (!has_eventless_transitions) plan.plain = plain_plan_of(workflow, transition, branch, plan);
  plan.may_fault = has_eventless_transitions || may_fault(transition.actions) || may_fault(branch.actions) ||
                   (plan.domain && exit_may_fault(workflow, *plan.domain)) ||
                   std::any_of(plan.entries.begin(), plan.entries.end(),
                               [&](const EntryStep& step) { return entry_may_fault(workflow, step); });
  return plan;
}

// --- Clocks ------------------------------------------------------------------------------------------

void note(const std::vector<ClockCondition>& conditions, ClockInterest& interest) {
  for (const auto& condition : conditions) {
    match(
        condition, [&](const StateEntered& entered) { set_bit(interest.entries, at(entered.state)); },
        [&](const EventAccepted& accepted) { set_bit(interest.events, at(accepted.event)); },
        [&](const ConditionHolds&) { interest.has_conditions = true; });
  }
}

bool sees_only_the_record(const Expression& expression) {
  return std::all_of(expression.references().begin(), expression.references().end(), [](const Reference& reference) {
    if (reference.kind == Reference::Kind::zone) return true;
    if (reference.kind == Reference::Kind::function) return false;
    const auto variable = static_cast<Variable>(reference.variable);
    return variable == Variable::record || variable == Variable::params;
  });
}

ClockInterest interest_of(const Workflow& workflow, const ClockRules& rules) {
  ClockInterest interest;
  interest.entries.resize(words_for(workflow.states.size()));
  interest.events.resize(words_for(workflow.events.size()));
  for (const auto* conditions : {&rules.start, &rules.stop, &rules.cancel, &rules.acknowledge})
    note(*conditions, interest);
  for (const auto& pause : rules.pause) {
    if (const auto* accepted = std::get_if<EventAccepted>(&pause.condition))
      set_bit(interest.events, at(accepted->event));
  }
  interest.may_pause = !rules.pause.empty();
  interest.has_record_choice = true;
  for (const auto& target : rules.targets) {
    interest.has_choice = interest.has_choice || target.when || target.at;
    interest.has_record_choice = interest.has_record_choice && (!target.when || sees_only_the_record(*target.when)) &&
                                 (!target.at || sees_only_the_record(*target.at));
  }
  return interest;
}

}  // namespace

ChartIndex::ChartIndex(const Workflow& workflow) {
  words = words_for(workflow.states.size());
  leaves.resize(words);
  with_always.resize(words);
  ends.resize(words);

  const auto capacity = std::bit_ceil(workflow.events.size() * 4 + 1);
  names_.resize(capacity);
  for (std::size_t i = 0; i < workflow.events.size(); ++i) {
    const TextKey key(workflow.events[i]);
    auto slot = key.hash() & (capacity - 1);
    while (names_[slot].event != NamedEvent::kNone) slot = (slot + 1) & (capacity - 1);
    names_[slot] = {key, static_cast<std::uint16_t>(i)};
  }

  for (std::size_t i = 0; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    parents_.push_back(state.parent);
    hearing_offsets_.push_back(hearings_.size());
    if (state.type == StateType::atomic || state.type == StateType::final) set_bit(leaves, i);
    if (state.type == StateType::final && i != 0 && at(state.parent) == 0) set_bit(ends, i);
    for (const auto index : state.transitions) {
      const auto& transition = workflow.transition(index);
      if (transition.trigger == Trigger::always) set_bit(with_always, i);
      if (transition.trigger == Trigger::event)
        hearings_.push_back({static_cast<std::uint16_t>(at(transition.event)), index});
      if (transition.trigger == Trigger::any_event) hearings_.push_back({Hearing::kAnyEvent, index});
    }
  }
  hearing_offsets_.push_back(hearings_.size());

  // A megabyte at most, and for charts that people write some kilobytes.
  constexpr std::size_t kAnswers = 524'288;
  events_ = workflow.events.size();
  if (workflow.states.size() * events_ <= kAnswers) {
    for (std::size_t state = 0; state < workflow.states.size(); ++state) {
      for (std::size_t event = 0; event < events_; ++event)
        answers_.push_back(find_answer(static_cast<EventIndex>(event), static_cast<StateIndex>(state)));
    }
  }

  has_always = std::any_of(with_always.begin(), with_always.end(), [](auto word) { return word != 0; });
  for (const auto& transition : workflow.transitions) {
    plan_offsets_.push_back(plans_.size());
    askings_.emplace_back(transition);
    for (const auto& branch : transition.branches) plans_.push_back(plan_of(workflow, transition, branch, has_always));
  }

  for (const auto& field : workflow.fields) fields.push_back(key_of(field.name, field.type));

  for (const auto& rules : workflow.clocks) {
    clocks.push_back(interest_of(workflow, rules));
    has_waits = has_waits || rules.purpose == Budget::Purpose::not_before;
  }
}

std::uint16_t ChartIndex::find_answer(EventIndex event, StateIndex state) const {
  for (;; state = parent(state)) {
    auto answer = kNobody;
    for (const auto& hearing : heard_in(state)) {
      if (hearing.event != at(event) && hearing.event != Hearing::kAnyEvent) continue;
      answer = answer == kNobody ? static_cast<std::uint16_t>(at(hearing.transition)) : kSeveral;
    }
    if (answer != kNobody || at(state) == 0) return answer;
  }
}

bool ChartIndex::is_named(const Workflow& workflow, std::uint16_t event, std::string_view name) {
  return workflow.events[event] == name;
}

}  // namespace docket
