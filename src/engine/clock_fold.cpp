// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/clock_fold.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

__extension__ using Wide = __int128;

const ClockRules& definition(const CaseData& kase, ClockIndex index) { return kase.workflow->clocks[at(index)]; }
ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.clocks[at(index)]; }

Elapsed length_of(const Workflow& workflow, const Segment& segment, Instant until) {
  const Instant end = std::min(segment.to.value_or(until), until);
  if (!segment.counts || end <= segment.from) return Elapsed{0};
  if (segment.is_wall) return end - segment.from;
  return workflow.calendar(segment.calendar).open_time_between(segment.from, end).length();
}

const ClockTarget* target_of(const CaseData& kase, ClockIndex index) {
  const int row = kase.clocks[at(index)].target;
  return row < 0 ? nullptr : &definition(kase, index).targets[static_cast<std::size_t>(row)];
}

// Calendar days and months, clock time and appointments pass day and night; all else is open hours.
bool passes_day_and_night(const Budget& budget) {
  return match(
      budget.kind(), [](const Budget::Open&) { return false; }, [](const Budget::Wall&) { return true; },
      [](const Budget::Workdays&) { return false; }, [](const Budget::Days&) { return true; },
      [](const Budget::Months&) { return true; }, [](const Budget::Today&) { return false; },
      [](const Budget::Until&) { return true; }, [](const Budget::Combined&) { return false; });
}

Segment counting_segment(const ClockTarget* target, Instant from) {
  if (!target) return {.from = from, .is_wall = true};
  return {.from = from, .calendar = target->calendar, .is_wall = passes_day_and_night(target->budget)};
}

// Everything after `cut` is taken back: a late fact says the clock did something else then.
void cut_segments(ClockState& clock, Instant cut) {
  while (clock.segments.size() > 1 && clock.segments.back().from >= cut) clock.segments.pop_back();
  if (clock.segments.empty()) return;
  auto& last = clock.segments.back();
  last.to = std::max(cut, last.from);
}

struct Sized {
  std::optional<Instant> due;
  Elapsed size{0};
  bool is_provisional = false;
};

// The whole budget of a row from `start`: its due instant and its size as time to be spent.
Sized size_up(const CaseData& kase, const ClockTarget& target, Instant start) {
  const auto& calendar = kase.workflow->calendar(target.calendar);
  const auto due = calendar.due(start, target.budget);
  if (!due) return {};
  auto whole = counting_segment(&target, start);
  whole.to = due->at;
  return {due->at, length_of(*kase.workflow, whole, due->at), due->provisional};
}

bool is_uninterrupted(const ClockState& clock) { return clock.segments.size() == 1 && clock.credit == Elapsed{0}; }

// A clock that was late keeps the due instant it missed.
void refresh_due(CaseData& kase, ClockIndex index) {
  auto& clock = state_of(kase, index);
  if (clock.status != ClockStatus::running || clock.breached_at || clock.target < 0) return;
  // While nothing interrupted it, the due instant is the budget's own: `3 workdays` may end at an
  // hour that is outside the calendar's hours.
  clock.due = is_uninterrupted(clock) ? size_up(kase, *target_of(kase, index), clock.started_at).due
                                      : when_spent(kase, clock, clock.size);
}

void begin_cycle(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const int cycle = clock.cycle + 1;
  const bool start_held = clock.start_held;
  clock = ClockState{};
  clock.cycle = cycle;
  clock.start_held = start_held;
  clock.status = ClockStatus::running;
  clock.started_at = happened;
  clock.rungs.resize(definition(kase, index).rungs.size());
  clock.target = choose_target(kase, index, bindings, recorder);
  const auto* target = target_of(kase, index);
  if (target) {
    const auto sized = size_up(kase, *target, happened);
    if (!sized.due)
      recorder.add(Faulted{"clock " + definition(kase, index).name, "its budget is beyond what the calendar counts"});
    clock.size = sized.size;
    clock.is_provisional = sized.is_provisional;
  }
  clock.segments.push_back(counting_segment(target, happened));
  refresh_due(kase, index);
  recorder.add(ClockStarted{definition(kase, index).name, target ? target->name : "", cycle, happened, clock.due,
                            clock.is_provisional});
}

// What has been spent, as the policy of the clock carries it to the new target.
Elapsed carried(const ClockRules& clock, Elapsed used, Elapsed old_size, Elapsed new_size) {
  switch (clock.retarget) {
    case Retarget::carry: return used;
    case Retarget::restart: return Elapsed{0};
    case Retarget::carry_percent:
      if (old_size.count() <= 0) return Elapsed{0};
      // Sizes are bounded by limits::kBudgetDays, so the product fits into 128 bits with ease.
      return Elapsed{static_cast<std::int64_t>(static_cast<Wide>(used.count()) * new_size.count() / old_size.count())};
    case Retarget::keep_due: return used;
  }
  return used;
}

}  // namespace

bool is_ticking(const ClockState& clock) {
  return clock.status == ClockStatus::running || clock.status == ClockStatus::paused;
}

