// The engine's front door: what is due fires first, then the event is judged, then it acts.
// All control flow is here; what a step does is in macrostep.cpp.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include <algorithm>

#include "base/assert.hpp"
#include "base/short_text.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "engine/inputs.hpp"
#include "engine/judgement.hpp"
#include "engine/macrostep.hpp"
#include "engine/plain_move.hpp"
#include "engine/refusal.hpp"
#include "engine/rungs.hpp"
#include "engine/timers.hpp"

namespace docket {
namespace {

using Reasons = std::vector<Reason>;

// --- What comes in ---------------------------------------------------------------------------------

bool is_short_ascii(const std::string& text) { return text.size() <= limits::kNameBytes && is_ascii(text); }

// Nearly every event: short names, few inputs, in the order of time.  Whatever is not is looked at more closely.
constexpr std::size_t kFewInputs = 1'000;  // by weight, which is known without looking into them

bool is_ordinary(const Event& event, bool is_known) {
  return (is_known || (!event.name.empty() && is_short_ascii(event.name))) && is_short_ascii(event.id) &&
         is_short_ascii(event.actor.id) && event.input.kind() == Value::Kind::map && event.input.weight() <= kFewInputs;
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

// The case as it is, in memory that was used for this before where there is some.
void keep(const CaseData& kase, std::unique_ptr<CaseData>& copy) {
  if (copy && copy->workflow == kase.workflow)
    copy->become(kase);
  else
    copy = kase.clone();
}

void keep(const Event& event, Event& place) {
  docket::keep(event.name, place.name);
  docket::keep(event.id, place.id);
  keep(event.actor, place.actor);
  if (!place.input.has_same_bytes(event.input)) place.input = event.input;
  place.at = event.at;
}

// --- Recording ---------------------------------------------------------------------------------------

Cause cause_of(EventIndex event) {
  return event == kNoEvent ? Cause(Cause::Kind::heard) : Cause(Cause::Kind::event, at(event));
}

Outcome refuse(CaseData& kase, const Event& event, RefusedEvent::Stage stage, const Times& times, Effects& journal,
               Instant earliest = {}, Reasons reasons = {}) {
  auto& log = journal.log();
  Recorder recorder(kase, log, EntryKind::refused, Cause(Cause::Kind::heard), times);
  recorder.refused(log.refusals_used);
  const auto& refused = log.refuse();
  refused->stage = stage;
  keep(event, refused->event);
  refused->happened = times.at;
  refused->now = times.now;
  refused->earliest = earliest;
  refused->is_told = stage == RefusedEvent::Stage::told;
  refused->reasons = std::move(reasons);
  if (stage == RefusedEvent::Stage::judged || stage == RefusedEvent::Stage::opening) keep(kase, refused->kase);
  kase.sequence += 1;
  kase.last_at = std::max(kase.last_at, times.now);
  return {.kind = OutcomeKind::refused, .sequence = kase.sequence, .refusal = Refusal(refused)};
}

void remember(CaseData& kase, EventIndex event, const Actor& actor, const Value& input, Instant happened) {
  const auto& names = kase.workflow->remembered_events;
  if (names.empty() || !std::binary_search(names.begin(), names.end(), event)) return;
  auto& remembered = kase.more().remembered;
  const auto place = std::find_if(remembered.begin(), remembered.end(),
                                  [&](const RememberedEvent& memory) { return memory.event == event; });
  auto& memory = place != remembered.end() ? *place : remembered.emplace_back();
  memory.event = event;
  memory.count += 1;
  memory.at = happened;
  memory.actor = actor;
  // In its stored form, so that a case that was stored and one that was not answer the same.
  auto stored = parse_json(to_json(input));
  memory.input = stored ? *std::move(stored) : Value::map({});
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
  recorder.add(Faulted{name_of_rung(kase, rung), *macrostep.fault()});
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
    return recorder.add(Faulted{name_of_timer(kase, timer), *macrostep.fault()});
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

// Whether nothing is due by `now`, told without looking at clocks that have a history of their own.
bool is_quiet_until(const CaseData& kase, Instant now) {
  if (!kase.rest().timers.empty()) return false;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (slot.status != ClockStatus::running) continue;
    if (slot.is_full || (slot.next_rung != ClockSlot::kNoRung && slot.next <= now)) return false;
  }
  return true;
}

// Returns the next deadline, which is still due when the bound was reached.
std::optional<Instant> fire_all_due(CaseData& kase, Instant now, Effects& journal) {
  for (int fired = 0;; ++fired) {
    const auto deadline = earliest(kase);
    if (!deadline) return std::nullopt;
    if (deadline->fires_at > now || fired == limits::kDeadlinesPerStep) return deadline->fires_at;
    fire(kase, *deadline, journal.log());
  }
}

// --- Acting on an event ----------------------------------------------------------------------------------

// Whether something on the way may fail: then the case is kept as it was, to go back to.
bool may_fault(const CaseData& kase, const std::vector<Chosen>& chosen) {
  const auto& first = kase.workflow->chart.plan(chosen.front().transition, chosen.front().branch);
  return chosen.size() > 1 || !first.is_static || first.may_fault;
}

// Requires: the event passed, and the log's memory holds what was chosen and its inputs.
Outcome accept(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const Times& times,
               Selection& selecting, Effects& journal) {
  auto& log = journal.log();
  auto& memory = log.memory;
  const auto first = memory.chosen.front().transition;
  const auto* plain = index == kNoEvent ? nullptr : plain_plan(kase, memory.chosen);
  const bool is_guarded = !plain && may_fault(kase, memory.chosen);
  EffectLog::Mark before{};
  if (is_guarded) {
    keep(kase, memory.before);
    before = log.mark();
  }
  Recorder recorder(kase, log, kind, cause_of(index), times);
  recorder.hear(index != kNoEvent ? std::string_view() : event.name, event.actor, event.input);
  if (kind == EntryKind::opened) recorder.opened(kase);
  kase.last_at = std::max(kase.last_at, times.now);
  // Remembered first: `last('x')` in an action of x is this x.
  if (index != kNoEvent) remember(kase, index, event.actor, event.input, times.at);
  if (plain) {
    move_plainly(kase, *plain, memory.chosen.front(), index, times, selecting, recorder);
  } else {
    Macrostep macrostep(kase, times, selecting, recorder);
    macrostep.run(memory.chosen, cause_of(index), index);
    if (is_guarded && macrostep.fault()) {
      log.take_back(before);
      kase.become(*memory.before);
      return refuse(kase, event, RefusedEvent::Stage::told, times, journal, {},
                    {evaluation_failed(event.name, *macrostep.fault(), kase.workflow->transition(first).place)});
    }
    DOCKET_ASSERT(!macrostep.fault());
  }
  kase.sequence += 1;
  return {.kind = OutcomeKind::accepted, .sequence = kase.sequence};
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
    return Error{ErrorCode::not_found, "there is no workflow " + backticked(what.workflow) + "; " +
                                           did_you_mean(what.workflow, known, "known are " + listed(known))};
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
  auto& memory = journal.log().memory;
  Selection selecting(*kase, now, &event.actor, &memory.inputs, memory);
  if (!passes_opening(*kase, event, selecting))
    return Opened{std::nullopt, refuse(*kase, event, RefusedEvent::Stage::opening, times, journal)};
  const auto index = workflow->chart.find_event(*workflow, event.name);
  const auto outcome = accept(*kase, event, index, EntryKind::opened, times, selecting, journal);
  if (!outcome.accepted()) return Opened{std::nullopt, outcome};
  return Opened{Case(std::move(kase)), outcome};
}

Result<Outcome> step(const RuleBook& rules, Case& kase, const Event& event, Instant now, Effects& journal) {
  static_cast<void>(rules);  // the case holds what it needs of them
  auto& data = kase.data();
  data.fetch();
  const auto index = data.workflow->chart.find_event(*data.workflow, event.name);
  if (!is_ordinary(event, index != kNoEvent)) DOCKET_CHECK(check_event(event));
  if (!is_in_time(data, event, now)) {
    DOCKET_CHECK(check_times(event, now));
    DOCKET_CHECK(check_order(data, now));
  }
  if (!is_quiet_until(data, now)) {
    const auto next = fire_all_due(data, now, journal);
    if (next && *next <= now) return Outcome{.kind = OutcomeKind::behind, .sequence = data.sequence};
  }

  const Times times{event.at.value_or(now), now};
  const auto earliest_fact =
      data.workflow->late_facts_max ? std::max(data.opened_at, now - *data.workflow->late_facts_max) : data.opened_at;
  if (times.at < earliest_fact) return refuse(data, event, RefusedEvent::Stage::late, times, journal, earliest_fact);
  auto& memory = journal.log().memory;
  Selection selecting(data, now, &event.actor, &memory.inputs, memory);
  if (!passes(data, event, index, now, selecting))
    return refuse(data, event, RefusedEvent::Stage::judged, times, journal);
  return accept(data, event, index, EntryKind::accepted, times, selecting, journal);
}

Result<std::optional<Instant>> advance(const RuleBook& rules, Case& kase, Instant now, Effects& journal) {
  static_cast<void>(rules);
  if (kase.data().sequence >= limits::kEntriesPerCase) DOCKET_CHECK(check_order(kase.data(), kase.last_at()));
  return fire_all_due(kase.data(), now, journal);
}

std::optional<Instant> next_deadline(const Case& kase) {
  const auto deadline = earliest(kase.data());
  if (!deadline) return std::nullopt;
  return deadline->fires_at;
}

}  // namespace docket
