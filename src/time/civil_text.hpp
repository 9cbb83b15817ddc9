// Dates and times of day as digits: what every reader and printer of instants shares.
// Tested by tests/unit/time/instant_text_test.cpp
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "docket/timezone.hpp"

namespace docket::civil {

// Reads a text from left to right; every step says whether it found what it wanted.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // Exactly `count` decimal digits.
  std::optional<int> digits(std::size_t count);
  bool literal(char c);
  // One of the characters, or nothing.
  std::optional<char> one_of(std::string_view characters);
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// `2026-02-13`; nullopt also for a date that does not exist.
std::optional<Date> scan_date(Scanner& scanner);

// `16:00`, `16:00:30`, `16:00:30.250` since midnight, below 24:00.  Digits beyond milliseconds are cut.
std::optional<std::chrono::milliseconds> scan_time_of_day(Scanner& scanner);

// `08:30` or `08:30:15`; `24:00` is the end of the day.  The whole text must be one.
std::optional<std::chrono::seconds> parse_wall_time(std::string_view text);
std::string to_wall_time(std::chrono::seconds since_midnight);

bool is_year_within_limits(Date date);

// `2026-02-13T16:00:00` with `.250` when there are milliseconds.
std::string to_text(LocalTime local);

}  // namespace docket::civil
