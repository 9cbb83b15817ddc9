// Tested by tests/unit/calendar/calendar_reader_test.cpp
#include "calendar/calendar_reader.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "calendar/budget_reader.hpp"
#include "calendar/definition.hpp"
#include "calendar/hours_reader.hpp"
#include "calendar/reading.hpp"

namespace docket {
namespace {

const std::vector<std::string> kKeys = {"docket",   "calendar",  "title",      "timezone", "week", "make_up_day",
                                        "holidays", "overrides", "exceptions", "counting", "as_of"};
const std::vector<std::string> kDayKeys = {"name", "hours"};
// Twenty years of holidays of one region, and then some.
constexpr std::size_t kHolidayYearsMax = 100;

class Reader {
 public:
  Reader(const yaml::Node& root, const CalendarSources& sources, Diagnostics& diagnostics)
      : root_(root), sources_(sources), diagnostics_(diagnostics) {}

  CalendarDefinition read() {
    read_head();
    read_hours_of_week();
    if (const auto holidays = root_.find("holidays")) read_holiday_years(*holidays);
    if (const auto days = root_.find("overrides")) read_days(*days, DayKind::project);
    if (const auto days = root_.find("exceptions")) read_days(*days, DayKind::exception);
    if (const auto counting = root_.find("counting")) definition_.counting = read_counting(*counting, diagnostics_);
    if (const auto date = root_.find("as_of")) read_as_of(*date);
    return std::move(definition_);
  }

 private:
  void read_head() {
    if (const auto name = required_text(root_, "calendar", diagnostics_)) {
      definition_.name = name->text();
      if (!is_identifier(name->text()) || name->text() == "always") {
        diagnostics_.push_back(name->error(
            "bad-name", backticked(name->text()) + " cannot name a calendar",
            name->text() == "always" ? "`always` is built in" : "names are small letters, digits and underscores"));
      }
    }
    if (const auto title = root_.find("title")) definition_.title = read_localized(*title, diagnostics_);
    const auto zone_name = required_text(root_, "timezone", diagnostics_);
    if (!zone_name) return;
    auto zone = sources_.zone(zone_name->text());
    if (zone) {
      definition_.zone = *std::move(zone);
    } else {
      diagnostics_.push_back(zone_name->error("unknown-zone",
                                              "time zone " + backticked(zone_name->text()) + " is not known",
                                              "zones have names such as `Asia/Shanghai`"));
    }
  }

  void read_hours_of_week() {
    definition_.file = root_.file();
    const auto week = required(root_, "week", diagnostics_);
    if (week) {
      const auto before = diagnostics_.size();
      definition_.week = read_week(*week, diagnostics_);
      definition_.week_line = week->span().line;
      const auto is_closed = [](const DayHours& hours) { return hours.empty(); };
      const bool never_opens = std::all_of(definition_.week.begin(), definition_.week.end(), is_closed);
      if (never_opens && diagnostics_.size() == before) {
        diagnostics_.push_back(week->error("never-open", "this calendar never opens: nothing on it would ever be due",
                                           "give at least one day of the week hours"));
      }
    }
    const auto first =
        std::find_if(definition_.week.begin(), definition_.week.end(), [](const auto& h) { return !h.empty(); });
    if (first != definition_.week.end()) make_up_hours_ = *first;
    if (const auto hours = root_.find("make_up_day")) {
      make_up_hours_ = read_hours(*hours, diagnostics_).value_or(make_up_hours_);
    }
  }

  void read_holiday_years(const yaml::Node& list) {
    if (!list.is_sequence() || list.size() > kHolidayYearsMax) {
      diagnostics_.push_back(
          list.error("wrong-type", "a list of years of holidays is expected here", "such as `[cn/2025, cn/2026]`"));
      return;
    }
    std::map<std::string, std::set<int>> years;
    for (const auto& item : list.items()) {
      const auto year = sources_.holidays(item.text());
      if (!year) {
        diagnostics_.push_back(item.error("unknown-holidays", "there are no holidays " + backticked(item.text()),
                                          did_you_mean(item.text(), sources_.holiday_names)));
        continue;
      }
      if (item.text() != year->region + "/" + std::to_string(year->year)) {
        diagnostics_.push_back(
            item.error("wrong-year", "the file of " + backticked(item.text()) + " holds the holidays of " +
                                         backticked(year->region + "/" + std::to_string(year->year))));
        continue;
      }
      years[year->region].insert(year->year);
      add_holidays(*year);
    }
    for (const auto& [region, known] : years) check_gaps(list, region, known);
  }

