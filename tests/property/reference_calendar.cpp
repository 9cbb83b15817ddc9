#include "property/reference_calendar.hpp"

#include <algorithm>
#include <array>

namespace docket::testing {
namespace {

constexpr Minute kDay = 1440;
constexpr Millis kMinute = 60'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

// Monday is 0; 1970-01-01 was a Thursday.
std::int64_t weekday(DayIndex day) { return ((day + 3) % 7 + 7) % 7; }

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

DayIndex first_of_month(std::int64_t year, int month) {
  static constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  DayIndex day = 0;
  for (std::int64_t y = 1970; y < year; ++y) day += is_leap(y) ? 366 : 365;
  for (int m = 1; m < month; ++m) day += kLengths[static_cast<std::size_t>(m - 1)] + (m == 2 && is_leap(year) ? 1 : 0);
  return day;
}

// The minute at which each year begins, from 1970 on.
const std::vector<Minute>& year_begins() {
  static const auto kBegins = [] {
    std::vector<Minute> begins;
    for (std::int64_t year = 1970; year <= 2100; ++year) begins.push_back(first_of_month(year, 1) * kDay);
    return begins;
  }();
  return kBegins;
}

std::size_t years_since_1970(Minute utc) {
  const auto& begins = year_begins();
  return static_cast<std::size_t>(std::upper_bound(begins.begin(), begins.end(), utc) - begins.begin()) - 1;
}

DayIndex nth_sunday(std::int64_t year, int month, int n) {
  DayIndex day = first_of_month(year, month);
  while (weekday(day) != 6) ++day;
  return day + (n - 1) * 7;
}

DayIndex last_sunday_of_31(std::int64_t year, int month) {
  DayIndex day = first_of_month(year, month) + 30;
  while (weekday(day) != 6) --day;
  return day;
}

struct Summer {
  Minute from;  // UTC
  Minute until;
};

Summer compute_summer(ReferenceZone zone, std::int64_t year) {
  switch (zone) {
    case ReferenceZone::berlin:
      return {last_sunday_of_31(year, 3) * kDay + 60, last_sunday_of_31(year, 10) * kDay + 60};
    case ReferenceZone::new_york:
      return {nth_sunday(year, 3, 2) * kDay + 7 * 60, nth_sunday(year, 11, 1) * kDay + 6 * 60};
    // The southern summer spans the new year: `from` is October's, `until` April's of the same year.
    case ReferenceZone::lord_howe:
      return {nth_sunday(year, 10, 1) * kDay - 8 * 60 - 30, nth_sunday(year, 4, 1) * kDay - 9 * 60};
    case ReferenceZone::shanghai:
    case ReferenceZone::kathmandu: return {};
  }
  return {};
}

// The oracle asks for every minute, so each year is computed once.
const Summer& summer_of(ReferenceZone zone, Minute utc) {
  static std::array<std::vector<Summer>, 5> known;
  auto& years = known[static_cast<std::size_t>(zone)];
  if (years.empty()) {
    for (std::int64_t year = 1970; year < 2100; ++year) years.push_back(compute_summer(zone, year));
  }
  return years[years_since_1970(utc)];
}

}  // namespace

std::string iana_name(ReferenceZone zone) {
  switch (zone) {
    case ReferenceZone::shanghai: return "Asia/Shanghai";
    case ReferenceZone::berlin: return "Europe/Berlin";
    case ReferenceZone::new_york: return "America/New_York";
    case ReferenceZone::lord_howe: return "Australia/Lord_Howe";
    case ReferenceZone::kathmandu: return "Asia/Kathmandu";
  }
  return {};
}

Minute offset_at(ReferenceZone zone, Minute utc) {
  if (zone == ReferenceZone::shanghai) return 480;
  if (zone == ReferenceZone::kathmandu) return 345;
  const auto& summer = summer_of(zone, utc);
  const bool is_north = summer.from < summer.until;
  const bool is_summer = is_north ? summer.from <= utc && utc < summer.until : summer.from <= utc || utc < summer.until;
  if (zone == ReferenceZone::berlin) return is_summer ? 120 : 60;
  if (zone == ReferenceZone::new_york) return is_summer ? -240 : -300;
  return is_summer ? 660 : 630;
}

ReferenceCalendar::ReferenceCalendar(ReferenceRules rules, Minute first, Minute minutes)
    : rules_(std::move(rules)), first_(first), open_before_(1, 0) {
  for (Minute minute = first; minute < first + minutes; ++minute) {
    open_.push_back(is_open_on_wall(minute + offset_at(rules_.zone, minute)));
    open_before_.push_back(open_before_.back() + (open_.back() ? 1 : 0));
  }
}

const MinuteHours& ReferenceCalendar::hours(DayIndex day) const {
  const auto special = rules_.specials.find(day);
  return special != rules_.specials.end() ? special->second : rules_.week[static_cast<std::size_t>(weekday(day))];
}

bool ReferenceCalendar::is_open_on_wall(Minute wall) const {
  const auto day = floor_div(wall, kDay);
  for (const auto& window : hours(day)) {
    if (window.start <= wall - day * kDay && wall - day * kDay < window.end) return true;
  }
  for (const auto& window : hours(day - 1)) {
    if (wall - day * kDay + kDay < window.end) return true;
  }
  return false;
}

std::optional<Millis> ReferenceCalendar::open_before(Millis at) const {
  const auto minute = floor_div(at, kMinute) - first_;
  if (minute < 0 || minute >= static_cast<Minute>(open_.size())) return std::nullopt;
  const auto index = static_cast<std::size_t>(minute);
  return open_before_[index] * kMinute + (open_[index] ? at - (minute + first_) * kMinute : 0);
}

bool ReferenceCalendar::is_open(Millis at) const {
  return open_[static_cast<std::size_t>(floor_div(at, kMinute) - first_)];
}

std::optional<Millis> ReferenceCalendar::next_open(Millis at) const {
  if (is_open(at)) return at;
  for (auto minute = floor_div(at, kMinute) + 1; minute < first_ + static_cast<Minute>(open_.size()); ++minute) {
    if (is_open(minute * kMinute)) return minute * kMinute;
  }
  return std::nullopt;
}

std::optional<Millis> ReferenceCalendar::add(Millis start, Millis length) const {
  const auto before = open_before(start);
  if (!before) return std::nullopt;
  const auto target = *before + length;
  // The first minute by whose end enough has passed.
  const auto whole = (target + kMinute - 1) / kMinute;
  const auto found = std::lower_bound(open_before_.begin(), open_before_.end(), whole);
  if (found == open_before_.end()) return std::nullopt;
  const auto index = found - open_before_.begin() - 1;
  return (first_ + index) * kMinute + target - open_before_[static_cast<std::size_t>(index)] * kMinute;
}

std::optional<Millis> ReferenceCalendar::subtract(Millis end, Millis length) const {
  const auto before = open_before(end);
  if (!before || *before < length) return std::nullopt;
  const auto target = *before - length;
  // The last minute by whose beginning no more than the target has passed.
  const auto found = std::upper_bound(open_before_.begin(), open_before_.end(), target / kMinute);
  const auto index = found - open_before_.begin() - 1;
  if (index >= static_cast<std::int64_t>(open_.size())) return std::nullopt;
  return (first_ + index) * kMinute + target - open_before_[static_cast<std::size_t>(index)] * kMinute;
}

bool ReferenceCalendar::is_workday(DayIndex day) const { return !hours(day).empty(); }

DayIndex ReferenceCalendar::workday(DayIndex from, int n) const {
  for (int left = n > 0 ? n : -n; left > 0;) {
    from += n > 0 ? 1 : -1;
    if (is_workday(from)) --left;
  }
  return from;
}

DayIndex ReferenceCalendar::rolled(DayIndex day, const ReferenceCount& count) const {
  const bool may_roll = count.of == ReferenceCount::Of::days || count.of == ReferenceCount::Of::months;
  if (!may_roll || count.roll == ReferenceCount::Roll::none || is_workday(day)) return day;
  return workday(day, count.roll == ReferenceCount::Roll::forwards ? 1 : -1);
}

Millis ReferenceCalendar::shown(Millis wall, Twice twice, Never never) const {
  const auto minute = floor_div(wall, kMinute);
  std::optional<Minute> first, last;
  for (const Minute offset : {-300, -240, 60, 120, 345, 480, 630, 660}) {  // of all zones here
    const Minute utc = minute - offset;
    if (offset_at(rules_.zone, utc) != offset) continue;
    first = std::min(first.value_or(utc), utc);
    last = std::max(last.value_or(utc), utc);
  }
  if (first) return (twice == Twice::first ? *first : *last) * kMinute + wall - minute * kMinute;
  Minute jump = minute - 16 * 60;
  while (jump + offset_at(rules_.zone, jump) < minute) ++jump;
  return never == Never::at_jump ? jump * kMinute : wall - offset_at(rules_.zone, jump - 1) * kMinute;
}

DayIndex ReferenceCalendar::date(Millis at) const {
  const auto minute = floor_div(at, kMinute);
  return floor_div(minute + offset_at(rules_.zone, minute), kDay);
}

ReferenceCalendar::Receipt ReferenceCalendar::as_shown(Millis at) const {
  const auto offset = offset_at(rules_.zone, floor_div(at, kMinute)) * kMinute;
  const auto day = date(at);
  return {at, day, at + offset - day * kDay * kMinute};
}

// "Before opening to the opening, after closing to the close, between two windows to the next opening."
Millis ReferenceCalendar::into_hours(DayIndex day, Millis clock) const {
  const auto& windows = hours(day);
  const auto midnight = day * kDay * kMinute;
  if (windows.empty()) return shown(midnight + clock, Twice::first, Never::shifted);
  if (clock >= windows.back().end * kMinute) return closing(day);
  for (const auto& window : windows) {
    if (clock >= window.end * kMinute) continue;
    const bool is_within = clock >= window.start * kMinute;
    return is_within ? shown(midnight + clock, Twice::first, Never::shifted)
                     : shown(midnight + window.start * kMinute, Twice::first, Never::at_jump);
  }
  return closing(day);
}

Millis ReferenceCalendar::closing(DayIndex day) const {
  const auto& windows = hours(day);
  const auto close = windows.empty() ? kDay : windows.back().end;
  return shown((day * kDay + close) * kMinute, Twice::last, Never::at_jump);
}

std::optional<ReferenceCalendar::Receipt> ReferenceCalendar::received(Millis start, const ReferenceCount& count) const {
  using Late = ReferenceCount::Late;
  const auto own = as_shown(start);
  const bool is_working = is_workday(own.date);
  Late what = Late::own_date;
  if (!is_open(start)) {
    const auto& windows = hours(own.date);
    if (!is_working) {
      what = count.off;
    } else if (own.clock < windows.front().start * kMinute) {
      what = count.early;
    } else if (own.clock >= windows.back().end * kMinute) {
      what = count.late;
    }
  }
  const bool is_past = count.cut_off && own.clock >= *count.cut_off * kMinute;
  if (is_past && what == Late::own_date) what = Late::opening;
  if (what == Late::own_date) return own;
  const auto next = workday(own.date, 1);
  if (what == Late::same_clock) {
    const auto at = into_hours(next, own.clock);
    const auto offset = offset_at(rules_.zone, floor_div(at, kMinute)) * kMinute;
    return Receipt{at, next, at + offset - next * kDay * kMinute};
  }
  if (is_past && is_working)
    return as_shown(shown((next * kDay + hours(next).front().start) * kMinute, Twice::first, Never::at_jump));
  const auto open = next_open(start);
  return open ? std::optional(as_shown(*open)) : std::nullopt;
}

// The day on which a count with so many days more ends.
std::optional<DayIndex> ReferenceCalendar::last_day(const Receipt& from, const ReferenceCount& count, int more) const {
  const int less = count.starts_same_day ? 1 : 0;
  switch (count.of) {
    case ReferenceCount::Of::workdays: {
      // The date received is day 1 when that was asked for and it is a working day.
      int left = count.count + more;
      auto day = from.date;
      if (count.starts_same_day && is_workday(day)) --left;
      return left == 0 ? day : workday(day, left);
    }
    case ReferenceCount::Of::days: return rolled(from.date + count.count - less + more, count);
    case ReferenceCount::Of::months: {
      std::int64_t year = 1970;
      while (first_of_month(year + 1, 1) <= from.date) ++year;
      int month = 12;
      while (first_of_month(year, month) > from.date) --month;
      const auto day_of_month = from.date - first_of_month(year, month);
      for (int left = count.count; left > 0; --left) {
        year += month == 12 ? 1 : 0;
        month = month == 12 ? 1 : month + 1;
      }
      const auto next = month == 12 ? first_of_month(year + 1, 1) : first_of_month(year, month + 1);
      return rolled(std::min(first_of_month(year, month) + day_of_month, next - 1) - less + more, count);
    }
    case ReferenceCount::Of::today: return from.date + more;
  }
  return std::nullopt;
}

Millis ReferenceCalendar::end_of(DayIndex day, const Receipt& from, const ReferenceCount& count) const {
  const auto midnight = day * kDay * kMinute;
  switch (count.end) {
    case ReferenceCount::End::closing: return closing(day);
    case ReferenceCount::End::same_time: return into_hours(day, from.clock);
    case ReferenceCount::End::midnight: return shown(midnight + kDay * kMinute, Twice::first, Never::at_jump);
    case ReferenceCount::End::at_time: return shown(midnight + count.end_at * kMinute, Twice::first, Never::shifted);
  }
  return 0;
}

Millis ReferenceCalendar::unpaused(const Receipt& from, const ReferenceCount& count, int more) const {
  for (;; ++more) {
    const auto day = *last_day(from, count, more);
    const auto end = end_of(day, from, count);
    if (end > from.at) return end;
    if (count.of == ReferenceCount::Of::today) return shown((day + 1) * kDay * kMinute, Twice::first, Never::at_jump);
  }
}

std::optional<Millis> ReferenceCalendar::asked_again(Millis due, const Receipt& from,
                                                     const ReferenceCount& count) const {
  const bool is_time = count.end == ReferenceCount::End::midnight || count.end == ReferenceCount::End::at_time;
  if (!is_time) return due;
  for (auto day = date(due) - 2;; ++day) {
    if (is_workday(day) && end_of(day, from, count) >= due) return end_of(day, from, count);
  }
}

std::optional<Millis> ReferenceCalendar::due(Millis start, const ReferenceCount& count,
                                             const ReferencePause& pause) const {
  const auto from = received(start, count);
  if (!from) return std::nullopt;
  auto due = unpaused(*from, count, 0);
  if (count.of == ReferenceCount::Of::workdays) {
    if (pause.open == 0) return due;
    const auto later = add(due, pause.open);
    return later ? asked_again(*later, *from, count) : std::nullopt;
  }
  // So many dates more, and never earlier than with fewer.
  for (int more = 1; more <= pause.dates; ++more) due = std::max(due, unpaused(*from, count, more));
  return due;
}

std::optional<Millis> ReferenceCalendar::at_distance(Millis due, bool in_days,
                                                     const ReferenceDistance& distance) const {
  const int step = distance.is_after ? 1 : -1;
  auto day = date(due);
  if (in_days && as_shown(due).clock == 0) --day;
  for (int left = distance.count; left > 0; --left) {
    day += step;
    while (distance.of_workdays && !is_workday(day)) day += step;
  }
  for (;; day += step) {
    if (!is_workday(day)) continue;
    const auto midnight = day * kDay;
    const auto at = distance.at ? shown((midnight + *distance.at) * kMinute, Twice::first, Never::shifted)
                    : distance.is_after
                        ? closing(day)
                        : shown((midnight + hours(day).front().start) * kMinute, Twice::first, Never::at_jump);
    if (distance.is_after ? at > due : at < due) return at;
  }
}

std::optional<int> ReferenceCalendar::workdays_between(Millis from, Millis to, const ReferenceCount& count) const {
  const auto receipt = received(from, count);
  if (!receipt) return std::nullopt;
  // The window over midnight that began the day before still belongs to that day.
  auto last = date(to);
  const auto& night = hours(last - 1);
  if (!night.empty() && as_shown(to).clock + kDay * kMinute < night.back().end * kMinute) --last;
  int found = count.starts_same_day && is_workday(receipt->date) && receipt->date <= last ? 1 : 0;
  for (auto day = receipt->date + 1; day <= last; ++day) found += is_workday(day) ? 1 : 0;
  return found;
}

}  // namespace docket::testing
