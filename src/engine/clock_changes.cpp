// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/clock_changes.hpp"

#include <algorithm>
#include <chrono>

#include "docket/limits.hpp"
#include "engine/clock_fold.hpp"
#include "engine/plain_clock.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.full_clock(index); }

// Whether a later fact is overruled by a new one that comes before it: somebody who says that the
// clock stood still from ten on says that it did not go on at eleven.
bool is_overruled(FactKind later, FactKind by) {
  const auto moves = [](FactKind kind) { return kind == FactKind::paused || kind == FactKind::resumed; };
  if (moves(by)) return moves(later);
  return by == FactKind::targeted && later == FactKind::targeted;
}

// No late fact of before this is taken any more.
Instant late_horizon(const CaseData& kase, Instant now) {
  return now - kase.workflow->late_facts_max.value_or(Elapsed{std::chrono::days{limits::kLateFactsDays}});
}

// Puts the fact in its place and folds again; in order, as nearly all come, that is one step.
void add_fact(CaseData& kase, ClockIndex index, const ClockFact& fact, const Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  auto& facts = clock.facts;
  const auto place = std::upper_bound(facts.begin() + 1, facts.end(), fact.at,
                                      [](Instant instant, const ClockFact& each) { return instant < each.at; });
  const bool is_last = place == facts.end();
  const auto end =
      std::remove_if(place, facts.end(), [&](const ClockFact& each) { return is_overruled(each.kind, fact.kind); });
  const auto offset = place - facts.begin();
  facts.erase(end, facts.end());
  facts.insert(facts.begin() + offset, fact);
  if (is_last)
    fold_last(kase, rules, facts, clock.settled ? &*clock.settled : nullptr, clock.fold);
  else
    clock.fold = fold_clock(kase, rules, clock);
  // A late fact may take back that the clock was in time again; should it be so once more, its rungs begin once more.
  clock.lives_seen = std::min(clock.lives_seen, clock.fold.lives);
  settle_facts(kase, rules, late_horizon(kase, recorder.now()), clock);
}

// What is due beyond the known holidays, or beyond all counting.
void report_uncountable(CaseData& kase, ClockIndex index, Recorder& recorder) {
  const auto& clock = state_of(kase, index);
  const auto* target = target_of(rules_of(kase, index), clock.fold.row);
  const bool has_budget = target && (!target->at || clock.fold.until);
  if (has_budget && clock.fold.counts && !clock.fold.due)
    recorder.add(Faulted{"clock " + rules_of(kase, index).name, "its budget is beyond what the calendar counts"});
}

std::string target_name(const ClockRules& rules, std::int16_t row) {
  const auto* target = target_of(rules, row);
  return target ? target->name : "";
}

std::optional<Instant> due_shown(const ClockState& clock) {
  return clock.status == ClockStatus::paused ? std::nullopt : clock.fold.due;
}

// Reliefs of the case under way when the clock starts.
void add_standing_reliefs(CaseData& kase, ClockIndex index, Instant happened, Recorder& recorder) {
  const auto& reliefs = kase.rest().reliefs;
  for (std::size_t i = 0; i < reliefs.size(); ++i) {
    const auto& relief = reliefs[i];
    const bool is_meant =
        relief.clocks.empty() || std::find(relief.clocks.begin(), relief.clocks.end(), index) != relief.clocks.end();
    if (!relief.is_undone && is_meant && relief.from <= happened && happened < relief.to)
      relieve_clock(kase, index, static_cast<std::uint16_t>(i), false, happened, recorder);
  }
}

}  // namespace

TargetChoice present_target(const CaseData& kase, ClockIndex index) {
  const auto& slot = kase.slot(index);
  if (!slot.is_full) return {slot.row, std::nullopt};
  return {slot.full->fold.row, slot.full->fold.until};
}

namespace {

// What a row answers: an error, or whether it holds and for which instant.
struct RowAnswer {
  std::optional<EvalError> error;
  std::optional<TargetChoice> choice;
};

RowAnswer ask_row(const ClockTarget& target, std::size_t row, const CaseBindings& bindings) {
  RowAnswer said;
  if (target.when) {
    const auto answer = ask(*target.when, bindings);
    said.error = answer.error;
    if (answer.error || !answer.holds) return said;
  }
  TargetChoice choice{.row = static_cast<std::int16_t>(row), .until = {}};
  if (target.at) {
    const auto instant = evaluate(*target.at, bindings);
    if (const auto* value = std::get_if<Value>(&instant))
      choice.until = value->as_instant();
    else if (!target.is_optional_at)
      said.error = std::get<EvalError>(instant);
  }
  if (!said.error) said.choice = choice;
  return said;
}

}  // namespace

