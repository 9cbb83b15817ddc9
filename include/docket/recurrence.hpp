// Recurrence: when something happens again and again, as an RRULE with exceptions (RFC 5545) on the
// wall of some zone: `FREQ=WEEKLY;BYDAY=TH`, `FREQ=MONTHLY;BYMONTHDAY=25`.
//
// An occurrence is what the rule yields from the start on; the start itself is one only when it fits
// the rule.  COUNT counts before exceptions are taken out.  On a Calendar each occurrence may be moved
// off days that are no working days, or left out there.
//
// Threads: immutable; share it freely.  Lifetime: a value; copies share their contents.
// Errors: invalid_argument for what RFC 5545 does not allow, and for RSCALE and SKIP (RFC 7529).
// Cost: the periods passed over; next_after jumps to its place unless the rule has a COUNT.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/result.hpp"
#include "docket/timezone.hpp"

namespace docket {

class Recurrence {
 public:
  // An occurrence as a calendar takes it.
  struct Occurrence {
    Instant at;
    LocalTime planned;  // what the rule says; on another day when it was moved
    friend bool operator==(const Occurrence&, const Occurrence&) = default;
  };

  // Whole days, at midnight: parts of the rule below a day are ignored, as RFC 5545 wants it.
  static Result<Recurrence> of_days(std::string_view rule, Date start, std::vector<Date> except = {});
  // `zone` turns an UNTIL in UTC (`…Z`) into wall time.
  static Result<Recurrence> of_times(std::string_view rule, LocalTime start, const TimeZone& zone,
                                     std::vector<LocalTime> except = {});

  // The first occurrence later than `after`; nullopt when there is none within limits.hpp's years,
  // or none among the next million periods.
  std::optional<LocalTime> next_after(LocalTime after) const;
  // The first occurrences, at most `count`.
  std::vector<LocalTime> first(std::size_t count) const;

 private:
  struct Impl;
  explicit Recurrence(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

  std::shared_ptr<const Impl> impl_;
};

// Where an occurrence goes that falls on a day off.
enum class DayOff : std::uint8_t {
  next_workday,      // moved on to the next working day, at the same time of day
  previous_workday,  // moved back to the last one before
  none,              // stays where it is
  skip,              // left out
};

// The first occurrence that falls later than `after`, once each is where it goes; of several at one
// instant the one planned first.  A wall time that the clocks jump over is as far behind the jump.
// nullopt as in Recurrence::next_after.
std::optional<Recurrence::Occurrence> next_occurrence(const Recurrence& recurrence, const Calendar& calendar,
                                                      DayOff day_off, Instant after);

// Those in [from, until), at most `count` of them, in order.
std::vector<Recurrence::Occurrence> occurrences_between(const Recurrence& recurrence, const Calendar& calendar,
                                                        DayOff day_off, Instant from, Instant until, std::size_t count);

}  // namespace docket
