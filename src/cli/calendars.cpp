// Tested by tests/golden/cli/due.txt and tests/golden/cli/calendar.txt
#include "cli/calendars.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/output.hpp"
#include "docket/clock.hpp"

namespace docket::cli {
namespace {

std::string name_of(DayKind kind) {
  switch (kind) {
    case DayKind::week: return "week";
    case DayKind::holiday: return "holiday";
    case DayKind::make_up: return "make_up";
    case DayKind::project: return "project";
    case DayKind::exception: return "exception";
  }
  return {};
}

Value json_of(const std::vector<Stretch>& stretches, const TimeZone& zone) {
  std::vector<Value> list;
  for (const auto& stretch : stretches)
    list.push_back(Value::list({cli::json_of(stretch.from, zone), cli::json_of(stretch.until, zone)}));
  return Value::list(std::move(list));
}

// A working day that contributed, or a day off that did not.
Value json_of(const ExplainedDay& explained, const TimeZone& zone) {
  const auto& day = explained.day;
  return Value::object({{"date", Value::string(to_string(day.date))},
                        {"kind", Value::string(name_of(day.kind))},
                        {"workday", Value::boolean(day.is_workday)},
                        {"name", cli::json_of(day.name)},
                        {"source", Value::string(day.source)},
                        {"notice", Value::string(day.notice)},
                        {"number", explained.number ? Value::integer(*explained.number) : Value::null()},
                        {"counted", json_of(explained.counted, zone)},
                        {"subtotal_ms", cli::json_of(explained.subtotal.length())},
                        {"total_ms", cli::json_of(explained.total.length())}});
}

}  // namespace

Result<Calendar> find_calendar(const RuleBook& rules, const CalendarChoice& choice) {
  const auto projects = rules.projects();
  if (!choice.project.empty() && std::find(projects.begin(), projects.end(), choice.project) == projects.end())
    return Error{ErrorCode::not_found, "there is no project " + backticked(choice.project) + "; " +
                                           did_you_mean(choice.project, projects, "known are " + listed(projects))};
  auto calendar = rules.calendar(choice.name, choice.project);
  if (!calendar) {
    const auto known = rules.calendars();
    return Error{ErrorCode::not_found, "calendar " + backticked(choice.name) + " does not exist; " +
                                           did_you_mean(choice.name, known, "known are " + listed(known))};
  }
  if (choice.as_of.empty()) return *std::move(calendar);
  DOCKET_TRY(date, parse_date(choice.as_of));
  return calendar->as_of(date);
}

Result<Instant> moment_of(std::string_view text, const TimeZone& zone) {
  if (text != "now") return parse_instant(text, zone);
  // People ask in minutes; a fraction of a second would only be in the way.
  return Instant{std::chrono::floor<std::chrono::minutes>(SystemClock().now())};
}

Value json_of(const LocalizedText& text) {
  return Value::object({{"zh", Value::string(text.zh)}, {"en", Value::string(text.en)}});
}

Value json_of(Instant instant, const TimeZone& zone) { return Value::string(to_string(instant, zone)); }

Value json_of(Elapsed length) { return Value::integer(length.count()); }

Value json_of(const Day& day, const TimeZone& zone) {
  return Value::object({{"date", Value::string(to_string(day.date))},
                        {"kind", Value::string(name_of(day.kind))},
                        {"workday", Value::boolean(day.is_workday)},
                        {"name", json_of(day.name)},
                        {"source", Value::string(day.source)},
                        {"notice", Value::string(day.notice)},
                        {"open_ms", json_of(day.open.length())},
                        {"windows", json_of(day.windows, zone)}});
}

Value json_of(const DueExplanation& explanation) {
  const auto& zone = explanation.zone;
  std::vector<Value> days, parts;
  for (const auto& day : explanation.days) days.push_back(json_of(day, zone));
  for (const auto& part : explanation.parts) parts.push_back(json_of(part));
  const auto decisive = static_cast<std::int64_t>(explanation.decisive_part);
  return Value::object({{"due", json_of(explanation.due.at, zone)},
                        {"effective_start", json_of(explanation.due.effective_start, zone)},
                        {"provisional", Value::boolean(explanation.due.provisional)},
                        {"budget", Value::string(to_string(explanation.budget))},
                        {"calendar", Value::string(explanation.calendar)},
                        {"zone", Value::string(zone.name())},
                        {"start", json_of(explanation.start, zone)},
                        {"days", Value::list(std::move(days))},
                        {"decisive_part", parts.empty() ? Value::null() : Value::integer(decisive)},
                        {"parts", Value::list(std::move(parts))}});
}

}  // namespace docket::cli