TargetChoice choose_target(const CaseData& kase, ClockIndex index, const CaseBindings& bindings, Recorder& recorder) {
  const auto& clock = rules_of(kase, index);
  const bool has_target = kase.slot(index).is_ticking() && present_target(kase, index).row >= 0;
  for (std::size_t row = 0; row < clock.targets.size(); ++row) {
    const auto answer = ask_row(clock.targets[row], row, bindings);
    if (answer.choice) return *answer.choice;
    if (!answer.error) continue;
    const auto subject = "clock " + clock.name + ", target ";
    recorder.add_once(subject, Faulted{subject + clock.targets[row].name, answer.error->message});
    // The present target stays; where there is none, the next row is tried (semantics.md 34).
    if (has_target) return present_target(kase, index);
  }
  return {};
}

std::string text_of(const CaseData& kase, const ClockRules& rules, PauseCause cause, std::uint16_t index) {
  switch (cause) {
    case PauseCause::action: return "action";
    case PauseCause::event: {
      const auto& condition = rules.pause[index].condition;
      const auto* accepted = std::get_if<EventAccepted>(&condition);
      return accepted ? kase.workflow->events[at(accepted->event)] : "event";
    }
    case PauseCause::state: return kase.workflow->states[index].path;
    case PauseCause::condition: {
      const auto* rule = std::get_if<ConditionHolds>(&rules.pause[index].condition);
      return rule ? rule->condition.text() : "condition";
    }
    case PauseCause::closed: return "closed";
  }
  return {};
}

void start_clock(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder) {
  if (kase.slot(index).is_ticking()) return;
  const auto choice = choose_target(kase, index, bindings, recorder);
  const auto& rules = rules_of(kase, index);
  const ClockFact start{.at = happened,
                        .kind = FactKind::started,
                        .index = static_cast<std::uint16_t>(kase.calendar_version()),
                        .row = choice.row,
                        .until = choice.until};
  const auto fold = fold_start(kase, rules, start);
  if (start_plainly(kase, index, start, fold)) {
    recorder.clock_started(index, choice.row, kase.slot(index).cycle, happened, fold.due, fold.is_provisional);
    return;
  }
  auto& clock = state_of(kase, index);
  const int cycle = clock.cycle + 1;
  const bool start_held = clock.start_held;
  clock = ClockState{};
  clock.cycle = cycle;
  clock.start_held = start_held;
  kase.set_status(index, ClockStatus::running);
  clock.rungs.resize(rules.rungs.size());
  clock.facts.push_back(start);
  clock.fold = fold;
  report_uncountable(kase, index, recorder);
  recorder.clock_started(index, choice.row, cycle, happened, fold.due, fold.is_provisional);
  rearm_rungs(kase, index, happened, recorder);
  if (!kase.rest().reliefs.empty()) add_standing_reliefs(kase, index, happened, recorder);
}

namespace {

// What was taken over later than the end stands as it is, but as of the end: nothing before it is known.
void pull_back(ClockState& clock, Instant ended) {
  for (auto& fact : clock.facts) {
    if (fact.at <= ended) continue;
    fact.at = ended;
    if (fact.breached && *fact.breached > ended) fact.breached.reset();
  }
}

// Met or cancelled before anything else came: there is nothing to correct and nobody to tell.
bool end_plainly(CaseData& kase, ClockIndex index, ClockStatus how, Instant happened, Recorder& recorder) {
  auto& slot = kase.slot(index);
  if (slot.is_full || slot.status != ClockStatus::running) return false;
  const Instant ended = std::max(happened, slot.started);
  if (ended > slot.due && rules_of(kase, index).purpose != Budget::Purpose::not_before) return false;
  slot.status = how;
  slot.next = ended;
  slot.next_rung = ClockSlot::kNoRung;
  if (how == ClockStatus::met)
    recorder.clock_met(index, ended, slot.due, {});
  else
    recorder.clock_cancelled(index, ended);
  return true;
}

}  // namespace

void end_clock(CaseData& kase, ClockIndex index, ClockStatus how, Instant happened, Recorder& recorder) {
  if (!kase.slot(index).is_ticking()) return;
  if (end_plainly(kase, index, how, happened, recorder)) return;
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const Instant ended = std::max(happened, clock.earliest());
  if (clock.facts.back().at > ended) {
    // What somebody said of later than its end is void.
    const auto is_taken_over = [](FactKind kind) { return kind == FactKind::adopted || kind == FactKind::missed; };
    std::erase_if(clock.facts, [&](const ClockFact& fact) { return fact.at > ended && !is_taken_over(fact.kind); });
    pull_back(clock, ended);
    clock.fold = fold_clock(kase, rules, clock);
  }
  // What has no limit cannot be met (semantics.md 34).
  if (how == ClockStatus::met && clock.fold.row < 0) how = ClockStatus::ended;
  clock.ended_at = ended;
  correct_rungs(kase, index, ended, name_of(how), recorder);
  clock.fold = fold_until(kase, rules, clock.fold, ended);
  settle_breach(kase, index, recorder);
  kase.set_status(index, how);
  clock.is_paused_by_action = false;
  for (auto& rung : clock.rungs) rung.at.reset();
  const bool is_limit = rules.purpose == Budget::Purpose::limit;
  if (how == ClockStatus::met)
    recorder.clock_met(
        index, ended, clock.fold.due,
        {.is_late = is_limit && clock.fold.breached, .was_late = is_limit && !clock.fold.missed.empty()});
  else if (how == ClockStatus::ended)
    recorder.add(ClockEnded{rules.name, ended});
  else
    recorder.clock_cancelled(index, ended);
}

