// Recurrence: the occurrences of an RRULE with exceptions (RFC 5545), on the wall of some zone.
//
// An occurrence is what the rule yields from the start on; the start itself is one only when it fits
// the rule.  COUNT counts before exceptions are taken out.
//
// Our own expansion instead of libical's: version 3.0.16 fails 45 of the 144 cases that its successor
// is tested with (it ignores BYSETPOS, miscounts BYWEEKNO, mixes up unsorted lists) and walks for
// minutes through rules that never occur.
//
// Threads: immutable.  Errors: invalid_argument.
// Cost: the periods passed over; next_after jumps to its place unless the rule has a COUNT.
// Tested by tests/unit/calendar/recurrence_test.cpp
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "calendar/recurrence_rule.hpp"
#include "docket/calendar.hpp"

namespace docket {

class Recurrence {
 public:
  // Whole days: parts of the rule below a day are ignored, as RFC 5545 wants it.
  static Result<Recurrence> of_days(std::string_view rule, Date start, std::vector<Date> except = {});
  static Result<Recurrence> of_times(std::string_view rule, LocalTime start, const TimeZone& zone,
                                     std::vector<LocalTime> except = {});

  // The first occurrence later than `after`; nullopt when there is none within limits.hpp's years,
  // or none among the next million periods.
  std::optional<LocalTime> next_after(LocalTime after) const;
  // The first occurrences, at most `count`.
  std::vector<LocalTime> first(std::size_t count) const;

 private:
  Recurrence(RecurrenceRule rule, LocalTime start, std::vector<LocalTime> except);

  // Hands over the occurrences from about `from` on, in order, until the visitor has seen enough.
  enum class Visit : std::uint8_t { go_on, stop };
  void visit(LocalTime from, const std::function<Visit(LocalTime)>& visitor) const;

  RecurrenceRule rule_;
  LocalTime start_;
  std::vector<LocalTime> except_;  // sorted
};

// The first time later than `after` at which an occurrence falls once each has been rolled off the
// calendar's days off, keeping its time of day.
std::optional<Instant> next_occurrence(const Recurrence& recurrence, const Calendar& calendar, Counting::Roll roll,
                                       Instant after);

}  // namespace docket
