// Tested by tests/golden/cli/calendar.txt
#include "cli/month_grid.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "calendar/prose.hpp"
#include "cli/output.hpp"
#include "time/civil_text.hpp"

namespace docket::cli {
namespace {

constexpr std::size_t kFullCell = 8;
constexpr std::size_t kSmallCell = 3;
constexpr char kDayOff = '-';

struct Mark {
  char sign;
  const char* en;
  const char* zh;
  const char* colour;  // ECMA-48: red for days off, yellow for work where none is expected
};

constexpr std::array<Mark, 5> kMarks = {{
    {'*', "holiday", "放假", "31"},
    {'+', "make-up working day", "调休上班", "33"},
    {'!', "hours of its own", "另定时间", "36"},
    {'?', "provisional", "暂定", "35"},
    {kDayOff, "day off", "休息日", "2"},
}};

// What stands out about a day comes first: a decided day is certain, whatever is not known around it.
char sign_of(const GridDay& day) {
  switch (day.day.kind) {
    case DayKind::holiday: return '*';
    case DayKind::make_up: return '+';
    case DayKind::project:
    case DayKind::exception: return '!';
    case DayKind::week: break;
  }
  if (!day.day.is_workday) return kDayOff;
  return day.is_provisional ? '?' : ' ';
}

const Mark* mark_of(char sign) {
  const auto found = std::find_if(kMarks.begin(), kMarks.end(), [&](const Mark& mark) { return mark.sign == sign; });
  return found == kMarks.end() ? nullptr : &*found;
}

std::string coloured(const std::string& text, const GridDay& day, const Drawing& drawing) {
  const auto* mark = mark_of(sign_of(day));
  if (!drawing.is_coloured || mark == nullptr) return text;
  return fmt::format("\x1b[{}m{}\x1b[0m", mark->colour, text);
}

unsigned day_of(const GridDay& day) { return static_cast<unsigned>(day.day.date.day()); }

// Monday is 0.
std::size_t column_of(const GridDay& day) {
  return (std::chrono::weekday{std::chrono::local_days{day.day.date}}.c_encoding() + 6) % 7;
}

std::size_t columns(std::string_view text) {
  std::size_t hidden = 0;
  for (std::size_t at = 0; (at = text.find('\x1b', at)) != std::string_view::npos;) {
    const auto end = text.find('m', at);
    hidden += end - at;  // the escape character itself has no width
    at = end;
  }
  return display_width(text) - hidden;
}

std::string right_aligned(const std::string& text, std::size_t width) {
  const auto taken = columns(text);
  return std::string(width > taken ? width - taken : 0, ' ') + text;
}

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string weekday_line(std::size_t width, std::size_t after, const Drawing& drawing) {
  static constexpr std::array<const char*, 7> kShortEnglish = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
  static constexpr std::array<const char*, 7> kShortChinese = {"一", "二", "三", "四", "五", "六", "日"};
  const auto& words = drawing.language == Language::zh ? kShortChinese : kShortEnglish;
  std::string line;
  for (const auto* word : words) line += right_aligned(word, width - after) + std::string(after, ' ');
  return without_trailing_spaces(line);
}

std::string windows_text(const Day& day, const TimeZone& zone) {
  const auto wall = [&](Instant at) {
    auto since = zone.local(at) - std::chrono::local_days{day.date};
    const bool is_next_day = since > std::chrono::days{1};
    if (is_next_day) since -= std::chrono::days{1};  // `22:00-06:00 (+1)`
    return civil::to_wall_time(std::chrono::floor<std::chrono::seconds>(since)) + (is_next_day ? " (+1)" : "");
  };
  std::vector<std::string> windows;
  for (const auto& window : day.windows) windows.push_back(wall(window.from) + "-" + wall(window.until));
  return join(windows, ", ");
}

bool is_same_reason(const Day& a, const Day& b) {
  return a.kind == b.kind && a.name == b.name && a.is_workday == b.is_workday && a.source == b.source;
}

}  // namespace

int Month::workdays() const {
  return static_cast<int>(
      std::count_if(days.begin(), days.end(), [](const GridDay& each) { return each.day.is_workday; }));
}

Elapsed Month::open() const {
  Elapsed sum{0};
  for (const auto& each : days) sum += each.day.open.length();
  return sum;
}

Month month_of(const Calendar& calendar, std::chrono::year_month month) {
  Month found{month, {}};
  const std::chrono::local_days last{month / std::chrono::last};
  for (std::chrono::local_days day{month / 1}; day <= last; day += std::chrono::days{1}) {
    const auto noon = calendar.zone().to_instant(day + std::chrono::hours{12});
    found.days.push_back({calendar.day(Date{day}), calendar.is_provisional(noon)});
  }
  return found;
}

std::vector<std::string> full_month(const Month& month, const Drawing& drawing) {
  std::vector<std::string> lines = {weekday_line(kFullCell, 1, drawing)};
  std::string dates, hours;
  const auto end_week = [&] {
    lines.push_back(without_trailing_spaces(dates));
    lines.push_back(without_trailing_spaces(hours));
    dates.clear();
    hours.clear();
  };
  const std::string empty(kFullCell, ' ');
  for (std::size_t i = 0; i < column_of(month.days.front()); ++i) {
    dates += empty;
    hours += empty;
  }
  for (const auto& day : month.days) {
    if (column_of(day) == 0 && !dates.empty()) end_week();
    dates += coloured(fmt::format("{:>{}}{}", day_of(day), kFullCell - 1, sign_of(day)), day, drawing);
    const auto open = day.day.is_workday ? hours_text(day.day.open.length()) : "";
    hours += coloured(right_aligned(open, kFullCell - 1) + " ", day, drawing);
  }
  end_week();
  return lines;
}

std::vector<std::string> small_month(const Month& month, const Drawing& drawing) {
  constexpr std::size_t kWidth = 7 * kSmallCell;
  const auto title = title_of(month.month, drawing.language);
  std::vector<std::string> lines = {right_aligned(title, (kWidth + columns(title)) / 2),
                                    weekday_line(kSmallCell, 1, drawing)};
  std::string week(column_of(month.days.front()) * kSmallCell, ' ');
  for (const auto& day : month.days) {
    if (column_of(day) == 0 && !week.empty()) {
      lines.push_back(week);
      week.clear();
    }
    week += coloured(fmt::format("{:>2}{}", day_of(day), sign_of(day)), day, drawing);
  }
  lines.push_back(week);
  lines.resize(8);  // six weeks at most, so that the sums stand in one line
  const auto workdays = drawing.language == Language::zh
                            ? fmt::format("{} 个工作日，", month.workdays())
                            : counted(static_cast<std::size_t>(month.workdays()), "workday") + ", ";
  lines.push_back(workdays + hours_text(month.open()));
  return lines;
}

std::vector<std::string> beside(const std::vector<std::vector<std::string>>& blocks, std::size_t width) {
  std::size_t height = 0;
  for (const auto& block : blocks) height = std::max(height, block.size());
  std::vector<std::string> lines(height);
  for (const auto& block : blocks) {
    for (std::size_t i = 0; i < height; ++i) lines[i] += padded(i < block.size() ? block[i] : "", width);
  }
  for (auto& line : lines) line = without_trailing_spaces(line);
  return lines;
}

std::string legend(const std::vector<GridDay>& days, const Drawing& drawing) {
  std::vector<std::string> parts;
  for (const auto& mark : kMarks) {
    const bool is_used =
        std::any_of(days.begin(), days.end(), [&](const auto& day) { return sign_of(day) == mark.sign; });
    if (is_used) parts.push_back(fmt::format("{} {}", mark.sign, drawing.language == Language::zh ? mark.zh : mark.en));
  }
  return join(parts, "   ");
}

std::vector<std::string> special_days(const std::vector<GridDay>& days, const Drawing& drawing) {
  std::vector<std::string> lines;
  const auto text = [&](const Day& day) {
    return to_string(day.date) + " " + weekday_text(day.date, drawing.language);
  };
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto& first = days[i].day;
    if (first.kind == DayKind::week) continue;
    std::size_t last = i;
    while (last + 1 < days.size() && is_same_reason(first, days[last + 1].day)) ++last;
    auto dates = text(first);
    if (last > i) dates += " – " + text(days[last].day);
    constexpr std::size_t kTwoDates = 33;
    lines.push_back(
        fmt::format("{} {}  {}", sign_of(days[i]), padded(dates, kTwoDates), reason_text(first, drawing.language)));
    i = last;
  }
  return lines;
}

std::vector<std::string> kinds_of_hours(const std::vector<GridDay>& days, const TimeZone& zone) {
  std::vector<std::string> lines;
  for (const auto& each : days) {
    if (!each.day.is_workday) continue;
    const auto line = hours_text(each.day.open.length()) + "  " + windows_text(each.day, zone);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
  return lines;
}

std::string title_of(std::chrono::year_month month, Language language) {
  static constexpr std::array<const char*, 12> kMonths = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};
  const auto number = static_cast<unsigned>(month.month());
  const auto year = static_cast<int>(month.year());
  return language == Language::zh ? fmt::format("{} 年 {} 月", year, number)
                                  : fmt::format("{} {}", kMonths[number - 1], year);
}

std::string hours_text(Elapsed length) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(length).count();
  return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

std::string padded(std::string text, std::size_t width) {
  const auto taken = columns(text);
  if (taken < width) text.append(width - taken, ' ');
  return text;
}

}  // namespace docket::cli
