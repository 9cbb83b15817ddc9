// Tested by tests/unit/calendar/holidays_test.cpp
#include "calendar/holidays.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.hpp"
#include "calendar/reading.hpp"

namespace docket {
namespace {

const std::vector<std::string> kRootKeys = {"docket", "holidays", "notice", "published", "days", "amendments"};
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

// Who orders days, and since when that is known.
struct Notice {
  std::string address;
  std::optional<Date> published;
};

void sort_by_date(std::vector<HolidayDay>& days) {
  std::stable_sort(days.begin(), days.end(), [](const HolidayDay& a, const HolidayDay& b) { return a.date < b.date; });
}

class Reader {
 public:
  Reader(YearName name, Diagnostics& diagnostics) : name_(std::move(name)), diagnostics_(diagnostics) {}

  HolidayYear read(const yaml::Node& root) {
    Notice notice{notice_of(root), {}};
    if (const auto published = root.find("published")) notice.published = read_published(*published);
    if (const auto days = required(root, "days", diagnostics_)) read_days(*days, notice);
    check_once(root);
    if (const auto amendments = root.find("amendments")) read_amendments(root, *amendments, notice.published);
    HolidayYear year{name_.region, name_.year, standing(), std::move(replaced_), notice.published};
    sort_by_date(year.replaced);
    return year;
  }

 private:
  std::string notice_of(const yaml::Node& map) {
    const auto notice = required_text(map, "notice", diagnostics_);
    return notice ? notice->text() : std::string();
  }

  std::optional<Date> read_published(const yaml::Node& node) {
    const auto dates = read_dates(node, diagnostics_);
    if (dates.size() == 1) return dates.front();
    if (dates.size() > 1) diagnostics_.push_back(node.error("bad-date", "a notice is published on one day"));
    return std::nullopt;
  }

  void read_days(const yaml::Node& days, const Notice& notice) {
    if (!days.is_map() || days.size() == 0) {
      diagnostics_.push_back(days.error("no-holidays", "a year of holidays needs at least one",
                                        "such as `labour_day: { name: 劳动节, off: 2026-05-01..2026-05-05 }`"));
      return;
    }
    for (const auto& [key, value] : days.entries()) replace(Holiday{key.text(), read_holiday(value, notice)}, notice);
  }

  // A holiday that an amendment names again is the amendment's alone.
  void replace(Holiday holiday, const Notice& notice) {
    const auto found =
        std::find_if(holidays_.begin(), holidays_.end(), [&](const Holiday& h) { return h.key == holiday.key; });
    if (found == holidays_.end()) {
      holidays_.push_back(std::move(holiday));
      return;
    }
    for (auto& day : found->days) {
      day.replaced_on = notice.published;
      replaced_.push_back(std::move(day));
    }
    *found = std::move(holiday);
  }

  std::vector<HolidayDay> read_holiday(const yaml::Node& node, const Notice& notice) {
    if (!expect_map(node, kHolidayKeys, diagnostics_)) return {};
    HolidayDay day;
    if (const auto text = required(node, "name", diagnostics_)) day.name = read_localized(*text, diagnostics_);
    const bool has_own = node.find("notice").has_value();
    const auto own = has_own ? required_text(node, "notice", diagnostics_) : std::nullopt;
    day.notice = own ? own->text() : notice.address;
    day.known_from = notice.published;
    std::vector<HolidayDay> days;
    append_days(node, "off", day, days);
    day.is_off = false;
    append_days(node, "work", day, days);
    if (!node.find("off") && !node.find("work")) {
      diagnostics_.push_back(node.error("no-holidays", "a holiday needs days `off` or days of `work`"));
    }
    return days;
  }

  void append_days(const yaml::Node& holiday, const char* key, HolidayDay day, std::vector<HolidayDay>& days) {
    const auto list = holiday.find(key);
    if (!list) return;
    for (const auto& item : list->is_sequence() ? list->items() : std::vector<yaml::Node>{*list}) {
      for (const auto date : dates_of(item)) {
        day.date = date;
        day.file = item.file();
        day.line = item.span().line;
        days.push_back(day);
      }
    }
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

  // In the order in which they were published: a later one may change what an earlier one said.
  void read_amendments(const yaml::Node& root, const yaml::Node& node, std::optional<Date> before) {
    if (!node.is_map()) {
      diagnostics_.push_back(node.error("wrong-type", "a map of named amendments is expected here"));
      return;
    }
    for (const auto& [key, value] : node.entries()) {
      if (!expect_map(value, kAmendmentKeys, diagnostics_)) continue;
      const auto published = required(value, "published", diagnostics_);
      const auto date = published ? read_published(*published) : std::nullopt;
      const auto days = required(value, "days", diagnostics_);
      if (!date || !days) continue;
      if (before && *date < *before) {
        diagnostics_.push_back(published->error("unordered-amendments",
                                                "the amendment " + backticked(key.text()) +
                                                    " was published before the notice it follows, of " +
                                                    backticked(to_string(*before)),
                                                "write notices in the order of their days"));
      }
      before = date;
      read_days(*days, Notice{notice_of(value), date});
      check_once(root);
    }
  }

  // What all notices read so far come to, by date.
  std::vector<HolidayDay> standing() const {
    std::vector<HolidayDay> days;
    for (const auto& holiday : holidays_) days.insert(days.end(), holiday.days.begin(), holiday.days.end());
    sort_by_date(days);
    return days;
  }

  void check_once(const yaml::Node& root) {
    const auto days = standing();
    for (std::size_t i = 1; i < days.size(); ++i) {
      if (days[i].date != days[i - 1].date || !blamed_.insert(days[i].date).second) continue;
      const auto [first, last] = std::minmax(days[i - 1].line, days[i].line);
      const SourceSpan place{days[i].file, last, 1, 1};
      diagnostics_.push_back(root.error_at(place, "duplicate-date",
                                           backticked(to_string(days[i].date)) + " is listed twice, on lines " +
                                               std::to_string(first) + " and " + std::to_string(last)));
    }
  }

  YearName name_;
  Diagnostics& diagnostics_;
  std::vector<Holiday> holidays_;     // as they stand after the notices read so far
  std::vector<HolidayDay> replaced_;  // by amendments
  std::set<Date> blamed_;             // dates listed twice
};

}  // namespace

std::optional<HolidayYear> read_holidays(const yaml::Node& root, Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<HolidayYear> year;
  if (expect_map(root, kRootKeys, found)) {
    const auto name_node = required(root, "holidays", found);
    if (const auto name = name_node ? read_name(*name_node, found) : std::nullopt)
      year = Reader(*name, found).read(root);
  }
  const bool is_sound = !has_errors(found);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return is_sound ? year : std::nullopt;
}

std::vector<HolidayDay> days_as_of(const HolidayYear& year, Date date) {
  std::vector<HolidayDay> known;
  const auto take = [&](const HolidayDay& day) {
    if (day.known_from && date < *day.known_from) return;
    if (day.replaced_on && date >= *day.replaced_on) return;
    known.push_back(day);
  };
  std::for_each(year.days.begin(), year.days.end(), take);
  std::for_each(year.replaced.begin(), year.replaced.end(), take);
  sort_by_date(known);
  return known;
}

}  // namespace docket
