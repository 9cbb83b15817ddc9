// Which duties are due when, and whether they were done.
// Tested by tests/unit/engine/duty_test.cpp
#include "docket/duty.hpp"

#include <algorithm>
#include <iterator>

#include "engine/duty_rules.hpp"
#include "model/duty.hpp"
#include "time/civil_text.hpp"

namespace docket {

const std::vector<Duty>& duties_of(const RuleBook& rules, std::string_view project) { return rules.duties(project); }

namespace {

using namespace std::chrono_literals;

// Longer than any recurrence's step, so that one look back finds the occurrence whose time is over now.
constexpr std::size_t kLookBack = 64;

std::string key_of(const Duty& duty, std::string_view project, const Recurrence::Occurrence& occurrence) {
  auto planned = civil::to_text(occurrence.planned);
  if (planned.ends_with(":00")) planned.resize(planned.size() - 3);
  return (project.empty() ? std::string("-") : std::string(project)) + "/" + duty.name + "/" + planned;
}

DutyOccurrence occurrence_of(const Duty& duty, std::string_view project, const Recurrence::Occurrence& occurrence) {
  DutyOccurrence each{.duty = duty.name,
                      .project = std::string(project),
                      .key = key_of(duty, project, occurrence),
                      .title = duty.title,
                      .from = occurrence.at,
                      .until = duty.end_of(occurrence),
                      .opens = {},
                      .event = duty.event,
                      .to = duty.to};
  for (int i = 1; i <= duty.times; ++i) {
    const auto id = duty.times == 1 ? each.key : each.key + "/" + std::to_string(i);
    each.opens.push_back({.id = id, .workflow = duty.workflow, .project = each.project, .is_derived = true});
  }
  return each;
}

const Duty* find_duty(const RuleBook& rules, std::string_view project, std::string_view name) {
  for (const auto& duty : duties_of(rules, project)) {
    if (duty.name == name) return &duty;
  }
  return nullptr;
}

// --- Judging -------------------------------------------------------------------------------------------

bool is_within(const std::string& path, const std::string& state) {
  return path == state || (path.size() > state.size() && path.starts_with(state) && path[state.size()] == '.');
}

bool is_among(const std::vector<std::string>& paths, const std::string& state) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) { return is_within(path, state); });
}

bool is_done_by(const Duty& duty, const PastEvent& event) {
  return duty.done.empty() ? event.closes : is_among(event.entered, duty.done);
}

// Whether the time of a quota runs after that event: the case is in the state that counts, or it is under way.
bool is_spending(const Duty& duty, const PastEvent& event) {
  const auto& states = event.left_in.empty() ? event.entered : event.left_in;
  if (duty.in) return is_among(states, *duty.in);
  return duty.done.empty() ? !event.closes : !is_among(states, duty.done);
}

// All the time that a case spent up to an instant, however often it was finished and taken up again.
Elapsed time_spent(const Duty& duty, const std::vector<PastEvent>& past, Instant until) {
  Elapsed total{0};
  std::optional<Instant> since;
  for (const auto& event : past) {
    if (event.entered.empty() || event.at > until) continue;
    const bool is_running = is_spending(duty, event);
    if (is_running && !since) since = event.at;
    if (is_running || !since) continue;
    // A late fact may lie before the one it follows.
    total += std::max(Elapsed{0}, event.at - *since);
    since.reset();
  }
  return since ? total + (until - *since) : total;
}

bool is_done(const Duty& duty, const std::vector<PastEvent>& past, Instant until) {
  std::vector<PastEvent> known;
  std::copy_if(past.begin(), past.end(), std::back_inserter(known),
               [&](const PastEvent& event) { return event.at <= until && event.recorded <= until; });
  const auto last =
      std::find_if(known.rbegin(), known.rend(), [&](const PastEvent& event) { return is_done_by(duty, event); });
  if (last == known.rend()) return false;
  return duty.at_least == Elapsed{0} || time_spent(duty, known, last->at) >= duty.at_least;
}

}  // namespace

