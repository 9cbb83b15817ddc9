// Tested by tests/unit/calendar/calendar_reader_test.cpp
#include "calendar/hours_reader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calendar/reading.hpp"
#include "time/civil_text.hpp"

namespace docket {
namespace {

using Seconds = std::chrono::seconds;
constexpr Seconds kDay = std::chrono::hours{24};
// More windows than hours in a day are a mistake, and 16-bit indices count on it.
constexpr std::size_t kWindowsMax = 24;

struct Placed {
  Window window;
  yaml::Node node;
};

std::optional<Seconds> time_within(const yaml::Node& node, std::size_t begin, std::size_t end,
                                   Diagnostics& diagnostics) {
  const auto text = node.text().substr(begin, end - begin);
  const auto time = civil::parse_wall_time(text);
  if (!time) {
    diagnostics.push_back(node.error_within(begin, end, "bad-time", backticked(text) + " is not a time of day",
                                            "times run from `00:00` to `24:00`"));
  }
  return time;
}

std::optional<Window> read_window(const yaml::Node& node, Diagnostics& diagnostics) {
  const auto dash = node.text().find('-');
  if (!node.is_scalar() || dash == std::string::npos) {
    const auto given = node.is_scalar() ? backticked(node.text()) : describe(node.kind());
    diagnostics.push_back(
        node.error("bad-window", given + " is not a window of opening hours", "write it as `08:30-12:00`"));
    return std::nullopt;
  }
  const auto start = time_within(node, 0, dash, diagnostics);
  const auto end = time_within(node, dash + 1, node.text().size(), diagnostics);
  if (!start || !end) return std::nullopt;
  if (*start == *end || *start == kDay) {
    diagnostics.push_back(
        node.error("bad-window", "window " + backticked(node.text()) + " is empty", "the whole day is `00:00-24:00`"));
    return std::nullopt;
  }
  return Window{*start, *start < *end ? *end : *end + kDay};
}

// `12:00-08:30` beside an afternoon was meant the other way round; alone it is a night shift.
Diagnostic overlap(const Placed& earlier, const Placed& later) {
  const auto& suspect = earlier.window.end > kDay ? earlier : later;
  if (suspect.window.end > kDay) {
    const auto& text = suspect.node.text();
    const auto dash = text.find('-');
    const auto swapped = text.substr(dash + 1) + "-" + text.substr(0, dash);
    return suspect.node.error(
        "reversed-window", "window " + backticked(text) + " ends before it begins",
        "did you mean " + backticked(swapped) + "? over midnight it would overlap another window");
  }
  return later.node.error("overlapping-windows",
                          "window " + backticked(later.node.text()) + " overlaps " + backticked(earlier.node.text()));
}

void check_order(const std::vector<Placed>& windows, Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < windows.size(); ++i) {
    const auto& a = windows[i - 1];
    const auto& b = windows[i];
    if (b.window.start >= a.window.end) continue;
    if (b.window.end <= a.window.start) {
      diagnostics.push_back(b.node.error(
          "unordered-windows", "window " + backticked(b.node.text()) + " comes after " + backticked(a.node.text()),
          "write the earlier one first"));
    } else {
      diagnostics.push_back(overlap(a, b));
    }
  }
}

std::vector<yaml::Node> window_nodes(const yaml::Node& node) {
  if (node.is_sequence()) return node.items();
  return {node};
}

// The windows of a day with their places; nullopt after a diagnostic.
std::optional<std::vector<Placed>> read_windows(const yaml::Node& node, Diagnostics& diagnostics) {
  if (node.is_scalar() && node.text() == "closed") return std::vector<Placed>{};
  if (node.is_null() || node.is_map() || (node.is_sequence() && node.size() == 0)) {
    diagnostics.push_back(node.error("bad-window", "opening hours are expected here, not " + describe(node.kind()),
                                     "write `closed` or a list such as `[\"08:30-12:00\"]`"));
    return std::nullopt;
  }
  if (node.size() > kWindowsMax) {
    diagnostics.push_back(
        node.error("too-many-windows", "a day has at most " + std::to_string(kWindowsMax) + " windows"));
    return std::nullopt;
  }
  const auto before = diagnostics.size();
  std::vector<Placed> windows;
  for (const auto& item : window_nodes(node)) {
    if (const auto window = read_window(item, diagnostics)) windows.push_back({*window, item});
  }
  if (diagnostics.size() == before) check_order(windows, diagnostics);
  if (diagnostics.size() > before) return std::nullopt;
  return windows;
}

DayHours hours_of(const std::vector<Placed>& windows) {
  DayHours hours;
  for (const auto& placed : windows) hours.push_back(placed.window);
  return hours;
}

const std::vector<std::string>& weekday_words() {
  static const std::vector<std::string> kWords = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return kWords;
}

// The weekdays a key names: `sat`, `mon-fri`; empty after a diagnostic.
std::vector<std::size_t> read_weekdays(const yaml::Node& key, Diagnostics& diagnostics) {
  const auto& words = weekday_words();
  const auto& text = key.text();
  const auto dash = text.find('-');
  const auto index_of = [&](std::size_t begin, std::size_t end) -> std::optional<std::size_t> {
    const auto word = text.substr(begin, end - begin);
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    diagnostics.push_back(key.error_within(begin, end, "bad-weekday", backticked(word) + " is not a day of the week",
                                           did_you_mean(word, words, "days are " + listed(words))));
    return std::nullopt;
  };
  const auto first = index_of(0, std::min(dash, text.size()));
  const auto last = dash == std::string::npos ? first : index_of(dash + 1, text.size());
  if (!first || !last) return {};
  if (*last < *first) {
    diagnostics.push_back(key.error("bad-weekday", "the days " + backticked(text) + " run backwards",
                                    "the week begins with `mon`; write the days as two keys"));
    return {};
  }
  std::vector<std::size_t> days;
  for (auto day = *first; day <= *last; ++day) days.push_back(day);
  return days;
}

// A night shift may run into the next day's hours only as far as these begin.
void check_neighbours(const std::array<std::vector<Placed>, 7>& week, Diagnostics& diagnostics) {
  for (std::size_t day = 0; day < 7; ++day) {
    const auto& next = week[(day + 1) % 7];
    if (week[day].empty() || next.empty()) continue;
    if (week[day].back().window.end > next.front().window.start + kDay) {
      diagnostics.push_back(overlap(week[day].back(), next.front()));
    }
  }
}

}  // namespace

