// CalendarDefinition: what a calendar's files say, before any arithmetic.
// Tested by tests/unit/calendar/calendar_test.cpp
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/calendar.hpp"

namespace docket {

// Wall time since midnight of the day it belongs to: 0 <= start < 24h, start < end <= start + 24h.
struct Window {
  std::chrono::seconds start{0};
  std::chrono::seconds end{0};
  friend bool operator==(const Window&, const Window&) = default;
};

// The windows of one day, by start.
using DayHours = std::vector<Window>;

// One date that does not follow the week.
struct SpecialDay {
  Date date;
  DayKind kind = DayKind::exception;
  DayHours hours;  // none: closed
  LocalizedText name;
  std::string file;  // where it is written …
  std::uint32_t line = 0;
  std::string notice;  // … and by whose order
  // When a notice made it known, and when a later one replaced it.  Absent: always, never.
  std::optional<Date> known_from{};
  std::optional<Date> replaced_on{};
};

// A year of holidays that a calendar is built on.
struct KnownYear {
  std::string region;
  int year = 0;
  std::optional<Date> published;  // absent: known at all times
};

struct CalendarDefinition {
  std::string name;
  LocalizedText title;
  TimeZone zone = TimeZone::utc();
  std::array<DayHours, 7> week;  // Monday first
  std::string file;              // where the week is written
  std::uint32_t week_line = 0;
  // In any order: for one date the highest kind wins, and of equals the last.
  std::vector<SpecialDay> special_days;
  Counting counting;
  std::vector<KnownYear> years;  // none: the calendar needs no holidays
  std::optional<Date> as_of;     // notices published later are left out
};

Calendar make_calendar(CalendarDefinition definition);

}  // namespace docket
