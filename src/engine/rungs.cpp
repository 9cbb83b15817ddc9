// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/rungs.hpp"

#include <algorithm>

#include "docket/limits.hpp"
#include "engine/clock_due.hpp"
#include "engine/clock_fold.hpp"
#include "engine/clock_pauses.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

ClockState& state_of(CaseData& kase, ClockIndex index) { return kase.full_clock(index); }

std::optional<Instant> or_nothing(const Result<Instant>& instant) {
  return instant ? std::optional(*instant) : std::nullopt;
}

// Distances are open time of the clock's calendar, whatever its budget is counted in; clock time where the row says an
// instant (semantics.md 32).
Distance as_measured(const ClockMeasure& measure, Distance distance) {
  const bool is_clock_time = !measure.target() || measure.is_instant();
  if (is_clock_time && distance.unit == Distance::Unit::open) distance.unit = Distance::Unit::wall;
  return distance;
}

// What the clock stood still for since it was late puts off what comes after the due instant.
Elapsed paused_since_breach(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                            const ClockMeasure& measure) {
  if (!fold.breached || !measure.target()) return Elapsed{0};
  const auto paused = paused_before(kase, rules, fold, *measure.target()) - fold.breach_paused;
  return std::max(Elapsed{0}, measure.is_instant() ? paused.wall : paused.open.length());
}

std::optional<Instant> first_instant(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                     const Rung& rung, const ClockMeasure& measure) {
  if (rung.mark == Rung::Mark::percent) return measure.when_spent(fold.size * rung.percent / 100);
  if (rung.mark == Rung::Mark::due) return fold.due;
  const auto* target = measure.target();
  const auto& calendar = kase.calendar(target ? target->calendar : CalendarIndex{}, fold.calendars);
  const Due due{.at = *fold.due, .effective_start = fold.started, .in_days = fold.in_days};
  auto distance = as_measured(measure, rung.distance);
  if (rung.mark == Rung::Mark::before) return or_nothing(calendar.before(due, distance));
  if (rung.distance.unit == Distance::Unit::open) distance.length += paused_since_breach(kase, rules, fold, measure);
  return or_nothing(calendar.after(due, distance));
}

std::optional<Instant> instant_of(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                  const Rung& rung, int occurrence) {
  if (!fold.due || !fold.counts) return std::nullopt;
  const ClockMeasure measure(kase, rules, fold);
  const auto first = first_instant(kase, rules, fold, rung, measure);
  if (!first || occurrence == 0) return first;
  const auto* target = measure.target();
  const auto& calendar = kase.calendar(target ? target->calendar : CalendarIndex{}, fold.calendars);
  auto repeats = as_measured(measure, rung.every).times(occurrence);
  // A repeat of the breach itself waits as the escalations do.
  if (rung.mark == Rung::Mark::due && rung.every.unit == Distance::Unit::open)
    repeats.length += paused_since_breach(kase, rules, fold, measure);
  const bool in_days = rung.mark == Rung::Mark::due && fold.in_days;
  return or_nothing(calendar.after(Due{.at = *first, .effective_start = fold.started, .in_days = in_days}, repeats));
}

// Late is strictly after due; a minimum wait is over, and everything else happens, at its instant.
Elapsed delay_of(const ClockRules& rules, const Rung& rung) {
  const bool is_strict = rung.mark == Rung::Mark::due && rules.purpose != Budget::Purpose::not_before;
  return is_strict ? 1ms : 0ms;
}

// Nothing happens before the last thing that became true of the clock: one that goes on after an instant that does not
// move is late then, not before.
Instant fires_at(const ClockRules& rules, const ClockFold& fold, const Rung& rung, Instant instant) {
  if (instant >= fold.since) return instant + delay_of(rules, rung);
  return fold.since + (rung.kind == RungKind::warn ? Elapsed{0} : delay_of(rules, rules.rungs[rules.due_rung]));
}

