// Tested by tests/unit/calendar/holidays_test.cpp
#include "calendar/holidays.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "calendar/reading.hpp"

namespace docket {
namespace {

const std::vector<std::string> kRootKeys = {"docket", "holidays", "notice", "days", "amendments"};
const std::vector<std::string> kAmendmentKeys = {"notice", "published", "days"};
const std::vector<std::string> kHolidayKeys = {"name", "off", "work", "notice"};

struct Holiday {
  std::string key;
  std::vector<HolidayDay> days;
};

// `cn/2026`
struct YearName {
  std::string region;
  int year;
};

std::optional<YearName> read_name(const yaml::Node& node, Diagnostics& diagnostics) {
  const auto& text = node.text();
  const auto slash = text.find('/');
  int year = 0;
  if (slash != std::string::npos && is_identifier(text.substr(0, slash)) && text.size() == slash + 5) {
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data() + slash + 1, end, year).ptr == end) return YearName{text.substr(0, slash), year};
  }
  diagnostics.push_back(
      node.error("bad-name", backticked(text) + " does not name a year of holidays", "write it as `cn/2026`"));
  return std::nullopt;
}

class Reader {
 public:
  Reader(YearName name, const std::optional<Date>& known_on, Diagnostics& diagnostics)
      : name_(std::move(name)), known_on_(known_on), diagnostics_(diagnostics) {}

  HolidayYear read(const yaml::Node& root) {
    if (const auto days = required(root, "days", diagnostics_)) read_days(*days, notice_of(root));
    if (const auto amendments = root.find("amendments")) read_amendments(*amendments);
    HolidayYear year{name_.region, name_.year, {}};
    for (auto& holiday : holidays_) {
      for (auto& day : holiday.days) year.days.push_back(std::move(day));
    }
    std::stable_sort(year.days.begin(), year.days.end(),
                     [](const HolidayDay& a, const HolidayDay& b) { return a.date < b.date; });
    check_once(root, year.days);
    return year;
  }

 private:
  std::string notice_of(const yaml::Node& map) {
    const auto notice = required(map, "notice", diagnostics_);
    return notice ? notice->text() : std::string();
  }

  void read_days(const yaml::Node& days, const std::string& notice) {
    if (!days.is_map() || days.size() == 0) {
      diagnostics_.push_back(days.error("no-holidays", "a year of holidays needs at least one",
                                        "such as `labour_day: { name: 劳动节, off: 2026-05-01..2026-05-05 }`"));
      return;
    }
    for (const auto& [key, value] : days.entries()) replace(Holiday{key.text(), read_holiday(value, notice)});
  }

  // A holiday that an amendment names again is the amendment's alone.
  void replace(Holiday holiday) {
    const auto found =
        std::find_if(holidays_.begin(), holidays_.end(), [&](const Holiday& h) { return h.key == holiday.key; });
    if (found == holidays_.end()) {
      holidays_.push_back(std::move(holiday));
    } else {
      *found = std::move(holiday);
    }
  }

  std::vector<HolidayDay> read_holiday(const yaml::Node& node, std::string notice) {
    if (!expect_map(node, kHolidayKeys, diagnostics_)) return {};
    LocalizedText name;
    if (const auto text = required(node, "name", diagnostics_)) name = read_localized(*text, diagnostics_);
    if (const auto own = node.find("notice")) notice = own->text();
    std::vector<HolidayDay> days;
    const auto append = [&](const char* key, bool is_off) {
      const auto list = node.find(key);
      if (!list) return;
      const auto items = list->is_sequence() ? list->items() : std::vector<yaml::Node>{*list};
      for (const auto& item : items) {
        for (const auto date : dates_of(item))
          days.push_back({date, is_off, name, notice, item.file(), item.span().line});
      }
    };
    append("off", true);
    append("work", false);
    if (!node.find("off") && !node.find("work")) {
      diagnostics_.push_back(node.error("no-holidays", "a holiday needs days `off` or days of `work`"));
    }
    return days;
  }

  // Dates of the file's year, or of the December before it.
  std::vector<Date> dates_of(const yaml::Node& item) {
    auto dates = read_dates(item, diagnostics_);
    const auto belongs = [&](const Date& date) {
      const int year = static_cast<int>(date.year());
      return year == name_.year || (year == name_.year - 1 && date.month() == std::chrono::December);
    };
    if (std::all_of(dates.begin(), dates.end(), belongs)) return dates;
    const auto name = name_.region + "/" + std::to_string(name_.year);
    diagnostics_.push_back(
        item.error("wrong-year", backticked(item.text()) + " does not belong into the holidays " + backticked(name),
                   "only " + std::to_string(name_.year) + " and the December before it do"));
    return {};
  }

  void read_amendments(const yaml::Node& node) {
    if (!node.is_map()) {
      diagnostics_.push_back(node.error("wrong-type", "a map of named amendments is expected here"));
      return;
    }
    for (const auto& [key, value] : node.entries()) {
      if (!expect_map(value, kAmendmentKeys, diagnostics_)) continue;
      const auto published = required(value, "published", diagnostics_);
      const auto dates = published ? read_dates(*published, diagnostics_) : std::vector<Date>{};
      const auto days = required(value, "days", diagnostics_);
      if (dates.size() != 1 || !days) continue;
      if (known_on_ && dates.front() > *known_on_) continue;
      read_days(*days, notice_of(value));
    }
  }

  void check_once(const yaml::Node& root, const std::vector<HolidayDay>& days) {
    for (std::size_t i = 1; i < days.size(); ++i) {
      if (days[i].date != days[i - 1].date) continue;
      const SourceSpan place{days[i].file, std::max(days[i].line, days[i - 1].line), 1, 1};
      diagnostics_.push_back(root.error_at(place, "duplicate-date",
                                           backticked(to_string(days[i].date)) + " is listed twice, on lines " +
                                               std::to_string(days[i - 1].line) + " and " +
                                               std::to_string(days[i].line)));
    }
  }

  YearName name_;
  const std::optional<Date>& known_on_;
  Diagnostics& diagnostics_;
  std::vector<Holiday> holidays_;
};

}  // namespace

std::optional<HolidayYear> read_holidays(const yaml::Node& root, const std::optional<Date>& known_on,
                                         Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<HolidayYear> year;
  if (expect_map(root, kRootKeys, found)) {
    const auto name_node = required(root, "holidays", found);
    if (const auto name = name_node ? read_name(*name_node, found) : std::nullopt)
      year = Reader(*name, known_on, found).read(root);
  }
  const bool is_sound = !has_errors(found);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return is_sound ? year : std::nullopt;
}

}  // namespace docket
