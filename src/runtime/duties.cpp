// Tested by tests/unit/runtime/duties_test.cpp
#include "runtime/duties.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/try.hpp"
#include "docket/migration.hpp"
#include "docket/value.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kRow = "duty:";

struct RowName {
  std::string project, duty;
  bool is_left_over = false;  // of earlier rules
};

RowName name_in(std::string_view row) {
  row.remove_prefix(kRow.size());
  const auto at = row.find('@');
  const bool is_left_over = at != std::string_view::npos;
  row = row.substr(0, at);
  const auto slash = row.rfind('/');
  const auto project = row.substr(0, slash);
  return {project == "-" ? std::string() : std::string(project), std::string(row.substr(slash + 1)), is_left_over};
}

// A row as it is to be: by which rules, for which occurrences.
struct RowUnder {
  std::string id;
  const RuleBook& rules;
  DutySpan span;
};

// The row as it moves on from a moment to its next deadline, with a line of its journal.
Commit moved_on(const RowUnder& row, std::int64_t version, const char* what, Instant moment, const Value& data) {
  const auto name = name_in(row.id);
  Commit commit;
  commit.summary = {.id = row.id,
                    .workflow = "duty",
                    .project = name.project,
                    .rules = row.rules.fingerprint(),
                    .version = version + 1};
  commit.summary.deadline = next_duty_moment(row.rules, name.project, name.duty, moment, row.span);
  commit.expected_version = version;
  commit.journal.push_back({version + 1, name_of(EntryKind::deadline), moment, what, to_json(data)});
  return commit;
}

Commit armed(const RowUnder& row, std::int64_t version, Instant moment) {
  std::vector<MapEntry> span = {{Value::string("since"), Value::string(to_string(row.span.since))}};
  if (row.span.before) span.push_back({Value::string("before"), Value::string(to_string(*row.span.before))});
  return moved_on(row, version, "armed", moment, Value::map(std::move(span)));
}