// The row of `target:` that holds now; the present one where a row cannot be evaluated.
int choose_target(const CaseData& kase, ClockIndex index, const CaseBindings& bindings, Recorder& recorder) {
  const auto& clock = definition(kase, index);
  for (std::size_t row = 0; row < clock.targets.size(); ++row) {
    const auto& when = clock.targets[row].when;
    if (!when) return static_cast<int>(row);
    const auto result = evaluate(*when, bindings);
    if (const auto* error = std::get_if<EvalError>(&result)) {
      recorder.add(Faulted{"clock " + clock.name + ", target " + clock.targets[row].name, error->message});
      return kase.clocks[at(index)].target;
    }
    if (std::get<Value>(result).as_bool()) return static_cast<int>(row);
  }
  return -1;
}

void start_clock(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  if (!is_ticking(state_of(kase, index))) begin_cycle(kase, index, bindings, happened, recorder);
}

void end_clock(CaseData& kase, ClockIndex index, ClockStatus how, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (!is_ticking(clock)) return;
  const auto& name = definition(kase, index).name;
  const Instant ended = std::max(happened, clock.started_at);
  correct_rungs(kase, index, ended, how == ClockStatus::met ? "met" : "cancelled", recorder);
  if (clock.status == ClockStatus::paused && !clock.breached_at) clock.due.reset();
  cut_segments(clock, ended);
  clock.status = how;
  clock.ended_at = ended;
  clock.is_paused_by_action = false;
  if (how == ClockStatus::met) {
    recorder.add(ClockMet{name, ended, clock.due, clock.breached_at.has_value()});
  } else {
    recorder.add(ClockCancelled{name, ended});
  }
}

void pause_clock(CaseData& kase, ClockIndex index, const std::string& reason, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (clock.status != ClockStatus::running) return;
  const Instant from = std::max(happened, clock.started_at);
  correct_rungs(kase, index, from, "paused", recorder);
  cut_segments(clock, from);
  clock.segments.push_back({.from = from, .counts = false, .reason = reason});
  clock.status = ClockStatus::paused;
  recorder.add(ClockPaused{definition(kase, index).name, reason, from});
}

void resume_clock(CaseData& kase, ClockIndex index, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (clock.status != ClockStatus::paused) return;
  const Instant from = std::max(happened, clock.segments.back().from);
  clock.segments.back().to = from;
  clock.status = ClockStatus::running;
  clock.is_paused_by_action = false;
  clock.segments.push_back(counting_segment(target_of(kase, index), from));
  refresh_due(kase, index);
  recorder.add(ClockResumed{definition(kase, index).name, from, clock.due});
  settle_overtaken(kase, index, from, recorder);
}

void retarget_clock(CaseData& kase, ClockIndex index, int row, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = definition(kase, index);
  const auto* before = target_of(kase, index);
  const std::string from = before ? before->name : "";
  clock.target = row;
  const auto* target = target_of(kase, index);
  const std::string to = target ? target->name : "";
  if (!target) {
    clock.due.reset();
    recorder.add(ClockRetargeted{rules.name, from, to, happened, clock.due});
    return;
  }
  if (rules.retarget != Retarget::keep_due) {
    const Instant change = std::max(happened, clock.started_at);
    const auto used = spent(kase, clock, change);
    const bool restarts = rules.retarget == Retarget::restart;
    const auto sized = size_up(kase, *target, restarts ? change : clock.started_at);
    const auto kept = carried(rules, used, clock.size, sized.size);
    const bool same_measure = clock.segments.size() == 1 && !restarts &&
                              clock.segments.back().calendar == target->calendar &&
                              clock.segments.back().is_wall == passes_day_and_night(target->budget) && kept == used;
    clock.size = sized.size;
    clock.is_provisional = sized.is_provisional;
    if (!same_measure) {
      // From the change on the new calendar counts; what came before keeps its measure.
      const bool was_running = clock.status == ClockStatus::running;
      const std::string reason = clock.segments.back().reason;
      clock.credit += kept - used;
      clock.segments.back().to = change;
      auto next = counting_segment(target, change);
      if (!was_running) next = {.from = change, .counts = false, .reason = reason};
      clock.segments.push_back(std::move(next));
    }
    refresh_due(kase, index);
  }
  recorder.add(
      ClockRetargeted{rules.name, from, to, happened, clock.status == ClockStatus::paused ? std::nullopt : clock.due});
  settle_overtaken(kase, index, happened, recorder);
}

Elapsed spent(const CaseData& kase, const ClockState& clock, Instant until) {
  Elapsed sum = clock.credit;
  for (const auto& segment : clock.segments) sum += length_of(*kase.workflow, segment, until);
  return sum;
}

std::optional<Instant> when_spent(const CaseData& kase, const ClockState& clock, Elapsed amount) {
  if (clock.status != ClockStatus::running || clock.segments.empty()) return std::nullopt;
  const auto& current = clock.segments.back();
  const Elapsed left = amount - spent(kase, clock, current.from);
  if (left <= Elapsed{0}) return current.from;
  if (current.is_wall) return current.from + left;
  const auto instant = kase.workflow->calendar(current.calendar).add(current.from, WorkingTime{left});
  if (!instant) return std::nullopt;
  return *instant;
}

std::optional<Instant> projected_due(const CaseData& kase, ClockIndex index, Instant now) {
  const auto& clock = kase.clocks[at(index)];
  if (clock.status != ClockStatus::paused || clock.target < 0) return std::nullopt;
  auto going_on = clock;
  going_on.status = ClockStatus::running;
  going_on.segments.back().to = now;
  going_on.segments.push_back(counting_segment(target_of(kase, index), now));
  return when_spent(kase, going_on, clock.size);
}

}  // namespace docket
