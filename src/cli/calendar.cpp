// docket calendar: a month or a year of a calendar, with its working days, holidays and hours.
// Tested by tests/golden/cli/calendar.txt
#include <fmt/core.h>

#include <charconv>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/calendars.hpp"
#include "cli/commands.hpp"
#include "cli/month_grid.hpp"
#include "cli/output.hpp"
#include "cli/streams.hpp"
#include "docket/limits.hpp"

namespace docket::cli {
namespace {

// The months that were asked for: one, or the twelve of a year.
struct Span {
  std::chrono::year_month first;
  bool is_year = false;
};

Error bad_span(const std::string& text) {
  return {ErrorCode::invalid_argument, backticked(text) + " is neither a month such as `2026-02` nor a year such as " +
                                           "`2026`, between " + std::to_string(limits::kYearMin) + " and " +
                                           std::to_string(limits::kYearMax)};
}

Result<Span> read_span(const std::string& text, bool is_year, const TimeZone& zone) {
  if (text.empty()) {
    DOCKET_TRY(now, moment_of("now", zone));
    const Date today{std::chrono::floor<std::chrono::days>(zone.local(now))};
    return Span{today.year() / today.month(), is_year};
  }
  const bool has_month = text.size() == 7;
  const auto date = parse_date(has_month ? text + "-01" : text + "-01-01");
  if (!date || (!has_month && text.size() != 4)) return bad_span(text);
  const int year = static_cast<int>(date->year());
  if (year < limits::kYearMin || year > limits::kYearMax) return bad_span(text);
  return Span{date->year() / date->month(), is_year || !has_month};
}

std::vector<Month> months_of(const Calendar& calendar, const Span& span) {
  std::vector<Month> months;
  if (!span.is_year) return {month_of(calendar, span.first)};
  for (unsigned month = 1; month <= 12; ++month)
    months.push_back(month_of(calendar, span.first.year() / std::chrono::month{month}));
  return months;
}

std::vector<GridDay> days_of(const std::vector<Month>& months) {
  std::vector<GridDay> days;
  for (const auto& month : months) days.insert(days.end(), month.days.begin(), month.days.end());
  return days;
}

struct Totals {
  int workdays = 0;
  Elapsed open{0};
};

Totals totals_of(const std::vector<Month>& months) {
  Totals totals;
  for (const auto& month : months) {
    totals.workdays += month.workdays();
    totals.open += month.open();
  }
  return totals;
}

void print_json(const Calendar& calendar, const std::vector<Month>& months) {
  std::vector<Value> days;
  for (const auto& each : days_of(months)) {
    auto fields = json_of(each.day, calendar.zone());
    std::vector<MapEntry> entries(fields.as_map().begin(), fields.as_map().end());
    entries.push_back({Value::string("provisional"), Value::boolean(each.is_provisional)});
    days.push_back(Value::map(std::move(entries)));
  }
  const auto totals = totals_of(months);
  const auto horizon = calendar.horizon();
  print(to_json(Value::object({{"calendar", Value::string(calendar.name())},
                               {"title", json_of(calendar.title())},
                               {"zone", Value::string(calendar.zone().name())},
                               {"fingerprint", Value::string(calendar.fingerprint())},
                               {"from", Value::string(to_string(months.front().days.front().day.date))},
                               {"to", Value::string(to_string(months.back().days.back().day.date))},
                               {"workdays", Value::integer(totals.workdays)},
                               {"open_ms", json_of(totals.open)},
                               {"horizon", horizon ? Value::string(to_string(*horizon)) : Value::null()},
                               {"days", Value::list(std::move(days))}})));
}

std::string head_of(const Calendar& calendar, const Span& span, Language language) {
  const bool zh = language == Language::zh;
  const auto year = static_cast<int>(span.first.year());
  const auto period = !span.is_year ? title_of(span.first, language)
                      : zh          ? fmt::format("{} 年", year)
                                    : std::to_string(year);
  const auto& title = calendar.title().in(language);
  const auto name = title.empty() ? calendar.name() : title + (zh ? "（" : " (") + calendar.name() + (zh ? "）" : ")");
  return fmt::format("{}  {}  {}", name, period, calendar.zone().name());
}

void print_grid(const std::vector<Month>& months, const Drawing& drawing) {
  if (months.size() == 1) {
    for (const auto& line : full_month(months.front(), drawing)) print(line);
    return;
  }
  constexpr std::size_t kInARow = 3;
  constexpr std::size_t kSmallWidth = 25;  // with the gap to the next month
  for (std::size_t i = 0; i < months.size(); i += kInARow) {
    std::vector<std::vector<std::string>> row;
    for (std::size_t j = i; j < i + kInARow; ++j) row.push_back(small_month(months[j], drawing));
    if (i > 0) print("");
    for (const auto& line : beside(row, kSmallWidth)) print(line);
  }
}

// From when on days are provisional: no notice yet, or the next one may still move them.
std::string provisional_text(const Calendar& calendar, const std::vector<GridDay>& days, bool zh) {
  const auto first = std::find_if(days.begin(), days.end(), [](const GridDay& day) { return day.is_provisional; });
  if (first == days.end() || !calendar.horizon()) return {};
  if (first->day.date < *calendar.horizon())
    return fmt::format(
        fmt::runtime(zh ? "{} 起的日子可能随下一份放假通知调整：其间的工作日是暂定的"
                        : "the next notice may still move days from {} on: working days there are provisional"),
        to_string(first->day.date));
  return fmt::format(fmt::runtime(zh ? "{} 起的节假日安排尚未公布：其间的工作日是暂定的"
                                     : "the holidays from {} on are not known yet: working days there are provisional"),
                     to_string(*calendar.horizon()));
}

void print_for_people(const Calendar& calendar, const Span& span, const std::vector<Month>& months,
                      const Drawing& drawing) {
  const bool zh = drawing.language == Language::zh;
  const auto days = days_of(months);
  print(head_of(calendar, span, drawing.language));
  print("");
  print_grid(months, drawing);
  print("");
  if (const auto marks = legend(days, drawing); !marks.empty()) print(marks);
  for (const auto& line : special_days(days, drawing)) print(line);
  for (const auto& line : kinds_of_hours(days, calendar.zone())) print((zh ? "工时 " : "hours ") + line);
  const auto totals = totals_of(months);
  const auto hours = hours_text(totals.open);
  print(zh ? fmt::format("共 {} 个工作日，营业 {} 小时", totals.workdays, hours)
           : fmt::format("{}, {} {} open", counted(static_cast<std::size_t>(totals.workdays), "working day"), hours,
                         hours == "1" ? "hour" : "hours"));
  if (const auto told = provisional_text(calendar, days, zh); !told.empty()) print(told);
}

}  // namespace

int calendar(const CalendarOptions& options) {
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  const auto found = find_calendar(*rules, {options.calendar, options.project, options.as_of});
  if (!found) return fail_asked(found.error());
  const auto span = read_span(options.when, options.is_year, found->zone());
  if (!span) return fail_usage(span.error().message);
  const auto months = months_of(*found, *span);
  if (options.common.json)
    print_json(*found, months);
  else
    print_for_people(*found, *span, months, {options.common.language, is_output_a_terminal()});
  return kOk;
}

}  // namespace docket::cli
