#include "docket/value.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "docket/type.hpp"

using namespace docket;
using namespace std::chrono_literals;

TEST_CASE("value: takes 16 bytes, and a text of 14 bytes lies inside it") {
  CHECK(sizeof(Value) == 16);
  const Value inside = Value::string("12345678901234");
  const Value outside = Value::string("123456789012345");
  CHECK(inside.as_string().data() >= reinterpret_cast<const char*>(&inside));
  CHECK(inside.as_string().data() < reinterpret_cast<const char*>(&inside + 1));
  CHECK(outside.as_string() == "123456789012345");
  CHECK_FALSE(outside.as_string().data() == reinterpret_cast<const char*>(&outside) + 2);
}

TEST_CASE("value: a copy of a list outlives the list it was copied from") {
  Value copy;
  {
    const Value original = Value::list({Value::integer(1), Value::string("a text that is too long to lie inside")});
    copy = original;
  }
  REQUIRE(copy.as_list().size() == 2);
  CHECK(copy.as_list()[1].as_string() == "a text that is too long to lie inside");
}

TEST_CASE("value: a moved value leaves null behind, and assigning a value to itself keeps it") {
  Value from = Value::list({Value::integer(7)});
  Value to = std::move(from);
  CHECK(from.is_null());
  Value& alias = to;
  to = alias;
  CHECK(to.as_list()[0].as_int() == 7);
}

TEST_CASE("value: an accessor for another kind answers nothing") {
  const Value number = Value::integer(5);
  CHECK(number.as_string().empty());
  CHECK(number.as_list().empty());
  CHECK(number.as_map().empty());
  CHECK(number.find("x") == nullptr);
  CHECK(number.as_optional() == nullptr);
  CHECK_FALSE(number.as_bool());
}

TEST_CASE("value: a map keeps the order of its entries, finds them by key, and of equal keys the first stays") {
  const Value map = Value::map({{Value::string("b"), Value::integer(1)},
                                {Value::string("a"), Value::integer(2)},
                                {Value::string("b"), Value::integer(3)}});
  REQUIRE(map.size() == 2);
  CHECK(map.as_map()[0].key.as_string() == "b");
  CHECK(map.find("b")->as_int() == 1);
  CHECK(map.find("a")->as_int() == 2);
  CHECK(map.find("c") == nullptr);
}

TEST_CASE("value: a map of 20 entries finds 7, 7u and 7.0 under one key, and 7.5 nowhere") {
  std::vector<MapEntry> entries;
  for (int i = 19; i >= 0; --i) entries.push_back({Value::integer(i), Value::integer(i * 10)});
  entries.push_back({Value::string("x"), Value::integer(1)});
  const Value map = Value::map(std::move(entries));
  for (const Value& key : {Value::integer(7), Value::uinteger(7), Value::real(7.0)}) {
    REQUIRE(map.find(key) != nullptr);
    CHECK(map.find(key)->as_int() == 70);
  }
  CHECK(map.find(Value::real(7.5)) == nullptr);
  CHECK(map.find("x")->as_int() == 1);
  CHECK(map.find("y") == nullptr);
  CHECK(map.as_map()[0].key.as_int() == 19);
}

TEST_CASE("value: size counts characters, bytes, items and entries") {
  CHECK(Value::string("投诉a").size() == 3);
  CHECK(Value::bytes("\xFF\x01").size() == 2);
  CHECK(Value::list({Value::null()}).size() == 1);
  CHECK(Value::object({{"a", Value::null()}}).size() == 1);
}

TEST_CASE("value: depth counts lists, maps and optionals inside each other") {
  CHECK(Value::integer(1).depth() == 0);
  CHECK(Value::list({}).depth() == 1);
  CHECK(Value::list({Value::object({{"a", Value::some(Value::integer(1))}})}).depth() == 3);
}

