#include "engine/inversion.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace docket;

namespace {

using Known = std::vector<std::optional<Value>>;

std::string found(std::string_view function, const Known& arguments, std::size_t place, const Type& type,
                  const Value& wanted) {
  std::string text;
  for (const auto& value : arguments_for(function, arguments, {.place = place, .type = type, .present = {}}, wanted))
    text += (text.empty() ? "" : " ") + to_text(value);
  return text;
}

}  // namespace

TEST_CASE("inversion: arithmetic is turned around on both sides") {
  const auto i = [](std::int64_t n) { return Value::integer(n); };
  CHECK(found("+", {std::nullopt, i(4)}, 0, Type::integer(), i(10)) == "6");
  CHECK(found("-", {std::nullopt, i(4)}, 0, Type::integer(), i(10)) == "14");
  CHECK(found("-", {i(4), std::nullopt}, 1, Type::integer(), i(10)) == "-6");
  CHECK(found("*", {std::nullopt, i(4)}, 0, Type::integer(), i(10)) == "2 3");
  CHECK(found("/", {std::nullopt, i(4)}, 0, Type::integer(), i(2)) == "8 8 11 11");
  CHECK(found("%", {std::nullopt, i(7)}, 0, Type::integer(), i(3)) == "3 10 -4 3 10");
  CHECK(found("*", {std::nullopt, i(0)}, 0, Type::integer(), i(10)).empty());
}

TEST_CASE("inversion: what no 64-bit number holds is no answer") {
  const auto most = Value::integer(std::numeric_limits<std::int64_t>::max());
  CHECK(found("-", {std::nullopt, Value::integer(1)}, 0, Type::integer(), most).empty());
  CHECK(around(most).size() == 2);
  CHECK(found("-_", {std::nullopt}, 0, Type::integer(), Value::integer(std::numeric_limits<std::int64_t>::min()))
            .empty());
}

TEST_CASE("inversion: money, moments, texts and conversions") {
  CHECK(found("-", {Value::money(1'000, "CNY"), std::nullopt}, 1, Type::money("CNY"), Value::money(250, "CNY")) ==
        to_text(Value::money(750, "CNY")));
  CHECK(found("+", {std::nullopt, Value::money(1, "USD")}, 0, Type::money("CNY"), Value::money(5, "CNY")).empty());
  CHECK(found("-", {Value::timestamp(Timestamp{100, 0}), std::nullopt}, 1, Type::timestamp(),
              Value::duration(Duration{40, 0})) == to_text(Value::timestamp(Timestamp{60, 0})));
  CHECK(found("+", {Value::string("no. "), std::nullopt}, 1, Type::string(), Value::string("no. 9")) == "'9'");
  CHECK(found("+", {Value::string("x"), std::nullopt}, 1, Type::string(), Value::string("no. 9")).empty());
  CHECK(found("int", {std::nullopt}, 0, Type::string(), Value::integer(300)) == "'300'");
  CHECK(found("string", {std::nullopt}, 0, Type::integer(), Value::string("4711")) == "4711");
  CHECK(found("days", {std::nullopt}, 0, Type::integer(), Value::duration(Duration{172'800, 0})) == "2");
}
