// Tested by tests/unit/calendar/holiday_notice_test.cpp
#include "calendar/holiday_notice.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "calendar/reading.hpp"

namespace docket {
namespace {

struct KnownName {
  std::string_view notice;  // as the notice writes it
  std::string_view key;
  std::string_view zh;
  std::string_view en;
};

constexpr std::array<KnownName, 12> kNames = {{
    {"元旦", "new_year", "元旦", "New Year's Day"},
    {"春节", "spring_festival", "春节", "Spring Festival"},
    {"清明节", "qingming", "清明节", "Qingming Festival"},
    {"劳动节", "labour_day", "劳动节", "Labour Day"},
    {"“五一”", "labour_day", "劳动节", "Labour Day"},
    {"“五一”国际劳动节", "labour_day", "劳动节", "Labour Day"},
    {"端午节", "dragon_boat", "端午节", "Dragon Boat Festival"},
    {"中秋节", "mid_autumn", "中秋节", "Mid-Autumn Festival"},
    {"国庆节", "national_day", "国庆节", "National Day"},
    {"“十一”", "national_day", "国庆节", "National Day"},
    {"国庆节、中秋节", "national_day", "国庆节、中秋节", "National Day and Mid-Autumn Festival"},
    {"中秋节、国庆节", "national_day", "中秋节、国庆节", "Mid-Autumn Festival and National Day"},
}};

struct Holiday {
  std::string notice_name;
  std::vector<Date> off, work;
};

// One holiday's lines in the order of the notice.
std::vector<Holiday> read_days(const yaml::Node& days, Diagnostics& diagnostics) {
  std::vector<Holiday> holidays;
  for (const auto& day : days.items()) {
    const auto name = required(day, "name", diagnostics);
    const auto date = required(day, "date", diagnostics);
    const auto is_off = required(day, "isOffDay", diagnostics);
    if (!name || !date || !is_off) continue;
    const auto dates = read_dates(*date, diagnostics);
    if (is_off->text() != "true" && is_off->text() != "false") {
      diagnostics.push_back(
          is_off->error("wrong-type", "`isOffDay` is `true` or `false`, not " + backticked(is_off->text())));
    }
    auto found =
        std::find_if(holidays.begin(), holidays.end(), [&](const Holiday& h) { return h.notice_name == name->text(); });
    if (found == holidays.end()) found = holidays.insert(holidays.end(), Holiday{name->text(), {}, {}});
    auto& list = is_off->text() == "true" ? found->off : found->work;
    list.insert(list.end(), dates.begin(), dates.end());
  }
  return holidays;
}

// `2027-01-01`, `2027-10-01..2027-10-07`, `[2027-02-06, 2027-02-20]`.
std::string dates_text(std::vector<Date> dates) {
  std::sort(dates.begin(), dates.end());
  const auto next = [](const Date& date) { return Date{std::chrono::local_days{date} + std::chrono::days{1}}; };
  std::vector<std::string> ranges;
  for (std::size_t i = 0; i < dates.size();) {
    std::size_t last = i;
    while (last + 1 < dates.size() && dates[last + 1] == next(dates[last])) ++last;
    ranges.push_back(to_string(dates[i]) + (last > i ? ".." + to_string(dates[last]) : ""));
    i = last + 1;
  }
  return ranges.size() == 1 ? ranges.front() : "[" + join(ranges, ", ") + "]";
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// A holiday we have no word for is named by its place in the notice; its author may choose a better key.
KnownName known_name(const Holiday& holiday) {
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const KnownName& name) { return name.notice == holiday.notice_name; });
  return found != kNames.end() ? *found : KnownName{holiday.notice_name, "holiday", holiday.notice_name, {}};
}

std::string line_of(const Holiday& holiday, std::map<std::string, int>& used) {
  constexpr std::size_t kKeyWidth = 17;
  const auto name = known_name(holiday);
  std::string key(name.key);
  const int times = ++used[key];
  if (times > 1) key += "_" + std::to_string(times);
  key += ':';
  key.resize(std::max(kKeyWidth, key.size() + 1), ' ');
  std::string text = "  " + key + "{ name: { zh: " + quoted(name.zh);
  if (!name.en.empty()) text += ", en: " + quoted(name.en);
  text += " }";
  if (!holiday.off.empty()) text += ", off: " + dates_text(holiday.off);
  if (!holiday.work.empty()) text += ", work: " + dates_text(holiday.work);
  return text + " }\n";
}

std::string yaml_of(const std::string& name, const std::vector<std::string>& papers,
                    const std::vector<Holiday>& holidays) {
  std::string text = "# 国务院办公厅关于部分节假日安排的通知：off 放假，work 调休上班\n";
  text += "holidays: " + name + "\nnotice: " + papers.front() + "\n";
  // The JSON does not say which paper a day comes from: an amendment must be set apart by hand.
  for (std::size_t i = 1; i < papers.size(); ++i) text += "# also: " + papers[i] + "\n";
  text += "days:\n";
  std::map<std::string, int> used;
  for (const auto& holiday : holidays) text += line_of(holiday, used);
  return text;
}

std::string status_of(const HolidayDay* day) {
  if (day == nullptr) return "ordinary day";
  return day->is_off ? "day off" : "make-up working day";
}

}  // namespace

std::optional<HolidayFile> holidays_from_notice(std::string file, std::string json, const std::string& region,
                                                Diagnostics& diagnostics) {
  const auto before = diagnostics.size();
  // JSON is a kind of YAML, and our reader blames mistakes in their place.
  const auto root = yaml::parse(std::move(file), std::move(json), diagnostics);
  if (!root) return std::nullopt;
  const auto year = required(*root, "year", diagnostics);
  const auto papers = required(*root, "papers", diagnostics);
  const auto days = required(*root, "days", diagnostics);
  if (!year || !papers || !days) return std::nullopt;
  if (days->size() == 0 || papers->size() == 0) {
    diagnostics.push_back(
        root->error("no-holidays", "the notice for " + year->text() + " is not out yet: there are no days in it"));
    return std::nullopt;
  }
  std::vector<std::string> notices;
  for (const auto& paper : papers->items()) notices.push_back(paper.text());
  const auto holidays = read_days(*days, diagnostics);
  if (diagnostics.size() > before) return std::nullopt;

  HolidayFile result{region + "/" + year->text(), {}};
  result.yaml = yaml_of(result.name, notices, holidays);
  // What is written must be what is read: dates of the wrong year and days listed twice come out here.
  const auto written = yaml::parse(result.name + ".yaml", result.yaml, diagnostics);
  if (!written || !read_holidays(*written, diagnostics)) return std::nullopt;
  return result;
}

std::vector<std::string> holiday_changes(const std::optional<HolidayYear>& before, const HolidayYear& after) {
  std::map<Date, std::pair<const HolidayDay*, const HolidayDay*>> dates;
  if (before) {
    for (const auto& day : before->days) dates[day.date].first = &day;
  }
  for (const auto& day : after.days) dates[day.date].second = &day;
  std::vector<std::string> changes;
  for (const auto& [date, days] : dates) {
    const auto was = status_of(days.first);
    const auto is = status_of(days.second);
    if (was == is) continue;
    const auto* named = days.second != nullptr ? days.second : days.first;
    changes.push_back(to_string(date) + ": " + was + " -> " + is + " (" + named->name.in(Language::zh) + ")");
  }
  return changes;
}

}  // namespace docket
