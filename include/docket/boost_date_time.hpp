// Boost.Date_Time for hosts that keep their times in it: between its types and docket's, both ways.
//
// Nothing else of docket includes this header or needs Boost: include it where you want it, and have Boost's headers
// (1.74 or later) on the include path.  It is all inline; there is nothing to link.
//
//   boost                                            docket
//   posix_time::ptime, in UTC, without a zone        Instant
//   local_time::local_date_time, of any zone         Instant (the zone is yours to keep)
//   posix_time::time_duration                        Elapsed (clock time; WorkingTime is of a Calendar only)
//   gregorian::date                                  Date
//
// Units: docket counts milliseconds; finer parts of Boost's times are cut to the millisecond before (floor), as
// parse_instant does.  Boost's dates begin in 1400, docket's years are those of limits.hpp: both ways may fail.
// Threads: functions without state.  Lifetime: values; a local_date_time shares the time_zone_ptr that it was given.
// Errors: invalid_argument for what is no point in time (not_a_date_time, infinities); limit_exceeded for a year that
// the other side does not have. Cost: some ten nanoseconds; a local_date_time what Boost needs for its zone.
#pragma once

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <boost/date_time/local_time/local_time_types.hpp>
#include <boost/date_time/posix_time/posix_time_types.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "docket/limits.hpp"
#include "docket/result.hpp"
#include "docket/time.hpp"
#include "docket/timezone.hpp"

namespace docket {

// Instant of a ptime that means UTC, which is what `second_clock::universal_time()` gives.  A ptime knows no zone: one
// of `local_time()` would be hours off; make a local_date_time of it, or use `TimeZone::to_instant`.
Result<Instant> to_instant(const boost::posix_time::ptime& utc);
Result<Instant> to_instant(const boost::local_time::local_date_time& local);
Result<boost::posix_time::ptime> to_ptime(Instant instant);
// In the zone that Boost knows by that pointer; Boost's rules for it are not docket's (docket reads zoneinfo).
Result<boost::local_time::local_date_time> to_local_date_time(Instant instant,
                                                              const boost::local_time::time_zone_ptr& zone);

Result<Elapsed> to_elapsed(const boost::posix_time::time_duration& length);
boost::posix_time::time_duration to_time_duration(Elapsed length);

Result<Date> to_date(const boost::gregorian::date& date);
// A Date that does not exist (31 February) is invalid_argument.
Result<boost::gregorian::date> to_gregorian(Date date);

// --- How ---------------------------------------------------------------------------------------------------

namespace boost_date_time_detail {

inline constexpr int kBoostYearMin = 1400, kBoostYearMax = 9999;  // fixed in Boost's gregorian calendar

inline Error no_point_in_time() {
  return {ErrorCode::invalid_argument, "`not_a_date_time` and the infinities are no point in time"};
}

inline Error beyond(const char* whose, int year) {
  return {ErrorCode::limit_exceeded, "the year " + std::to_string(year) + " is beyond the years of " + whose};
}

// Division that rounds towards the past, so that a time before 1970 is cut like any other.
inline std::int64_t floor_divide(std::int64_t number, std::int64_t by) {
  return number / by - (number % by < 0 ? 1 : 0);
}

inline std::int64_t milliseconds(const boost::posix_time::time_duration& length) {
  const std::int64_t ticks_per_second = boost::posix_time::time_duration::ticks_per_second();
  return floor_divide(length.ticks(), ticks_per_second / 1000);
}

}  // namespace boost_date_time_detail

inline Result<Date> to_date(const boost::gregorian::date& date) {
  if (date.is_special()) return boost_date_time_detail::no_point_in_time();
  const auto parts = date.year_month_day();
  const int year = parts.year;
  if (year < limits::kYearMin || year > limits::kYearMax) return boost_date_time_detail::beyond("docket", year);
  return Date{std::chrono::year{year}, std::chrono::month{parts.month.as_number()},
              std::chrono::day{parts.day.as_number()}};
}

inline Result<boost::gregorian::date> to_gregorian(Date date) {
  if (!date.ok()) return Error{ErrorCode::invalid_argument, "there is no such date"};
  const int year = static_cast<int>(date.year());
  if (year < boost_date_time_detail::kBoostYearMin || year > boost_date_time_detail::kBoostYearMax)
    return boost_date_time_detail::beyond("Boost", year);
  return boost::gregorian::date(static_cast<unsigned short>(year),
                                static_cast<unsigned short>(static_cast<unsigned>(date.month())),
                                static_cast<unsigned short>(static_cast<unsigned>(date.day())));
}

inline Result<Instant> to_instant(const boost::posix_time::ptime& utc) {
  if (utc.is_special()) return boost_date_time_detail::no_point_in_time();
  const auto date = to_date(utc.date());
  if (!date) return date.error();
  return Instant{std::chrono::sys_days{*date}} + Elapsed{boost_date_time_detail::milliseconds(utc.time_of_day())};
}

inline Result<Instant> to_instant(const boost::local_time::local_date_time& local) {
  if (local.is_special()) return boost_date_time_detail::no_point_in_time();
  return to_instant(local.utc_time());
}

inline Result<boost::posix_time::ptime> to_ptime(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const auto date = to_gregorian(Date{day});
  if (!date) return date.error();
  return boost::posix_time::ptime(*date, to_time_duration(instant - day));
}

inline Result<boost::local_time::local_date_time> to_local_date_time(Instant instant,
                                                                     const boost::local_time::time_zone_ptr& zone) {
  const auto utc = to_ptime(instant);
  if (!utc) return utc.error();
  return boost::local_time::local_date_time(*utc, zone);
}

inline Result<Elapsed> to_elapsed(const boost::posix_time::time_duration& length) {
  if (length.is_special()) return Error{ErrorCode::invalid_argument, "an unknown or endless duration has no length"};
  return Elapsed{boost_date_time_detail::milliseconds(length)};
}

inline boost::posix_time::time_duration to_time_duration(Elapsed length) {
  return boost::posix_time::milliseconds(length.count());
}

}  // namespace docket
