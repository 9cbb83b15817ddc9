// Calendars out of YAML (rules/LANGUAGE.md, "Calendars").
//
//   calendar: office
//   title: { zh: 客服中心, en: Customer service }
//   timezone: Asia/Shanghai
//   week: { mon-fri: ["08:30-12:00", "13:30-17:30"], sat: ["09:00-12:00"] }
//   make_up_day: ["08:30-12:00"]                 # hours of a make-up working day; otherwise the first working day's
//   holidays: [cn/2025, cn/2026]
//   overrides: { 2026-02-16: ["09:00-12:00"] }   # the project's own days
//   exceptions: { 2026-06-02: closed, 2026-07-01..2026-07-03: { name: 台风, hours: closed }, 2026-06-06: workday }
//   counting: { start: next_day, end: close_of_business, cut_off: "17:00" }
//   as_of: 2020-01-20                            # what was published later is left out
//
// Tested by tests/unit/calendar/calendar_reader_test.cpp
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar/holidays.hpp"
#include "docket/calendar.hpp"
#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

// What a calendar refers to by name; whoever reads it brings both from outside.
struct CalendarSources {
  std::function<std::optional<HolidayYear>(std::string_view name)> holidays;  // `cn/2026`
  std::vector<std::string> holiday_names;                                     // for "did you mean"
  std::function<Result<TimeZone>(std::string_view name)> zone;
};

// Every mistake goes to `diagnostics`; the calendar is returned only when there was no error among them.
std::optional<Calendar> read_calendar(const yaml::Node& root, const CalendarSources& sources, Diagnostics& diagnostics);

}  // namespace docket
