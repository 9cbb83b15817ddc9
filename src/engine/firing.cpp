// Tested by tests/unit/engine/step_test.cpp and tests/property/schedule_test.cpp
#include "engine/firing.hpp"

#include <algorithm>

#include "engine/acting.hpp"
#include "engine/macrostep.hpp"
#include "engine/rungs.hpp"
#include "engine/timers.hpp"

namespace docket {
namespace {

struct Deadline {
  Instant fires_at;
  std::optional<std::size_t> timer;  // index into timers, or
  std::optional<RungDeadline> rung;
};

// Timers of the chart come before clocks at the same instant: those as they were armed, these in document order.
std::optional<Deadline> earliest(const CaseData& kase) {
  const auto timer = next_timer(kase);
  const auto rung = next_rung(kase);
  if (!timer && !rung) return std::nullopt;
  if (timer && (!rung || kase.rest().timers[*timer].due <= rung->fires_at))
    return Deadline{kase.rest().timers[*timer].due, timer, std::nullopt};
  return Deadline{rung->fires_at, std::nullopt, rung};
}

// A rung that raises an event sets it going after it was told; what cannot be done leaves the case as
// the rung itself left it (semantics.md 3).
void fire_clock(CaseData& kase, const RungDeadline& rung, EffectLog& log) {
  const Times times{rung.at, rung.fires_at};
  const Cause cause(Cause::Kind::rung, at(rung.clock), rung.rung);
  Recorder recorder(kase, log, EntryKind::deadline, cause, times);
  fire_rung(kase, rung, recorder);
  const auto raised = kase.workflow->clocks[at(rung.clock)].rungs[rung.rung].raise;
  if (!raised) return;
  keep(kase, log.memory.before);
  const auto told = recorder.mark();
  Selection selecting(kase, times.now, nullptr, nullptr, log.memory);
  Macrostep macrostep(kase, times, selecting, recorder);
  selecting.select({.trigger = Trigger::event, .event = *raised});
  if (!log.memory.chosen.empty()) macrostep.run(log.memory.chosen, cause_of(*raised), *raised);
  if (!macrostep.fault()) return;
  recorder.take_back(told);
  kase.become(*log.memory.before);
  recorder.add(Faulted{name_of_rung(kase, rung), macrostep.fault()->message});
}

// The timer is consumed whatever happens (semantics.md 3): on a fault the case keeps its state.
void fire_timer(CaseData& kase, std::size_t index, EffectLog& log) {
  auto& timers = kase.more().timers;
  const PendingTimer timer = timers[index];
  timers.erase(timers.begin() + static_cast<std::ptrdiff_t>(index));
  const bool is_send = timer.kind == TimerKind::send;
  const auto cause = is_send ? Cause(Cause::Kind::sent, at(timer.event), timer.row)
                             : Cause(Cause::Kind::after, at(timer.state), timer.row);
  const Times times{timer.due, timer.due};
  keep(kase, log.memory.before);
  Recorder recorder(kase, log, EntryKind::deadline, cause, times);
  const auto blank = recorder.mark();
  Selection selecting(kase, times.now, nullptr, nullptr, log.memory);
  Macrostep macrostep(kase, times, selecting, recorder);
  auto chosen = choose_for_timer(selecting, kase, timer);
  const auto failures = selecting.failures();
  if (!chosen.empty()) macrostep.run(chosen, cause, is_send ? timer.event : kNoEvent);
  if (macrostep.fault()) {
    recorder.take_back(blank);
    kase.become(*log.memory.before);
    return recorder.add(Faulted{name_of_timer(kase, timer), macrostep.fault()->message});
  }
  for (const auto& failure : failures) recorder.add(Faulted{name_of_timer(kase, timer), failure.message});
}

void fire(CaseData& kase, const Deadline& deadline, EffectLog& log) {
  if (deadline.timer)
    fire_timer(kase, *deadline.timer, log);
  else
    fire_clock(kase, *deadline.rung, log);
  kase.sequence += 1;
  kase.last_at = std::max(kase.last_at, deadline.fires_at);
}

}  // namespace

std::optional<Instant> first_due(const CaseData& kase) {
  const auto deadline = earliest(kase);
  if (!deadline) return std::nullopt;
  return deadline->fires_at;
}

std::optional<Instant> fire_all_due(CaseData& kase, Instant now, int max, EffectLog& log) {
  for (int fired = 0;; ++fired) {
    const auto deadline = earliest(kase);
    if (!deadline) return std::nullopt;
    if (deadline->fires_at > now || fired == max) return deadline->fires_at;
    fire(kase, *deadline, log);
  }
}

}  // namespace docket
