// Tested by tests/unit/calendar/recurrence_test.cpp
#include "calendar/recurrence_rule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "base/try.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

constexpr std::array<std::pair<std::string_view, Frequency>, 7> kFrequencies = {{{"SECONDLY", Frequency::secondly},
                                                                                 {"MINUTELY", Frequency::minutely},
                                                                                 {"HOURLY", Frequency::hourly},
                                                                                 {"DAILY", Frequency::daily},
                                                                                 {"WEEKLY", Frequency::weekly},
                                                                                 {"MONTHLY", Frequency::monthly},
                                                                                 {"YEARLY", Frequency::yearly}}};
constexpr std::array<std::string_view, 7> kWeekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr int kIntervalMax = 100'000;
constexpr int kCountMax = 100'000;

Error refused(std::string_view part, std::string_view why) {
  return {ErrorCode::invalid_argument, "recurrence part " + backticked(part) + " " + std::string(why)};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<int> number(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int> weekday(std::string_view text) {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), text);
  if (found == kWeekdays.end()) return std::nullopt;
  return static_cast<int>(found - kWeekdays.begin());
}

struct Range {
  int from;
  int to;
  bool may_be_negative;
};

Status read_numbers(std::string_view part, std::string_view value, const Range& range, std::vector<int>& numbers) {
  for (const auto item : split(value, ',')) {
    const auto found = number(item);
    const int size = found && range.may_be_negative && *found < 0 ? -*found : found.value_or(range.from - 1);
    if (!found || size < range.from || size > range.to) {
      return refused(part, "takes numbers from " + std::to_string(range.from) + " to " + std::to_string(range.to));
    }
    numbers.push_back(*found);
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return Done{};
}

Status read_weekdays(std::string_view part, std::string_view value, std::vector<WeekdayChoice>& weekdays) {
  for (const auto item : split(value, ',')) {
    const auto day = item.size() < 2 ? std::nullopt : weekday(item.substr(item.size() - 2));
    const auto ordinal = item.size() > 2 ? number(item.substr(0, item.size() - 2)) : std::optional(0);
    const bool is_ordinal = item.size() <= 2 || (ordinal && *ordinal != 0 && *ordinal >= -53 && *ordinal <= 53);
    if (!day || !is_ordinal) return refused(part, "takes days such as `TH`, `1FR` or `-1MO`");
    weekdays.push_back({*ordinal, *day});
  }
  return Done{};
}

// `20261231`, `20261231T170000`, `20261231T090000Z`.  A date alone means its last moment.
Status read_until(std::string_view part, std::string_view value, const TimeZone& zone, RecurrenceRule& rule) {
  const auto fault = refused(part, "takes a time such as `20261231T170000`");
  civil::Scanner scanner(value);
  const auto year = scanner.digits(4);
  const auto month = year ? scanner.digits(2) : std::nullopt;
  const auto day = month ? scanner.digits(2) : std::nullopt;
  if (!day) return fault;
  const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                  std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return fault;
  LocalTime until = std::chrono::local_days{date} + std::chrono::days{1} - std::chrono::milliseconds{1};
  if (scanner.literal('T')) {
    const auto hour = scanner.digits(2);
    const auto minute = hour ? scanner.digits(2) : std::nullopt;
    const auto second = minute ? scanner.digits(2) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return fault;
    until = std::chrono::local_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
            std::chrono::seconds{*second};
    if (scanner.literal('Z')) until = zone.local(Instant{until.time_since_epoch()});
  }
  if (!scanner.at_end()) return fault;
  rule.until = until;
  return Done{};
}

Status read_positive(std::string_view part, std::string_view value, int most, int& target) {
  const auto found = number(value);
  if (!found || *found < 1 || *found > most) return refused(part, "takes a number from 1 to " + std::to_string(most));
  target = *found;
  return Done{};
}

Status read_part(std::string_view part, std::string_view name, std::string_view value, const TimeZone& zone,
                 RecurrenceRule& rule) {
  if (name == "FREQ") return Done{};  // read before the others
  if (name == "INTERVAL") return read_positive(part, value, kIntervalMax, rule.interval);
  if (name == "COUNT") return read_positive(part, value, kCountMax, rule.count.emplace());
  if (name == "UNTIL") return read_until(part, value, zone, rule);
  if (name == "WKST") {
    const auto day = weekday(value);
    if (!day) return refused(part, "takes a day such as `MO`");
    rule.week_start = *day;
    return Done{};
  }
  if (name == "BYMONTH") return read_numbers(part, value, {1, 12, false}, rule.months);
  if (name == "BYWEEKNO") return read_numbers(part, value, {1, 53, true}, rule.week_numbers);
  if (name == "BYYEARDAY") return read_numbers(part, value, {1, 366, true}, rule.year_days);
  if (name == "BYMONTHDAY") return read_numbers(part, value, {1, 31, true}, rule.month_days);
  if (name == "BYDAY") return read_weekdays(part, value, rule.weekdays);
  if (name == "BYHOUR") return read_numbers(part, value, {0, 23, false}, rule.hours);
  if (name == "BYMINUTE") return read_numbers(part, value, {0, 59, false}, rule.minutes);
  if (name == "BYSECOND") return read_numbers(part, value, {0, 59, false}, rule.seconds);
  if (name == "BYSETPOS") return read_numbers(part, value, {1, 1'000'000, true}, rule.positions);
  return refused(part, "is not part of RFC 5545's RRULE");
}

Status read_frequency(std::string_view text, RecurrenceRule& rule) {
  for (const auto part : split(text, ';')) {
    if (part.substr(0, 5) != "FREQ=") continue;
    for (const auto& [word, frequency] : kFrequencies) {
      if (part.substr(5) != word) continue;
      rule.frequency = frequency;
      return Done{};
    }
    return refused(part, "takes `DAILY`, `WEEKLY`, `MONTHLY`, `YEARLY`, `HOURLY`, `MINUTELY` or `SECONDLY`");
  }
  return Error{ErrorCode::invalid_argument,
               "recurrence " + backticked(text) + " has no `FREQ=`, such as `FREQ=WEEKLY;BYDAY=TH`"};
}

// Combinations that RFC 5545 rules out, and one that nobody has defined: days of a month in weeks of a year.
Status check(const RecurrenceRule& rule) {
  const bool has_ordinals =
      std::any_of(rule.weekdays.begin(), rule.weekdays.end(), [](const auto& d) { return d.ordinal != 0; });
  const bool is_monthly_or_yearly = rule.frequency >= Frequency::monthly;
  const auto only = [](std::string_view what) {
    return Error{ErrorCode::invalid_argument, "in a recurrence, " + std::string(what)};
  };
  if (has_ordinals && !is_monthly_or_yearly)
    return only("days with a number such as `1FR` need `FREQ=MONTHLY` or `FREQ=YEARLY`");
  if (has_ordinals && !rule.week_numbers.empty())
    return only("days with a number such as `1FR` do not go with `BYWEEKNO`");
  if (!rule.week_numbers.empty() && rule.frequency != Frequency::yearly) return only("`BYWEEKNO` needs `FREQ=YEARLY`");
  if (!rule.week_numbers.empty() && (!rule.month_days.empty() || !rule.year_days.empty())) {
    return only("`BYWEEKNO` does not go with `BYMONTHDAY` or `BYYEARDAY`");
  }
  if (!rule.month_days.empty() && rule.frequency == Frequency::weekly)
    return only("`BYMONTHDAY` does not go with `FREQ=WEEKLY`");
  if (rule.count && rule.until) return only("`COUNT` and `UNTIL` exclude each other");
  return Done{};
}

}  // namespace

Result<RecurrenceRule> parse_recurrence_rule(std::string_view text, const TimeZone& zone) {
  RecurrenceRule rule;
  if (!text.empty() && text.back() == ';') text.remove_suffix(1);  // other calendars write one
  DOCKET_CHECK(read_frequency(text, rule));
  std::vector<std::string_view> seen;
  for (const auto part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return refused(part, "has no `=`");
    const auto name = part.substr(0, equals);
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) return refused(part, "is written twice");
    seen.push_back(name);
    DOCKET_CHECK(read_part(part, name, part.substr(equals + 1), zone, rule));
  }
  DOCKET_CHECK(check(rule));
  return rule;
}

}  // namespace docket
