// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/clocks.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.full_clock(index); }

// `list` is the key that the condition stands under; it counts as `otherwise` when it cannot be evaluated.
bool holds(const Expression& condition, const CaseBindings& bindings, const ClockRules& rules, const char* list,
           Recorder& recorder, bool otherwise) {
  const auto answer = ask(condition, bindings);
  if (answer.error) {
    recorder.add(Faulted{"clock " + rules.name + ", " + list, answer.error->message});
    return otherwise;
  }
  return answer.holds;
}

bool meets(const ClockCondition& condition, const Occurrence& occurrence) {
  return match(
      condition, [&](const StateEntered& entered) { return occurrence.is_entry && entered.state == occurrence.state; },
      [&](const EventAccepted& accepted) { return !occurrence.is_entry && accepted.event == occurrence.event; },
      [](const ConditionHolds&) { return false; });
}

bool meets(const std::vector<ClockCondition>& conditions, const Occurrence& occurrence) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [&](const ClockCondition& condition) { return meets(condition, occurrence); });
}

bool any_holds(const std::vector<ClockCondition>& conditions, const CaseBindings& bindings, const ClockRules& rules,
               const char* list, Recorder& recorder) {
  for (const auto& condition : conditions) {
    const auto* rule = std::get_if<ConditionHolds>(&condition);
    if (rule && holds(rule->condition, bindings, rules, list, recorder, false)) return true;
  }
  return false;
}

// Why the clock must stand still: an active state of `pause:`, or a condition that holds.
std::optional<PauseReason> reason_to_pause(const CaseData& kase, ClockIndex index, const CaseBindings& bindings,
                                           Recorder& recorder) {
  const auto& slot = kase.slot(index);
  const auto& rules = rules_of(kase, index);
  if (slot.is_full && slot.full->is_paused_by_action)
    return PauseReason{slot.full->action_cause, slot.full->action_index, slot.full->action_holder};
  for (std::size_t place = 0; place < rules.pause.size(); ++place) {
    const auto& [condition, holder] = rules.pause[place];
    if (const auto* entered = std::get_if<StateEntered>(&condition)) {
      if (kase.is_active(entered->state))
        return PauseReason{PauseCause::state, static_cast<std::uint16_t>(at(entered->state)), holder};
    } else if (const auto* rule = std::get_if<ConditionHolds>(&condition)) {
      // An error keeps the clock as it is.
      const bool is_paused = slot.status == ClockStatus::paused;
      if (holds(rule->condition, bindings, rules, "pause", recorder, is_paused))
        return PauseReason{PauseCause::condition, static_cast<std::uint16_t>(place), holder};
    }
  }
  return std::nullopt;
}

// An event under `pause:` keeps the clock still until an action or another event lets it go on.
bool pauses_by_event(CaseData& kase, ClockIndex index, const Occurrence& occurrence) {
  if (occurrence.is_entry || !kase.slot(index).is_ticking()) return false;
  const auto& pauses = rules_of(kase, index).pause;
  const auto rule = std::find_if(pauses.begin(), pauses.end(),
                                 [&](const PauseRule& each) { return meets(each.condition, occurrence); });
  if (rule == pauses.end()) return false;
  auto& clock = state_of(kase, index);
  clock.is_paused_by_action = true;
  clock.action_cause = PauseCause::event;
  clock.action_index = static_cast<std::uint16_t>(rule - pauses.begin());
  clock.action_holder = rule->holder;
  return true;
}

void apply_occurrence(CaseData& kase, ClockIndex index, const Occurrence& occurrence, const CaseBindings& bindings,
                      Instant happened, Recorder& recorder) {
  const auto& rules = rules_of(kase, index);
  // cancel > stop > pause > start: the strongest that one occurrence asks for (sla.md).
  if (meets(rules.cancel, occurrence)) return end_clock(kase, index, ClockStatus::cancelled, happened, recorder);
  if (meets(rules.stop, occurrence)) return end_clock(kase, index, ClockStatus::met, happened, recorder);
  if (meets(rules.acknowledge, occurrence) && kase.slot(index).is_ticking()) acknowledge_rungs(kase, index);
  if (pauses_by_event(kase, index, occurrence)) return;
  if (meets(rules.start, occurrence)) start_clock(kase, index, bindings, happened, recorder);
}

void apply_conditions(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened,
                      Recorder& recorder) {
  const auto& rules = rules_of(kase, index);
  if (kase.slot(index).is_ticking() && any_holds(rules.cancel, bindings, rules, "cancel", recorder))
    end_clock(kase, index, ClockStatus::cancelled, happened, recorder);
  if (kase.slot(index).is_ticking() && any_holds(rules.stop, bindings, rules, "stop", recorder))
    end_clock(kase, index, ClockStatus::met, happened, recorder);
  const bool start_holds = any_holds(rules.start, bindings, rules, "start", recorder);
  const auto& slot = kase.slot(index);
  const bool held_before = slot.is_full ? slot.full->start_held : slot.start_held;
  if (start_holds && !held_before) start_clock(kase, index, bindings, happened, recorder);
  auto& now = kase.slot(index);
  if (now.is_full)
    now.full->start_held = start_holds;
  else
    now.start_held = start_holds;
}

