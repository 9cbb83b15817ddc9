#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"

using namespace docket;

namespace {

std::string message_of(const Result<Value>& result) {
  return result ? "no error: " + to_text(*result) : result.error().message;
}

const Type kRecord = Type::structure("record", {{"severity", Type::enumeration({"major", "important", "minor"})},
                                                {"fee", Type::money("CNY"), Presence::optional},
                                                {"photos", Type::list(Type::string()), Presence::optional}});

}  // namespace

TEST_CASE("json: a text reads and prints the same, entries in their order") {
  for (const char* text : {R"({"b":1,"a":[true,null,"x\n\"y\""],"c":{}})", "9223372036854775807",
                           "18446744073709551615", "-1.5", "1e+30", "\"投诉\""}) {
    CAPTURE(text);
    const auto value = parse_json(text);
    REQUIRE(value.has_value());
    CHECK(to_json(*value) == text);
  }
}

TEST_CASE("json: integers stay integers up to 64 bits, and beyond them are an error") {
  CHECK(parse_json("9223372036854775807")->kind() == Value::Kind::integer);
  CHECK(parse_json("9223372036854775808")->kind() == Value::Kind::uinteger);
  CHECK(message_of(parse_json("18446744073709551616")) == "the integer 18446744073709551616 does not fit into 64 bits");
  CHECK(parse_json("1.0")->kind() == Value::Kind::real);
}

TEST_CASE("json: what is wrong is named with its place") {
  CHECK(message_of(parse_json("{\"a\":1,}")) == "not JSON at byte 7");
  CHECK(message_of(parse_json("")) == "not JSON at byte 0");
  CHECK(message_of(parse_json("1 2")) == "not JSON at byte 2");
  CHECK(message_of(parse_json("\"\xFF\"")) == "not UTF-8 at byte 1");
  CHECK(message_of(parse_json("{\"a\":1,\"b\":{\"x\":1,\"x\":2}}")) == "the key `x` occurs twice in one object");
  CHECK(message_of(parse_json("1e999")).find("too large") != std::string::npos);
}

