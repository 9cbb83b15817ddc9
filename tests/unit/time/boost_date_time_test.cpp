// Boost's times and docket's, both ways.
#include "docket/boost_date_time.hpp"

#include <doctest/doctest.h>

#include <boost/date_time/local_time/posix_time_zone.hpp>
#include <limits>

using namespace docket;
namespace pt = boost::posix_time;
namespace lt = boost::local_time;
namespace gr = boost::gregorian;

namespace {

Instant instant(const char* text) { return parse_instant(text).value(); }

pt::ptime ptime(int year, int month, int day, pt::time_duration time) {
  return {
      gr::date(static_cast<unsigned short>(year), static_cast<unsigned short>(month), static_cast<unsigned short>(day)),
      time};
}

}  // namespace

TEST_CASE("boost: a ptime in UTC and an instant are the same moment") {
  CHECK(to_instant(ptime(2026, 2, 13, pt::hours(8))).value() == instant("2026-02-13T08:00:00Z"));
  CHECK(to_ptime(instant("2026-02-13T08:00:00.250Z")).value() ==
        ptime(2026, 2, 13, pt::hours(8) + pt::milliseconds(250)));
  CHECK(to_ptime(instant("1900-01-01T00:00:00Z")).value() == ptime(1900, 1, 1, pt::hours(0)));
}

TEST_CASE("boost: what is finer than a millisecond is cut to the one before, before 1970 too") {
  CHECK(to_instant(ptime(1969, 12, 31, pt::hours(23) + pt::microseconds(1999))).value() ==
        instant("1969-12-31T23:00:00.001Z"));
  CHECK(to_elapsed(pt::microseconds(1999)).value() == Elapsed{1});
  CHECK(to_elapsed(pt::microseconds(-1)).value() == Elapsed{-1});
  CHECK(to_elapsed(pt::microseconds(-1000)).value() == Elapsed{-1});
}

TEST_CASE("boost: a local_date_time of any zone is an instant, and back in that zone") {
  const lt::time_zone_ptr new_york(new lt::posix_time_zone("EST-5EDT,M3.2.0,M11.1.0"));
  const lt::time_zone_ptr shanghai(new lt::posix_time_zone("CST+8"));
  // An hour that New York lived through twice: Boost is told which of the two.
  const lt::local_date_time first(gr::date(2026, 11, 1), pt::hours(1) + pt::minutes(30), new_york, true);
  const lt::local_date_time second(gr::date(2026, 11, 1), pt::hours(1) + pt::minutes(30), new_york, false);
  CHECK(to_instant(first).value() == instant("2026-11-01T01:30:00-04:00"));
  CHECK(to_instant(second).value() == instant("2026-11-01T01:30:00-05:00"));
  const auto back = to_local_date_time(instant("2026-02-13T16:00:00+08:00"), shanghai).value();
  CHECK(back.local_time() == ptime(2026, 2, 13, pt::hours(16)));
  CHECK(back.zone() == shanghai);
}

TEST_CASE("boost: dates are the same dates") {
  CHECK(to_date(gr::date(2028, 2, 29)).value() == parse_date("2028-02-29").value());
  CHECK(to_gregorian(parse_date("2028-02-29").value()).value() == gr::date(2028, 2, 29));
  CHECK(to_gregorian(parse_date("1999-12-31").value()).value() == gr::date(1999, 12, 31));
}

TEST_CASE("boost: lengths of clock time are the same lengths, negative ones and days of them too") {
  for (const auto length : {Elapsed{0}, Elapsed{1}, Elapsed{-1}, Elapsed{std::chrono::hours(100)}}) {
    CHECK(to_elapsed(to_time_duration(length)).value() == length);
  }
}

TEST_CASE("boost: what is no point in time, no date or beyond the other side's years is an error that says so") {
  const auto code = [](const auto& result) {
    return result ? std::string("a value") : std::string(name_of(result.error().code));
  };
  CHECK(code(to_instant(pt::ptime(pt::not_a_date_time))) == "invalid_argument");
  CHECK(code(to_instant(pt::ptime(pt::pos_infin))) == "invalid_argument");
  CHECK(code(to_instant(lt::local_date_time(pt::not_a_date_time))) == "invalid_argument");
  CHECK(code(to_date(gr::date(gr::neg_infin))) == "invalid_argument");
  CHECK(code(to_elapsed(pt::time_duration(pt::pos_infin))) == "invalid_argument");
  CHECK(code(to_gregorian(Date{std::chrono::year{2026} / 2 / 31})) == "invalid_argument");
  CHECK(code(to_date(gr::date(1500, 1, 1))) == "limit_exceeded");
  CHECK(code(to_instant(ptime(2300, 1, 1, pt::hours(0)))) == "limit_exceeded");
  CHECK(code(to_gregorian(Date{std::chrono::year{1300} / 1 / 1})) == "limit_exceeded");
  CHECK(code(to_ptime(Instant{std::chrono::sys_days{std::chrono::year{12000} / 1 / 1}})) == "limit_exceeded");
}
