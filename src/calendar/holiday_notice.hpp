// Next year's notice, as the JSON that holiday-cn publishes, turned into the YAML of rules/holidays.
//
//   { "year": 2027, "papers": ["https://…"], "days": [{ "name": "元旦", "date": "2027-01-01", "isOffDay": true }, …] }
//
// Tested by tests/unit/calendar/holiday_notice_test.cpp
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calendar/holidays.hpp"
#include "docket/diagnostic.hpp"

namespace docket {

struct HolidayFile {
  std::string name;  // `cn/2027`: the file's path below rules/holidays, without `.yaml`
  std::string yaml;
};

// nullopt after a diagnostic, also for a notice that is not out yet and has no days.
std::optional<HolidayFile> holidays_from_notice(std::string file, std::string json, const std::string& region,
                                                Diagnostics& diagnostics);

// What a year's days have become, one line for each date that differs, by date:
// `2026-02-14: ordinary day -> make-up working day (春节)`.
std::vector<std::string> holiday_changes(const std::optional<HolidayYear>& before, const HolidayYear& after);

}  // namespace docket
