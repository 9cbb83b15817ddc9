// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/rungs.hpp"

#include <algorithm>

#include "engine/clock_fold.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.full_clock(index); }

// The amount that has to be spent before the rung's n-th occurrence, n from 0.
Elapsed threshold(const Rung& rung, Elapsed size, int occurrence) {
  const Elapsed repeats = rung.every.length * occurrence;
  switch (rung.mark) {
    case Rung::Mark::percent: return size * rung.percent / 100 + repeats;
    case Rung::Mark::before: return size - rung.distance.length + repeats;
    case Rung::Mark::due: return size + repeats;
    case Rung::Mark::after: return size + rung.distance.length + repeats;
  }
  return size;
}

std::optional<Instant> or_nothing(const Result<Instant>& instant) {
  return instant ? std::optional(*instant) : std::nullopt;
}

// Distances in days are counted on the calendar, from the date of the due instant.
std::optional<Instant> instant_by_days(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                       const Rung& rung, int occurrence) {
  const auto* target = target_of(rules, fold.row);
  const auto& calendar = kase.calendar(target ? target->calendar : CalendarIndex{}, fold.calendars);
  const bool in_days = target && !target->at && !std::holds_alternative<Budget::Open>(target->budget.kind()) &&
                       !std::holds_alternative<Budget::Wall>(target->budget.kind());
  const Due due{.at = *fold.due, .effective_start = fold.since, .in_days = in_days};
  const auto first = rung.mark == Rung::Mark::before    ? or_nothing(calendar.before(due, rung.distance))
                     : rung.mark == Rung::Mark::after   ? or_nothing(calendar.after(due, rung.distance))
                     : rung.mark == Rung::Mark::percent ? when_spent(kase, rules, fold, threshold(rung, fold.size(), 0))
                                                        : fold.due;
  if (!first || occurrence == 0) return first;
  return or_nothing(calendar.after(Due{.at = *first, .effective_start = fold.since}, rung.every.times(occurrence)));
}

// Distances from the due instant are open time unless the author says `wall` or counts days.
std::optional<Instant> instant_of(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                  const Rung& rung, int occurrence) {
  if (!fold.due || !fold.counts) return std::nullopt;
  const bool is_wall = rung.distance.unit == Distance::Unit::wall;
  const Elapsed repeats = rung.every.length * occurrence;
  if (rung.distance.in_days() || rung.every.in_days()) return instant_by_days(kase, rules, fold, rung, occurrence);
  if (is_wall && rung.mark == Rung::Mark::before) return *fold.due - rung.distance.length + repeats;
  if (is_wall && rung.mark == Rung::Mark::after) return *fold.due + rung.distance.length + repeats;
  if (rung.mark == Rung::Mark::due && occurrence == 0) return fold.due;
  return when_spent(kase, rules, fold, threshold(rung, fold.size(), occurrence));
}

// Late is strictly after due; a minimum wait is over, and everything else happens, at its instant.
Instant fires_at(const ClockRules& rules, const Rung& rung, Instant instant) {
  const bool is_strict = rung.mark == Rung::Mark::due && rules.purpose != Budget::Purpose::not_before;
  return is_strict ? instant + 1ms : instant;
}

bool is_spent(const Rung& rung, const RungState& state) {
  return state.is_skipped || state.sent > rung.times || (state.is_acknowledged && state.sent > 0);
}

// --- Sending -----------------------------------------------------------------------------------------

std::optional<Instant> delivery_of(const CaseData& kase, const Rung& rung, Instant instant) {
  return rung.notice ? kase.calendar(*rung.notice).next_open(instant) : std::nullopt;
}

Effect effect_of(const CaseData& kase, const ClockRules& rules, const ClockState& clock, std::size_t index,
                 Instant instant, const char* cause) {
  const auto& rung = rules.rungs[index];
  const auto& state = clock.rungs[index];
  const auto deliver_at = delivery_of(kase, rung, instant);
  switch (rung.kind) {
    case RungKind::warn:
      return DeadlineWarning{rules.name, rung.name, instant, clock.fold.due, rung.to, state.generation, deliver_at};
    case RungKind::escalate:
      return Escalated{rules.name,      rung.name, state.sent,       instant,
                       *clock.fold.due, rung.to,   state.generation, deliver_at};
    case RungKind::due: break;
  }
  switch (rules.purpose) {
    case Budget::Purpose::valid: return Expired{rules.name, instant, rung.to, state.generation, deliver_at};
    case Budget::Purpose::not_before: return WaitOver{rules.name, instant, rung.to, state.generation, deliver_at};
    case Budget::Purpose::limit: break;
  }
  return DeadlineBreached{rules.name, instant, rung.to, cause, state.generation, deliver_at};
}

