// Parts of timestamps and durations.
// Tested by tests/unit/expr/functions_test.cpp
#include <chrono>

#include "base/text.hpp"
#include "expr/functions.hpp"
#include "value/time_text.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, std::int64_t number) {
  result = Value::integer(number);
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `+08:00`, `-03:30`, `02:00`
std::optional<std::int32_t> fixed_offset(std::string_view zone) {
  const bool is_west = zone.starts_with('-');
  if (is_west || zone.starts_with('+')) zone.remove_prefix(1);
  if (zone.size() != 5 || zone[2] != ':' || !is_digit(zone[0]) || !is_digit(zone[1]) || !is_digit(zone[3]) ||
      !is_digit(zone[4]))
    return std::nullopt;
  const int hours = (zone[0] - '0') * 10 + (zone[1] - '0');
  const int minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (is_west ? -1 : 1) * (hours * 60 + minutes) * 60;
}

bool is_utc(std::string_view zone) { return zone == "UTC" || zone == "Z" || zone == "GMT"; }

std::optional<std::int32_t> offset_of(Call& call, const Value& zone, std::int64_t epoch_seconds) {
  const auto name = zone.as_string();
  if (is_utc(name)) return 0;
  if (const auto fixed = fixed_offset(name)) return fixed;
  if (call.zones() != nullptr) {
    if (const auto offset = call.zones()->offset_seconds(name, epoch_seconds)) return offset;
  }
  call.fail(backticked(shortened(name, 80)) + " is no known time zone");
  return std::nullopt;
}

struct Local {
  std::chrono::year_month_day date;
  std::int64_t days;  // since 1970-01-01
  std::int64_t second_of_day;
};

std::optional<Local> local(Call& call, std::string_view function, Arguments a) {
  if (a[0]->kind() != Kind::timestamp || (a.size() > 1 && a[1]->kind() != Kind::string)) {
    no_overload(call, function, a);
    return std::nullopt;
  }
  const std::int64_t seconds = a[0]->as_timestamp().seconds;
  const auto offset = a.size() > 1 ? offset_of(call, *a[1], seconds) : std::optional<std::int32_t>(0);
  if (!offset) return std::nullopt;
  const std::chrono::sys_seconds at{std::chrono::seconds(seconds + *offset)};
  const auto midnight = std::chrono::floor<std::chrono::days>(at);
  return Local{std::chrono::year_month_day(midnight), midnight.time_since_epoch().count(), (at - midnight).count()};
}

bool full_year(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getFullYear", a);
  return t && give(result, static_cast<int>(t->date.year()));
}
bool month(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getMonth", a);
  return t && give(result, static_cast<unsigned>(t->date.month()) - 1);
}
bool date(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getDate", a);
  return t && give(result, static_cast<unsigned>(t->date.day()));
}
bool day_of_month(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getDayOfMonth", a);
  return t && give(result, static_cast<unsigned>(t->date.day()) - 1);
}
bool day_of_week(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getDayOfWeek", a);
  return t && give(result, std::chrono::weekday(std::chrono::sys_days(t->date)).c_encoding());
}
bool day_of_year(Call& call, Arguments a, Value& result) {
  const auto t = local(call, "getDayOfYear", a);
  if (!t) return false;
  const std::chrono::sys_days january_first = t->date.year() / std::chrono::January / 1;
  return give(result, t->days - january_first.time_since_epoch().count());
}

// The parts of the day; of a duration, all of it in that unit.
bool in_unit(Call& call, std::string_view name, Arguments a, Value& result, std::int64_t unit_seconds,
             std::int64_t units_in_next) {
  if (a[0]->kind() == Kind::duration && a.size() == 1) {
    const Duration length = a[0]->as_duration();
    // Towards zero: -1.5 s is {-2 s, 500 ms} and counts -1 second.
    const std::int64_t seconds = length.seconds < 0 && length.nanoseconds > 0 ? length.seconds + 1 : length.seconds;
    return give(result, seconds / unit_seconds);
  }
  const auto t = local(call, name, a);
  return t && give(result, t->second_of_day / unit_seconds % units_in_next);
}
bool hours(Call& call, Arguments a, Value& result) { return in_unit(call, "getHours", a, result, 3600, 24); }
bool minutes(Call& call, Arguments a, Value& result) { return in_unit(call, "getMinutes", a, result, 60, 60); }
bool seconds(Call& call, Arguments a, Value& result) { return in_unit(call, "getSeconds", a, result, 1, 60); }

