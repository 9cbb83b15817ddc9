// The engine's front door: what is due fires first, then the event is judged, then it acts.
// All control flow is here; what a step does is in firing.cpp, judgement.cpp and acting.cpp.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "engine/acting.hpp"
#include "engine/event_bounds.hpp"
#include "engine/firing.hpp"
#include "engine/first_meaning.hpp"
#include "engine/judgement.hpp"

namespace docket {
namespace {

// --- What comes in ---------------------------------------------------------------------------------

Status check_times(const Event& event, Instant now) {
  DOCKET_CHECK(check_instant(now, "the time of an event"));
  if (event.at && *event.at < kFirstInstant) return check_instant(*event.at, "the time at which an event happened");
  if (event.at && *event.at > now)
    return Error{ErrorCode::invalid_argument,
                 "an event cannot happen at " + to_string(*event.at) + ", after it is recorded at " + to_string(now)};
  return Done{};
}

Status check_order(const CaseData& kase, Instant now) {
  if (kase.sequence >= limits::kEntriesPerCase)
    return Error{ErrorCode::limit_exceeded, "the journal of the case " + backticked(std::string(kase.id())) + " has " +
                                                std::to_string(kase.sequence) + " entries and is full"};
  if (now >= kase.last_at) return Done{};
  return Error{ErrorCode::invalid_argument, "time runs backwards: the case " + backticked(std::string(kase.id())) +
                                                " was last at " + to_string(kase.last_at) + ", and now is " +
                                                to_string(now)};
}

bool is_in_time(const CaseData& kase, const Event& event, Instant now) {
  return now >= kase.last_at && now >= kFirstInstant && now < kBeyondInstants &&
         (!event.at || (*event.at <= now && *event.at >= kFirstInstant)) && kase.sequence < limits::kEntriesPerCase;
}

// What is ordinary is not looked at again.
[[gnu::noinline]] Status check_closely(const CaseData& kase, const Event& event, bool is_known, Instant now) {
  if (!is_ordinary(event, is_known)) DOCKET_CHECK(check_event(event, is_known));
  DOCKET_CHECK(check_times(event, now));
  return check_order(kase, now);
}

// What happened before this comes too late: `late_facts_max` ago, or behind what a clock keeps in sums.
Instant earliest_fact(const CaseData& kase, Instant now) {
  constexpr Elapsed kUsual = std::chrono::days{limits::kLateFactsDays};
  auto earliest = std::max(kase.opened_at, now - kase.workflow->late_facts_max.value_or(kUsual));
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (slot.is_full && slot.is_ticking() && slot.full->settled)
      earliest = std::max(earliest, slot.full->settled->since);
  }
  return earliest;
}

}  // namespace

Result<Opened> open_case(const RuleBook& rules, const NewCase& what, const Event& event, Instant now,
                         Effects& journal) {
  DOCKET_CHECK(check_new_case(what));
  const auto workflow = rules.workflow(what.workflow, what.project);
  if (!workflow) {
    std::vector<std::string> known;
    for (const auto& summary : rules.workflows()) {
      if (known.empty() || known.back() != summary.workflow) known.push_back(summary.workflow);  // one for each project
    }
    return Error{ErrorCode::not_found,
                 "there is no workflow " + backticked(what.workflow) + "; " + nearest_or_known(what.workflow, known)};
  }
  DOCKET_CHECK(check_event(event));
  DOCKET_CHECK(check_times(event, now));

  const Times times{event.at.value_or(now), now};
  auto kase = CaseData::make(workflow, what.id, what.project);
  kase->sequence = static_cast<std::uint32_t>(what.refusals);
  kase->opened_at = times.at;
  kase->last_at = now;
  auto& log = journal.log();
  Selection selecting(*kase, now, &event.actor, &log.memory.inputs, log.memory);
  if (!passes_opening(*kase, event, selecting))
    return Opened{std::nullopt, refuse(*kase, event, RefusedEvent::Stage::opening, times, log)};
  const auto index = workflow->chart.find_event(*workflow, event.name);
  const auto outcome = accept(*kase, event, index, EntryKind::opened, times, selecting, log);
  if (!outcome.accepted()) return Opened{std::nullopt, outcome};
  return Opened{Case(std::move(kase)), outcome};
}

Result<Outcome> step(const RuleBook& rules, Case& kase, const Event& event, Instant now, Effects& journal,
                     int deadlines_max) {
  static_cast<void>(rules);  // the case holds what it needs of them
  auto& data = kase.data();
  data.fetch();
  const auto& workflow = *data.workflow;
  const auto index = workflow.chart.find_event(workflow, event.name);
  const bool is_known = index != kNoEvent;
  if (!is_ordinary(event, is_known) || !is_in_time(data, event, now))
    DOCKET_CHECK(check_closely(data, event, is_known, now));
  auto& log = journal.log();
  if (has_untold_adoption(data)) tell_adoption(data, log);
  if (!is_quiet_until(data, now)) {
    const auto next = fire_all_due(data, now, deadlines_max, log);
    if (next && *next <= now) return Outcome{.kind = OutcomeKind::behind, .sequence = data.sequence};
  }
  const Times times{event.at.value_or(now), now};
  if (times.at < now) {
    const auto earliest = earliest_fact(data, now);
    if (times.at < earliest) return refuse_late(data, event, earliest, times, log);
  }
  Selection selecting(data, now, &event.actor, &log.memory.inputs, log.memory);
  if (!passes(data, event, index, now, selecting)) return refuse(data, event, RefusedEvent::Stage::judged, times, log);
  return accept(data, event, index, EntryKind::accepted, times, selecting, log);
}

Result<std::optional<Instant>> advance(const RuleBook& rules, Case& kase, Instant now, Effects& journal,
                                       int deadlines_max) {
  static_cast<void>(rules);
  if (kase.data().sequence >= limits::kEntriesPerCase) DOCKET_CHECK(check_order(kase.data(), kase.last_at()));
  if (has_untold_adoption(kase.data())) tell_adoption(kase.data(), journal.log());
  return fire_all_due(kase.data(), now, deadlines_max, journal.log());
}

std::optional<Instant> next_deadline(const Case& kase) { return first_due(kase.data()); }

}  // namespace docket
