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

struct NoticeOptions {
  std::string region = "cn";
  std::optional<Date> published;
};

struct HolidayFile {
  std::string name;  // `cn/2027`: the file's path below rules/holidays, without `.yaml`
  std::string yaml;
  HolidayYear year;                  // what the YAML is read as
  std::vector<std::string> notices;  // where the days were published, the latest last
};

// Every mistake is a diagnostic in its place of the JSON: keys that mean nothing, dates of other years, a day
// listed twice.  nullopt after one, also for a notice that is not out yet and has no days.
std::optional<HolidayFile> holidays_from_notice(std::string file, std::string json, const NoticeOptions& options,
                                                Diagnostics& diagnostics);

// One date that is not what it was.
struct HolidayChange {
  enum class Is : std::uint8_t { ordinary, off, work };
  Date date;
  Is was = Is::ordinary;
  Is is = Is::ordinary;
  LocalizedText name;
};

// What a year's days have become, by date.
std::vector<HolidayChange> holiday_changes(const std::optional<HolidayYear>& before, const HolidayYear& after);

// `2026-02-14: ordinary day -> make-up working day (Spring Festival)`
std::string to_text(const HolidayChange& change, Language language);

// The entry under `amendments:` that turns `before` into what the notice says: the holidays that differ, whole.
std::string amendment_text(const HolidayYear& before, const HolidayFile& after, const NoticeOptions& options);

}  // namespace docket