const char* name_of(DutyStanding standing) noexcept {
  switch (standing) {
    case DutyStanding::ahead: return "ahead";
    case DutyStanding::open: return "open";
    case DutyStanding::done: return "done";
    case DutyStanding::missed: return "missed";
    case DutyStanding::not_asked: return "not_asked";
  }
  return "unknown";
}

std::vector<std::string> duty_names(const RuleBook& rules, std::string_view project) {
  std::vector<std::string> names;
  for (const auto& duty : duties_of(rules, project)) names.push_back(duty.name);
  return names;
}

std::vector<DutyOccurrence> duty_occurrences(const RuleBook& rules, std::string_view project, Instant from,
                                             Instant until, std::size_t max) {
  std::vector<DutyOccurrence> all;
  for (const auto& duty : duties_of(rules, project)) {
    for (const auto& each : occurrences_between(*duty.recurrence, *duty.calendar, duty.day_off, from, until, max))
      all.push_back(occurrence_of(duty, project, each));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  if (all.size() > max) all.resize(max);
  return all;
}

namespace {

template <class Keep>
std::vector<DutyOccurrence> recent_ones(const RuleBook& rules, std::string_view project, std::string_view name,
                                        Instant moment, Keep keep) {
  std::vector<DutyOccurrence> kept;
  const auto* duty = find_duty(rules, project, name);
  if (!duty) return kept;
  for (const auto& each : recent(*duty, moment)) {
    if (keep(duty->end_of(each))) kept.push_back(occurrence_of(*duty, project, each));
  }
  return kept;
}

}  // namespace

std::vector<DutyOccurrence> duties_open_at(const RuleBook& rules, std::string_view project, std::string_view name,
                                           Instant moment) {
  return recent_ones(rules, project, name, moment, [&](Instant end) { return end >= moment; });
}

std::vector<DutyOccurrence> duties_over_at(const RuleBook& rules, std::string_view project, std::string_view name,
                                           Instant moment) {
  return recent_ones(rules, project, name, moment, [&](Instant end) { return end + 1ms == moment; });
}

std::optional<Instant> next_duty_moment(const RuleBook& rules, std::string_view project, std::string_view name,
                                        Instant after) {
  return next_duty_moment(rules, project, name, after, DutySpan{});
}

std::optional<Instant> next_duty_moment(const RuleBook& rules, std::string_view project, std::string_view name,
                                        Instant after, const DutySpan& span) {
  const auto* duty = find_duty(rules, project, name);
  if (!duty) return std::nullopt;
  std::optional<Instant> next;
  const auto consider = [&](Instant moment) {
    if (moment > after && (!next || moment < *next)) next = moment;
  };
  for (const auto& each : recent(*duty, after)) {
    if (span.holds(each.at)) consider(duty->end_of(each) + 1ms);
  }
  const auto begin = std::max(after, span.since == Instant::min() ? after : span.since - 1ms);
  const auto each = next_occurrence(*duty->recurrence, *duty->calendar, duty->day_off, begin);
  if (each && span.holds(each->at)) consider(each->at);
  return next;
}

// An occurrence is mostly over before the next one begins (checked at load); around holidays a few may be open at once.
std::vector<Recurrence::Occurrence> recent(const Duty& duty, Instant now) {
  for (auto back = std::chrono::days(8);; back *= 8) {
    auto found = occurrences_between(*duty.recurrence, *duty.calendar, duty.day_off, now - back, now + 1ms, 100'000);
    if (found.empty() && back < std::chrono::days(366 * 5)) continue;
    if (found.size() > kLookBack) found.erase(found.begin(), found.end() - kLookBack);
    return found;
  }
}

DutyStanding judge_duty(const RuleBook& rules, const DutyOccurrence& occurrence,
                        std::span<const std::vector<PastEvent>> cases, Instant now) {
  if (now < occurrence.from) return DutyStanding::ahead;
  const auto* duty = find_duty(rules, occurrence.project, occurrence.duty);
  const auto done = !duty ? 0 : std::count_if(cases.begin(), cases.end(), [&](const std::vector<PastEvent>& past) {
    return is_done(*duty, past, occurrence.until);
  });
  if (duty && done >= duty->times) return DutyStanding::done;
  return now > occurrence.until ? DutyStanding::missed : DutyStanding::open;
}

}  // namespace docket
