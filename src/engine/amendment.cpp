// Tested by tests/unit/engine/amendment_test.cpp
#include "docket/amendment.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"
#include "engine/calendar_sets.hpp"
#include "engine/clock_changes.hpp"
#include "engine/clock_fold.hpp"
#include "engine/event_bounds.hpp"
#include "engine/timers.hpp"
#include "value/storable.hpp"

namespace docket {
namespace {

Error bad(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

// Every deadline that can move, before and after; those that did are the answer.
std::vector<MovedDue> deadlines_of(const CaseData& kase, Instant now) {
  std::vector<MovedDue> all;
  for (const auto& timer : kase.rest().timers) all.push_back({name_of_timer(kase, timer), timer.due, timer.due});
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    if (!kase.slot(i).is_ticking()) continue;
    const auto clock = kase.clock(i);
    const auto& rules = kase.workflow->clocks[i];
    const auto due = due_if_counting(kase, rules, fold_until(kase, rules, clock.fold, now));
    all.push_back({rules.name, due, due});
  }
  return all;
}

std::vector<MovedDue> moved_between(std::vector<MovedDue> before, const std::vector<MovedDue>& after) {
  for (std::size_t i = 0; i < before.size() && i < after.size(); ++i) before[i].now = after[i].now;
  std::erase_if(before, [](const MovedDue& each) { return each.was == each.now; });
  return before;
}

// What the journal says of an amendment.
struct Amending {
  const char* name;
  const Actor& who;
  Value input;
  Instant at;
};

// Fires what is due, then changes the case, which cannot fail, and writes it down.
template <class Change>
Result<std::vector<MovedDue>> amend(Case& kase, const Amending& what, Instant now, Effects& journal, Change change) {
  auto& data = kase.data();
  DOCKET_CHECK(check_actor(what.who));
  DOCKET_CHECK(check_instant(now, "the time of an amendment"));
  if (now < data.last_at)
    return bad("time runs backwards: the case " + backticked(std::string(data.id())) + " was last at " +
               to_string(data.last_at) + ", and now is " + to_string(now));
  for (;;) {
    DOCKET_TRY(next, advance(RuleBook(), kase, now, journal));
    if (!next || *next > now) break;
  }
  const auto before = deadlines_of(data, now);
  Recorder recorder(data, journal.log(), EntryKind::amended, Cause(Cause::Kind::heard), {what.at, now});
  recorder.hear(what.name, what.who, what.input);
  change(data, recorder);
  data.sequence += 1;
  data.last_at = now;
  return moved_between(before, deadlines_of(data, now));
}

bool has_same_calendars(const CaseData& kase, const CalendarSet& set) {
  for (std::size_t i = 0; i < set.calendars.size(); ++i) {
    if (kase.calendar(static_cast<CalendarIndex>(i)).fingerprint() != set.calendars[i].fingerprint()) return false;
  }
  return true;
}

// Pending `after`s count their whole wait anew, never into the past.
void recount_timers(CaseData& kase, Instant now) {
  if (kase.rest().timers.empty()) return;
  for (auto& timer : kase.more().timers) {
    if (timer.kind != TimerKind::after) continue;
    const auto& after = kase.workflow->state(timer.state).afters[timer.row];
    const auto due = kase.calendar(after.calendar).due(timer.since, after.delay);
    if (due) timer.due = std::max(due->at, now);
  }
}

Status check_relief(const CaseData& kase, const Relief& relief, Instant now) {
  if (relief.id.empty() || relief.id.size() > limits::kNameBytes || first_invalid_utf8(relief.id))
    return bad("a relief needs an id of at most " + std::to_string(limits::kNameBytes) + " bytes of UTF-8");
  if (relief.percent < 1 || relief.percent > 1000)
    return bad("a relief of " + std::to_string(relief.percent) + " per cent; it must be 1 to 1000");
  if (relief.from >= relief.to) return bad("a relief must end after it begins");
  if (relief.from > now)
    return bad("a relief that begins at " + to_string(relief.from) + " cannot be recorded before that");
  DOCKET_CHECK(check_instant(relief.from, "the beginning of a relief"));
  DOCKET_CHECK(check_instant(relief.to, "the end of a relief"));
  const auto evidence = Value::string(relief.evidence);
  if (why_not_storable(evidence) || json_bytes(evidence, limits::kInputBytes) > limits::kInputBytes)
    return bad("the evidence of a relief must be UTF-8 text of at most " + std::to_string(limits::kInputBytes) +
               " bytes as JSON");
  if (relief.clocks.size() > limits::kClocks)
    return bad("a relief names " + std::to_string(relief.clocks.size()) + " clocks; a workflow has at most " +
               std::to_string(limits::kClocks));
  for (const auto& clock : relief.clocks) {
    if (kase.workflow->find_clock(clock)) continue;
    std::vector<std::string> known;
    for (const auto& each : kase.workflow->clocks) known.push_back(each.name);
    return bad("the workflow has no clock " + backticked(clock) + "; " + did_you_mean(clock, known));
  }
  if (kase.rest().reliefs.size() >= limits::kReliefsPerCase)
    return Error{ErrorCode::limit_exceeded,
                 "a case takes " + std::to_string(limits::kReliefsPerCase) + " reliefs, and this one has had them"};
  return Done{};
}

CaseRelief stored_form(const CaseData& kase, const Relief& relief) {
  CaseRelief stored{.id = relief.id, .percent = relief.percent, .from = relief.from, .to = relief.to};
  for (const auto& clock : relief.clocks) stored.clocks.push_back(*kase.workflow->find_clock(clock));
  std::sort(stored.clocks.begin(), stored.clocks.end());
  stored.clocks.erase(std::unique(stored.clocks.begin(), stored.clocks.end()), stored.clocks.end());
  return stored;
}

bool is_meant(const CaseRelief& relief, ClockIndex clock) {
  return relief.clocks.empty() || std::binary_search(relief.clocks.begin(), relief.clocks.end(), clock);
}

bool has_relief(const ClockState& clock, std::uint16_t relief) {
  const auto& reliefs = clock.fold.reliefs;
  return std::find(reliefs.begin(), reliefs.end(), relief) != reliefs.end();
}

// What happened that long ago is kept in sums, and nothing is put before it any more (semantics.md 35).
Status check_settled(const CaseData& kase, const CaseRelief& relief) {
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (!slot.is_full || !slot.is_ticking() || !slot.full->settled || !is_meant(relief, static_cast<ClockIndex>(i)))
      continue;
    const auto settled = slot.full->settled->since;
    if (relief.from >= settled) continue;
    return bad("too_late: a relief that begins at " + to_string(relief.from) + " reaches behind " + to_string(settled) +
               ", before which the clock " + backticked(kase.workflow->clocks[i].name) + " is kept in sums");
  }
  return Done{};
}

Value input_of(const Relief& relief) {
  std::vector<Value> clocks;
  for (const auto& clock : relief.clocks) clocks.push_back(Value::string(clock));
  return Value::object({{"relief", Value::string(relief.id)},
                        {"percent", Value::integer(relief.percent)},
                        {"from", Value::string(to_string(relief.from))},
                        {"to", Value::string(to_string(relief.to))},
                        {"clocks", Value::list(std::move(clocks))},
                        {"evidence", Value::string(relief.evidence)}});
}

std::vector<CaseRelief>::const_iterator find_relief(const CaseData& kase, std::string_view id) {
  const auto& reliefs = kase.rest().reliefs;
  return std::find_if(reliefs.begin(), reliefs.end(), [&](const CaseRelief& each) { return each.id == id; });
}

}  // namespace

