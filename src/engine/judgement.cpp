// Tested by tests/unit/engine/step_test.cpp and tests/unit/engine/refusal_test.cpp
#include "engine/judgement.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/clock_changes.hpp"
#include "engine/inputs.hpp"
#include "engine/refusal.hpp"
#include "engine/selection.hpp"

namespace docket {
namespace {

using Reasons = std::vector<Reason>;

void append(Reasons& all, Reasons more) {
  for (auto& reason : more) all.push_back(std::move(reason));
}

// What a transition that was not selected asked for in vain.
Reasons why_not_selected(const CaseData& kase, const std::vector<TransitionIndex>& candidates, const std::string& event,
                         const std::vector<Selection::Failure>& failures) {
  Reasons reasons;
  for (const auto& failure : failures)
    reasons.push_back(evaluation_failed(event, failure.message, kase.workflow->transition(candidates.front()).place));
  if (reasons.empty()) reasons.push_back(no_choice(kase.workflow->transition(candidates.front()), event));
  return reasons;
}

Reasons check_selected(const CaseData& kase, TransitionIndex index, const Actor& actor, const CaseBindings& bindings,
                       bool inputs_are_good) {
  const auto& transition = kase.workflow->transition(index);
  auto reasons = check_roles(transition, actor);
  append(reasons, check_requirements(*kase.workflow, transition, bindings, inputs_are_good));
  return reasons;
}

}  // namespace

std::vector<TransitionIndex> candidates_for(const CaseData& kase, EventIndex event) {
  std::vector<TransitionIndex> found;
  for (const auto leaf : leaves(kase)) {
    for (auto state = leaf;; state = kase.workflow->state(state).parent) {
      bool here = false;
      for (const auto index : kase.workflow->state(state).transitions) {
        const auto& transition = kase.workflow->transition(index);
        const bool matches = (transition.trigger == Trigger::event && transition.event == event) ||
                             transition.trigger == Trigger::any_event;
        if (!matches) continue;
        if (std::find(found.begin(), found.end(), index) == found.end()) found.push_back(index);
        here = true;
      }
      if (here || at(state) == 0) break;
    }
  }
  return found;
}

Transition united(const Workflow& workflow, const std::vector<TransitionIndex>& candidates) {
  Transition all = workflow.transition(candidates.front());
  for (const auto index : candidates) {
    for (const auto& input : workflow.transition(index).inputs) {
      const bool known =
          std::any_of(all.inputs.begin(), all.inputs.end(), [&](const Input& each) { return each.name == input.name; });
      if (!known) all.inputs.push_back(input);
    }
  }
  return all;
}

Reasons check_waits(const CaseData& kase, EventIndex event, Instant happened) {
  Reasons reasons;
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    const auto& clock = kase.clocks[i];
    const auto& rules = kase.workflow->clocks[i];
    if (rules.purpose != Budget::Purpose::not_before || !is_ticking(clock)) continue;
    const bool is_held_back = std::any_of(rules.stop.begin(), rules.stop.end(), [&](const ClockCondition& condition) {
      const auto* accepted = std::get_if<EventAccepted>(&condition);
      return accepted && accepted->event == event;
    });
    const bool is_over = clock.rungs[rules.due_rung].sent > 0 || (clock.fold.due && *clock.fold.due <= happened);
    if (is_held_back && !is_over) reasons.push_back(too_early(kase, static_cast<ClockIndex>(i), clock.fold.due));
  }
  return reasons;
}

Judgement judge(const CaseData& kase, const Event& event, Instant now) {
  Judgement judgement;
  const auto& workflow = *kase.workflow;
  const auto index = workflow.find_event(event.name);
  if (!index) {
    judgement.reasons.push_back(unknown_event(workflow, event.name));
    return judgement;
  }
  const auto candidates = candidates_for(kase, *index);
  if (candidates.empty()) {
    judgement.reasons.push_back(kase.is_closed ? case_closed(kase) : not_in_this_state(kase, *index));
    return judgement;
  }
  auto checked = candidates.size() == 1 ? check_inputs(workflow.transition(candidates.front()), event.input)
                                        : check_inputs(united(workflow, candidates), event.input);
  judgement.inputs = std::move(checked.values);
  auto input_reasons = std::move(checked.reasons);
  const bool inputs_are_good = input_reasons.empty();

  Selection selecting(kase, now, &event.actor, &judgement.inputs);
  if (inputs_are_good) judgement.chosen = selecting.select({.trigger = Trigger::event, .event = *index});

  for (const auto stuck : selecting.stuck()) {
    append(judgement.reasons, check_selected(kase, stuck, event.actor, selecting.bindings(), true));
    append(judgement.reasons, why_not_selected(kase, {stuck}, event.name, selecting.failures()));
  }
  if (judgement.chosen.empty()) {
    if (!judgement.reasons.empty()) return judgement;
    for (const auto candidate : candidates)
      append(judgement.reasons, check_selected(kase, candidate, event.actor, selecting.bindings(), inputs_are_good));
    append(judgement.reasons, std::move(input_reasons));
    append(judgement.reasons, check_waits(kase, *index, event.at.value_or(now)));
    if (inputs_are_good && judgement.reasons.empty())
      judgement.reasons = why_not_selected(kase, candidates, event.name, selecting.failures());
    return judgement;
  }
  for (const auto& chosen : judgement.chosen)
    append(judgement.reasons, check_selected(kase, chosen.transition, event.actor, selecting.bindings(), true));
  append(judgement.reasons, check_waits(kase, *index, event.at.value_or(now)));
  return judgement;
}

Judgement judge_opening(const CaseData& kase, const Event& event, Instant now) {
  Judgement judgement;
  const auto& workflow = *kase.workflow;
  std::vector<std::string> names;
  std::optional<TransitionIndex> opening;
  for (const auto index : workflow.openings) {
    const auto& name = workflow.events[at(workflow.transition(index).event)];
    names.push_back(name);
    if (name == event.name) opening = index;
  }
  if (!opening) {
    auto reason = unknown_event(workflow, event.name);
    reason.detail = meant(
        event.name, names,
        {.en = "a case is opened by " + listed(names), .zh = "可用以开立工单的事件：" + listed_in_chinese(names)});
    judgement.reasons.push_back(std::move(reason));
    return judgement;
  }
  const auto& transition = workflow.transition(*opening);
  auto checked = check_inputs(transition, event.input);
  judgement.inputs = std::move(checked.values);
  const CaseBindings bindings(kase, now, &event.actor, &judgement.inputs);
  judgement.reasons = check_selected(kase, *opening, event.actor, bindings, checked.reasons.empty());
  append(judgement.reasons, std::move(checked.reasons));
  if (!judgement.reasons.empty()) return judgement;

  Selection choosing(kase, now, &event.actor, &judgement.inputs);
  const auto branch = choosing.choose_branch(transition);
  if (branch)
    judgement.chosen.push_back({*opening, *branch});
  else
    judgement.reasons = why_not_selected(kase, {*opening}, event.name, choosing.failures());
  return judgement;
}

}  // namespace docket
