// Distance: how far a point lies before or after a due instant.
//
//   24h, 30m       open time of the clock's calendar
//   24h wall       clock time, day and night
//   1 workday      working days, counted from the date of the due instant
//   2 days         calendar days; a day off rolls away from the due instant
//   1 day at "09:00"   at that time of day, not at the opening or close of business
//
// Calendar::before and Calendar::after (calendar.hpp) make an instant of it.
//
// Threads: plain values.  Errors: invalid_argument with what would be right; limit_exceeded beyond
// limits::kBudgetDays.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "docket/localized_text.hpp"
#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

struct Distance {
  enum class Unit : std::uint8_t { open, wall, workdays, days };

  Unit unit = Unit::open;
  Elapsed length{0};                         // of open and wall
  int count = 0;                             // of workdays and days
  std::optional<std::chrono::seconds> at{};  // since midnight; of workdays and days

  static Distance open(Elapsed length) { return {.unit = Unit::open, .length = length}; }
  static Distance wall(Elapsed length) { return {.unit = Unit::wall, .length = length}; }
  static Distance workdays(int count) { return {.unit = Unit::workdays, .count = count}; }
  static Distance days(int count) { return {.unit = Unit::days, .count = count}; }

  bool in_days() const noexcept { return unit == Unit::workdays || unit == Unit::days; }
  // So many times as far: `2 workdays` twice is `4 workdays`.
  Distance times(int factor) const { return {unit, length * factor, count * factor, at}; }
  friend bool operator==(const Distance&, const Distance&) = default;
};

// The forms above; a time of day may stand without quotes.  No distance is 0.
Result<Distance> parse_distance(std::string_view text);

// The same form again: parse_distance(to_string(d)) == d.
std::string to_string(const Distance& distance);

// With where it lies: `24h before`, `1 day after at "09:00"`.
enum class Side : std::uint8_t { before, after };
struct PlacedDistance {
  Distance distance;
  Side side = Side::before;
};
// Also `30m before wall`, for `30m wall before`.
Result<PlacedDistance> parse_placed_distance(std::string_view text);
std::string to_string(const Distance& distance, Side side);

// For people: "1 workday before, at 09:00", "提前 1 个工作日，09:00".
std::string to_text(const Distance& distance, Side side, Language language);

}  // namespace docket
