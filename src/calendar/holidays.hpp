// HolidayYear: the days off and the make-up working days of one year, as a notice orders them.
//
//   holidays: cn/2025
//   notice: https://…
//   published: 2024-11-12             # when that was; without it the year counts as known at all times
//   days:
//     labour_day: { name: { zh: 劳动节, en: Labour Day }, off: 2025-05-01..2025-05-05, work: 2025-04-27 }
//   amendments:                       # later notices in their order, each replacing the holidays it names
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
  // When its notice was published, and when an amendment took its place.
  std::optional<Date> known_from{};
  std::optional<Date> replaced_on{};
};

struct HolidayYear {
  std::string region;  // `cn`
  int year = 0;
  std::vector<HolidayDay> days;        // after all amendments; by date, each date once
  std::vector<HolidayDay> replaced{};  // what stood there before them
  std::optional<Date> published{};
};

// A December date of the year before may stand in the file: that is how notices are.
std::optional<HolidayYear> read_holidays(const yaml::Node& root, Diagnostics& diagnostics);

// The days as they were known on a date; none before the year was published.
std::vector<HolidayDay> days_as_of(const HolidayYear& year, Date date);

}  // namespace docket