Result<std::shared_ptr<const CalendarSet>> calendars_for(const RuleBook& rules, const Workflow& workflow) {
  CalendarSet set{.rules = rules.fingerprint(), .calendars = {}};
  for (const auto& named : workflow.calendars) {
    auto calendar = rules.calendar(named.name, workflow.project);
    if (!calendar)
      return bad("the rule set " + rules.fingerprint() + " has no calendar " + backticked(named.name) + ", which " +
                 workflow.name + " uses");
    set.calendars.push_back(*std::move(calendar));
  }
  return std::make_shared<const CalendarSet>(std::move(set));
}

Result<std::vector<MovedDue>> apply_calendars(const RuleBook& rules, Case& kase, const Actor& who, Instant now,
                                              Effects& journal) {
  DOCKET_TRY(set, calendars_for(rules, *kase.data().workflow));
  if (has_same_calendars(kase.data(), *set)) return std::vector<MovedDue>{};
  if (kase.data().rest().later_calendars.size() >= limits::kCalendarsPerCase)
    return Error{ErrorCode::limit_exceeded, "a case follows its calendars through " +
                                                std::to_string(limits::kCalendarsPerCase) + " versions at most"};
  const Amending what{
      .name = "apply_calendars", .who = who, .input = Value::object({{"rules", Value::string(set->rules)}}), .at = now};
  return amend(kase, what, now, journal, [&](CaseData& working, Recorder& recorder) {
    working.more().later_calendars.push_back(set);
    recount_timers(working, now);
    for (std::size_t i = 0; i < working.clock_count(); ++i)
      recount_clock(working, static_cast<ClockIndex>(i), now, recorder);
  });
}

