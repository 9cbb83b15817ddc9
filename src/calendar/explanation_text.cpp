// An DueExplanation as a person reads it.
// Tested by tests/unit/calendar/explanation_test.cpp
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "calendar/prose.hpp"
#include "docket/calendar.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

class Writer {
 public:
  Writer(const DueExplanation& explanation, Language language) : explanation_(explanation), language_(language) {}

  std::string text(const std::string& indent) {
    line(indent, say("budget", "期限"), to_text(explanation_.budget, language_) + where());
    line(indent, say("start", "起算"), start_text());
    if (const auto paused = paused_text(); !paused.empty()) line(indent, say("paused", "暂停"), paused);
    add_all_days(indent + "  ");
    add_clock_time(indent + "  ");
    for (const auto& part : explanation_.parts) add_part(indent + "  ", part);
    line(indent, due_word(), due_text());
    text_.pop_back();
    return std::move(text_);
  }

  std::string days(const std::string& indent) {
    add_all_days(indent);
    if (!text_.empty()) text_.pop_back();
    return std::move(text_);
  }

 private:
  std::string say(const char* english, const char* chinese) const {
    return language_ == Language::zh ? chinese : english;
  }

  void line(const std::string& indent, const std::string& head, const std::string& rest) {
    const auto width = display_width(head);
    text_ += indent + head + std::string(width < 8 ? 8 - width : 1, ' ') + rest + '\n';
  }

  void add_all_days(const std::string& indent) {
    for (std::size_t i = 0; i < explanation_.days.size();) i = add_days(indent, i);
  }

  // Day and night have no days to list: from, until and what lies between.
  void add_clock_time(const std::string& indent) {
    const auto* wall = std::get_if<Budget::Wall>(&explanation_.budget.kind());
    if (wall == nullptr) return;
    text_ += indent + short_moment(explanation_.start) + " – " + short_moment(explanation_.due.at) + "  " +
             length_text(wall->length, language_) + '\n';
  }

  std::string due_word() const {
    switch (explanation_.budget.purpose()) {
      case Budget::Purpose::limit: return say("due", "到期");
      case Budget::Purpose::not_before: return say("from", "最早");
      case Budget::Purpose::valid: return say("until", "有效至");
    }
    return {};
  }

  // The count ended on a day off, and the budget does not end there.
  bool is_rolled() const {
    const auto& kind = explanation_.budget.kind();
    const bool may_roll = std::holds_alternative<Budget::Days>(kind) || std::holds_alternative<Budget::Months>(kind);
    if (!may_roll || explanation_.counting.roll == Counting::Roll::none) return false;
    const auto& days = explanation_.days;
    const auto last = std::find_if(days.rbegin(), days.rend(), [](const auto& day) { return day.number.has_value(); });
    return last != days.rend() && !last->day.is_workday;
  }

  // Which part of a combination decided.
  std::string decisive_text() const {
    const auto* combined = std::get_if<Budget::Combined>(&explanation_.budget.kind());
    if (combined == nullptr || combined->how == Budget::Combination::then) return {};
    const auto part = to_text(explanation_.parts[explanation_.decisive_part].budget, language_);
    return say(": ", "（以“") + part + say(" decides", "”为准）");
  }

  std::string where() const {
    const auto& zone = explanation_.zone.name();
    return say(" on calendar ", "，日历 ") + backticked(explanation_.calendar) + say(" (", "（") + zone +
           say(")", "）") + week_source();
  }

  // Where the ordinary week is written; days that differ name their own place.
  std::string week_source() const {
    const auto& days = explanation_.days;
    const auto found =
        std::find_if(days.begin(), days.end(), [](const auto& day) { return day.day.kind == DayKind::week; });
    return found == days.end() || found->day.source.empty() ? std::string() : "  [" + found->day.source + "]";
  }

  std::string date_text(Date date) const { return to_string(date) + " " + weekday_text(date, language_); }

  std::string start_text() const {
    const auto text = short_moment(explanation_.start);
    const auto& due = explanation_.due;
    const bool is_moved = due.effective_start != explanation_.start;
    if (!counts_days()) {
      return is_moved ? text + say(", counted from ", "，自 ") + short_moment(due.effective_start) + say("", " 起计")
                      : text;
    }
    if (is_moved) return text + say(", received ", "，视为 ") + short_moment(due.effective_start) + say("", " 收到");
    return starts_within_hours() ? text : text + say(", received on that date", "，按当日收到计");
  }

  bool counts_days() const {
    return explanation_.due.in_days && !std::holds_alternative<Budget::Combined>(explanation_.budget.kind());
  }

  bool starts_within_hours() const {
    return std::any_of(explanation_.days.begin(), explanation_.days.end(), [&](const ExplainedDay& day) {
      return !day.counted.empty() && day.counted.front().from == explanation_.start;
    });
  }

  // What it stood still for, in the unit that moves it; the parts of a combination say it themselves.
  std::string paused_text() const {
    if (explanation_.paused.empty() || std::holds_alternative<Budget::Combined>(explanation_.budget.kind())) return {};
    const auto& paused = explanation_.paused.front();
    const auto& kind = explanation_.budget.kind();
    const auto length = [&](Elapsed each) { return each.count() > 0 ? length_text(each, language_) : std::string(); };
    if (std::holds_alternative<Budget::Wall>(kind)) return length(paused.wall);
    if (std::holds_alternative<Budget::Open>(kind) || std::holds_alternative<Budget::Workdays>(kind))
      return length(paused.open.length());
    if (std::holds_alternative<Budget::Until>(kind) || paused.dates == 0) return {};
    return std::to_string(paused.dates) + (paused.dates == 1 ? say(" date", " 个日期") : say(" dates", " 个日期"));
  }

