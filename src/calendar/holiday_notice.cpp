// Tested by tests/unit/calendar/holiday_notice_test.cpp
#include "calendar/holiday_notice.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "calendar/reading.hpp"
#include "docket/limits.hpp"

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

const std::vector<std::string> kRootKeys = {"$schema", "$id", "year", "papers", "days"};
const std::vector<std::string> kDayKeys = {"name", "date", "isOffDay"};

struct Holiday {
  std::string notice_name;
  std::vector<Date> off, work;
};

// Reads the JSON; the holidays come in the order of the notice.
class Reader {
 public:
  Reader(const yaml::Node& root, Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

  bool read() {
    const auto before = diagnostics_.size();
    if (!expect_map(root_, kRootKeys, diagnostics_)) return false;
    const auto written = required_text(root_, "year", diagnostics_);
    const auto papers = required(root_, "papers", diagnostics_);
    const auto days = required(root_, "days", diagnostics_);
    if (!written || !papers || !days || !read_year(*written)) return false;
    if (papers->size() == 0 || days->size() == 0) {
      diagnostics_.push_back(
          root_.error("no-holidays", "the notice for " + written->text() + " is not out yet: there are no days in it"));
      return false;
    }
    for (const auto& paper : items_of(*papers, "addresses")) notices.push_back(paper.text());
    for (const auto& day : items_of(*days, "days")) read_day(day);
    return diagnostics_.size() == before;
  }

  int year = 0;
  std::vector<std::string> notices;
  std::vector<Holiday> holidays;

 private:
  bool read_year(const yaml::Node& node) {
    const auto& text = node.text();
    const auto end = text.data() + text.size();
    const bool is_year = text.size() == 4 && std::from_chars(text.data(), end, year).ptr == end &&
                         year >= limits::kYearMin && year <= limits::kYearMax;
    if (!is_year) diagnostics_.push_back(node.error("bad-year", backticked(text) + " is not a year", "such as `2027`"));
    return is_year;
  }

  std::vector<yaml::Node> items_of(const yaml::Node& list, const char* what) {
    if (list.is_sequence()) return list.items();
    diagnostics_.push_back(
        list.error("wrong-type", "a list of " + std::string(what) + " is expected here, not " + describe(list.kind())));
    return {};
  }

  void read_day(const yaml::Node& day) {
    if (!expect_map(day, kDayKeys, diagnostics_)) return;
    const auto name = required_text(day, "name", diagnostics_);
    const auto date_node = required_text(day, "date", diagnostics_);
    const auto is_off = required_text(day, "isOffDay", diagnostics_);
    if (!name || !date_node || !is_off) return;
    const auto dates = read_dates(*date_node, diagnostics_);
    if (dates.size() != 1 || !belongs(*date_node, dates.front())) return;
    if (is_off->text() != "true" && is_off->text() != "false") {
      diagnostics_.push_back(
          is_off->error("wrong-type", "`isOffDay` is `true` or `false`, not " + backticked(is_off->text())));
      return;
    }
    const bool off = is_off->text() == "true";
    if (!is_first(*date_node, dates.front(), off)) return;
    auto found =
        std::find_if(holidays.begin(), holidays.end(), [&](const Holiday& h) { return h.notice_name == name->text(); });
    if (found == holidays.end()) found = holidays.insert(holidays.end(), Holiday{name->text(), {}, {}});
    (off ? found->off : found->work).push_back(dates.front());
  }

  bool belongs(const yaml::Node& node, Date date) {
    const int of = static_cast<int>(date.year());
    if (of == year || (of == year - 1 && date.month() == std::chrono::December)) return true;
    diagnostics_.push_back(node.error(
        "wrong-year", backticked(node.text()) + " does not belong into the notice for " + std::to_string(year),
        "only " + std::to_string(year) + " and the December before it do"));
    return false;
  }

  bool is_first(const yaml::Node& node, Date date, bool off) {
    const auto [place, is_new] = seen_.emplace(date, off);
    if (is_new) return true;
    diagnostics_.push_back(node.error(
        "duplicate-date",
        backticked(node.text()) +
            (place->second == off ? " is listed twice" : " is listed both as a day off and as a make-up working day")));
    return false;
  }

  const yaml::Node& root_;
  Diagnostics& diagnostics_;
  std::map<Date, bool> seen_;  // and whether it is off
};

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

std::string yaml_of(const std::string& name, const Reader& notice, const std::optional<Date>& published) {
  std::string text = "# 国务院办公厅关于部分节假日安排的通知：off 放假，work 调休上班\n";
  text += "holidays: " + name + "\nnotice: " + notice.notices.front() + "\n";
  // The JSON does not say which paper a day comes from: an amendment must be set apart by hand.
  for (std::size_t i = 1; i < notice.notices.size(); ++i) text += "# also: " + notice.notices[i] + "\n";
  if (published) text += "published: " + to_string(*published) + "\n";
  text += "days:\n";
  std::map<std::string, int> used;
  for (const auto& holiday : notice.holidays) text += line_of(holiday, used);
  return text;
}

HolidayChange::Is status_of(const HolidayDay* day) {
  if (day == nullptr) return HolidayChange::Is::ordinary;
  return day->is_off ? HolidayChange::Is::off : HolidayChange::Is::work;
}

std::string word_of(HolidayChange::Is is, Language language) {
  const bool zh = language == Language::zh;
  switch (is) {
    case HolidayChange::Is::ordinary: return zh ? "平常日" : "ordinary day";
    case HolidayChange::Is::off: return zh ? "放假" : "day off";
    case HolidayChange::Is::work: return zh ? "调休上班" : "make-up working day";
  }
  return {};
}

// The days of a year by the name the notice gives them.
std::map<std::string, Holiday> by_name(const std::vector<HolidayDay>& days) {
  std::map<std::string, Holiday> holidays;
  for (const auto& day : days) {
    const auto& name = day.name.in(Language::zh);
    auto& holiday = holidays[name];
    holiday.notice_name = name;
    (day.is_off ? holiday.off : holiday.work).push_back(day.date);
  }
  return holidays;
}

}  // namespace

