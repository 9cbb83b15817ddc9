// HolidayYear: the days off and the make-up working days of one year, as a notice orders them.
//
//   holidays: cn/2025
//   notice: https://…
//   days:
//     labour_day: { name: { zh: 劳动节, en: Labour Day }, off: 2025-05-01..2025-05-05, work: 2025-04-27 }
//   amendments:                       # later notices, each replacing the holidays it names
//     extended: { notice: https://…, published: 2025-03-01, days: { … } }
//
// Tested by tests/unit/calendar/holidays_test.cpp
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "docket/timezone.hpp"
#include "yaml/document.hpp"

namespace docket {

struct HolidayDay {
  Date date;
  bool is_off = true;  // false: a make-up working day
  LocalizedText name;
  std::string notice;
  std::string file;
  std::uint32_t line = 0;
};

struct HolidayYear {
  std::string region;  // `cn`
  int year = 0;
  std::vector<HolidayDay> days;  // by date, each date once
};

// Amendments published after `known_on` are left out: the calendar as it was known on that day.
// A December date of the year before may stand in the file: that is how notices are.
std::optional<HolidayYear> read_holidays(const yaml::Node& root, const std::optional<Date>& known_on,
                                         Diagnostics& diagnostics);

}  // namespace docket
