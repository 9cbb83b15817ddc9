#include "docket/type.hpp"

#include <doctest/doctest.h>

using namespace docket;

TEST_CASE("type: prints as a rule author knows it") {
  CHECK(to_string(Type::list(Type::map(Type::string(), Type::integer()))) == "list(map(string, int))");
  CHECK(to_string(Type::money("CNY")) == "money(CNY)");
  CHECK(to_string(Type::money()) == "money");
  CHECK(to_string(Type::enumeration({"major", "minor"})) == "enum(major, minor)");
  CHECK(to_string(Type::structure("record", {})) == "record");
  CHECK(to_string(Type::optional(Type::dyn())) == "optional(dyn)");
  CHECK(to_string(Type::opaque("pair", {Type::real(), Type::bytes()})) == "pair(double, bytes)");
}

TEST_CASE("type: two types are equal when they are built alike") {
  CHECK(Type::list(Type::integer()) == Type::list(Type::integer()));
  CHECK_FALSE(Type::list(Type::integer()) == Type::list(Type::uinteger()));
  CHECK_FALSE(Type::money("CNY") == Type::money("USD"));
  CHECK_FALSE(Type::enumeration({"a"}) == Type::enumeration({"a", "b"}));
}

TEST_CASE("type: a structure finds its fields by name and numbers them in order") {
  const Type record =
      Type::structure("record", {{"fee", Type::integer()}, {"facts", Type::string(), Presence::optional}});
  CHECK(record.find_field("facts") == FieldIndex{1});
  CHECK(record.find_field("fact") == std::nullopt);
  CHECK(record.fields()[1].presence == Presence::optional);
}
