// Tested by tests/unit/runtime/duties_test.cpp
#include "runtime/duties.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/try.hpp"
#include "docket/runtime.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kRow = "duty:";

struct RowName {
  std::string project, duty;
};

std::string row_of(const std::string& project, const std::string& duty) {
  return std::string(kRow) + (project.empty() ? "-" : project) + "/" + duty;
}

RowName name_in(std::string_view row) {
  row.remove_prefix(kRow.size());
  const auto slash = row.rfind('/');
  const auto project = row.substr(0, slash);
  return {project == "-" ? std::string() : std::string(project), std::string(row.substr(slash + 1))};
}

// The row as it moves on to its next deadline under these rules, with a line of its journal.
Commit moved_on(const RuleBook& rules, const std::string& row, std::int64_t version, const char* what, Instant moment,
                const Value& data) {
  const auto name = name_in(row);
  Commit commit;
  commit.summary = {
      .id = row, .workflow = "duty", .project = name.project, .rules = rules.fingerprint(), .version = version + 1};
  commit.summary.deadline = next_duty_moment(rules, name.project, name.duty, moment);
  commit.expected_version = version;
  commit.journal.push_back({version + 1, name_of(EntryKind::deadline), moment, what, to_json(data)});
  return commit;
}

Value data_of(const DutyOccurrence& occurrence) {
  std::vector<Value> cases;
  for (const auto& each : occurrence.opens) cases.push_back(Value::string(each.id));
  return Value::object({{"duty", Value::string(occurrence.duty)},
                        {"title", Value::object({{"en", Value::string(occurrence.title.en)},
                                                 {"zh", Value::string(occurrence.title.zh)}})},
                        {"occurrence", Value::string(occurrence.key)},
                        {"from", Value::string(to_string(occurrence.from))},
                        {"until", Value::string(to_string(occurrence.until))},
                        {"to", Value::string(occurrence.to)},
                        {"cases", Value::list(std::move(cases))}});
}

OutboxEvent missed_event(const std::string& row, std::int64_t sequence, std::size_t position, Instant moment,
                         const DutyOccurrence& occurrence) {
  const auto id = row + "/" + std::to_string(sequence) + "/" + std::to_string(position);
  const auto source = "/docket/" + (occurrence.project.empty() ? "-" : occurrence.project) + "/duty";
  const auto event = Value::object({{"specversion", Value::string("1.0")},
                                    {"id", Value::string(id)},
                                    {"source", Value::string(source)},
                                    {"type", Value::string("docket.duty.missed.v1")},
                                    {"subject", Value::string(occurrence.key)},
                                    {"time", Value::string(to_string(moment))},
                                    {"datacontenttype", Value::string("application/json")},
                                    {"data", data_of(occurrence)}});
  return {.id = id, .case_id = row, .at = moment, .event = to_json(event)};
}

// The journals of an occurrence's cases; nothing where none was ever asked for: the duty began later.
Result<std::optional<std::vector<std::vector<PastEvent>>>> deeds(const DutyDesk& desk, const DutyOccurrence& what) {
  std::vector<std::vector<PastEvent>> cases;
  bool is_known = false;
  for (const auto& each : what.opens) {
    DOCKET_TRY(stored, desk.store.load(each.id));
    is_known = is_known || stored;
    if (!stored) continue;
    auto& past = cases.emplace_back();
    DOCKET_TRY(journal, desk.store.journal(each.id));
    for (const auto& entry : journal) {
      DOCKET_TRY(event, past_event(entry));
      past.push_back(std::move(event));
    }
  }
  if (!is_known) return std::optional<std::vector<std::vector<PastEvent>>>();
  return std::optional(std::move(cases));
}

// An id for the opening event: a repeat answers the first outcome.
Status open_cases(const DutyDesk& desk, const DutyOccurrence& occurrence) {
  for (const auto& each : occurrence.opens) {
    auto event = occurrence.event;
    event.id = each.id;
    DOCKET_CHECK(desk.open(each, event, occurrence.from));
  }
  return Done{};
}

// The rules that a row follows; those that are present where the store does not have them any more.
Result<RuleBook> rules_of_row(const DutyDesk& desk, const StoredCase& row) {
  auto rules = desk.rules_of(row.rules);
  // Gone, and not merely unreadable: what it was pinned to cannot be asked for any more.
  if (!rules && rules.error().code == ErrorCode::not_found) return desk.rules;
  return rules;
}

