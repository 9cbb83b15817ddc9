// Months as people hang them on the wall: weeks from Monday, each day with its mark.
// Tested by tests/golden/cli/calendar.txt
#pragma once

#include <string>
#include <vector>

#include "docket/calendar.hpp"

namespace docket::cli {

// How a calendar is drawn.
struct Drawing {
  Language language = Language::en;
  bool is_coloured = false;
};

// One day and what a wall calendar would say of it.
struct GridDay {
  Day day;
  bool is_provisional = false;
};

struct Month {
  std::chrono::year_month month;
  std::vector<GridDay> days;  // from the first on

  int workdays() const;
  Elapsed open() const;
};

Month month_of(const Calendar& calendar, std::chrono::year_month month);

// Lines without newlines.  A full month has a line of dates and a line of hours a week; a small one is
// 21 columns wide, so that three stand side by side.
std::vector<std::string> full_month(const Month& month, const Drawing& drawing);
std::vector<std::string> small_month(const Month& month, const Drawing& drawing);
// Lines of several blocks side by side, each filled up to its width.
std::vector<std::string> beside(const std::vector<std::vector<std::string>>& blocks, std::size_t width);

// The marks that these days use, each with its meaning, in one line; empty when there is none.
std::string legend(const std::vector<GridDay>& days, const Drawing& drawing);
// The days that differ from the week, in a row for the same reason on one line.
std::vector<std::string> special_days(const std::vector<GridDay>& days, const Drawing& drawing);
// The opening hours that these days have, each kind once: `7:30  08:30-12:00, 13:30-17:30`.
std::vector<std::string> kinds_of_hours(const std::vector<GridDay>& days, const TimeZone& zone);

std::string title_of(std::chrono::year_month month, Language language);
// `7:30`, `127:30`
std::string hours_text(Elapsed length);
// Filled with spaces up to a display width; colours count for nothing.
std::string padded(std::string text, std::size_t width);

}  // namespace docket::cli
