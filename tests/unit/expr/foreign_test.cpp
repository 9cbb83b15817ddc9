#include "expr/foreign.hpp"

#include <doctest/doctest.h>

#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

// The only problem of an expression: the text it underlines, and what to write instead.
std::string advice(std::string_view text) {
  const auto problems = compile(text, guard_schema().schema, Type::dyn()).problems;
  REQUIRE(problems.size() == 1);
  const auto& only = problems.front();
  return "[" + std::string(text.substr(only.begin, only.end - only.begin)) + "] " + only.hint;
}

}  // namespace

TEST_CASE("foreign: operators of other languages are told what they are here, and read as meant") {
  CHECK(advice("record.severity <> 'major'") == "[<>] write `!=`");
  CHECK(advice("record.severity === 'major'") == "[===] write `==`");
  CHECK(advice("record.severity !== 'major'") == "[!==] write `!=`");
  CHECK(advice("record.estimate =< 5") == "[=<] write `<=`");
  CHECK(advice("record.handler_role not in ['a']") == "[not in] write `!(x in list)`");
  CHECK(advice("record.estimate mod 2 == 1") == "[mod] write `%`");
  CHECK(advice("record.facts like 'a%'").find("x.contains('...')") != std::string::npos);
  CHECK(advice("record?.facts == ''") == "[?.] the `?` follows the dot: `record.?fee`");
  CHECK(advice("record.facts in ('a', 'b')") == "[,] a list is written `['a', 'b']`");
}

TEST_CASE("foreign: values, functions and fields of other languages are told what they are here") {
  CHECK(advice("record.sealed == True") == "[True] write `true`");
  CHECK(advice("record.facts == None").find("has(record.field)") != std::string::npos);
  CHECK(advice("len(record.facts) > 3") == "[len] did you mean `size`?");
  CHECK(advice("record.facts.length > 3") == "[length] write `size(record.facts)`");
  CHECK(advice("now() > record.signed_at") == "[now] `now` is a value: write it without parentheses");
  CHECK(advice("record.attachments.exists(a.kind == 'photo')").find("write `list.exists(x, condition)`") !=
        std::string::npos);
}

TEST_CASE("foreign: what an input method typed full-width is told its plain form, and read as meant") {
  CHECK(advice("size（record.facts) > 3").find("type `(`") != std::string::npos);
  CHECK(advice("record.estimate ＞＝ 3").find("[＞＝] switch the input method to half-width and type `>=`") == 0);
  CHECK(advice("record.facts == “x”") == "[“x”] write `'x'`");
  CHECK(advice("record.estimate ≥ 3").find("write `>=`") != std::string::npos);
  CHECK(advice("紧急 == 1").find("[紧急]") == 0);
}