// Whether an occurrence is open under these rules that the present ones do not have.
Result<bool> is_held(const DutyDesk& desk, const RuleBook& own, const RowName& name, Instant moment) {
  if (own.fingerprint() == desk.rules.fingerprint()) return false;
  const auto present = duties_open_at(desk.rules, name.project, name.duty, moment);
  for (const auto& open : duties_open_at(own, name.project, name.duty, moment)) {
    const bool is_present = std::any_of(present.begin(), present.end(), [&](const DutyOccurrence& each) {
      return each.key == open.key && each.until == open.until;
    });
    if (is_present) continue;
    DOCKET_TRY(cases, deeds(desk, open));
    if (cases) return true;
  }
  return false;
}

Result<std::set<std::string>> overdue_at(const DutyDesk& desk, Instant now) {
  DOCKET_TRY(due, desk.store.due_before(now, std::numeric_limits<std::int32_t>::max()));
  std::set<std::string> overdue;
  for (auto& each : due) overdue.insert(std::move(each.id));
  return overdue;
}

Status arm(const DutyDesk& desk, const std::string& row, Instant now) {
  DOCKET_TRY(stored, desk.store.load(row));
  if (stored && stored->rules == desk.rules.fingerprint()) return Done{};
  if (stored) {
    DOCKET_TRY(own, rules_of_row(desk, *stored));
    DOCKET_TRY(held, is_held(desk, own, name_in(row), now));
    if (held) return Done{};
  }
  // A time that begins right now is one of them.
  return desk.commit(moved_on(desk.rules, row, stored ? stored->version : 0, "armed", now - 1ms, Value::map({})));
}

}  // namespace

bool is_duty_row(std::string_view id) { return id.starts_with(kRow); }

Status arm_duties(const DutyDesk& desk, Instant now) {
  // What is overdue is caught up by run_due; what is to come follows the new rules.
  DOCKET_TRY(overdue, overdue_at(desk, now));
  auto projects = desk.rules.projects();
  if (projects.empty()) projects.emplace_back();
  for (const auto& project : projects) {
    for (const auto& duty : duty_names(desk.rules, project)) {
      const auto row = row_of(project, duty);
      if (!overdue.contains(row)) DOCKET_CHECK(arm(desk, row, now));
    }
  }
  return Done{};
}

Status run_duty(const DutyDesk& desk, const std::string& row, Instant moment) {
  const auto name = name_in(row);
  DOCKET_TRY(stored, desk.store.load(row));
  if (!stored) return Error{ErrorCode::not_found, "there is no row " + row};
  DOCKET_TRY(own, rules_of_row(desk, *stored));
  std::vector<Value> told;
  std::vector<OutboxEvent> events;
  for (const auto& over : duties_over_at(own, name.project, name.duty, moment)) {
    DOCKET_TRY(cases, deeds(desk, over));
    if (!cases || judge_duty(own, over, *cases, moment) != DutyStanding::missed) continue;
    events.push_back(missed_event(row, stored->version + 1, events.size() + 1, moment, over));
    told.push_back(Value::object({{"missed", data_of(over)}}));
  }
  DOCKET_TRY(held, is_held(desk, own, name, moment));
  const auto begin =
      held ? std::vector<DutyOccurrence>{} : duty_occurrences(desk.rules, name.project, moment, moment + 1ms);
  for (const auto& begins : begin) {
    if (begins.duty != name.duty) continue;
    DOCKET_CHECK(open_cases(desk, begins));
    told.push_back(Value::object({{"opened", data_of(begins)}}));
  }
  auto commit = moved_on(held ? own : desk.rules, row, stored->version, events.empty() ? "duty" : "missed", moment,
                         Value::list(std::move(told)));
  commit.outbox = std::move(events);
  return desk.commit(std::move(commit));
}

Result<std::vector<JudgedDuty>> Runtime::duties(std::string_view project, Instant from, Instant until, Instant now) {
  std::vector<JudgedDuty> judged;
  for (auto& each : duty_occurrences(rules(), project, from, until)) {
    std::vector<std::vector<PastEvent>> cases;
    for (const auto& opened : each.opens) {
      DOCKET_TRY(journal, this->journal(opened.id));
      auto& past = cases.emplace_back();
      for (const auto& entry : journal) {
        DOCKET_TRY(event, past_event(entry));
        past.push_back(std::move(event));
      }
    }
    const auto standing = judge_duty(rules(), each, cases, now);
    judged.push_back({std::move(each), standing});
  }
  return judged;
}

}  // namespace docket
