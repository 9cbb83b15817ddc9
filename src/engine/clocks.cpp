// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/clocks.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.clocks[at(index)]; }

// `list` is the key that the condition stands under; it counts as `otherwise` when it cannot be evaluated.
bool holds(const Expression& condition, const CaseBindings& bindings, const ClockRules& rules, const char* list,
           Recorder& recorder, bool otherwise) {
  const auto result = evaluate(condition, bindings);
  if (const auto* error = std::get_if<EvalError>(&result)) {
    recorder.add(Faulted{"clock " + rules.name + ", " + list, error->message});
    return otherwise;
  }
  return std::get<Value>(result).as_bool();
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
  const auto& clock = kase.clocks[at(index)];
  const auto& rules = rules_of(kase, index);
  if (clock.is_paused_by_action) return PauseReason{clock.action_cause, clock.action_index, clock.action_holder};
  for (std::size_t place = 0; place < rules.pause.size(); ++place) {
    const auto& [condition, holder] = rules.pause[place];
    if (const auto* entered = std::get_if<StateEntered>(&condition)) {
      if (kase.is_active(entered->state))
        return PauseReason{PauseCause::state, static_cast<std::uint16_t>(at(entered->state)), holder};
    } else if (const auto* rule = std::get_if<ConditionHolds>(&condition)) {
      // An error keeps the clock as it is.
      const bool is_paused = clock.status == ClockStatus::paused;
      if (holds(rule->condition, bindings, rules, "pause", recorder, is_paused))
        return PauseReason{PauseCause::condition, static_cast<std::uint16_t>(place), holder};
    }
  }
  return std::nullopt;
}

// An event under `pause:` keeps the clock still until an action or another event lets it go on.
bool pauses_by_event(CaseData& kase, ClockIndex index, const Occurrence& occurrence) {
  auto& clock = state_of(kase, index);
  if (occurrence.is_entry || !is_ticking(clock)) return false;
  const auto& pauses = rules_of(kase, index).pause;
  const auto rule = std::find_if(pauses.begin(), pauses.end(),
                                 [&](const PauseRule& each) { return meets(each.condition, occurrence); });
  if (rule == pauses.end()) return false;
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
  if (meets(rules.acknowledge, occurrence) && is_ticking(kase.clocks[at(index)])) acknowledge_rungs(kase, index);
  if (pauses_by_event(kase, index, occurrence)) return;
  if (meets(rules.start, occurrence)) start_clock(kase, index, bindings, happened, recorder);
}

void apply_conditions(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened,
                      Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  if (is_ticking(clock) && any_holds(rules.cancel, bindings, rules, "cancel", recorder))
    end_clock(kase, index, ClockStatus::cancelled, happened, recorder);
  if (is_ticking(clock) && any_holds(rules.stop, bindings, rules, "stop", recorder))
    end_clock(kase, index, ClockStatus::met, happened, recorder);
  const bool start_holds = any_holds(rules.start, bindings, rules, "start", recorder);
  if (start_holds && !clock.start_held) start_clock(kase, index, bindings, happened, recorder);
  clock.start_held = start_holds;
}

void apply_level(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (!is_ticking(clock)) return;
  const auto choice = choose_target(kase, index, bindings, recorder);
  if (choice != present_target(clock)) retarget_clock(kase, index, choice, happened, recorder);
  const auto reason = reason_to_pause(kase, index, bindings, recorder);
  if (reason)
    pause_clock(kase, index, *reason, happened, recorder);
  else
    resume_clock(kase, index, happened, recorder);
}

}  // namespace

void update_clocks(CaseData& kase, std::span<const Occurrence> occurrences, const CaseBindings& bindings,
                   Instant happened, Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    const auto index = static_cast<ClockIndex>(i);
    for (const auto& occurrence : occurrences) apply_occurrence(kase, index, occurrence, bindings, happened, recorder);
    apply_conditions(kase, index, bindings, happened, recorder);
    apply_level(kase, index, bindings, happened, recorder);
  }
}

void command_clock(CaseData& kase, const CommandClock& command, const CaseBindings& bindings, Instant happened,
                   Recorder& recorder) {
  auto& clock = state_of(kase, command.clock);
  switch (command.command) {
    case ClockCommand::start: return start_clock(kase, command.clock, bindings, happened, recorder);
    case ClockCommand::stop: return end_clock(kase, command.clock, ClockStatus::met, happened, recorder);
    case ClockCommand::cancel: return end_clock(kase, command.clock, ClockStatus::cancelled, happened, recorder);
    case ClockCommand::restart:
      end_clock(kase, command.clock, ClockStatus::cancelled, happened, recorder);
      return start_clock(kase, command.clock, bindings, happened, recorder);
    case ClockCommand::pause:
      if (!is_ticking(clock)) return;
      clock.is_paused_by_action = true;
      clock.action_cause = PauseCause::action;
      clock.action_holder = command.holder;
      return pause_clock(kase, command.clock, {PauseCause::action, 0, command.holder}, happened, recorder);
    case ClockCommand::resume: return resume_clock(kase, command.clock, happened, recorder);
  }
}

void close_clocks(CaseData& kase, Instant happened, Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    if (!is_ticking(kase.clocks[i])) continue;
    end_clock(kase, static_cast<ClockIndex>(i), ClockStatus::cancelled, happened, recorder);
  }
}

void reopen_clocks(CaseData& kase, Instant happened, Recorder& recorder) {
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    auto& clock = kase.clocks[i];
    if (!clock.was_ended_by_close) continue;
    clock.was_ended_by_close = false;
    const auto index = static_cast<ClockIndex>(i);
    if (!rules_of(kase, index).reopen_new_cycle) reopen_clock(kase, index, happened, recorder);
  }
}

}  // namespace docket
