// Boost.Date_Time as an oracle that shares no code with the calendar: its own civil dates, its own lengths of months,
// its own rules of summer time.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/date_time/local_time/local_time.hpp>

#include "docket/boost_date_time.hpp"
#include "support/calendars.hpp"
#include "support/seed.hpp"

using namespace docket;
using namespace docket::testing;
namespace gr = boost::gregorian;
namespace lt = boost::local_time;
namespace pt = boost::posix_time;

namespace {

constexpr int kQuestions = 4'000;

gr::date random_date(Random& random, int from_year, int until_year) {
  const gr::date first(static_cast<unsigned short>(from_year), 1, 1);
  const gr::date last(static_cast<unsigned short>(until_year), 12, 31);
  return first + gr::days(static_cast<long>(random.between(0, (last - first).days())));
}

bool is_workday(const gr::date& date) {
  const auto day = date.day_of_week().as_number();
  return day != 0 && day != 6;
}

// One working day after another, as a person with a wall calendar would.
gr::date workday_from(gr::date date, int n) {
  const gr::date_duration step(n < 0 ? -1 : 1);
  for (int left = std::abs(n); left > 0;) {
    date += step;
    if (is_workday(date)) --left;
  }
  return date;
}

// A limit that ends on a day off ends on the next working day.
gr::date rolled(const gr::date& last) { return is_workday(last) ? last : workday_from(last, 1); }

// The same day of a later month, or the last that it has.
gr::date months_later(const gr::date& date, int months) {
  const int month = date.month().as_number() - 1 + months;
  const auto year = static_cast<unsigned short>(date.year() + month / 12);
  const auto number = static_cast<unsigned short>(month % 12 + 1);
  const auto last = gr::gregorian_calendar::end_of_month_day(year, number);
  return {year, number, std::min(static_cast<unsigned short>(date.day()), last)};
}

Instant nine_o_clock(const gr::date& date) {
  const auto local = std::chrono::local_days{to_date(date).value()} + std::chrono::hours{9};
  return zone("Asia/Shanghai").to_instant(LocalTime{local});
}

gr::date date_in_shanghai(Instant instant) { return (to_ptime(instant).value() + pt::hours(8)).date(); }

}  // namespace

TEST_CASE("boost oracle: the wall time of an instant is the same by Boost's rules of New York's summer time") {
  const auto new_york = zone("America/New_York");
  const lt::time_zone_ptr rules(new lt::posix_time_zone("EST-5EDT,M3.2.0,M11.1.0"));
  Random random(seed());
  CAPTURE(seed());
  // Since 2007 the rules are these.
  const auto first = nine_o_clock(gr::date(2007, 1, 2)), last = nine_o_clock(gr::date(2199, 12, 30));
  for (int i = 0; i < kQuestions; ++i) {
    const Instant instant{Elapsed{random.between(first.time_since_epoch().count(), last.time_since_epoch().count())}};
    CAPTURE(to_string(instant));
    const auto theirs = to_local_date_time(instant, rules).value();
    const Instant as_if_utc{new_york.local(instant).time_since_epoch()};
    CHECK(to_instant(theirs.local_time()).value() == as_if_utc);
  }
}

TEST_CASE("boost oracle: working days are counted as one day after another") {
  const auto week = plain_week();
  Random random(seed());
  CAPTURE(seed());
  for (int i = 0; i < kQuestions; ++i) {
    const auto date = random_date(random, 1901, 2198);
    const auto n = static_cast<int>(random.between(-90, 90));
    CAPTURE(gr::to_iso_extended_string(date));
    CAPTURE(n);
    CHECK(week.is_workday(to_date(date).value()) == is_workday(date));
    const auto found = n == 0 ? date : workday_from(date, n);
    CHECK(week.workday_from(to_date(date).value(), n) == to_date(found).value());
    if (n > 0 && is_workday(date)) CHECK(week.workdays_between(to_date(date).value(), to_date(found).value()) == n);
  }
}

TEST_CASE("boost oracle: calendar days and months end on the date that Boost counts to") {
  const auto week = plain_week();
  Random random(seed());
  CAPTURE(seed());
  for (int i = 0; i < kQuestions; ++i) {
    const auto date = random_date(random, 1901, 2150);
    const auto n = static_cast<int>(random.between(1, 60));
    CAPTURE(gr::to_iso_extended_string(date));
    CAPTURE(n);
    const auto count = std::to_string(n);
    const auto in_days = week.due(nine_o_clock(date), parse_budget(count + " days").value());
    REQUIRE(in_days);
    CHECK(date_in_shanghai(in_days->at) == rolled(date + gr::days(n)));
    const auto in_months = week.due(nine_o_clock(date), parse_budget(count + " months").value());
    REQUIRE(in_months);
    CHECK(date_in_shanghai(in_months->at) == rolled(months_later(date, n)));
  }
}

TEST_CASE("boost oracle: dates between two instants are what Boost subtracts") {
  const auto week = plain_week();
  Random random(seed());
  CAPTURE(seed());
  for (int i = 0; i < kQuestions; ++i) {
    const auto from = random_date(random, 1901, 2198), to = random_date(random, 1901, 2198);
    CHECK(week.dates_between(nine_o_clock(from), nine_o_clock(to)) == (to - from).days());
  }
}
