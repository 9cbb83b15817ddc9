#include "docket/timezone.hpp"

#include <doctest/doctest.h>

#include "support/calendars.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

LocalTime wall(std::chrono::year_month_day date, std::chrono::milliseconds time) {
  return std::chrono::local_days{date} + time;
}

std::string utc(Instant instant) { return to_string(instant); }

}  // namespace

TEST_CASE("timezone: a time that the clocks jump over is the jump, or as far behind it, as the caller chooses") {
  const auto berlin = zone("Europe/Berlin");
  const auto skipped = wall(2026y / 3 / 29, 2h + 30min);
  CHECK_FALSE(berlin.exists(skipped));
  CHECK(utc(berlin.to_instant(skipped, Gap::at_jump)) == "2026-03-29T01:00:00Z");
  CHECK(utc(berlin.to_instant(skipped, Gap::shifted)) == "2026-03-29T01:30:00Z");
}

TEST_CASE("timezone: a time that the clocks show twice is the earlier or the later instant") {
  const auto berlin = zone("Europe/Berlin");
  const auto repeated = wall(2026y / 10 / 25, 2h + 30min);
  CHECK(berlin.exists(repeated));
  CHECK(utc(berlin.to_instant(repeated, Gap::shifted, Overlap::earlier)) == "2026-10-25T00:30:00Z");
  CHECK(utc(berlin.to_instant(repeated, Gap::shifted, Overlap::later)) == "2026-10-25T01:30:00Z");
}

TEST_CASE("timezone: the footer's rule is unrolled beyond 2037") {
  CHECK(to_string(*parse_instant("2038-07-01T12:00:00Z"), zone("Europe/Berlin")) == "2038-07-01T14:00:00+02:00");
  CHECK(to_string(*parse_instant("2199-01-01T12:00:00Z"), zone("America/New_York")) == "2199-01-01T07:00:00-05:00");
}

TEST_CASE("timezone: half-hour summer time, offsets with quarters and the day that Samoa left out") {
  CHECK(to_string(*parse_instant("2026-01-01T00:00:00Z"), zone("Australia/Lord_Howe")) == "2026-01-01T11:00:00+11:00");
  CHECK(to_string(*parse_instant("2026-07-01T00:00:00Z"), zone("Australia/Lord_Howe")) == "2026-07-01T10:30:00+10:30");
  CHECK(to_string(*parse_instant("2026-07-01T00:00:00Z"), zone("Asia/Kathmandu")) == "2026-07-01T05:45:00+05:45");
  const auto apia = zone("Pacific/Apia");
  CHECK_FALSE(apia.exists(wall(2011y / 12 / 30, 12h)));
  CHECK(apia.exists(wall(2011y / 12 / 31, 0h)));
}

TEST_CASE("timezone: every instant of 2026 comes back from the wall it was shown on") {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"}) {
    const auto somewhere = zone(name);
    CAPTURE(name);
    for (Instant t = *parse_instant("2026-01-01T00:00:00Z"); t < *parse_instant("2027-01-01T00:00:00Z"); t += 17min) {
      const auto local = somewhere.local(t);
      const bool comes_back = somewhere.to_instant(local, Gap::at_jump, Overlap::earlier) == t ||
                              somewhere.to_instant(local, Gap::at_jump, Overlap::later) == t;
      if (!comes_back) FAIL_CHECK(to_string(t));
    }
  }
}

TEST_CASE("timezone: the same bytes have the same fingerprint, another zone or name another") {
  const auto bytes = *zone_bytes("Europe/Berlin");
  CHECK(TimeZone::from_tzif("Europe/Berlin", bytes)->fingerprint() == zone("Europe/Berlin").fingerprint());
  CHECK(TimeZone::from_tzif("Elsewhere", bytes)->fingerprint() != zone("Europe/Berlin").fingerprint());
  CHECK(zone("Asia/Shanghai").fingerprint() != zone("Europe/Berlin").fingerprint());
  CHECK(*TimeZone::from_tzif("Europe/Berlin", bytes) == zone("Europe/Berlin"));
}

TEST_CASE("timezone: bytes that are no zone file are refused, however they lie about their size") {
  const auto refusal = [](std::string_view bytes) { return TimeZone::from_tzif("X", bytes).error().message; };
  const std::string expected = "the data of time zone `X` is not a TZif file";
  CHECK(refusal("") == expected);
  CHECK(refusal("not a zone") == expected);
  const auto bytes = *zone_bytes("Europe/Berlin");
  CHECK(refusal(std::string_view(bytes).substr(0, 44)) == expected);
  CHECK(refusal(std::string_view(bytes).substr(0, bytes.size() / 2)) == expected);
  for (std::size_t at = 20; at < 44; ++at) {
    auto lying = bytes;
    lying[at] = '\x7f';
    const auto zone = TimeZone::from_tzif("X", lying);  // refused, or read as something else, but never a crash
    CHECK((zone || zone.error().code == ErrorCode::invalid_argument));
  }
}
