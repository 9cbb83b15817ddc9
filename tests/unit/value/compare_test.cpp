#include "value/compare.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace docket;

TEST_CASE("value: numbers of different kinds are equal by value, and NaN is not equal to itself") {
  CHECK(Value::integer(1) == Value::uinteger(1));
  CHECK(Value::integer(1) == Value::real(1.0));
  CHECK_FALSE(Value::integer(-1) == Value::uinteger(UINT64_MAX));
  CHECK_FALSE(Value::real(std::nan("")) == Value::real(std::nan("")));
  CHECK(Value::real(0.0) == Value::real(-0.0));
}

TEST_CASE("value: maps are equal whatever their order, lists only in the same order") {
  const Value one = Value::object({{"a", Value::integer(1)}, {"b", Value::real(2)}});
  const Value two = Value::object({{"b", Value::integer(2)}, {"a", Value::integer(1)}});
  CHECK(one == two);
  CHECK_FALSE(Value::list({Value::integer(1), Value::integer(2)}) ==
              Value::list({Value::integer(2), Value::integer(1)}));
}

TEST_CASE("value: text and bytes of the same content are not equal") {
  CHECK_FALSE(Value::string("abc") == Value::bytes("abc"));
  CHECK_FALSE(Value::string("int") == Value::type("int"));
}

TEST_CASE("value: the order of ints and doubles meets at the ends of 64 bits") {
  CHECK(compare_numbers(Value::integer(INT64_MAX), Value::real(9223372036854777856.0)) == Ordering::less);
  CHECK(compare_numbers(Value::uinteger(UINT64_MAX), Value::real(-1.0)) == Ordering::greater);
  CHECK(compare_numbers(Value::real(std::nan("")), Value::integer(0)) == Ordering::unordered);
}

TEST_CASE("value: kinds that cannot be compared have no order") {
  CHECK(compare(Value::string("a"), Value::integer(1)) == std::nullopt);
  CHECK(compare(Value::null(), Value::null()) == std::nullopt);
  CHECK(compare(Value::list({}), Value::list({})) == std::nullopt);
  CHECK(compare(Value::money(1, "CNY"), Value::money(2, "USD")) == std::nullopt);
  CHECK(compare(Value::money(1, "CNY"), Value::money(2, "CNY")) == Ordering::less);
}

TEST_CASE("value: the total order tells all values apart that differ in kind, and is symmetrical") {
  const std::vector<Value> sorted = {Value::null(),
                                     Value::boolean(false),
                                     Value::boolean(true),
                                     Value::real(std::nan("")),
                                     Value::real(-0.5),
                                     Value::integer(0),
                                     Value::uinteger(0),
                                     Value::real(0.0),
                                     Value::real(0.5),
                                     Value::integer(1),
                                     Value::uinteger(UINT64_MAX),
                                     Value::string("a"),
                                     Value::string("b"),
                                     Value::bytes("a"),
                                     Value::list({}),
                                     Value::list({Value::null()}),
                                     Value::map({}),
                                     Value::timestamp(Timestamp{0, 1}),
                                     Value::duration(Duration{0, 1}),
                                     Value::type("int"),
                                     Value::none(),
                                     Value::some(Value::null()),
                                     Value::money(1, "CNY"),
                                     Value::money(0, "USD")};
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      CAPTURE(to_text(sorted[i]));
      CAPTURE(to_text(sorted[j]));
      CHECK(total_order(sorted[i], sorted[j]) == (i < j ? -1 : i > j ? 1 : 0));
    }
  }
}

TEST_CASE("value: identical tells 1 from 1.0 and 0.0 from -0.0, and takes NaN for NaN") {
  CHECK_FALSE(identical(Value::integer(1), Value::real(1)));
  CHECK_FALSE(identical(Value::real(0.0), Value::real(-0.0)));
  CHECK(identical(Value::real(std::nan("")), Value::real(std::nan(""))));
}