std::optional<Instant> instant_at(const Value& map, std::string_view key) {
  const auto* text = map.find(key);
  if (!text) return std::nullopt;
  const auto instant = parse_instant(text->as_string());
  return instant ? std::optional(*instant) : std::nullopt;
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

// An id for the opening event: a repeat answers the first outcome.
Status open_cases(const DutyDesk& desk, const RuleBook& rules, const DutyOccurrence& occurrence) {
  for (const auto& each : occurrence.opens) {
    auto event = occurrence.event;
    event.id = each.id;
    DOCKET_CHECK(desk.open(rules, each, event, occurrence.from));
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

Result<DutySpan> span_of(const DutyDesk& desk, const StoredCase& row) {
  const auto known = desk.spans.find(row.id);
  if (known != desk.spans.end() && known->second.first == row.rules) return known->second.second;
  DOCKET_TRY(charge, duty_charge(desk.store, row.id));
  desk.spans[row.id] = {row.rules, charge.span};
  return charge.span;
}

// What began before `until` under the rules that the row follows, and is not over or not done, gets a row of its own.
Status leave_over(const DutyDesk& desk, const StoredCase& row, const DutyCharge& charge, Instant until) {
  DOCKET_TRY(own, rules_of_row(desk, row));
  const RowUnder rest{row.id + "@" + to_string(until), own, {charge.span.since, until}};
  const auto commit = armed(rest, 0, charge.last);
  if (!commit.summary.deadline) return Done{};
  // An attempt that was interrupted may have left it there.
  DOCKET_TRY(stored, desk.store.load(rest.id));
  return stored ? Status(Done{}) : desk.commit(commit);
}

// Lets the present rules begin at `now`: a time that begins right now is theirs, unless it was begun already.
Status arm(const DutyDesk& desk, const std::string& row, Instant now) {
  DOCKET_TRY(stored, desk.store.load(row));
  if (!stored) return desk.commit(armed({row, desk.rules, {now, {}}}, 0, now - 1ms));
  if (stored->rules == desk.rules.fingerprint()) return Done{};
  DOCKET_TRY(charge, duty_charge(desk.store, row));
  const auto begin = std::max(now, charge.last + 1ms);
  DOCKET_CHECK(leave_over(desk, *stored, charge, begin));
  return desk.commit(armed({row, desk.rules, {begin, {}}}, stored->version, begin - 1ms));
}

// Every duty of which something is to come, whether or not these rules have it still.
Result<std::vector<std::string>> running_rows(const DutyDesk& desk) {
  DOCKET_TRY(due, desk.store.due_before(Instant::max(), std::numeric_limits<std::int32_t>::max()));
  std::vector<std::string> rows;
  for (auto& each : due) {
    if (is_duty_row(each.id) && !name_in(each.id).is_left_over) rows.push_back(std::move(each.id));
  }
  return rows;
}

}  // namespace

bool is_duty_row(std::string_view id) { return id.starts_with(kRow); }

std::string duty_row(const std::string& project, const std::string& duty) {
  return std::string(kRow) + (project.empty() ? "-" : project) + "/" + duty;
}

Result<DutyCharge> duty_charge(Store& store, const std::string& row) {
  DOCKET_TRY(journal, store.journal(row));
  DutyCharge charge{.span = {}, .last = Instant::min()};
  for (const auto& entry : journal) {
    charge.last = entry.at;
    if (entry.event != "armed") continue;
    DOCKET_TRY(data, parse_json(entry.entry));
    // Rows of docket before 0.1.0 say nothing of their span: it began with the first of these entries.
    if (const auto since = instant_at(data, "since"))
      charge.span = {*since, instant_at(data, "before")};
    else if (charge.span.since == Instant::min())
      charge.span.since = entry.at + 1ms;
  }
  return charge;
}

Result<std::optional<DutyDeeds>> duty_deeds(Store& store, const DutyOccurrence& what) {
  DutyDeeds deeds;
  bool is_known = false;
  for (const auto& each : what.opens) {
    DOCKET_TRY(stored, store.load(each.id));
    if (!stored) continue;
    if (!is_known) deeds.rules = stored->rules;
    is_known = true;
    auto& past = deeds.cases.emplace_back();
    DOCKET_TRY(journal, store.journal(each.id));
    for (const auto& entry : journal) {
      DOCKET_TRY(event, past_event(entry));
      past.push_back(std::move(event));
    }
  }
  if (!is_known) return std::optional<DutyDeeds>();
  return std::optional(std::move(deeds));
}

Status arm_duties(const DutyDesk& desk, Instant now) {
  auto projects = desk.rules.projects();
  if (projects.empty()) projects.emplace_back();
  for (const auto& project : projects) {
    for (const auto& duty : duty_names(desk.rules, project)) DOCKET_CHECK(arm(desk, duty_row(project, duty), now));
  }
  // A duty that these rules have no longer ends now; what it has overdue is caught up by the rules of then.
  DOCKET_TRY(rows, running_rows(desk));
  for (const auto& row : rows) DOCKET_CHECK(arm(desk, row, now));
  return Done{};
}

Result<DutyRun> run_duty(const DutyDesk& desk, const std::string& row, Instant moment) {
  const auto name = name_in(row);
  DOCKET_TRY(stored, desk.store.load(row));
  if (!stored) return Error{ErrorCode::not_found, "there is no row " + row};
  if (!name.is_left_over && stored->rules != desk.rules.fingerprint()) {
    DOCKET_CHECK(arm(desk, row, moment));
    return DutyRun::armed;
  }
  DOCKET_TRY(own, rules_of_row(desk, *stored));
  DOCKET_TRY(span, span_of(desk, *stored));
  std::vector<Value> told;
  std::vector<OutboxEvent> events;
  for (const auto& over : duties_over_at(own, name.project, name.duty, moment)) {
    if (!span.holds(over.from)) continue;
    DOCKET_TRY(deeds, duty_deeds(desk.store, over));
    if (!deeds || judge_duty(own, over, deeds->cases, moment) != DutyStanding::missed) continue;
    events.push_back(missed_event(row, stored->version + 1, events.size() + 1, moment, over));
    told.push_back(Value::object({{"missed", data_of(over)}}));
  }
  const auto begin =
      span.holds(moment) ? duty_occurrences(own, name.project, moment, moment + 1ms) : std::vector<DutyOccurrence>{};
  for (const auto& begins : begin) {
    if (begins.duty != name.duty) continue;
    DOCKET_CHECK(open_cases(desk, own, begins));
    told.push_back(Value::object({{"opened", data_of(begins)}}));
  }
  auto commit = moved_on({row, own, span}, stored->version, events.empty() ? "duty" : "missed", moment,
                         Value::list(std::move(told)));
  // A row whose rules cannot be read any more follows the present ones, and is still what it was.
  commit.summary.rules = stored->rules;
  commit.outbox = std::move(events);
  DOCKET_CHECK(desk.commit(std::move(commit)));
  return DutyRun::done;
}

}  // namespace docket