  void add_holidays(const HolidayYear& year) {
    definition_.years.push_back({year.region, year.year, year.published});
    for (const auto* days : {&year.days, &year.replaced}) {
      for (const auto& day : *days) {
        definition_.special_days.push_back({day.date, day.is_off ? DayKind::holiday : DayKind::make_up,
                                            day.is_off ? DayHours{} : make_up_hours_, day.name, day.file, day.line,
                                            day.notice, day.known_from, day.replaced_on});
      }
    }
  }

  // A year that is left out would be counted as if it had no holidays.
  void check_gaps(const yaml::Node& list, const std::string& region, const std::set<int>& years) {
    const int first = *years.begin();
    const int last = *years.rbegin();
    for (int year = first; year <= last; ++year) {
      if (years.count(year) > 0) continue;
      diagnostics_.push_back(list.error("missing-year",
                                        "the holidays of " + std::to_string(year) + " are missing between " +
                                            std::to_string(first) + " and " + std::to_string(last),
                                        "add " + backticked(region + "/" + std::to_string(year))));
    }
  }

  void read_as_of(const yaml::Node& node) {
    const auto dates = read_dates(node, diagnostics_);
    if (dates.size() == 1) definition_.as_of = dates.front();
    if (dates.size() > 1)
      diagnostics_.push_back(node.error("bad-date", "`as_of` is one day", "such as `as_of: 2020-01-20`"));
  }

  void read_days(const yaml::Node& map, DayKind kind) {
    if (!map.is_map()) {
      diagnostics_.push_back(map.error("wrong-type", "a map of dates is expected here, not " + describe(map.kind()),
                                       "such as `{ 2026-06-02: closed }`"));
      return;
    }
    std::map<Date, std::string> seen;
    for (const auto& [key, value] : map.entries()) {
      LocalizedText name;
      const auto hours = read_day(value, name);
      for (const auto date : read_dates(key, diagnostics_)) {
        const auto [place, is_new] = seen.emplace(date, key.text());
        if (!is_new) {
          diagnostics_.push_back(key.error(
              "duplicate-date", backticked(to_string(date)) + " is already part of " + backticked(place->second)));
        }
        if (hours) definition_.special_days.push_back({date, kind, *hours, name, key.file(), key.span().line, {}});
      }
    }
  }

  // `closed`, `workday`, windows, or `{ name: 台风, hours: closed }`.
  std::optional<DayHours> read_day(const yaml::Node& value, LocalizedText& name) {
    if (!value.is_map()) return read_day_hours(value);
    expect_map(value, kDayKeys, diagnostics_);
    if (const auto text = value.find("name")) name = read_localized(*text, diagnostics_);
    const auto hours = required(value, "hours", diagnostics_);
    return hours ? read_day_hours(*hours) : std::nullopt;
  }

  std::optional<DayHours> read_day_hours(const yaml::Node& node) {
    if (node.is_scalar() && node.text() == "workday") return make_up_hours_;
    return read_hours(node, diagnostics_);
  }

  const yaml::Node& root_;
  const CalendarSources& sources_;
  Diagnostics& diagnostics_;
  CalendarDefinition definition_;
  DayHours make_up_hours_;
};

}  // namespace

std::optional<Calendar> read_calendar(const yaml::Node& root, const CalendarSources& sources,
                                      Diagnostics& diagnostics) {
  Diagnostics found;
  std::optional<CalendarDefinition> definition;
  if (expect_map(root, kKeys, found)) definition = Reader(root, sources, found).read();
  const bool is_sound = definition && !has_errors(found);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  if (!is_sound) return std::nullopt;
  return make_calendar(*std::move(definition));
}

}  // namespace docket
