#include <doctest/doctest.h>

#include "docket/time.hpp"

using namespace docket;
using namespace std::chrono_literals;

TEST_CASE("time: lengths are read with their units in order and printed in the shortest form") {
  struct Row {
    const char* text;
    Elapsed length;
    const char* printed;
  };
  for (const auto& row : {Row{"90s", 90s, "1m 30s"}, Row{"30m", 30min, "30m"}, Row{"2h", 2h, "2h"},
                          Row{"1d", 24h, "1d"}, Row{"2h 30m", 150min, "2h 30m"}, Row{"1h30m", 90min, "1h 30m"},
                          Row{"0s", 0s, "0s"}, Row{"1.25s", 1250ms, "1.250s"}, Row{"0.5s", 500ms, "0.500s"},
                          Row{"3660d", 3660 * 24h, "3660d"}, Row{"26h", 26h, "1d 2h"}}) {
    CAPTURE(row.text);
    const auto length = parse_elapsed(row.text);
    REQUIRE(length);
    CHECK(*length == row.length);
    CHECK(to_string(*length) == row.printed);
    CHECK(*parse_elapsed(to_string(*length)) == row.length);
  }
  CHECK(to_string(-90s) == "-1m 30s");
}

TEST_CASE("time: what is no length, has its units out of order or is too long is refused") {
  for (const char* text :
       {"", "2", "h", "2 h", "30m 2h", "2h 2h", "1.5h", "-2h", "2h ", " 2h", "2h  30m", "2hours", "1.s"}) {
    CAPTURE(text);
    CHECK(parse_elapsed(text).error().code == ErrorCode::invalid_argument);
  }
  for (const char* text : {"3661d", "3660d 1s", "99999999999999999999999d", "87841h"}) {
    CAPTURE(text);
    CHECK(parse_elapsed(text).error().code == ErrorCode::limit_exceeded);
  }
}
