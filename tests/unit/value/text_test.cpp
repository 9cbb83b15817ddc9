#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "value/base64.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"
#include "value/time_text.hpp"

using namespace docket;

TEST_CASE("value: a timestamp is read to the nanosecond, with its offset") {
  CHECK(parse_timestamp("1970-01-01T08:00:00.000000001+08:00") == Timestamp{0, 1});
  CHECK(parse_timestamp("2009-02-13T23:31:30Z") == Timestamp{1234567890, 0});
  CHECK(parse_timestamp("0001-01-01T00:00:00Z") == Timestamp{kTimestampSecondsMin, 0});
  CHECK(parse_timestamp("9999-12-31T23:59:59.999999999Z") == Timestamp{kTimestampSecondsMax, 999'999'999});
}

TEST_CASE("value: a timestamp of another form, out of range, or of a day that does not exist is refused") {
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2026-02-13", "2026-02-13 16:00:00Z", "2026-02-13T24:00:00Z", "2026-02-13T16:00:60Z",
        "2026-02-13T16:00:00", "2026-02-13T16:00:00.Z", "2026-02-13T16:00:00+8:00", "2026-02-13T16:00:00+25:00",
        "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "2026-02-13T16:00:00Zx", ""}) {
    CAPTURE(text);
    CHECK(parse_timestamp(text) == std::nullopt);
  }
}

TEST_CASE("value: a timestamp prints the digits it has, and reads back") {
  CHECK(timestamp_text({1234567890, 0}) == "2009-02-13T23:31:30Z");
  CHECK(timestamp_text({-1, 500'000'000}) == "1969-12-31T23:59:59.5Z");
  CHECK(timestamp_text({kTimestampSecondsMin, 0}) == "0001-01-01T00:00:00Z");
}

TEST_CASE("value: a duration is read in parts, to the nanosecond") {
  CHECK(parse_duration("1h30m") == Duration{5400, 0});
  CHECK(parse_duration("-1.5s") == Duration{-2, 500'000'000});
  CHECK(parse_duration("300ms7us9ns") == Duration{0, 300'007'009});
  CHECK(parse_duration("0") == Duration{});
  CHECK(parse_duration(".5s") == Duration{0, 500'000'000});
  for (const char* text :
       {"", "5", "h", "1d", "1 h", "1h-30m", "-", "1.s.", "9223372037s", "99999999999999999999999h"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}

TEST_CASE("value: a duration prints in seconds for CEL and in hours for people") {
  CHECK(seconds_text({5400, 0}) == "5400s");
  CHECK(seconds_text({-1, 500'000'000}) == "-0.5s");
  CHECK(duration_text({5400, 0}) == "1h30m");
  CHECK(duration_text({-5401, 0}) == "-1h30m1s");
  CHECK(duration_text({0, 0}) == "0s");
  CHECK(duration_text({3600, 1}) == "1h0.000000001s");
}

TEST_CASE("value: an amount is read exactly, with the decimals of its currency") {
  CHECK(parse_money("5000.00", "CNY")->minor_units == 500'000);
  CHECK(parse_money("5000", "CNY")->minor_units == 500'000);
  CHECK(parse_money("-0.05", "")->minor_units == -5);
  CHECK(parse_money("7 JPY", "")->minor_units == 7);
  CHECK(parse_money("-92233720368547758.08", "CNY")->minor_units == INT64_MIN);
  for (const char* text :
       {"", "5,000", "5000.001", "5000.", ".50", "1e3", "7.5 JPY", "5 USD", "92233720368547758.08", "5 cny"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_money(text, "CNY").has_value());
  }
}

TEST_CASE("value: an amount prints with its decimals and its currency") {
  CHECK(money_text(Value::money(500'000, "CNY").as_money()) == "5000.00 CNY");
  CHECK(money_text(Value::money(-5, "CNY").as_money()) == "-0.05 CNY");
  CHECK(money_text(Value::money(7, "JPY").as_money()) == "7 JPY");
  CHECK(money_text(Value::money(1, "KWD").as_money()) == "0.001 KWD");
}

TEST_CASE("value: base64 of every length from 0 to 3 reads back, with or without padding") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("a") == "YQ==");
  CHECK(base64_encode("ab") == "YWI=");
  CHECK(base64_encode("abc") == "YWJj");
  CHECK(base64_decode("YQ==") == "a");
  CHECK(base64_decode("YQ") == "a");
  CHECK(base64_decode("YWI") == "ab");
  CHECK(base64_decode("Y") == std::nullopt);
  CHECK(base64_decode("YQ=") == std::nullopt);
  CHECK(base64_decode("YR==") == std::nullopt);  // bits that no byte holds
  CHECK(base64_decode("Y!==") == std::nullopt);
}

TEST_CASE("value: a double prints in its shortest form, as a literal with a point") {
  CHECK(double_text(0.1) == "0.1");
  CHECK(number_in<double>("0.1") == 0.1);
  CHECK(number_in<std::int64_t>("-7") == -7);
  CHECK_FALSE(number_in<std::int64_t>("7 "));
  CHECK_FALSE(number_in<std::int64_t>("+7"));
  CHECK(double_text(100) == "100");
  CHECK(double_literal(100) == "100.0");
  CHECK(double_literal(1e300) == "1e+300");
  CHECK(double_text(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(double_text(std::nan("")) == "NaN");
}

TEST_CASE("value: prints as it is written in an expression, and is cut when it is long") {
  CHECK(to_text(Value::list({Value::uinteger(2), Value::string("it's"), Value::real(1)})) == "[2u, 'it\\'s', 1.0]");
  CHECK(to_text(Value::object({{"a", Value::duration(Duration{5400, 0})}})) == "{'a': duration('1h30m')}");
  CHECK(to_text(Value::bytes("\xFF")) == "b'\\xff'");
  CHECK(to_text(Value::some(Value::money(100, "CNY"))) == "optional.of(money('1.00 CNY'))");
  CHECK(to_text(Value::string("投诉投诉投诉"), 5) == "'投诉…'");
}