TEST_CASE("json: nesting of 80 levels is read, of 81 is refused") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(limits::kStoredDepth)).has_value());
  const auto refused = parse_json(nested(limits::kStoredDepth + 1));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("json: a text of the largest size is read, of one byte more refused") {
  const std::string largest = "\"" + std::string(limits::kStoredBytes - 2, 'x') + "\"";
  CHECK(parse_json(largest).has_value());
  CHECK(parse_json(largest + " ").error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("json: what JSON lacks is written plainly") {
  CHECK(to_json(Value::timestamp(Timestamp{0, 0})) == "\"1970-01-01T00:00:00Z\"");
  CHECK(to_json(Value::duration(Duration{9000, 0})) == "\"2h30m\"");
  CHECK(to_json(Value::money(500'000, "CNY")) == "\"5000.00 CNY\"");
  CHECK(to_json(Value::bytes("a")) == "\"YQ==\"");
  CHECK(to_json(Value::none()) == "null");
  CHECK(to_json(Value::some(Value::integer(1))) == "1");
  CHECK(to_json(Value::map({{Value::integer(1), Value::boolean(true)}})) == "{\"1\":true}");
  CHECK(to_json(Value::real(std::numeric_limits<double>::quiet_NaN())) == "\"NaN\"");
}

TEST_CASE("json: plain values become what the type asks for") {
  CHECK(*from_json(Value::string("1970-01-01T08:00:00+08:00"), Type::timestamp(), "t") ==
        Value::timestamp(Timestamp{0, 0}));
  CHECK(*from_json(Value::string("2h 30m"), Type::duration(), "d") == Value::duration(Duration{9000, 0}));
  CHECK(*from_json(Value::string("5000.00"), Type::money("CNY"), "m") == Value::money(500'000, "CNY"));
  CHECK(from_json(Value::integer(1), Type::real(), "x")->kind() == Value::Kind::real);
  CHECK(from_json(Value::real(3.0), Type::integer(), "x")->kind() == Value::Kind::integer);
  CHECK(from_json(Value::integer(1), Type::uinteger(), "x")->kind() == Value::Kind::uinteger);
  CHECK(*from_json(Value::object({{"7", Value::integer(1)}}), Type::map(Type::integer(), Type::integer()), "m")
             ->find(Value::integer(7)) == Value::integer(1));
}

TEST_CASE("json: fields come out in the order of the structure, and an optional null is absent") {
  const auto value = from_json(*parse_json(R"({"fee":null,"photos":["a"],"severity":"minor"})"), kRecord, "record");
  REQUIRE(value.has_value());
  CHECK(to_json(*value) == R"({"severity":"minor","photos":["a"]})");
}

TEST_CASE("json: a value that does not fit its type is refused with what would") {
  const auto refusal = [](const char* json, const Type& type, const char* name) {
    return message_of(from_json(*parse_json(json), type, name));
  };
  CHECK(refusal("\"majr\"", kRecord.fields()[0].type, "severity") ==
        "`severity` must be one of `major`, `important`, `minor`, not `majr`; did you mean `major`?");
  CHECK(refusal("5", Type::string(), "reason") == "`reason` must be text, not `5`");
  CHECK(refusal("1.5", Type::integer(), "floor") == "`floor` must be a whole number, not `1.5`");
  CHECK(refusal("5000", Type::money("CNY"), "fee") ==
        "`fee` must be an amount in text such as `5000.00 CNY`, not `5000`");
  CHECK(refusal("\"5 USD\"", Type::money("CNY"), "fee") ==
        "`fee` must be an amount in text such as `5000.00 CNY`, not `5 USD`");
  CHECK(refusal("[\"a\",7]", Type::list(Type::string()), "photos") == "`photos[1]` must be text, not `7`");
  CHECK(refusal("{\"severty\":\"minor\"}", kRecord, "record") ==
        "`record` has no field `severty`; did you mean `severity`?");
  CHECK(refusal("{}", kRecord, "record") == "`record.severity` is missing");
  CHECK(refusal("\"yesterday\"", Type::timestamp(), "at") ==
        "`at` must be a time such as `2026-02-13T16:00:00+08:00`, not `yesterday`");
  CHECK(refusal("{}", Type::list(Type::dyn()), "photos") == "`photos` must be a list, not a map");
}

TEST_CASE("json: text that is not UTF-8 never makes the whole unreadable") {
  CHECK(to_json(Value::string("a\xFF"
                              "b\xE4\xBD")) ==
        "\"a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(parse_json(to_json(Value::object({{"\xC3(", Value::string("\xED\xA0\x80")}}))).has_value());
}

TEST_CASE("json: what its text would not give back is refused") {
  const auto refusal = [](const Value& value, const Type& type) { return message_of(from_json(value, type, "x")); };
  CHECK(refusal(Value::real(std::numeric_limits<double>::quiet_NaN()), Type::real()) ==
        "`x` must be a finite number, not `NaN`");
  CHECK(refusal(Value::real(std::numeric_limits<double>::infinity()), Type::real()).find("finite") !=
        std::string::npos);
  CHECK(refusal(Value::string("\xFF"), Type::string()) == "`x` must be text in UTF-8");
  CHECK(refusal(Value::timestamp(Timestamp{INT64_MAX, 0}), Type::timestamp()) ==
        "`x` must lie within the years 1 to 9999");
  CHECK(refusal(Value::duration(Duration{INT64_MAX, 0}), Type::duration()) ==
        "`x` must be a duration of at most 292 years");
  CHECK(refusal(Value::money(1, "USD"), Type::money("CNY")).find("amount in text") != std::string::npos);
  CHECK(refusal(Value::money(1, "c\x01"), Type::money()).find("amount in text") != std::string::npos);
  // Of a text that is cut for the message, whole characters stay.
  const auto long_text = refusal(Value::string(std::string(79, 'x') + "中文"), Type::enumeration({"a"}));
  CHECK_FALSE(first_invalid_utf8(long_text));
}