// `true_from`: the first instant at which it was true; a late fact before it takes it back.
void send(CaseData& kase, ClockIndex index, std::size_t rung, Instant instant, Instant true_from, bool is_by_change,
          Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  auto& state = clock.rungs[rung];
  ++state.sent;
  recorder.add(effect_of(kase, rules, clock, rung, instant, is_by_change ? "retarget" : "time"));
  clock.sent.push_back({.rung = static_cast<std::uint16_t>(rung),
                        .occurrence = static_cast<std::int16_t>(state.sent - 1),
                        .sequence = recorder.sequence(),
                        .position = static_cast<std::uint32_t>(recorder.size()),
                        .at = true_from,
                        .is_by_change = is_by_change});
}

// --- Arming ------------------------------------------------------------------------------------------

std::optional<Instant> next_instant(const CaseData& kase, const ClockRules& rules, const ClockState& clock,
                                    std::size_t index) {
  const auto& rung = rules.rungs[index];
  const auto& state = clock.rungs[index];
  if (is_spent(rung, state)) return std::nullopt;
  if (rung.kind == RungKind::warn && (clock.fold.breached || clock.rungs[rules.due_rung].sent > 0))
    return std::nullopt;  // nothing left to warn of
  return instant_of(kase, rules, clock.fold, rung, state.sent);
}

// After one was fired: its next occurrence, and the end of all warnings when it was the due instant.
void arm_next(CaseData& kase, ClockIndex index, std::size_t fired) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  clock.rungs[fired].at = next_instant(kase, rules, clock, fired);
  if (fired != rules.due_rung) return;
  for (std::size_t i = 0; i < fired; ++i) clock.rungs[i].at.reset();
}

// The warnings that a change left behind: all but the highest are skipped; which that is.
std::optional<std::size_t> highest_overtaken(const ClockRules& rules, ClockState& clock) {
  std::optional<std::size_t> highest;
  const auto size = clock.fold.size();
  for (std::size_t i = 0; i < rules.due_rung; ++i) {
    const auto& rung = rules.rungs[i];
    if (is_spent(rung, clock.rungs[i])) continue;
    if (threshold(rung, size, clock.rungs[i].sent) >= clock.fold.used) continue;
    const bool is_higher = !highest || threshold(rung, size, 0) >= threshold(rules.rungs[*highest], size, 0);
    const auto loser = is_higher ? highest : std::optional(i);
    if (loser) clock.rungs[*loser].is_skipped = true;
    if (is_higher) highest = i;
  }
  return highest;
}

void settle_overtaken(CaseData& kase, ClockIndex index, Instant change, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const bool is_told = clock.rungs[rules.due_rung].sent > 0;
  if (is_told || !clock.fold.counts || !clock.fold.due) return;
  const auto highest = highest_overtaken(rules, clock);
  if (clock.fold.breached && clock.fold.is_breached_by_change) {
    if (highest) clock.rungs[*highest].is_skipped = true;
    send(kase, index, rules.due_rung, *clock.fold.breached, *clock.fold.breached, true, recorder);
  } else if (highest && !clock.fold.breached) {
    send(kase, index, *highest, change, change, true, recorder);
  }
}

// Whether what was sent is still true, after all facts up to then.
bool is_true(const CaseData& kase, const ClockRules& rules, const ClockState& clock, const SentRung& sent) {
  const bool is_ended = clock.ended_at && *clock.ended_at < sent.at;
  if (is_ended) return false;
  const auto later = std::find_if(clock.facts.begin() + 1, clock.facts.end(), [&](const ClockFact& fact) {
    return sent.is_by_change ? fact.at > sent.at : fact.at >= sent.at;
  });
  if (clock.facts.front().at > sent.at) return false;
  const auto facts = std::span(clock.facts).first(static_cast<std::size_t>(later - clock.facts.begin()));
  const auto fold = fold_facts(kase, rules, facts);
  if (!fold.counts) return false;
  const auto& rung = rules.rungs[sent.rung];
  if (rung.kind == RungKind::due && fold.breached) return *fold.breached <= sent.at;
  const auto instant = instant_of(kase, rules, fold, rung, sent.occurrence);
  if (!instant) return false;
  return (sent.is_by_change ? *instant : fires_at(rules, rung, *instant)) <= sent.at;
}

}  // namespace

bool is_breached(const CaseData& kase, ClockIndex index) {
  const auto& rules = rules_of(kase, index);
  const auto& slot = kase.slot(index);
  if (rules.purpose != Budget::Purpose::limit || !slot.is_full || slot.full->rungs.empty()) return false;
  return slot.full->fold.breached || slot.full->rungs[rules.due_rung].sent > 0;
}

