// Tested by tests/unit/engine/clocks_test.cpp
#include "engine/clock_view.hpp"

#include <algorithm>

#include "engine/clock_changes.hpp"
#include "engine/clock_due.hpp"
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
  const auto* settled = clock.settled ? &*clock.settled : nullptr;
  auto fold = settled ? *settled : fold_start(kase, rules, clock.facts.front());
  // While no row holds yet, time is told by the row to come.
  const auto row_to_come =
      std::find_if(clock.facts.begin(), clock.facts.end(), [](const ClockFact& fact) { return fact.row >= 0; });
  const auto shown_row = [&] {
    return fold.row >= 0 || row_to_come == clock.facts.end() ? fold.row : row_to_come->row;
  };
  const auto length_of = [&](Instant from, Instant to) {
    auto shown = fold;
    shown.row = shown_row();
    return WorkingTime{ClockMeasure(kase, rules, shown).between(from, to)};
  };
  for (std::size_t i = settled && clock.facts.size() > 1 ? 1 : 0; i < clock.facts.size(); ++i) {
    if (i > 0) fold_last(kase, rules, std::span(clock.facts).first(i + 1), settled, fold);
    const bool is_last = i + 1 == clock.facts.size();
    const auto to = is_last ? clock.ended_at : std::optional(clock.facts[i + 1].at);
    const auto& fact = clock.facts[i];
    const Instant from = i == 0 && settled ? settled->since : fact.at;
    if (fact.kind == FactKind::paused || (i == 0 && !fold.counts)) {
      view.segments.push_back({.from = from,
                               .to = to,
                               .counts = false,
                               .reason = text_of(kase, rules, fold.cause, fold.cause_index),
                               .holder = fold.holder});
      continue;
    }
    const auto calendar = calendar_name(kase, target_of(rules, shown_row()));
    auto* last = view.segments.empty() ? nullptr : &view.segments.back();
    const bool goes_on = last && last->to == from && last->counts == fold.counts &&
                         (!fold.counts || (last->calendar == calendar && fact.kind != FactKind::calendars));
    if (goes_on || (last && from == last->from && !fold.counts)) {
      last->to = to;
      if (fold.counts) last->length = length_of(last->from, to.value_or(end));
      continue;
    }
    view.segments.push_back({.from = from, .to = to, .counts = fold.counts, .calendar = calendar});
    if (fold.counts) view.segments.back().length = length_of(from, to.value_or(end));
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
  if (clock.rungs[rules.due_rung].sent > 0) view.breached_at = clock.fold.due;
  if (clock.fold.breached) view.breached_at = clock.fold.breached;
  if (rules.purpose == Budget::Purpose::not_before) view.breached_at.reset();
  view.due = clock.status == ClockStatus::paused ? std::nullopt : clock.fold.due;
  const auto stands = clock.ended_at ? clock.fold : fold_until(kase, rules, clock.fold, now);
  auto size = stands.size;
  if (clock.status == ClockStatus::paused) {
    view.projected_due = due_if_counting(kase, rules, stands);
    if (!stands.breached) size = ClockMeasure(kase, rules, stands).end_if_counting_from(stands.since).size;
    view.holder = clock.fold.holder;
  }
  view.consumed = WorkingTime{stands.used};
  const auto* target = target_of(rules, clock.fold.row);
  if (target && (!target->at || clock.fold.until)) view.left = WorkingTime{size - stands.used};
  view.acknowledged =
      std::any_of(clock.rungs.begin(), clock.rungs.end(), [](const RungState& rung) { return rung.is_acknowledged; });
  view.provisional = clock.fold.is_provisional;
  view.was_late = clock.fold.missed;
  view.untargeted = !target;
  view.awaiting = target && target->at && !clock.fold.until;
  if (clock.settled) view.settled = clock.settled->since;
  add_segments(kase, rules, clock, now, view);
  for (auto& segment : view.segments) {
    if (kept && segment.counts) segment.calendar = kept->calendar;
  }
  return view;
}

}  // namespace docket
