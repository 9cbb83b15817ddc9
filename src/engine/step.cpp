// The engine's front door: what is due fires first, then the event is judged, then it acts.
// All control flow is here; what a step does is in macrostep.cpp.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "engine/inputs.hpp"
#include "engine/judgement.hpp"
#include "engine/macrostep.hpp"
#include "engine/refusal.hpp"
#include "engine/rungs.hpp"
#include "engine/timers.hpp"

namespace docket {
namespace {

using Reasons = std::vector<Reason>;

// --- What comes in ---------------------------------------------------------------------------------

Status check_event(const Event& event) {
  const auto bad = [](std::string message) { return Error{ErrorCode::invalid_argument, std::move(message)}; };
  if (event.name.empty()) return bad("an event needs a name");
  for (const auto* text : {&event.name, &event.id, &event.actor.id}) {
    if (text->size() > limits::kNameBytes)
      return Error{ErrorCode::limit_exceeded, "a name of " + std::to_string(text->size()) + " bytes; at most " +
                                                  std::to_string(limits::kNameBytes) + " are taken"};
    if (first_invalid_utf8(*text)) return bad("a name is not UTF-8 text");
  }
  if (event.input.kind() != Value::Kind::map) return bad("the input of an event must be a map");
  if (size_estimate(event.input) > limits::kInputBytes)
    return Error{ErrorCode::limit_exceeded,
                 "the input is larger than " + std::to_string(limits::kInputBytes) + " bytes"};
  return Done{};
}

Status check_times(const Event& event, Instant now) {
  const auto year = static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(now)}.year());
  if (year < limits::kYearMin || year > limits::kYearMax)
    return Error{ErrorCode::invalid_argument, "the time " + to_string(now) + " is out of bounds"};
  if (event.at && *event.at > now)
    return Error{ErrorCode::invalid_argument,
                 "an event cannot happen at " + to_string(*event.at) + ", after it is recorded at " + to_string(now)};
  return Done{};
}

Status check_order(const CaseData& kase, Instant now) {
  if (now >= kase.last_at) return Done{};
  return Error{ErrorCode::invalid_argument, "time runs backwards: the case " + backticked(kase.id) + " was last at " +
                                                to_string(kase.last_at) + ", and now is " + to_string(now)};
}

// --- Recording ---------------------------------------------------------------------------------------

JournalEntry entry_for(EntryKind kind, const Event& event, Instant happened, Instant now) {
  return {.kind = kind, .at = happened, .now = now, .event = event.name, .actor = event.actor, .input = event.input};
}

Outcome refuse(CaseData& kase, const Event& event, Instant happened, Instant now, Reasons reasons, Effects& journal) {
  Recorder recorder(kase, entry_for(EntryKind::refused, event, happened, now));
  recorder.add(Refused{event.name, reasons});
  kase.sequence += 1;
  kase.last_at = std::max(kase.last_at, now);
  journal.push_back(recorder.take());
  return {.kind = OutcomeKind::refused, .sequence = kase.sequence, .reasons = std::move(reasons)};
}

void remember(CaseData& kase, EventIndex event, const Actor& actor, const Value& input, Instant happened) {
  const auto& names = kase.workflow->remembered_events;
  if (!std::binary_search(names.begin(), names.end(), event)) return;
  const auto place = std::find_if(kase.remembered.begin(), kase.remembered.end(),
                                  [&](const RememberedEvent& memory) { return memory.event == event; });
  auto& memory = place != kase.remembered.end() ? *place : kase.remembered.emplace_back();
  memory.event = event;
  memory.count += 1;
  memory.at = happened;
  memory.actor = actor;
  // In its stored form, so that a case that was stored and one that was not answer the same.
  memory.input = parse_json(to_json(input)).has_value() ? *parse_json(to_json(input)) : Value::map({});
}

// --- Firing what is due --------------------------------------------------------------------------------

struct Deadline {
  Instant fires_at;
  std::optional<std::size_t> timer;  // index into timers, or
  std::optional<RungDeadline> rung;
};