std::optional<RungDeadline> next_rung(const CaseData& kase) {
  std::optional<RungDeadline> best;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (slot.status != ClockStatus::running) continue;
    const auto& rules = kase.workflow->clocks[i];
    // Rungs stand in the order warnings, due, escalations; the first of several at one instant wins.
    const auto consider = [&](std::size_t rung, Instant fires, Instant instant) {
      if (!best || fires < best->fires_at)
        best = {static_cast<ClockIndex>(i), static_cast<std::uint16_t>(rung), fires, instant};
    };
    if (!slot.is_full) {
      if (slot.next_rung == ClockSlot::kNoRung) continue;
      const auto& rung = rules.rungs[slot.next_rung];
      consider(slot.next_rung, slot.next, slot.next - (fires_at(rules, rung, slot.next) - slot.next));
      continue;
    }
    for (std::size_t r = 0; r < slot.full->rungs.size(); ++r) {
      const auto instant = slot.full->rungs[r].at;
      if (instant) consider(r, fires_at(rules, rules.rungs[r], *instant), *instant);
    }
  }
  return best;
}

std::optional<FirstRung> first_rung(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  std::optional<FirstRung> first;
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    const auto instant = instant_of(kase, rules, fold, rules.rungs[i], 0);
    if (!instant) continue;
    const auto fires = fires_at(rules, rules.rungs[i], *instant);
    if (!first || fires < first->fires_at) first = {i, fires};
  }
  return first;
}

bool has_overtaken_warning(const ClockRules& rules, const ClockFold& fold) {
  for (std::size_t i = 0; i < rules.due_rung; ++i) {
    if (threshold(rules.rungs[i], fold.size(), 0) < fold.used) return true;
  }
  return false;
}

std::string name_of_rung(const CaseData& kase, const RungDeadline& deadline) {
  const auto& clock = rules_of(kase, deadline.clock);
  return clock.name + "." + clock.rungs[deadline.rung].name;
}

void fire_rung(CaseData& kase, const RungDeadline& deadline, Recorder& recorder) {
  send(kase, deadline.clock, deadline.rung, deadline.at, deadline.fires_at, false, recorder);
  arm_next(kase, deadline.clock, deadline.rung);
}

void rearm_rungs(CaseData& kase, ClockIndex index, Instant change, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  if (clock.status != ClockStatus::running) return;  // while paused nothing fires, and what it had is kept to compare
  settle_overtaken(kase, index, change, recorder);
  for (std::size_t i = 0; i < clock.rungs.size(); ++i) {
    auto& rung = clock.rungs[i];
    const auto instant = next_instant(kase, rules, clock, i);
    if (rung.at && instant && *instant != *rung.at) ++rung.generation;
    rung.at = instant;
  }
}

void restore_rungs(const CaseData& kase, const ClockRules& rules, ClockState& clock) {
  if (clock.status != ClockStatus::running) return;
  for (std::size_t i = 0; i < clock.rungs.size(); ++i) clock.rungs[i].at = next_instant(kase, rules, clock, i);
}

void correct_rungs(CaseData& kase, ClockIndex index, Instant from, const std::string& now, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  for (auto& sent : clock.sent) {
    if (sent.is_corrected || sent.at <= from || is_true(kase, rules, clock, sent)) continue;
    sent.is_corrected = true;
    auto& rung = clock.rungs[sent.rung];
    if (rung.sent > 0) --rung.sent;
    ++rung.generation;  // should it become true again, that is another occurrence
    rung.is_acknowledged = false;
    const bool is_due = sent.rung == rules.due_rung;
    const char* was = !is_due                                        ? "sent"
                      : rules.purpose == Budget::Purpose::valid      ? "expired"
                      : rules.purpose == Budget::Purpose::not_before ? "over"
                                                                     : "breached";
    recorder.add(Corrected{effect_id(kase.id(), sent.sequence, sent.position), rules.name, rules.rungs[sent.rung].name,
                           was, now});
  }
}

void settle_breach(CaseData& kase, ClockIndex index, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  if (!clock.fold.breached || clock.rungs[rules.due_rung].sent > 0) return;
  send(kase, index, rules.due_rung, *clock.fold.breached, *clock.fold.breached + 1ms, false, recorder);
}

void acknowledge_rungs(CaseData& kase, ClockIndex index) {
  auto& clock = state_of(kase, index);
  for (auto& rung : clock.rungs) {
    if (rung.sent == 0) continue;
    rung.is_acknowledged = true;
    rung.at.reset();
  }
}

}  // namespace docket