TEST_CASE("value: an empty list and an empty map are all alike, and lie in no memory of their own") {
  const auto list = Value::list({}), map = Value::map({});
  CHECK(list.kind() == Value::Kind::list);
  CHECK(map.kind() == Value::Kind::map);
  for (const auto& empty : {list, map}) {
    CHECK_FALSE(empty.is_shared());
    CHECK(empty.size() == 0);
    CHECK(empty.depth() == 1);
    CHECK(empty.weight() == 1);
    CHECK(empty.find("a") == nullptr);
    CHECK(empty.find(Value::integer(1)) == nullptr);
    CHECK(empty.as_list().empty());
    CHECK(empty.as_map().empty());
  }
  CHECK(list == *parse_json("[]"));
  CHECK(map.has_same_bytes(*parse_json("{}")));
  CHECK_FALSE(list == map);
}

TEST_CASE("value: a timestamp becomes an instant by floor, before 1970 as well") {
  CHECK(Value::timestamp(Timestamp{1, 999'999'999}).as_instant() == Instant{1999ms});
  CHECK(Value::timestamp(Timestamp{-1, 999'999'999}).as_instant() == Instant{-1ms});
  CHECK(Value::timestamp(Instant{-1500ms}).as_timestamp() == Timestamp{-2, 500'000'000});
  CHECK(Value::duration(Elapsed{-1500ms}).as_duration() == Duration{-2, 500'000'000});
  CHECK(Value::duration(Duration{-2, 500'000'000}).as_elapsed() == -1500ms);
}

TEST_CASE("value: money keeps its currency") {
  const Money money = Value::money(500'000, "CNY").as_money();
  CHECK(money.minor_units == 500'000);
  CHECK(std::string(money.currency) == "CNY");
  CHECK_FALSE(Value::money(1, "CNY") == Value::money(1, "USD"));
}

TEST_CASE("value: an optional of null holds something, none holds nothing") {
  REQUIRE(Value::some(Value::null()).as_optional() != nullptr);
  CHECK(Value::none().as_optional() == nullptr);
  CHECK_FALSE(Value::some(Value::null()) == Value::none());
}

TEST_CASE("value: 50,000 levels are copied, compared, written and destroyed without their stack") {
  constexpr int kLevels = 50'000;
  const auto nested = [](const Value& inmost, int kind) {
    auto value = inmost;
    for (int i = 0; i < kLevels; ++i) {
      const int shape = kind == 3 ? i % 3 : kind;
      value = shape == 0   ? Value::list({value})
              : shape == 1 ? Value::object({{"a", Value::integer(1)}, {"in", value}})
                           : Value::some(value);
    }
    return value;
  };
  for (int kind = 0; kind < 4; ++kind) {
    CAPTURE(kind);
    const auto one = nested(Value::integer(1), kind), same = nested(Value::integer(1), kind),
               two = nested(Value::integer(2), kind);
    const auto copy = one;
    CHECK(copy == one);
    CHECK(same == one);
    CHECK_FALSE(two == one);
    CHECK_FALSE(Value::list({one}) == one);
    CHECK(total_order(one, same) == 0);
    CHECK(total_order(one, two) < 0);
    CHECK(total_order(two, one) > 0);
    CHECK(identical(one, same));
    CHECK(to_text(one, 1'000'000).size() < 2'000);
    const auto json = to_json(one);
    CHECK(json.find('1') != std::string::npos);
    CHECK(std::count(json.begin(), json.end(), '[') == std::count(json.begin(), json.end(), ']'));
    CHECK(std::count(json.begin(), json.end(), '{') == std::count(json.begin(), json.end(), '}'));
    CHECK(from_json(one, Type::list(Type::list(Type::integer())), "x").has_value() == false);
  }
}

TEST_CASE("value: what lies deep and is shared outlives the first that lets it go") {
  auto inner = Value::list({Value::string("a text that is longer than the inline ones")});
  for (int i = 0; i < 1'000; ++i) inner = Value::list({inner, Value::integer(i)});
  {
    auto outer = inner;
    for (int i = 0; i < 1'000; ++i) outer = Value::list({outer, inner});
    CHECK(outer.depth() == 2'001);
  }
  CHECK(inner.depth() == 1'001);
  CHECK(to_json(inner).find("longer than the inline") != std::string::npos);
}
