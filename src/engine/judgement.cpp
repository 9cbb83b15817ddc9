// Tested by tests/unit/engine/step_test.cpp and tests/unit/engine/refusal_test.cpp
#include "engine/judgement.hpp"

#include <algorithm>

#include "base/short_text.hpp"
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

// Of most events in most states there is one candidate; only then it need not be looked for again.  What
// ChartIndex::answer_to says, of all leaves.
std::uint16_t sole_candidate(const CaseData& kase, EventIndex event) {
  const auto& index = kase.workflow->chart;
  const auto leaf = index.has_answers() ? only_leaf(kase) : kNoState;
  if (leaf != kNoState) return index.answer_to(event, leaf);
  auto found = ChartIndex::kNobody;
  for_each_leaf(kase, [&](StateIndex each) {
    for (auto state = each;; state = index.parent(state)) {
      bool here = false;
      for (const auto& hearing : index.heard_in(state)) {
        if (hearing.event != at(event) && hearing.event != Hearing::kAnyEvent) continue;
        const auto answer = static_cast<std::uint16_t>(at(hearing.transition));
        found = found == ChartIndex::kNobody || found == answer ? answer : ChartIndex::kSeveral;
        here = true;
      }
      if (here || at(state) == 0) return;
    }
  });
  return found;
}

// What a transition that was not selected asked for in vain.
Reasons why_not_selected(const CaseData& kase, const std::vector<TransitionIndex>& candidates, const std::string& event,
                         const std::vector<Failure>& failures) {
  Reasons reasons;
  for (const auto& failure : failures)
    reasons.push_back(evaluation_failed(event, failure.message, kase.workflow->transition(candidates.front()).place));
  if (reasons.empty()) reasons.push_back(no_choice(kase.workflow->transition(candidates.front()), event));
  return reasons;
}

Reasons check_selected(const CaseData& kase, TransitionIndex index, const Actor& actor, Selection& selecting,
                       bool inputs_are_good) {
  const auto& transition = kase.workflow->transition(index);
  selecting.speak_of(transition);
  auto reasons = check_roles(*kase.workflow, transition, actor);
  append(reasons, check_requirements(*kase.workflow, transition, selecting.bindings(), inputs_are_good));
  return reasons;
}

// --- The same, asking only whether ---------------------------------------------------------------------

bool has_role(const Transition& transition, const std::vector<TextKey>& wanted, const Actor& actor) {
  for (const auto& role : actor.roles) {
    const TextKey given(role);
    for (const auto& key : wanted) {
      if (key == given && (key.is_whole() || transition.roles[static_cast<std::size_t>(&key - wanted.data())] == role))
        return true;
    }
  }
  return wanted.empty();
}

bool is_not_too_early(const CaseData& kase, const Event& event, EventIndex index, Instant now) {
  return !kase.workflow->chart.has_waits || check_waits(kase, index, event.at.value_or(now)).empty();
}

[[gnu::always_inline]] inline bool passes_selected(const CaseData& kase, TransitionIndex index, const Actor& actor,
                                                   Selection& selecting) {
  const auto& transition = kase.workflow->transition(index);
  if (!has_role(transition, kase.workflow->chart.asking(index).roles, actor)) return false;
  selecting.speak_of(transition);
  for (const auto& rule : transition.requirements) {
    if (!test(rule.check, selecting.bindings()).holds()) return false;
  }
  return true;
}

// Where several transitions may answer at once, the inputs are what all of them declare.
bool take_united_inputs(const CaseData& kase, const Event& event, EventIndex index, Inputs& inputs) {
  auto& united = inputs.unite();
  united = united_inputs(*kase.workflow, candidates_for(kase, index));
  return inputs.take(united, input_keys(united), event.input);
}

// Of all transitions that may answer.  Requires: the inputs are taken.
[[gnu::noinline]] bool passes_at_length(const CaseData& kase, const Event& event, EventIndex index, Instant now,
                                        Selection& selecting) {
  const auto& memory = selecting.memory();
  selecting.forget_failures();
  selecting.select({.trigger = Trigger::event, .event = index});
  if (memory.chosen.empty() || !memory.stuck.empty()) return false;
  for (const auto& each : memory.chosen) {
    if (!passes_selected(kase, each.transition, event.actor, selecting)) return false;
  }
  return is_not_too_early(kase, event, index, now);
}

}  // namespace

std::vector<TransitionIndex> candidates_for(const CaseData& kase, EventIndex event) {
  std::vector<TransitionIndex> found;
  const auto& index = kase.workflow->chart;
  for_each_leaf(kase, [&](StateIndex leaf) {
    for (auto state = leaf;; state = index.parent(state)) {
      bool here = false;
      for (const auto& hearing : index.heard_in(state)) {
        if (hearing.event != at(event) && hearing.event != Hearing::kAnyEvent) continue;
        if (std::find(found.begin(), found.end(), hearing.transition) == found.end())
          found.push_back(hearing.transition);
        here = true;
      }
      if (here || at(state) == 0) return;
    }
  });
  return found;
}

