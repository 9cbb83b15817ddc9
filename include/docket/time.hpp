// Instants, elapsed time and working time: three types, three meanings.
//
// `instant + working_time` does not compile: only a Calendar (calendar.hpp) can add working time.
//
// Threads: plain values.  Errors: parsing returns invalid_argument and never guesses.
#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include "docket/result.hpp"

namespace docket {

// A moment in UTC, in whole milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// A length of clock time, day and night.
using Elapsed = std::chrono::milliseconds;

// A length of time counted only while some calendar is open ("8 working hours").
class WorkingTime {
 public:
  constexpr WorkingTime() = default;
  constexpr explicit WorkingTime(std::chrono::milliseconds length) : length_(length) {}
  constexpr std::chrono::milliseconds length() const noexcept { return length_; }
  friend constexpr auto operator<=>(WorkingTime, WorkingTime) = default;
  friend constexpr WorkingTime operator+(WorkingTime a, WorkingTime b) { return WorkingTime{a.length_ + b.length_}; }
  friend constexpr WorkingTime operator-(WorkingTime a, WorkingTime b) { return WorkingTime{a.length_ - b.length_}; }

 private:
  std::chrono::milliseconds length_{0};
};

// RFC 3339 with an offset: `2026-02-13T16:00:00+08:00`, `2026-02-13T08:00:00.250Z`.
// Digits beyond milliseconds are cut (floor).  Errors: invalid_argument, also for a date that does
// not exist; a leap second is refused.
Result<Instant> parse_instant(std::string_view text);

// In UTC with `Z`; milliseconds are printed only when there are any.
std::string to_string(Instant instant);

// `90s`, `30m`, `2h`, `1d`, and combinations such as `2h 30m` or `1h30m`; `1d` is 24 hours.
// Errors: invalid_argument; a length beyond limits.hpp is limit_exceeded.
Result<Elapsed> parse_elapsed(std::string_view text);

// The shortest of the same form: `2h 30m`, `45s`, `0s`, `1.250s`; negative lengths begin with `-`.
std::string to_string(Elapsed length);

}  // namespace docket
