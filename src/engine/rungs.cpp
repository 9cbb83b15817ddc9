// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#include "engine/rungs.hpp"

#include <algorithm>

#include "engine/clock_fold.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

// The amount that has to be spent before the rung's n-th occurrence, n from 0.
Elapsed threshold(const Rung& rung, Elapsed size, int occurrence) {
  const Elapsed repeats = rung.every * occurrence;
  switch (rung.mark) {
    case Rung::Mark::percent: return size * rung.percent / 100 + repeats;
    case Rung::Mark::before: return size - rung.distance + repeats;
    case Rung::Mark::due: return size + repeats;
    case Rung::Mark::after: return size + rung.distance + repeats;
  }
  return size;
}

// Distances from the due instant are open time unless the author says `wall`.
std::optional<Instant> instant_of(const CaseData& kase, const ClockState& clock, const Rung& rung, int occurrence) {
  if (!clock.due) return std::nullopt;
  const Elapsed repeats = rung.every * occurrence;
  if (rung.is_wall && rung.mark == Rung::Mark::before) return *clock.due - rung.distance + repeats;
  if (rung.is_wall && rung.mark == Rung::Mark::after) return *clock.due + rung.distance + repeats;
  if (rung.mark == Rung::Mark::due && occurrence == 0) return clock.due;
  return when_spent(kase, clock, threshold(rung, clock.size, occurrence));
}

// Warnings come before the breach of the same instant, escalations after it.
int rank_of(const ClockRules& rules, int rung) {
  if (rung == kBreachRung) return 1;
  return rules.rungs[static_cast<std::size_t>(rung)].kind == RungKind::warn ? 0 : 2;
}

bool is_spent(const Rung& rung, const RungState& state) { return state.is_skipped || state.sent > rung.times; }

std::optional<RungDeadline> next_rung_of(const CaseData& kase, ClockIndex index) {
  const auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  if (clock.status != ClockStatus::running || clock.target < 0 || !clock.due) return std::nullopt;
  std::optional<RungDeadline> best;
  const auto offer = [&](RungDeadline candidate) {
    const bool is_earlier =
        !best || candidate.fires_at < best->fires_at ||
        (candidate.fires_at == best->fires_at && rank_of(rules, candidate.rung) < rank_of(rules, best->rung));
    if (is_earlier) best = candidate;
  };
  if (!clock.breached_at) offer({index, kBreachRung, *clock.due + 1ms, *clock.due});
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    const auto& rung = rules.rungs[i];
    const auto& state = clock.rungs[i];
    if (is_spent(rung, state)) continue;
    if (rung.kind == RungKind::warn && clock.breached_at) continue;  // nothing left to warn of
    const auto instant = instant_of(kase, clock, rung, state.sent);
    if (!instant) continue;
    const bool is_strict = rung.mark == Rung::Mark::due;  // late is strictly after due
    offer({index, static_cast<int>(i), is_strict ? *instant + 1ms : *instant, *instant});
  }
  return best;
}

// `true_from`: the first instant at which it was true; a late fact before it takes it back.
void send_breach(CaseData& kase, ClockIndex index, Instant due, Instant true_from, const char* cause,
                 Recorder& recorder) {
  auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  clock.breached_at = due;
  clock.sent.push_back(
      {kBreachRung, recorder.add(DeadlineBreached{rules.name, due, rules.breach_to, cause}), true_from});
}

void send_warning(CaseData& kase, ClockIndex index, std::size_t rung, Instant instant, Recorder& recorder) {
  auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  ++clock.rungs[rung].sent;
  const auto id =
      recorder.add(DeadlineWarning{rules.name, rules.rungs[rung].name, instant, clock.due, rules.rungs[rung].to});
  clock.sent.push_back({static_cast<int>(rung), id, instant});
}

void send_escalation(CaseData& kase, ClockIndex index, std::size_t rung, Instant instant, Recorder& recorder) {
  auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  const int occurrence = ++clock.rungs[rung].sent;
  const auto id = recorder.add(
      Escalated{rules.name, rules.rungs[rung].name, occurrence, instant, *clock.due, rules.rungs[rung].to});
  clock.sent.push_back({static_cast<int>(rung), id, instant});
}

std::string name_of(const ClockRules& rules, int rung) {
  return rung == kBreachRung ? "breach" : rules.rungs[static_cast<std::size_t>(rung)].name;
}

}  // namespace

std::optional<RungDeadline> next_rung(const CaseData& kase) {
  std::optional<RungDeadline> best;
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    const auto candidate = next_rung_of(kase, static_cast<ClockIndex>(i));
    if (candidate && (!best || candidate->fires_at < best->fires_at)) best = candidate;
  }
  return best;
}

void fire_rung(CaseData& kase, const RungDeadline& deadline, Recorder& recorder) {
  const auto& rules = kase.workflow->clocks[at(deadline.clock)];
  if (deadline.rung == kBreachRung)
    return send_breach(kase, deadline.clock, deadline.at, deadline.fires_at, "time", recorder);
  const auto rung = static_cast<std::size_t>(deadline.rung);
  if (rules.rungs[rung].kind == RungKind::warn) return send_warning(kase, deadline.clock, rung, deadline.at, recorder);
  send_escalation(kase, deadline.clock, rung, deadline.at, recorder);
}

void settle_overtaken(CaseData& kase, ClockIndex index, Instant change, Recorder& recorder) {
  auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  if (clock.status != ClockStatus::running || clock.target < 0 || !clock.due) return;
  const auto used = spent(kase, clock, change);
  const bool is_late = !clock.breached_at && used > clock.size;
  std::optional<std::size_t> highest;
  for (std::size_t i = 0; i < rules.rungs.size(); ++i) {
    const auto& rung = rules.rungs[i];
    if (rung.kind != RungKind::warn || is_spent(rung, clock.rungs[i])) continue;
    if (threshold(rung, clock.size, clock.rungs[i].sent) >= used) continue;
    const bool is_higher =
        !highest || threshold(rung, clock.size, 0) >= threshold(rules.rungs[*highest], clock.size, 0);
    const auto loser = is_higher ? highest : std::optional(i);
    if (loser) clock.rungs[*loser].is_skipped = true;
    if (is_higher) highest = i;
  }
  if (is_late) {
    // A change never backdates a breach: it happens now, and escalations count from now.
    if (highest) clock.rungs[*highest].is_skipped = true;
    clock.due = change;
    clock.size = used;
    send_breach(kase, index, change, change, "retarget", recorder);
  } else if (highest && !clock.breached_at) {
    send_warning(kase, index, *highest, change, recorder);
  }
}

void correct_rungs(CaseData& kase, ClockIndex index, Instant from, const std::string& now, Recorder& recorder) {
  auto& clock = kase.clocks[at(index)];
  const auto& rules = kase.workflow->clocks[at(index)];
  for (auto& sent : clock.sent) {
    if (sent.is_corrected || sent.at <= from) continue;
    const bool is_breach = sent.rung == kBreachRung;
    sent.is_corrected = true;
    if (is_breach)
      clock.breached_at.reset();
    else
      --clock.rungs[static_cast<std::size_t>(sent.rung)].sent;
    recorder.add(
        Corrected{sent.effect_id, rules.name, name_of(rules, sent.rung), is_breach ? "breached" : "sent", now});
  }
}

}  // namespace docket