void apply_level(CaseData& kase, ClockIndex index, const ClockInterest& interest, const WhatChanged& changed,
                 const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  const auto& slot = kase.slot(index);
  if (!slot.is_ticking()) return;
  // A row that only the record decides is the one it was as long as the record is the same.
  if (interest.has_choice && (changed.record || !interest.has_record_choice)) {
    const auto choice = choose_target(kase, index, bindings, recorder);
    if (choice != present_target(kase, index)) retarget_clock(kase, index, choice, happened, recorder);
  }
  if (!interest.may_pause && !slot.is_full) return;
  const auto reason = reason_to_pause(kase, index, bindings, recorder);
  if (reason)
    pause_clock(kase, index, *reason, happened, recorder);
  else
    resume_clock(kase, index, happened, recorder);
}

bool concerns(const ClockInterest& interest, const Occurrence& occurrence) {
  return occurrence.is_entry ? has_bit(interest.entries, at(occurrence.state))
                             : has_bit(interest.events, at(occurrence.event));
}

// --- The case's end ----------------------------------------------------------------------------------

// Whether it was closing that ended the clock, so that reopening continues it.
void mark_ended_by_close(CaseData& kase, ClockIndex index, bool was_ended) {
  auto& slot = kase.slot(index);
  if (slot.is_full)
    slot.full->was_ended_by_close = was_ended;
  else
    slot.was_ended_by_close = was_ended;
}

void reopen_clocks(CaseData& kase, Instant happened, Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    auto& slot = kase.slot(i);
    if (!(slot.is_full ? slot.full->was_ended_by_close : slot.was_ended_by_close)) continue;
    const auto index = static_cast<ClockIndex>(i);
    mark_ended_by_close(kase, index, false);
    if (!rules_of(kase, index).reopen_new_cycle) reopen_clock(kase, index, happened, recorder);
  }
}

// Closing ends every clock that still ticked, whether the end of the case is what it waited for or not;
// reopening continues all of those (semantics.md 15).
void close(CaseData& kase, StateIndex end, const std::vector<bool>& were_ticking, Instant happened,
           Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    if (!kase.slot(i).is_ticking()) continue;
    end_clock(kase, static_cast<ClockIndex>(i), ClockStatus::cancelled, happened, recorder);
  }
  for (std::size_t i = 0; i < were_ticking.size(); ++i)
    mark_ended_by_close(kase, static_cast<ClockIndex>(i), were_ticking[i]);
  if (!kase.rest().timers.empty())
    std::erase_if(kase.more().timers, [](const PendingTimer& timer) { return timer.kind == TimerKind::send; });
  recorder.closed(end);
}

}  // namespace

void update_clocks(CaseData& kase, std::span<const Occurrence> occurrences, const WhatChanged& changed,
                   const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto index = static_cast<ClockIndex>(i);
    const auto& interest = kase.workflow->chart.clocks[i];
    for (const auto& occurrence : occurrences) {
      if (concerns(interest, occurrence)) apply_occurrence(kase, index, occurrence, bindings, happened, recorder);
    }
    if (interest.has_conditions) apply_conditions(kase, index, bindings, happened, recorder);
    apply_level(kase, index, interest, changed, bindings, happened, recorder);
  }
}

void come_to_rest(CaseData& kase, StateIndex end, std::span<const Occurrence> occurrences, const WhatChanged& changed,
                  const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  const bool was_over = kase.is_closed;
  const bool is_over = end != kNoState;
  kase.is_closed = is_over;
  // Clocks that closing ended go on before a start could begin them anew (semantics.md 15).
  if (was_over && !is_over) reopen_clocks(kase, happened, recorder);
  std::vector<bool> were_ticking;
  if (is_over && !was_over) {
    for (std::size_t i = 0; i < kase.clock_count(); ++i) were_ticking.push_back(kase.slot(i).is_ticking());
  }
  update_clocks(kase, occurrences, changed, bindings, happened, recorder);
  if (is_over && !was_over) close(kase, end, were_ticking, happened, recorder);
}

void command_clock(CaseData& kase, const CommandClock& command, const CaseBindings& bindings, Instant happened,
                   Recorder& recorder) {
  switch (command.command) {
    case ClockCommand::start: return start_clock(kase, command.clock, bindings, happened, recorder);
    case ClockCommand::stop: return end_clock(kase, command.clock, ClockStatus::met, happened, recorder);
    case ClockCommand::cancel: return end_clock(kase, command.clock, ClockStatus::cancelled, happened, recorder);
    case ClockCommand::restart:
      end_clock(kase, command.clock, ClockStatus::cancelled, happened, recorder);
      return start_clock(kase, command.clock, bindings, happened, recorder);
    case ClockCommand::pause: {
      if (!kase.slot(command.clock).is_ticking()) return;
      auto& clock = state_of(kase, command.clock);
      clock.is_paused_by_action = true;
      clock.action_cause = PauseCause::action;
      clock.action_holder = command.holder;
      return pause_clock(kase, command.clock, {PauseCause::action, 0, command.holder}, happened, recorder);
    }
    case ClockCommand::resume: return resume_clock(kase, command.clock, happened, recorder);
  }
}

}  // namespace docket