// A warning that would come with the start, or before it, is none (semantics.md 32).
bool is_before_start(const ClockFold& fold, const Rung& rung, Instant instant) {
  return rung.kind == RungKind::warn && instant <= fold.started;
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
                        .is_by_change = is_by_change,
                        .life = clock.life});
  // What was told so long ago is not corrected any more.
  if (clock.sent.size() > limits::kSentPerClock) clock.sent.erase(clock.sent.begin());
}

// --- Arming ------------------------------------------------------------------------------------------

std::optional<Instant> next_instant(const CaseData& kase, const ClockRules& rules, const ClockState& clock,
                                    std::size_t index) {
  const auto& rung = rules.rungs[index];
  const auto& state = clock.rungs[index];
  if (is_spent(rung, state)) return std::nullopt;
  if (rung.kind == RungKind::warn && (clock.fold.breached || clock.rungs[rules.due_rung].sent > 0))
    return std::nullopt;  // nothing left to warn of
  const auto instant = instant_of(kase, rules, clock.fold, rung, state.sent);
  return instant && is_before_start(clock.fold, rung, *instant) ? std::nullopt : instant;
}

// After one was fired: its next occurrence, and the end of all warnings when it was the due instant.
void arm_next(CaseData& kase, ClockIndex index, std::size_t fired) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  clock.rungs[fired].at = next_instant(kase, rules, clock, fired);
  if (fired != rules.due_rung) return;
  for (std::size_t i = 0; i < fired; ++i) clock.rungs[i].at.reset();
}

// How far on its way a clock is at a warning that a change left behind; nullopt: it did not.
std::optional<Elapsed> overtaken_at(const CaseData& kase, const ClockRules& rules, const ClockState& clock,
                                    std::size_t index) {
  const auto& rung = rules.rungs[index];
  const auto& fold = clock.fold;
  const int occurrence = clock.rungs[index].sent;
  if (rung.mark == Rung::Mark::percent) {
    if (occurrence > 0) return std::nullopt;
    const auto amount = fold.size * rung.percent / 100;
    return amount < fold.used ? std::optional(amount) : std::nullopt;
  }
  const auto instant = instant_of(kase, rules, fold, rung, occurrence);
  if (!instant || *instant >= fold.since || is_before_start(fold, rung, *instant)) return std::nullopt;
  const ClockMeasure measure(kase, rules, fold);
  return fold.size - measure.between(*instant, *fold.due);
}

// The warnings that a change left behind: all but the highest are skipped; which that is.
std::optional<std::size_t> highest_overtaken(const CaseData& kase, const ClockRules& rules, ClockState& clock) {
  std::optional<std::size_t> highest;
  Elapsed highest_at{0};
  for (std::size_t i = 0; i < rules.due_rung; ++i) {
    if (is_spent(rules.rungs[i], clock.rungs[i])) continue;
    const auto at = overtaken_at(kase, rules, clock, i);
    if (!at) continue;
    const bool is_higher = !highest || *at >= highest_at;
    const auto loser = is_higher ? highest : std::optional(i);
    if (loser) clock.rungs[*loser].is_skipped = true;
    if (!is_higher) continue;
    highest = i;
    highest_at = *at;
  }
  return highest;
}

void settle_overtaken(CaseData& kase, ClockIndex index, Instant change, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  const bool is_told = clock.rungs[rules.due_rung].sent > 0;
  if (is_told || !clock.fold.counts || !clock.fold.due) return;
  const auto highest = highest_overtaken(kase, rules, clock);
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
  if (clock.earliest() > sent.at) return true;  // settled: no fact can reach it
  const auto later = std::find_if(clock.facts.begin() + 1, clock.facts.end(), [&](const ClockFact& fact) {
    return sent.is_by_change ? fact.at > sent.at : fact.at >= sent.at;
  });
  const auto facts = std::span(clock.facts).first(static_cast<std::size_t>(later - clock.facts.begin()));
  const auto fold = fold_facts(kase, rules, facts, clock.settled ? &*clock.settled : nullptr);
  if (!fold.counts) return false;
  const auto& rung = rules.rungs[sent.rung];
  if (rung.kind == RungKind::due && fold.breached) return *fold.breached <= sent.at;
  const auto instant = instant_of(kase, rules, fold, rung, sent.occurrence);
  if (!instant || is_before_start(fold, rung, *instant)) return false;
  return (sent.is_by_change ? *instant : fires_at(rules, fold, rung, *instant)) <= sent.at;
}