  std::string short_moment(Instant instant) const { return moment_text(instant, explanation_.zone, language_); }

  std::string due_text() const {
    auto text = short_moment(explanation_.due.at);
    if (is_rolled()) text += say(", rolled to a working day", "，遇休息日调整");
    text += decisive_text();
    if (explanation_.due.provisional)
      text += say(" (provisional: the next holiday notice may move it)", "（暂定：可能随下一份放假通知调整）");
    return text;
  }

  // The wall time of `instant` as seen from `day`: 24:00 or 30:00 for what ends after midnight.
  std::string time_on(Date day, Instant instant) const {
    const auto since = explanation_.zone.local(instant) - std::chrono::local_days{day};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    if (seconds <= std::chrono::days{1}) return civil::to_wall_time(seconds);
    return civil::to_wall_time(seconds - std::chrono::days{1}) + " (+1)";
  }

  // Days off in a row for the same reason are one line; everything else is a line of its own.
  std::size_t add_days(const std::string& indent, std::size_t first) {
    const auto& days = explanation_.days;
    std::size_t last = first;
    while (last + 1 < days.size() && is_same_rest(days[first], days[last + 1])) ++last;
    const auto& from = days[first].day;
    auto text = date_text(from.date);
    if (last > first) text += " – " + date_text(days[last].day.date);
    text_ += indent + text + "  " + what(days[first], days[last]) + '\n';
    return last + 1;
  }

  static bool is_same_rest(const ExplainedDay& a, const ExplainedDay& b) {
    const bool are_closed = !a.day.is_workday && !b.day.is_workday;
    return are_closed && a.day.kind == b.day.kind && a.day.name == b.day.name &&
           a.number.has_value() == b.number.has_value();
  }

  std::string what(const ExplainedDay& day, const ExplainedDay& last) const {
    std::vector<std::string> parts = {reason_text(day.day, language_)};
    if (day.number) parts.push_back(number_text(*day.number, *last.number));
    if (!day.counted.empty()) {
      parts.push_back(windows_text(day));
      parts.push_back(length_text(day.subtotal.length(), language_));
      parts.push_back(say("total ", "累计 ") + length_text(day.total.length(), language_));
    }
    if (is_over_before_start(day.day)) parts.push_back(say("already closed", "已下班"));
    if (day.day.kind != DayKind::week) parts.push_back(origin(day.day));
    std::erase_if(parts, [](const std::string& part) { return part.empty(); });
    return join(parts, "  ");
  }

  bool is_over_before_start(const Day& day) const {
    return !day.windows.empty() && day.windows.back().until <= explanation_.due.effective_start;
  }

  std::string number_text(int first, int last) const {
    const auto number = first == last ? std::to_string(first) : std::to_string(first) + "–" + std::to_string(last);
    return say("day ", "第 ") + number + say("", " 天");
  }

  std::string windows_text(const ExplainedDay& day) const {
    std::vector<std::string> windows;
    for (const auto& stretch : day.counted) {
      windows.push_back(time_on(day.day.date, stretch.from) + "-" + time_on(day.day.date, stretch.until));
    }
    return join(windows, ", ");
  }

  std::string origin(const Day& day) const {
    std::vector<std::string> parts;
    if (!day.source.empty()) parts.push_back(day.source);
    if (!day.notice.empty()) parts.push_back(day.notice);
    return parts.empty() ? std::string() : "[" + join(parts, ", ") + "]";
  }

  void add_part(const std::string& indent, const DueExplanation& part) {
    text_ += Writer(part, language_).text(indent) + '\n';
  }

  const DueExplanation& explanation_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string weekday_text(Date date, Language language) {
  static constexpr std::array<const char*, 7> kEnglish = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 7> kChinese = {"周日", "周一", "周二", "周三", "周四", "周五", "周六"};
  const auto index = std::chrono::weekday{std::chrono::local_days{date}}.c_encoding();
  return language == Language::zh ? kChinese[index] : kEnglish[index];
}

std::string moment_text(Instant instant, const TimeZone& zone, Language language) {
  const auto local = zone.local(instant);
  const Date date{std::chrono::floor<std::chrono::days>(local)};
  auto time = civil::to_text(local).substr(11);
  if (time.size() > 3 && time.substr(time.size() - 3) == ":00") time.resize(time.size() - 3);
  return to_string(date) + " " + weekday_text(date, language) + " " + time;
}

std::string reason_text(const Day& day, Language language) {
  const auto say = [&](const char* english, const char* chinese) -> std::string {
    return language == Language::zh ? chinese : english;
  };
  const auto& name = day.name.in(language);
  const auto named = [&](const char* english, const char* chinese) {
    return say(english, chinese) + (name.empty() ? std::string() : say(": ", "：") + name);
  };
  switch (day.kind) {
    case DayKind::week: return day.is_workday ? say("working day", "工作日") : say("day off", "休息日");
    case DayKind::holiday: return named("holiday", "放假");
    case DayKind::make_up: return named("make-up working day", "调休上班");
    case DayKind::project:
      return day.is_workday ? named("the project's own hours", "项目另定时间")
                            : named("closed by the project", "项目休息");
    case DayKind::exception:
      return day.is_workday ? named("exceptional hours", "临时工作时间") : named("closed", "临时休息");
  }
  return {};
}

std::string days_text(const DueExplanation& explanation, Language language, const std::string& indent) {
  return Writer(explanation, language).days(indent);
}

std::string to_text(const DueExplanation& explanation, Language language) {
  return Writer(explanation, language).text("");
}

}  // namespace docket
