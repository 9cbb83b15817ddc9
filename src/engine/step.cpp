// The engine's front door: what is due fires first, then the event is judged, then it acts.
// All control flow is here; what a step does is in firing.cpp, judgement.cpp and acting.cpp.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include <algorithm>

#include "base/short_text.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "engine/acting.hpp"
#include "engine/firing.hpp"
#include "engine/inputs.hpp"
#include "engine/judgement.hpp"

namespace docket {
namespace {

// --- What comes in ---------------------------------------------------------------------------------

bool is_short_ascii(const std::string& text) { return text.size() <= limits::kNameBytes && is_ascii(text); }

// Nearly every event: short names, few inputs, in the order of time.  Whatever is not is looked at more closely.
constexpr std::size_t kFewInputs = 1'000;  // by weight, which is known without looking into them

bool is_ordinary(const Event& event, bool is_known) {
  return (is_known || (!event.name.empty() && is_short_ascii(event.name))) && is_short_ascii(event.id) &&
         is_short_ascii(event.actor.id) && event.input.kind() == Value::Kind::map &&
         (event.input.count() == 0 || event.input.weight() <= kFewInputs);
}

Status check_event(const Event& event) {
  const auto bad = [](const char* message) { return Error{ErrorCode::invalid_argument, message}; };
  if (event.name.empty()) return bad("an event needs a name");
  for (const auto* text : {&event.name, &event.id, &event.actor.id}) {
    if (is_short_ascii(*text)) continue;
    if (text->size() > limits::kNameBytes)
      return Error{ErrorCode::limit_exceeded, "a name of " + std::to_string(text->size()) + " bytes; at most " +
                                                  std::to_string(limits::kNameBytes) + " are taken"};
    if (first_invalid_utf8(*text)) return bad("a name is not UTF-8 text");
  }
  if (event.input.kind() != Value::Kind::map) return bad("the input of an event must be a map");
  if (event.input.weight() > kFewInputs && size_estimate(event.input) > limits::kInputBytes)
    return Error{ErrorCode::limit_exceeded,
                 "the input is larger than " + std::to_string(limits::kInputBytes) + " bytes"};
  return Done{};
}

// The bounds of limits.hpp as instants.
constexpr Instant kFirst = std::chrono::sys_days{std::chrono::year{limits::kYearMin} / 1 / 1};
constexpr Instant kBeyond = std::chrono::sys_days{std::chrono::year{limits::kYearMax + 1} / 1 / 1};

Status check_times(const Event& event, Instant now) {
  if (now < kFirst || now >= kBeyond)
    return Error{ErrorCode::invalid_argument, "the time " + to_string(now) + " is out of bounds"};
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
  return now >= kase.last_at && now >= kFirst && now < kBeyond && (!event.at || *event.at <= now) &&
         kase.sequence < limits::kEntriesPerCase;
}

// What is ordinary is not looked at again: a name that the rules know may be as long as it likes.
[[gnu::noinline]] Status check_closely(const CaseData& kase, const Event& event, bool is_known, Instant now) {
  if (!is_ordinary(event, is_known)) DOCKET_CHECK(check_event(event));
  DOCKET_CHECK(check_times(event, now));
  return check_order(kase, now);
}

// What happened before this comes too late.
Instant earliest_fact(const CaseData& kase, Instant now) {
  const auto& late_facts_max = kase.workflow->late_facts_max;
  return late_facts_max ? std::max(kase.opened_at, now - *late_facts_max) : kase.opened_at;
}

}  // namespace

Result<Opened> open_case(const RuleBook& rules, const NewCase& what, const Event& event, Instant now,
                         Effects& journal) {
  const auto workflow = rules.workflow(what.workflow, what.project);
  if (!workflow) {
    std::vector<std::string> known;
    for (const auto& summary : rules.workflows()) {
      if (known.empty() || known.back() != summary.workflow) known.push_back(summary.workflow);  // one for each project
    }
    return Error{ErrorCode::not_found,
                 "there is no workflow " + backticked(what.workflow) + "; " + nearest_or_known(what.workflow, known)};
  }
  if (what.id.empty()) return Error{ErrorCode::invalid_argument, "a case needs an id"};
  if (what.id.size() > limits::kNameBytes || first_invalid_utf8(what.id))
    return Error{ErrorCode::invalid_argument,
                 "a case id must be UTF-8 text of at most " + std::to_string(limits::kNameBytes) + " bytes"};
  if (what.refusals < 0 || what.refusals >= limits::kEntriesPerCase)
    return Error{ErrorCode::invalid_argument,
                 "a case cannot have been refused " + std::to_string(what.refusals) + " times"};
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

Result<Outcome> step(const RuleBook& rules, Case& kase, const Event& event, Instant now, Effects& journal) {
  static_cast<void>(rules);  // the case holds what it needs of them
  auto& data = kase.data();
  data.fetch();
  const auto& workflow = *data.workflow;
  const auto index = workflow.chart.find_event(workflow, event.name);
  const bool is_known = index != kNoEvent;
  if (!is_ordinary(event, is_known) || !is_in_time(data, event, now))
    DOCKET_CHECK(check_closely(data, event, is_known, now));
  auto& log = journal.log();
  if (!is_quiet_until(data, now)) {
    const auto next = fire_all_due(data, now, log);
    if (next && *next <= now) return Outcome{.kind = OutcomeKind::behind, .sequence = data.sequence};
  }
  const Times times{event.at.value_or(now), now};
  const auto earliest = earliest_fact(data, now);
  if (times.at < earliest) return refuse_late(data, event, earliest, times, log);
  Selection selecting(data, now, &event.actor, &log.memory.inputs, log.memory);
  if (!passes(data, event, index, now, selecting)) return refuse(data, event, RefusedEvent::Stage::judged, times, log);
  return accept(data, event, index, EntryKind::accepted, times, selecting, log);
}

Result<std::optional<Instant>> advance(const RuleBook& rules, Case& kase, Instant now, Effects& journal) {
  static_cast<void>(rules);
  if (kase.data().sequence >= limits::kEntriesPerCase) DOCKET_CHECK(check_order(kase.data(), kase.last_at()));
  return fire_all_due(kase.data(), now, journal.log());
}

std::optional<Instant> next_deadline(const Case& kase) { return first_due(kase.data()); }

}  // namespace docket
