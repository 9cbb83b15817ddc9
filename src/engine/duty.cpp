// Which duties are due when, and whether they were done.
// Tested by tests/unit/engine/duty_test.cpp
#include "docket/duty.hpp"

#include <algorithm>

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

bool is_in(const PastEvent& event, const std::string& state) {
  return std::any_of(event.entered.begin(), event.entered.end(),
                     [&](const std::string& path) { return is_within(path, state); });
}

// How long a case stayed in a state, up to an instant.
Elapsed time_in(const std::vector<PastEvent>& past, const std::string& state, Instant until) {
  Elapsed total{0};
  std::optional<Instant> since;
  for (const auto& event : past) {
    if (event.entered.empty() || event.at > until) continue;
    const bool is_there = is_in(event, state);
    if (is_there && !since) since = event.at;
    if (is_there || !since) continue;
    total += event.at - *since;
    since.reset();
  }
  return since ? total + (until - *since) : total;
}

bool is_done(const Duty& duty, const std::vector<PastEvent>& past, Instant until) {
  const auto done = std::find_if(past.begin(), past.end(), [&](const PastEvent& event) {
    const bool is_recorded = event.at <= until && event.recorded <= until;
    return is_recorded && (duty.done.empty() ? event.closes : is_in(event, duty.done));
  });
  if (done == past.end()) return false;
  if (duty.at_least == Elapsed{0}) return true;
  const auto spent = duty.in ? time_in(past, *duty.in, done->at) : done->at - past.front().at;
  return spent >= duty.at_least;
}

}  // namespace

const char* name_of(DutyStanding standing) noexcept {
  switch (standing) {
    case DutyStanding::ahead: return "ahead";
    case DutyStanding::open: return "open";
    case DutyStanding::done: return "done";
    case DutyStanding::missed: return "missed";
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
  const auto* duty = find_duty(rules, project, name);
  if (!duty) return std::nullopt;
  std::optional<Instant> next;
  const auto consider = [&](Instant moment) {
    if (moment > after && (!next || moment < *next)) next = moment;
  };
  for (const auto& each : recent(*duty, after)) consider(duty->end_of(each) + 1ms);
  if (const auto each = next_occurrence(*duty->recurrence, *duty->calendar, duty->day_off, after)) consider(each->at);
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