std::optional<DayHours> read_hours(const yaml::Node& node, Diagnostics& diagnostics) {
  const auto windows = read_windows(node, diagnostics);
  if (!windows) return std::nullopt;
  return hours_of(*windows);
}

std::array<DayHours, 7> read_week(const yaml::Node& node, Diagnostics& diagnostics) {
  std::array<DayHours, 7> hours;
  if (!node.is_map()) {
    diagnostics.push_back(node.error("wrong-type", "a map of days is expected here, not " + describe(node.kind()),
                                     "such as `{ mon-fri: [\"09:00-17:00\"] }`"));
    return hours;
  }
  std::array<std::vector<Placed>, 7> week;
  std::array<std::string, 7> named;
  const auto before = diagnostics.size();
  for (const auto& [key, value] : node.entries()) {
    const auto windows = read_windows(value, diagnostics);
    for (const auto day : read_weekdays(key, diagnostics)) {
      if (!named[day].empty()) {
        diagnostics.push_back(key.error(
            "duplicate-day", backticked(weekday_words()[day]) + " is already part of " + backticked(named[day])));
      }
      named[day] = key.text();
      if (windows) week[day] = *windows;
    }
  }
  if (diagnostics.size() == before) check_neighbours(week, diagnostics);
  for (std::size_t day = 0; day < 7; ++day) hours[day] = hours_of(week[day]);
  return hours;
}

}  // namespace docket
