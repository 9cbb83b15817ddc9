// Tested by tests/unit/engine/clocks_test.cpp
#include "engine/clock_view.hpp"

#include <algorithm>

#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/rungs.hpp"

namespace docket {
namespace {

std::string calendar_name(const CaseData& kase, const ClockTarget* target) {
  if (!target || target->is_wall) return "always";
  return kase.calendar(target->calendar).name();
}

// Facts cut a clock's life into stretches that count on one calendar, or do not count.
void add_segments(const CaseData& kase, const ClockRules& rules, const ClockState& clock, Instant now,
                  ClockView& view) {
  const Instant end = clock.ended_at.value_or(now);
  for (std::size_t i = 0; i < clock.facts.size(); ++i) {
    const auto facts = std::span(clock.facts).first(i + 1);
    auto fold = fold_facts(kase, rules, facts);
    if (fold.row < 0) fold.measured_by = clock.fold.measured_by;
    const bool is_last = i + 1 == clock.facts.size();
    const auto to = is_last ? clock.ended_at : std::optional(clock.facts[i + 1].at);
    const auto& fact = clock.facts[i];
    if (fact.kind == FactKind::paused) {
      view.segments.push_back({.from = fact.at,
                               .to = to,
                               .counts = false,
                               .reason = text_of(kase, rules, fact.cause, fact.index),
                               .holder = fact.holder});
      continue;
    }
    const auto calendar = calendar_name(kase, target_of(rules, fold.row >= 0 ? fold.row : fold.measured_by));
    auto* last = view.segments.empty() ? nullptr : &view.segments.back();
    const bool goes_on = last && last->to == fact.at && last->counts == fold.counts &&
                         (!fold.counts || (last->calendar == calendar && fact.kind != FactKind::calendars));
    if (goes_on || (last && fact.at == last->from && !fold.counts)) {
      last->to = to;
      if (fold.counts) last->length = WorkingTime{measured(kase, rules, fold, last->from, to.value_or(end))};
      continue;
    }
    view.segments.push_back({.from = fact.at, .to = to, .counts = fold.counts, .calendar = calendar});
    if (fold.counts) view.segments.back().length = WorkingTime{measured(kase, rules, fold, fact.at, to.value_or(end))};
  }
}

}  // namespace

const KeptMeasure* kept_measure(const CaseData& kase, ClockIndex index) {
  const auto clock = kase.clock(index);
  for (const auto& measure : kase.rest().measures) {
    if (measure.clock == index && measure.cycle == clock.cycle && clock.ended_at) return &measure;
  }
  return nullptr;
}

ClockView clock_view(const CaseData& kase, ClockIndex index, Instant now) {
  const auto clock = kase.clock(index);
  const auto& rules = rules_of(kase, index);
  ClockView view{.name = rules.name, .title = rules.title, .status = clock.status, .cycle = clock.cycle};
  view.purpose = rules.purpose;
  if (clock.status == ClockStatus::idle) return view;
  if (const auto* target = target_of(rules, clock.fold.row)) {
    view.target = target->name;
    view.budget = target->written;
    view.calendar = kase.calendar(target->calendar).name();
  }
  const auto* kept = kept_measure(kase, index);
  if (kept) view.target = kept->target, view.budget = kept->budget, view.calendar = kept->calendar;
  view.started_at = clock.facts.front().at;
  view.ended_at = clock.ended_at;
  if (clock.fold.breached || clock.rungs[rules.due_rung].sent > 0) view.breached_at = clock.fold.due;
  if (clock.fold.breached) view.breached_at = clock.fold.breached;
  if (rules.purpose == Budget::Purpose::not_before) view.breached_at.reset();
  view.due = clock.status == ClockStatus::paused ? std::nullopt : clock.fold.due;
  const auto stands = clock.ended_at ? clock.fold : fold_until(kase, rules, clock.fold, now);
  if (clock.status == ClockStatus::paused) {
    view.projected_due = due_if_counting(kase, rules, stands);
    const auto paused = std::find_if(clock.facts.rbegin(), clock.facts.rend(),
                                     [](const ClockFact& fact) { return fact.kind == FactKind::paused; });
    if (paused != clock.facts.rend()) view.holder = paused->holder;
  }
  view.consumed = WorkingTime{stands.used};
  const auto* target = target_of(rules, clock.fold.row);
  if (target && (!target->at || clock.fold.until)) view.left = WorkingTime{stands.size() - stands.used};
  view.acknowledged =
      std::any_of(clock.rungs.begin(), clock.rungs.end(), [](const RungState& rung) { return rung.is_acknowledged; });
  view.provisional = clock.fold.is_provisional;
  add_segments(kase, rules, clock, now, view);
  for (auto& segment : view.segments) {
    if (kept && segment.counts) segment.calendar = kept->calendar;
  }
  return view;
}

}  // namespace docket