// Timers of the chart come before clocks at the same instant; each kind in document order.
std::optional<Deadline> earliest(const CaseData& kase) {
  const auto timer = next_timer(kase);
  const auto rung = next_rung(kase);
  if (!timer && !rung) return std::nullopt;
  if (timer && (!rung || kase.timers[*timer].due <= rung->fires_at))
    return Deadline{kase.timers[*timer].due, timer, std::nullopt};
  return Deadline{rung->fires_at, std::nullopt, rung};
}

std::string name_of_rung(const CaseData& kase, const RungDeadline& rung) {
  const auto& clock = kase.workflow->clocks[at(rung.clock)];
  return clock.name + "." + clock.rungs[rung.rung].name;
}

// A rung that raises an event sets it going after it was told; what cannot be done leaves the case as
// the rung itself left it (semantics.md 3).
JournalEntry fire_clock(CaseData& kase, const RungDeadline& rung) {
  const JournalEntry blank{
      .kind = EntryKind::deadline, .at = rung.at, .now = rung.fires_at, .event = name_of_rung(kase, rung)};
  Recorder recorder(kase, blank);
  fire_rung(kase, rung, recorder);
  const auto raised = kase.workflow->clocks[at(rung.clock)].rungs[rung.rung].raise;
  if (!raised) return recorder.take();
  CaseData working = kase;
  auto trying = recorder;
  Macrostep macrostep(working, rung.at, rung.fires_at, nullptr, nullptr, trying);
  const auto chosen = macrostep.selection().select({.trigger = Trigger::event, .event = *raised});
  if (!chosen.empty()) macrostep.run(chosen, kase.workflow->events[at(*raised)], *raised);
  if (macrostep.fault()) {
    recorder.add(Faulted{blank.event, *macrostep.fault()});
    return recorder.take();
  }
  kase = std::move(working);
  return trying.take();
}

// The timer is consumed whatever happens (semantics.md 3): on a fault the case keeps its state.
JournalEntry fire_timer(CaseData& kase, std::size_t index) {
  const PendingTimer timer = kase.timers[index];
  kase.timers.erase(kase.timers.begin() + static_cast<std::ptrdiff_t>(index));
  const JournalEntry blank{
      .kind = EntryKind::deadline, .at = timer.due, .now = timer.due, .event = name_of_timer(kase, timer)};
  Recorder recorder(kase, blank);
  CaseData working = kase;
  Macrostep macrostep(working, timer.due, timer.due, nullptr, nullptr, recorder);
  const auto chosen = choose_for_timer(macrostep.selection(), working, timer);
  const auto failures = macrostep.selection().failures();
  if (!chosen.empty())
    macrostep.run(chosen, blank.event, timer.kind == TimerKind::send ? std::optional(timer.event) : std::nullopt);
  if (macrostep.fault()) {
    Recorder faulted(kase, blank);
    faulted.add(Faulted{blank.event, *macrostep.fault()});
    return faulted.take();
  }
  for (const auto& failure : failures) recorder.add(Faulted{blank.event, failure.message});
  kase = std::move(working);
  return recorder.take();
}

void fire(CaseData& kase, const Deadline& deadline, Effects& journal) {
  auto entry = deadline.timer ? fire_timer(kase, *deadline.timer) : fire_clock(kase, *deadline.rung);
  kase.sequence += 1;
  kase.last_at = std::max(kase.last_at, deadline.fires_at);
  journal.push_back(std::move(entry));
}

// Returns the next deadline, which is still due when the bound was reached.
std::optional<Instant> fire_all_due(CaseData& kase, Instant now, Effects& journal) {
  for (int fired = 0;; ++fired) {
    const auto deadline = earliest(kase);
    if (!deadline) return std::nullopt;
    if (deadline->fires_at > now || fired == limits::kDeadlinesPerStep) return deadline->fires_at;
    fire(kase, *deadline, journal);
  }
}

// --- Acting on an event ----------------------------------------------------------------------------------

