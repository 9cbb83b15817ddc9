// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/clocks.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "engine/clock_fold.hpp"

namespace docket {
namespace {

const ClockRules& definition(const CaseData& kase, ClockIndex index) { return kase.workflow->clocks[at(index)]; }
ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.clocks[at(index)]; }

bool holds(const Expression& condition, const CaseBindings& bindings, const std::string& where, Recorder& recorder,
           bool otherwise) {
  const auto result = evaluate(condition, bindings);
  if (const auto* error = std::get_if<EvalError>(&result)) {
    recorder.add(Faulted{where, error->message});
    return otherwise;
  }
  return std::get<Value>(result).as_bool();
}

// The first condition of a list that the occurrence meets.
bool meets(const std::vector<ClockCondition>& conditions, const Occurrence& occurrence) {
  return std::any_of(conditions.begin(), conditions.end(), [&](const ClockCondition& condition) {
    return match(
        condition,
        [&](const StateEntered& entered) { return occurrence.is_entry && entered.state == occurrence.state; },
        [&](const EventAccepted& accepted) { return !occurrence.is_entry && accepted.event == occurrence.event; },
        [](const ConditionHolds&) { return false; });
  });
}

bool any_holds(const std::vector<ClockCondition>& conditions, const CaseBindings& bindings, const std::string& where,
               Recorder& recorder) {
  for (const auto& condition : conditions) {
    const auto* rule = std::get_if<ConditionHolds>(&condition);
    if (rule && holds(rule->condition, bindings, where, recorder, false)) return true;
  }
  return false;
}

// Why the clock must stand still: an active state of `pause:`, or a condition that holds.
std::optional<std::string> reason_to_pause(const CaseData& kase, ClockIndex index, const CaseBindings& bindings,
                                           Recorder& recorder) {
  const auto& clock = kase.clocks[at(index)];
  const auto& rules = definition(kase, index);
  if (clock.is_paused_by_action) return "action";
  for (const auto& condition : rules.pause) {
    if (const auto* entered = std::get_if<StateEntered>(&condition)) {
      if (kase.is_active(entered->state)) return kase.workflow->state(entered->state).path;
    } else if (const auto* rule = std::get_if<ConditionHolds>(&condition)) {
      // An error keeps the clock as it is.
      const bool is_paused = clock.status == ClockStatus::paused;
      if (holds(rule->condition, bindings, "clock " + rules.name + ", pause", recorder, is_paused))
        return rule->condition.text();
    }
  }
  return std::nullopt;
}

void apply_occurrence(CaseData& kase, ClockIndex index, const Occurrence& occurrence, const CaseBindings& bindings,
                      Instant happened, Recorder& recorder) {
  const auto& rules = definition(kase, index);
  // cancel > stop > pause > start: the strongest that one occurrence asks for (sla.md).
  if (meets(rules.cancel, occurrence)) return end_clock(kase, index, ClockStatus::cancelled, happened, recorder);
  if (meets(rules.stop, occurrence)) return end_clock(kase, index, ClockStatus::met, happened, recorder);
  const bool pauses_by_event = !occurrence.is_entry && meets(rules.pause, occurrence);
  if (pauses_by_event && is_ticking(kase.clocks[at(index)])) {
    kase.clocks[at(index)].is_paused_by_action = true;
    return;
  }
  if (meets(rules.start, occurrence)) start_clock(kase, index, bindings, happened, recorder);
}

void apply_conditions(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened,
                      Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = definition(kase, index);
  const std::string where = "clock " + rules.name;
  if (is_ticking(clock) && any_holds(rules.cancel, bindings, where + ", cancel", recorder))
    end_clock(kase, index, ClockStatus::cancelled, happened, recorder);
  if (is_ticking(clock) && any_holds(rules.stop, bindings, where + ", stop", recorder))
    end_clock(kase, index, ClockStatus::met, happened, recorder);
  const bool start_holds = any_holds(rules.start, bindings, where + ", start", recorder);
  if (start_holds && !clock.start_held) start_clock(kase, index, bindings, happened, recorder);
  clock.start_held = start_holds;
}

void apply_level(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (!is_ticking(clock)) return;
  const int row = choose_target(kase, index, bindings, recorder);
  if (row != clock.target) retarget_clock(kase, index, row, happened, recorder);
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
      if (is_ticking(clock)) clock.is_paused_by_action = true;
      return pause_clock(kase, command.clock, "action", happened, recorder);
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
    if (definition(kase, index).reopen_new_cycle || !clock.ended_at) continue;
    // The closed stretch becomes a pause, and the same cycle goes on.
    clock.status = ClockStatus::paused;
    clock.segments.push_back({.from = *clock.ended_at, .counts = false, .reason = "closed"});
    clock.ended_at.reset();
    resume_clock(kase, index, happened, recorder);
  }
}

}  // namespace docket
