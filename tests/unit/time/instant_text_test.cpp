#include <doctest/doctest.h>

#include "docket/timezone.hpp"
#include "support/calendars.hpp"
#include "time/civil_text.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

TEST_CASE("time: an instant is read with any offset and printed in UTC") {
  struct Row {
    const char* text;
    const char* utc;
  };
  for (const auto& row :
       {Row{"2026-02-13T16:00:00+08:00", "2026-02-13T08:00:00Z"}, Row{"2026-02-13t16:00:00z", "2026-02-13T16:00:00Z"},
        Row{"2026-02-13 16:00+00:00", "2026-02-13T16:00:00Z"},
        Row{"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"},
        Row{"2026-02-13T08:00:00.2509Z", "2026-02-13T08:00:00.250Z"},
        Row{"2024-02-29T00:00:00-03:30", "2024-02-29T03:30:00Z"}}) {
    CAPTURE(row.text);
    const auto instant = parse_instant(row.text);
    REQUIRE(instant);
    CHECK(to_string(*instant) == row.utc);
  }
}

TEST_CASE("time: dates that do not exist, leap seconds, missing offsets and strange digits are refused") {
  for (const char* text :
       {"2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2016-12-31T23:59:60Z", "2026-02-13T16:00:00", "2026-02-13", "2026-2-13T16:00:00Z", "2026-02-13T16:00:00+8",
        "2026-02-13T16:00:00.Z", "2026-02-13T16:00:00Z ", "", "today"}) {
    CAPTURE(text);
    CHECK(parse_instant(text).error().code == ErrorCode::invalid_argument);
  }
  CHECK(parse_instant("1899-12-31T23:59:59Z").error().code == ErrorCode::limit_exceeded);
  CHECK(parse_instant("2201-01-01T00:00:00Z").error().code == ErrorCode::limit_exceeded);
  CHECK(parse_instant("2200-12-31T00:00:00Z"));
}

TEST_CASE("time: a wall time without an offset is the zone's, and one that the clocks jump over is refused") {
  const auto berlin = zone("Europe/Berlin");
  CHECK(to_string(*parse_instant("2026-02-13 16:00", zone("Asia/Shanghai"))) == "2026-02-13T08:00:00Z");
  CHECK(to_string(*parse_instant("2026-07-01 16:00:30", berlin)) == "2026-07-01T14:00:30Z");
  CHECK(to_string(*parse_instant("2026-07-01T16:00:00Z", berlin)) == "2026-07-01T16:00:00Z");
  CHECK(to_string(*parse_instant("2026-10-25 02:30", berlin)) == "2026-10-25T00:30:00Z");
  CHECK(parse_instant("2026-03-29 02:30", berlin).error().message ==
        "`2026-03-29 02:30` does not exist in `Europe/Berlin`: the clocks jump over it");
}

TEST_CASE("time: an instant printed in a zone carries that zone's offset and reads back the same") {
  const Instant summer = *parse_instant("2026-07-01T10:00:00.250Z");
  CHECK(to_string(summer, zone("Europe/Berlin")) == "2026-07-01T12:00:00.250+02:00");
  CHECK(to_string(summer, zone("America/New_York")) == "2026-07-01T06:00:00.250-04:00");
  CHECK(to_string(summer, TimeZone::utc()) == "2026-07-01T10:00:00.250+00:00");
  // Shanghai's local mean time was 8:05:43 before 1901: seconds are cut from the offset, not from the instant.
  const Instant early = *parse_instant("1900-06-01T00:00:00Z");
  CHECK(to_string(early, zone("Asia/Shanghai")) == "1900-06-01T08:05:00+08:05");
  CHECK(*parse_instant(to_string(early, zone("Asia/Shanghai"))) == early);
}

TEST_CASE("time: times of day run to 24:00, dates are read exactly") {
  CHECK(civil::parse_wall_time("08:30") == 8h + 30min);
  CHECK(civil::parse_wall_time("08:30:15") == 8h + 30min + 15s);
  CHECK(civil::parse_wall_time("24:00") == 24h);
  CHECK_FALSE(civil::parse_wall_time("25:00"));
  CHECK_FALSE(civil::parse_wall_time("8:30"));
  CHECK_FALSE(civil::parse_wall_time("24:01"));
  CHECK(civil::to_wall_time(30h) == "30:00");
  CHECK(to_string(*parse_date("2024-02-29")) == "2024-02-29");
  CHECK_FALSE(parse_date("2023-02-29"));
  CHECK_FALSE(parse_date("2023-02-28 "));
}