// Requires: the judgement has no reasons.
Outcome accept(CaseData& kase, const Event& event, const Judgement& judgement, EntryKind kind, Instant happened,
               Instant now, Effects& journal) {
  CaseData working = kase;
  working.last_at = std::max(working.last_at, now);
  Recorder recorder(kase, entry_for(kind, event, happened, now));
  if (kind == EntryKind::opened) {
    const auto& workflow = *kase.workflow;
    recorder.add(CaseOpened{workflow.name, kase.project, workflow.version, workflow.fingerprint});
  }
  const auto index = kase.workflow->find_event(event.name);
  // Remembered first: `last('x')` in an action of x is this x.
  if (index) remember(working, *index, event.actor, event.input, happened);
  Macrostep macrostep(working, happened, now, &event.actor, &judgement.inputs, recorder);
  macrostep.run(judgement.chosen, event.name, index);
  if (macrostep.fault()) {
    const auto& place = kase.workflow->transition(judgement.chosen.front().transition).place;
    return refuse(kase, event, happened, now, {evaluation_failed(event.name, *macrostep.fault(), place)}, journal);
  }
  working.sequence += 1;
  kase = std::move(working);
  journal.push_back(recorder.take());
  return {.kind = OutcomeKind::accepted, .sequence = kase.sequence};
}

}  // namespace

Result<Opened> open_case(const RuleBook& rules, const NewCase& what, const Event& event, Instant now,
                         Effects& journal) {
  const auto workflow = rules.workflow(what.workflow, what.project);
  if (!workflow) {
    std::vector<std::string> known;
    for (const auto& summary : rules.workflows()) known.push_back(summary.workflow);
    return Error{ErrorCode::not_found, "there is no workflow " + backticked(what.workflow) + "; " +
                                           did_you_mean(what.workflow, known, "known are " + listed(known))};
  }
  if (what.id.empty()) return Error{ErrorCode::invalid_argument, "a case needs an id"};
  if (what.id.size() > limits::kNameBytes || first_invalid_utf8(what.id))
    return Error{ErrorCode::invalid_argument,
                 "a case id must be UTF-8 text of at most " + std::to_string(limits::kNameBytes) + " bytes"};
  DOCKET_CHECK(check_event(event));
  DOCKET_CHECK(check_times(event, now));

  const Instant happened = event.at.value_or(now);
  auto kase = std::make_unique<CaseData>();
  kase->workflow = workflow;
  kase->id = what.id;
  kase->project = what.project;
  kase->sequence = what.refusals;
  kase->opened_at = happened;
  kase->last_at = now;
  kase->configuration = {StateIndex{0}};
  kase->record.resize(workflow->fields.size());
  kase->clocks.resize(workflow->clocks.size());

  const auto judgement = judge_opening(*kase, event, now);
  if (!judgement.reasons.empty())
    return Opened{std::nullopt, refuse(*kase, event, happened, now, judgement.reasons, journal)};
  const auto outcome = accept(*kase, event, judgement, EntryKind::opened, happened, now, journal);
  if (!outcome.accepted()) return Opened{std::nullopt, outcome};
  return Opened{Case(std::move(kase)), outcome};
}

Result<Outcome> step(const RuleBook& rules, Case& kase, const Event& event, Instant now, Effects& journal) {
  static_cast<void>(rules);  // the case holds what it needs of them
  DOCKET_CHECK(check_event(event));
  DOCKET_CHECK(check_times(event, now));
  DOCKET_CHECK(check_order(kase.data(), now));
  auto& data = kase.data();
  const auto next = fire_all_due(data, now, journal);
  if (next && *next <= now) return Outcome{.kind = OutcomeKind::behind, .sequence = data.sequence};

  const Instant happened = event.at.value_or(now);
  const auto earliest_fact =
      data.workflow->late_facts_max ? std::max(data.opened_at, now - *data.workflow->late_facts_max) : data.opened_at;
  if (happened < earliest_fact) return refuse(data, event, happened, now, {too_late(happened, earliest_fact)}, journal);
  const auto judgement = judge(data, event, now);
  if (!judgement.reasons.empty()) return refuse(data, event, happened, now, judgement.reasons, journal);
  return accept(data, event, judgement, EntryKind::accepted, happened, now, journal);
}

Result<std::optional<Instant>> advance(const RuleBook& rules, Case& kase, Instant now, Effects& journal) {
  static_cast<void>(rules);
  return fire_all_due(kase.data(), now, journal);
}

std::optional<Instant> next_deadline(const Case& kase) {
  const auto deadline = earliest(kase.data());
  if (!deadline) return std::nullopt;
  return deadline->fires_at;
}

}  // namespace docket
