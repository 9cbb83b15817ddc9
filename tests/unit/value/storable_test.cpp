#include "value/storable.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "docket/limits.hpp"

using namespace docket;

namespace {

Value nested(std::size_t levels) {
  auto value = Value::integer(1);
  for (std::size_t i = 0; i < levels; ++i) value = Value::list({value});
  return value;
}

}  // namespace

TEST_CASE("storable: bytes are counted as they are written") {
  const std::string odd("a\"\\\n\t\r\x01\0b中", 12);
  const Value values[] = {Value(),
                          Value::boolean(true),
                          Value::integer(-1234567890123),
                          Value::real(0.1),
                          Value::real(std::numeric_limits<double>::quiet_NaN()),
                          Value::string(odd),
                          Value::bytes("abcd"),
                          Value::list({}),
                          Value::list({Value::integer(1), Value::string(odd), Value::list({Value()})}),
                          Value::map({}),
                          Value::object({{"a", Value::integer(1)}, {odd, Value::object({{"b", Value()}})}}),
                          Value::map({{Value::integer(1), Value::string("x")}, {Value::boolean(false), Value()}}),
                          Value::timestamp(Timestamp{1, 500}),
                          Value::duration(Duration{9'000, 1}),
                          Value::type("int"),
                          Value::none(),
                          Value::some(Value::string(odd)),
                          Value::money(-5, "CNY")};
  for (const auto& value : values) {
    const auto json = to_json(value);
    CAPTURE(json);
    CHECK(json_bytes(value, 1'000) == json.size());
    CHECK(json_bytes_at_most(value) >= json.size());
  }
}

TEST_CASE("storable: counting ends where it is enough") {
  const auto list = Value::list(std::vector<Value>(60'000, Value::integer(1)));
  CHECK(json_bytes(list, 1'000'000) == 120'001);
  CHECK(json_bytes(list, 10) > 10);
}

TEST_CASE("storable: 64 levels are, 65 are not") {
  CHECK_FALSE(why_not_storable(nested(limits::kValueDepth)));
  CHECK(why_not_storable(nested(limits::kValueDepth + 1)) == "is nested deeper than 64 levels");
  CHECK(why_not_storable(nested(50'000)) == "is nested deeper than 64 levels");
}

TEST_CASE("storable: what JSON would not give back is named") {
  CHECK(why_not_storable(Value::list({Value::string("\xED\xA0\x80")})) == "has text that is not UTF-8");
  CHECK(why_not_storable(Value::object({{"\xFF", Value()}})) == "has text that is not UTF-8");
  CHECK(why_not_storable(Value::some(Value::string("\xFF"))) == "has text that is not UTF-8");
  CHECK(why_not_storable(Value::map({{Value::integer(1), Value()}, {Value::string("1"), Value()}})) ==
        "has the key `1` twice");
  CHECK(why_not_storable(Value::timestamp(Timestamp{INT64_MIN, 0})) == "has a time outside the years 1 to 9999");
  CHECK(why_not_storable(Value::duration(Duration{INT64_MAX, 0})) == "has a duration of more than 292 years");
  CHECK_FALSE(why_not_storable(Value::map({{Value::integer(1), Value()}, {Value::string("2"), Value()}})));
}
