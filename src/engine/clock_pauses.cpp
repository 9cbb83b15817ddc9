// Tested by tests/property/clock_property_test.cpp, tests/property/clock_laws_test.cpp
#include "engine/clock_pauses.hpp"

#include <algorithm>

#include "engine/clock_fold.hpp"

namespace docket {
namespace {

const Calendar& calendar_of(const CaseData& kase, const ClockFold& fold, const CountingWay& way) {
  return kase.calendar(way.calendar, fold.calendars);
}

// The last pause, which the sums do not have yet, up to `until`.
Stretch last_pause(const ClockFold& fold, Instant until) {
  return {.from = fold.paused_from, .until = fold.counts ? std::min(fold.paused_to, until) : until};
}

// Adds a pause to the sums of a way.
void add(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, const CountingWay& way,
         const Stretch& pause, std::vector<Paused>& parts) {
  if (pause.until <= pause.from) return;
  const auto& calendar = calendar_of(kase, fold, way);
  if (way.parts == 1) {
    parts.front() = parts.front() + calendar.paused_in(pause);
    return;
  }
  const auto& budget = rules.targets[static_cast<std::size_t>(way.row)].budget;
  // Where the calendar never opens again nothing is due, whatever the sums are.
  if (!calendar.add_pause(fold.started, budget, pause, parts)) return;
}

std::vector<Paused> sums_of(const ClockFold& fold, const CountingWay& way) {
  if (fold.paused.empty()) return std::vector<Paused>(way.parts);
  const auto first = fold.paused.begin() + static_cast<std::ptrdiff_t>(way.first);
  return {first, first + way.parts};
}

Paused sum_of(const std::vector<Paused>& parts) {
  Paused sum;
  for (const auto& part : parts) sum = sum + part;
  return sum;
}

}  // namespace

Paused operator-(const Paused& a, const Paused& b) {
  return {.open = WorkingTime{a.open.length() - b.open.length()}, .dates = a.dates - b.dates, .wall = a.wall - b.wall};
}

void begin_pause(const CaseData& kase, const ClockRules& rules, Instant at, ClockFold& fold) {
  const auto last = last_pause(fold, at);
  if (last.from < last.until) {
    if (last.until == at) return;  // one that begins where the last one ended is the same pause
    fold.paused.resize(rules.sums);
    for (const auto& way : rules.ways) {
      auto parts = sums_of(fold, way);
      add(kase, rules, fold, way, last, parts);
      std::copy(parts.begin(), parts.end(), fold.paused.begin() + static_cast<std::ptrdiff_t>(way.first));
    }
  }
  fold.paused_from = at;
}

void end_pause(Instant at, ClockFold& fold) { fold.paused_to = at; }

void forget_pauses(Instant at, ClockFold& fold) {
  fold.paused.clear();
  fold.paused_from = std::max(fold.paused_from, at);
  fold.paused_to = std::max(fold.paused_to, at);
}

std::vector<Paused> paused_parts(const CaseData& kase, const ClockRules& rules, const ClockFold& fold,
                                 const ClockTarget& target, Instant until) {
  const auto& way = rules.ways[target.way];
  auto parts = sums_of(fold, way);
  add(kase, rules, fold, way, last_pause(fold, until), parts);
  return parts;
}

Paused paused_by(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, const ClockTarget& target,
                 Instant until) {
  const auto last = last_pause(fold, until);
  // Most clocks never stand still, and nothing is made for them.
  if (fold.paused.empty() && last.from >= last.until) return {};
  const auto& way = rules.ways[target.way];
  const auto before = sum_of(sums_of(fold, way));
  return last.from < last.until ? before + calendar_of(kase, fold, way).paused_in(last) : before;
}

Paused paused_before(const CaseData& kase, const ClockRules& rules, const ClockFold& fold, const ClockTarget& target) {
  if (fold.counts) return paused_by(kase, rules, fold, target, fold.since);
  if (fold.paused.empty()) return {};
  return sum_of(sums_of(fold, rules.ways[target.way]));
}

void recount_pauses(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts,
                    const ClockFold* settled, ClockFold& fold) {
  const auto* target = target_of(rules, fold.row);
  const bool is_settled_part = settled && settled->started == fold.started;
  ClockFold again = is_settled_part ? *settled : ClockFold{};
  again.started = fold.started;
  again.calendars = fold.calendars;
  again.counts = !settled || settled->counts;
  if (settled && !is_settled_part) {
    again.paused_from = std::max(settled->paused_from, fold.started);
    again.paused_to = std::max(settled->paused_to, fold.started);
  }
  const auto pass = [&](Instant at) {
    if (!target) return;
    if (at == fold.counted_from && fold.counted_from > fold.started)
      fold.counted_paused = paused_by(kase, rules, again, *target, at);
    if (at == fold.fixed_at && fold.basis == DueBasis::fixed)
      fold.fixed_paused = paused_by(kase, rules, again, *target, at);
  };
  for (std::size_t i = 1; i < facts.size(); ++i) {
    const Instant at = std::max(facts[i].at, fold.started);
    if (facts[i].kind == FactKind::paused && again.counts) {
      begin_pause(kase, rules, at, again);
      again.counts = false;
    } else if (facts[i].kind == FactKind::resumed && !again.counts) {
      end_pause(at, again);
      again.counts = true;
    }
    pass(at);
  }
  fold.paused = std::move(again.paused);
  fold.paused_from = again.paused_from;
  fold.paused_to = again.paused_to;
}

}  // namespace docket