// Every rung begins again: the clock is in time again.
void begin_life(ClockState& clock) {
  ++clock.life;
  for (auto& rung : clock.rungs) rung = {.generation = rung.generation + 1};
}

// A late fact may take back that the clock was in time again: then what its present breach told is told.
void recall_told(const ClockRules& rules, ClockState& clock) {
  if (!clock.fold.breached || clock.rungs[rules.due_rung].sent > 0) return;
  const auto is_it = [&](const SentRung& sent) {
    const auto told = sent.is_by_change ? *clock.fold.breached : *clock.fold.breached + 1ms;
    return sent.rung == rules.due_rung && !sent.is_corrected && sent.at == told;
  };
  const auto breach = std::find_if(clock.sent.begin(), clock.sent.end(), is_it);
  if (breach == clock.sent.end()) return;
  for (auto sent = breach; sent != clock.sent.end(); ++sent) {
    if (sent->is_corrected || sent->life == clock.life) continue;
    sent->life = clock.life;
    ++clock.rungs[sent->rung].sent;
  }
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
      consider(slot.next_rung, slot.next, slot.next - delay_of(rules, rules.rungs[slot.next_rung]));
      continue;
    }
    for (std::size_t r = 0; r < slot.full->rungs.size(); ++r) {
      const auto instant = slot.full->rungs[r].at;
      if (instant) consider(r, fires_at(rules, slot.full->fold, rules.rungs[r], *instant), *instant);
    }
  }
  return best;
}

std::optional<FirstRung> first_rung(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  std::optional<FirstRung> first;
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    const auto instant = instant_of(kase, rules, fold, rules.rungs[i], 0);
    if (!instant || is_before_start(fold, rules.rungs[i], *instant)) continue;
    const auto fires = fires_at(rules, fold, rules.rungs[i], *instant);
    if (!first || fires < first->fires_at) first = {i, fires};
  }
  return first;
}

std::vector<SkippedRung> skipped_warnings(const CaseData& kase, const ClockRules& rules, const ClockFold& fold) {
  std::vector<SkippedRung> skipped;
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    const auto instant = instant_of(kase, rules, fold, rules.rungs[i], 0);
    if (instant && is_before_start(fold, rules.rungs[i], *instant)) skipped.push_back({i, *instant});
  }
  return skipped;
}

std::string name_of_rung(const CaseData& kase, const RungDeadline& deadline) {
  const auto& clock = rules_of(kase, deadline.clock);
  return clock.name + "." + clock.rungs[deadline.rung].name;
}

void fire_rung(CaseData& kase, const RungDeadline& deadline, Recorder& recorder) {
  send(kase, deadline.clock, deadline.rung, deadline.at, deadline.fires_at, false, recorder);
  const auto& rung = rules_of(kase, deadline.clock).rungs[deadline.rung];
  if (rung.is_until_stopped && state_of(kase, deadline.clock).rungs[deadline.rung].sent > rung.times)
    recorder.add(Faulted{name_of_rung(kase, deadline),
                         "its " + std::to_string(rung.times) + " repeats are used up, and nobody will be told again"});
  arm_next(kase, deadline.clock, deadline.rung);
}

void rearm_rungs(CaseData& kase, ClockIndex index, Instant change, Recorder& recorder) {
  auto& clock = state_of(kase, index);
  const auto& rules = rules_of(kase, index);
  if (clock.fold.lives > clock.lives_seen) begin_life(clock);
  clock.lives_seen = clock.fold.lives;
  if (clock.status != ClockStatus::running) return;  // while paused nothing fires, and what it had is kept to compare
  recall_told(rules, clock);
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
    if (sent.life == clock.life) {
      if (rung.sent > 0) --rung.sent;
      ++rung.generation;  // should it become true again, that is another occurrence
      rung.is_acknowledged = false;
    }
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