Result<std::vector<MovedDue>> preview_calendars(const RuleBook& rules, const Case& kase, Instant now) {
  auto trial = kase;
  Effects unwanted;
  return apply_calendars(rules, trial, {}, std::max(now, kase.last_at()), unwanted);
}

Result<std::vector<MovedDue>> relieve(Case& kase, const Relief& relief, const Actor& who, Instant now,
                                      Effects& journal) {
  DOCKET_CHECK(check_relief(kase.data(), relief, now));
  const auto stored = stored_form(kase.data(), relief);
  const auto known = find_relief(kase.data(), relief.id);
  if (known != kase.data().rest().reliefs.end()) {
    auto same = *known;
    same.is_undone = false;
    if (same == stored) return std::vector<MovedDue>{};
    return bad("the case has another relief " + backticked(relief.id));
  }
  DOCKET_CHECK(check_settled(kase.data(), stored));
  const Amending what{.name = "relieve", .who = who, .input = input_of(relief), .at = relief.from};
  return amend(kase, what, now, journal, [&](CaseData& working, Recorder& recorder) {
    working.more().reliefs.push_back(stored);
    const auto index = static_cast<std::uint16_t>(working.rest().reliefs.size() - 1);
    for (std::size_t i = 0; i < working.clock_count(); ++i) {
      if (!working.slot(i).is_ticking() || !is_meant(stored, static_cast<ClockIndex>(i))) continue;
      if (working.clock(i).facts.front().at >= stored.to) continue;  // it started when all was over
      relieve_clock(working, static_cast<ClockIndex>(i), index, false, stored.from, recorder);
    }
  });
}

Result<std::vector<MovedDue>> undo_relief(Case& kase, std::string_view id, const Actor& who, Instant now,
                                          Effects& journal) {
  const auto known = find_relief(kase.data(), id);
  if (known == kase.data().rest().reliefs.end())
    return Error{ErrorCode::not_found, "the case never had a relief " + backticked(std::string(id))};
  if (known->is_undone) return std::vector<MovedDue>{};
  const auto index = static_cast<std::uint16_t>(known - kase.data().rest().reliefs.begin());
  const Amending what{
      .name = "undo_relief", .who = who, .input = Value::object({{"relief", Value::string(id)}}), .at = now};
  return amend(kase, what, now, journal, [&](CaseData& working, Recorder& recorder) {
    working.more().reliefs[index].is_undone = true;
    for (std::size_t i = 0; i < working.clock_count(); ++i) {
      if (working.slot(i).is_ticking() && has_relief(working.clock(i), index))
        relieve_clock(working, static_cast<ClockIndex>(i), index, true, now, recorder);
    }
  });
}

}  // namespace docket