std::vector<Input> united_inputs(const Workflow& workflow, const std::vector<TransitionIndex>& candidates) {
  std::vector<Input> all;
  for (const auto index : candidates) {
    for (const auto& input : workflow.transition(index).inputs) {
      const bool known =
          std::any_of(all.begin(), all.end(), [&](const Input& each) { return each.name == input.name; });
      if (!known) all.push_back(input);
    }
  }
  return all;
}

Reasons check_waits(const CaseData& kase, EventIndex event, Instant happened) {
  Reasons reasons;
  if (!kase.workflow->chart.has_waits) return reasons;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& rules = kase.workflow->clocks[i];
    if (rules.purpose != Budget::Purpose::not_before || !kase.slot(i).is_ticking()) continue;
    const auto clock = kase.clock(i);
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
  StepMemory memory;
  auto asked = workflow.transition(candidates.front());
  if (candidates.size() > 1) asked.inputs = united_inputs(workflow, candidates);
  const auto& declaring = candidates.size() > 1 ? asked : workflow.transition(candidates.front());
  auto input_reasons = memory.inputs.check(declaring, event.input);
  const bool inputs_are_good = input_reasons.empty();

  Selection selecting(kase, now, &event.actor, &memory.inputs, memory);
  if (inputs_are_good) judgement.chosen = selecting.select({.trigger = Trigger::event, .event = *index});

  for (const auto stuck : selecting.stuck()) {
    append(judgement.reasons, check_selected(kase, stuck, event.actor, selecting, true));
    append(judgement.reasons, why_not_selected(kase, {stuck}, event.name, selecting.failures()));
  }
  if (judgement.chosen.empty()) {
    if (!judgement.reasons.empty()) return judgement;
    for (const auto candidate : candidates)
      append(judgement.reasons, check_selected(kase, candidate, event.actor, selecting, inputs_are_good));
    append(judgement.reasons, std::move(input_reasons));
    append(judgement.reasons, check_waits(kase, *index, event.at.value_or(now)));
    if (inputs_are_good && judgement.reasons.empty())
      judgement.reasons = why_not_selected(kase, candidates, event.name, selecting.failures());
    return judgement;
  }
  for (const auto& chosen : judgement.chosen)
    append(judgement.reasons, check_selected(kase, chosen.transition, event.actor, selecting, true));
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
  if (const auto known = workflow.find_event(event.name); !opening && known) {
    judgement.reasons.push_back(opens_no_case(workflow, *known, names));
    return judgement;
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
  StepMemory memory;
  auto input_reasons = memory.inputs.check(transition, event.input);
  Selection choosing(kase, now, &event.actor, &memory.inputs, memory);
  judgement.reasons = check_selected(kase, *opening, event.actor, choosing, input_reasons.empty());
  append(judgement.reasons, std::move(input_reasons));
  if (!judgement.reasons.empty()) return judgement;

  const auto branch = choosing.choose_branch(transition);
  if (branch != kNoBranch)
    judgement.chosen.push_back({*opening, branch});
  else
    judgement.reasons = why_not_selected(kase, {*opening}, event.name, choosing.failures());
  return judgement;
}

bool passes(const CaseData& kase, const Event& event, EventIndex index, Instant now, Selection& selecting) {
  if (index == kNoEvent) return false;
  const auto candidate = sole_candidate(kase, index);
  if (candidate == ChartIndex::kNobody) return false;
  auto& inputs = selecting.memory().inputs;
  if (candidate == ChartIndex::kSeveral)
    return take_united_inputs(kase, event, index, inputs) && passes_at_length(kase, event, index, now, selecting);
  const auto& workflow = *kase.workflow;
  const auto sole = static_cast<TransitionIndex>(candidate);
  if (!inputs.take(workflow.transition(sole).inputs, workflow.chart.asking(sole).inputs, event.input)) return false;
  // Mostly it is this one, and nobody further out has to be asked.
  if (!selecting.select_only(sole)) return passes_at_length(kase, event, index, now, selecting);
  return selecting.stuck().empty() && passes_selected(kase, sole, event.actor, selecting) &&
         is_not_too_early(kase, event, index, now);
}

bool passes_opening(const CaseData& kase, const Event& event, Selection& selecting) {
  const auto& workflow = *kase.workflow;
  const auto opening = std::find_if(workflow.openings.begin(), workflow.openings.end(), [&](TransitionIndex index) {
    return workflow.events[at(workflow.transition(index).event)] == event.name;
  });
  if (opening == workflow.openings.end()) return false;
  const auto& transition = workflow.transition(*opening);
  const auto& asking = workflow.chart.asking(*opening);
  if (!selecting.memory().inputs.take(transition.inputs, asking.inputs, event.input)) return false;
  if (!passes_selected(kase, *opening, event.actor, selecting)) return false;
  const auto branch = selecting.choose_branch(transition);
  if (branch == kNoBranch) return false;
  selecting.memory().chosen.assign(1, {*opening, branch});
  return true;
}

}  // namespace docket