bool milliseconds(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::duration && a.size() == 1) {
    const Duration length = a[0]->as_duration();
    const bool is_negative = length.seconds < 0 && length.nanoseconds > 0;
    const std::int64_t nanoseconds =
        is_negative ? std::int64_t{length.nanoseconds} - 1'000'000'000 : length.nanoseconds;
    return give(result, nanoseconds / 1'000'000);
  }
  const auto t = local(call, "getMilliseconds", a);
  return t && give(result, a[0]->as_timestamp().nanoseconds / 1'000'000);
}

bool whole_days(Call& call, std::string_view name, Arguments a, Value& result, std::int64_t days_each) {
  if (a[0]->kind() != Kind::integer) return no_overload(call, name, a);
  std::int64_t length_s = 0;
  if (__builtin_mul_overflow(a[0]->as_int(), days_each * 86'400, &length_s) || !is_in_range(Duration{length_s, 0})) {
    return call.fail("the duration is out of range: about 292 years");
  }
  result = Value::duration(Duration{length_s, 0});
  return true;
}
bool days(Call& call, Arguments a, Value& result) { return whole_days(call, "days", a, result, 1); }
bool weeks(Call& call, Arguments a, Value& result) { return whole_days(call, "weeks", a, result, 7); }

constexpr FunctionRow kRows[] = {
    {"getFullYear", "timestamp.getFullYear() -> int; timestamp.getFullYear(string) -> int",
     "The year, in UTC or in a zone.", "年份，按 UTC 或给定时区。",
     "timestamp('2025-12-31T16:00:00Z').getFullYear('+08:00') == 2026", full_year},
    {"getMonth", "timestamp.getMonth() -> int; timestamp.getMonth(string) -> int", "The month, January being 0.",
     "月份，一月为 0。", "timestamp('2026-02-13T00:00:00Z').getMonth() == 1", month},
    {"getDate", "timestamp.getDate() -> int; timestamp.getDate(string) -> int",
     "The day of the month, the first being 1.", "几号，1 号为 1。",
     "timestamp('2026-02-13T00:00:00Z').getDate() == 13", date},
    {"getDayOfMonth", "timestamp.getDayOfMonth() -> int; timestamp.getDayOfMonth(string) -> int",
     "The day of the month, the first being 0.", "几号，1 号为 0。",
     "timestamp('2026-02-13T00:00:00Z').getDayOfMonth() == 12", day_of_month},
    {"getDayOfWeek", "timestamp.getDayOfWeek() -> int; timestamp.getDayOfWeek(string) -> int",
     "The day of the week, Sunday being 0.", "星期几，星期日为 0。",
     "timestamp('2026-02-13T00:00:00Z').getDayOfWeek() == 5", day_of_week},
    {"getDayOfYear", "timestamp.getDayOfYear() -> int; timestamp.getDayOfYear(string) -> int",
     "The day of the year, the first being 0.", "一年中的第几天，元旦为 0。",
     "timestamp('2026-02-13T00:00:00Z').getDayOfYear() == 43", day_of_year},
    {"getHours", "timestamp.getHours() -> int; timestamp.getHours(string) -> int; duration.getHours() -> int",
     "The hour of the day; of a duration, its whole hours.", "几点；时长则为整小时数。",
     "duration('90m').getHours() == 1", hours},
    {"getMinutes", "timestamp.getMinutes() -> int; timestamp.getMinutes(string) -> int; duration.getMinutes() -> int",
     "The minute of the hour; of a duration, its whole minutes.", "几分；时长则为整分钟数。",
     "duration('90m').getMinutes() == 90", minutes},
    {"getSeconds", "timestamp.getSeconds() -> int; timestamp.getSeconds(string) -> int; duration.getSeconds() -> int",
     "The second of the minute; of a duration, its whole seconds.", "几秒；时长则为整秒数。",
     "duration('90m').getSeconds() == 5400", seconds},
    {"getMilliseconds",
     "timestamp.getMilliseconds() -> int; timestamp.getMilliseconds(string) -> int; duration.getMilliseconds() -> int",
     "The milliseconds beyond the whole second.", "整秒之外的毫秒数。", "duration('1.25s').getMilliseconds() == 250",
     milliseconds},
    {"days", "days(int) -> duration", "So many times 24 hours; for working days see `workdays`.",
     "若干个 24 小时；工作日请用 `workdays`。", "days(2) == duration('48h')", days},
    {"weeks", "weeks(int) -> duration", "So many times 7 days of 24 hours.", "若干个 7 天，每天 24 小时。",
     "weeks(1) == days(7)", weeks},
};

}  // namespace

bool is_fixed_zone(std::string_view zone) { return is_utc(zone) || fixed_offset(zone).has_value(); }

FunctionSection time_functions() { return {"Time", "时间", kRows}; }

}  // namespace docket::expr