std::optional<HolidayFile> holidays_from_notice(std::string file, std::string json, const NoticeOptions& options,
                                                Diagnostics& diagnostics) {
  // JSON is a kind of YAML, and our reader blames mistakes in their place.
  const auto root = yaml::parse(std::move(file), std::move(json), diagnostics);
  if (!root) return std::nullopt;
  Reader notice(*root, diagnostics);
  if (!notice.read()) return std::nullopt;
  HolidayFile result{options.region + "/" + std::to_string(notice.year), {}, {}, notice.notices};
  result.yaml = yaml_of(result.name, notice, options.published);
  // What is written must be what is read.
  const auto written = yaml::parse(result.name + ".yaml", result.yaml, diagnostics);
  auto year = written ? read_holidays(*written, diagnostics) : std::nullopt;
  if (!year) return std::nullopt;
  result.year = *std::move(year);
  return result;
}

std::vector<HolidayChange> holiday_changes(const std::optional<HolidayYear>& before, const HolidayYear& after) {
  std::map<Date, std::pair<const HolidayDay*, const HolidayDay*>> dates;
  if (before) {
    for (const auto& day : before->days) dates[day.date].first = &day;
  }
  for (const auto& day : after.days) dates[day.date].second = &day;
  std::vector<HolidayChange> changes;
  for (const auto& [date, days] : dates) {
    const auto was = status_of(days.first);
    const auto is = status_of(days.second);
    const auto* named = days.second != nullptr ? days.second : days.first;
    if (was != is) changes.push_back({date, was, is, named->name});
  }
  return changes;
}

std::string to_text(const HolidayChange& change, Language language) {
  const bool zh = language == Language::zh;
  return to_string(change.date) + (zh ? "：" : ": ") + word_of(change.was, language) + (zh ? " → " : " -> ") +
         word_of(change.is, language) + (zh ? "（" : " (") + change.name.in(language) + (zh ? "）" : ")");
}

std::string amendment_text(const HolidayYear& before, const HolidayFile& after, const NoticeOptions& options) {
  const auto was = by_name(before.days);
  std::string text = "amendments:\n  amended:\n    notice: " + after.notices.back() + "\n    published: " +
                     (options.published ? to_string(*options.published) : "# when the notice was published") +
                     "\n    days:\n";
  std::map<std::string, int> used;
  for (const auto& [name, holiday] : by_name(after.year.days)) {
    const auto found = was.find(name);
    const bool is_same = found != was.end() && found->second.off == holiday.off && found->second.work == holiday.work;
    if (!is_same) text += "    " + line_of(holiday, used);
  }
  return text;
}

}  // namespace docket