void pause_clock(CaseData& kase, ClockIndex index, const PauseReason& reason, Instant happened, Recorder& recorder) {
  if (kase.slot(index).status != ClockStatus::running) return;
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const Instant from = std::max(happened, clock.earliest());
  add_fact(
      kase, index,
      {.at = from, .kind = FactKind::paused, .cause = reason.cause, .holder = reason.holder, .index = reason.index},
      recorder);
  kase.set_status(index, ClockStatus::paused);
  correct_rungs(kase, index, from, "paused", recorder);
  settle_breach(kase, index, recorder);
  recorder.add(ClockPaused{rules.name, text_of(kase, rules, reason.cause, reason.index), from, reason.holder});
}

void resume_clock(CaseData& kase, ClockIndex index, Instant happened, Recorder& recorder) {
  if (kase.slot(index).status != ClockStatus::paused) return;
  auto& clock = state_of(kase, index);
  // It cannot go on before it stood still.
  const auto paused = std::find_if(clock.facts.rbegin(), clock.facts.rend(),
                                   [](const ClockFact& fact) { return fact.kind == FactKind::paused; });
  const Instant from = std::max(happened, paused == clock.facts.rend() ? clock.earliest() : paused->at);
  add_fact(kase, index, {.at = from, .kind = FactKind::resumed}, recorder);
  kase.set_status(index, ClockStatus::running);
  clock.is_paused_by_action = false;
  recorder.add(ClockResumed{rules_of(kase, index).name, from, clock.fold.due});
  rearm_rungs(kase, index, from, recorder);
}

void retarget_clock(CaseData& kase, ClockIndex index, const TargetChoice& choice, Instant happened,
                    Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const auto from = target_name(rules, clock.fold.row);
  const Instant change = std::max(happened, clock.earliest());
  add_fact(kase, index, {.at = change, .kind = FactKind::targeted, .row = choice.row, .until = choice.until}, recorder);
  report_uncountable(kase, index, recorder);
  correct_rungs(kase, index, change, "retargeted", recorder);
  recorder.add(ClockRetargeted{rules.name, from, target_name(rules, choice.row), change, due_shown(clock), "target"});
  rearm_rungs(kase, index, change, recorder);
}

void reopen_clock(CaseData& kase, ClockIndex index, Instant happened, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  if (!clock.ended_at) return;
  const Instant closed = *clock.ended_at;
  clock.ended_at.reset();
  if (clock.fold.counts)
    add_fact(kase, index, {.at = closed, .kind = FactKind::paused, .cause = PauseCause::closed}, recorder);
  kase.set_status(index, ClockStatus::paused);
  resume_clock(kase, index, happened, recorder);
}

void recount_clock(CaseData& kase, ClockIndex index, Instant now, Recorder& recorder) {
  if (!kase.slot(index).is_ticking()) return;
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const auto before = due_if_counting(kase, rules, clock.fold);
  add_fact(kase, index,
           {.at = now, .kind = FactKind::calendars, .index = static_cast<std::uint16_t>(kase.calendar_version())},
           recorder);
  report_uncountable(kase, index, recorder);
  if (due_if_counting(kase, rules, clock.fold) != before) {
    const auto name = target_name(rules, clock.fold.row);
    recorder.add(ClockRetargeted{rules.name, name, name, now, due_shown(clock), "calendar"});
  }
  rearm_rungs(kase, index, now, recorder);
}

void relieve_clock(CaseData& kase, ClockIndex index, std::uint16_t relief, bool is_undone, Instant from,
                   Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const Instant change = std::max(from, clock.earliest());
  add_fact(kase, index, {.at = change, .kind = is_undone ? FactKind::unrelieved : FactKind::relieved, .index = relief},
           recorder);
  correct_rungs(kase, index, change, "relieved", recorder);
  const auto& measure = kase.rest().reliefs[relief];
  recorder.add(ClockRelieved{rules.name, measure.id, measure.percent, is_undone, change, due_shown(clock)});
  rearm_rungs(kase, index, change, recorder);
}

}  // namespace docket
