// What is said about an expression is made from what it means, not from how it is written.
#include "expr/phrases.hpp"

#include <doctest/doctest.h>

#include "expr/program.hpp"
#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string restated(const std::string& text) {
  const auto expression = compiled(text);
  const auto& ast = ExpressionAccess::program(expression).ast;
  return expr::restated(ast, ast.root);
}

}  // namespace

TEST_CASE("phrases: spaces, quotes and brackets that change nothing leave no trace") {
  for (const auto* text :
       {"record.estimate > 5", "record . estimate>5", "(record.estimate) > (5)", "((record).estimate > 5)",
        "record.estimate\n  > 5", "record.estimate > 10 / 2", "record.estimate > int('5')"}) {
    CAPTURE(text);
    CHECK(restated(text) == "record.estimate > 5");
  }
  CHECK(restated("has( record . facts )&&(record.facts != \"x\")") == "has(record.facts) && record.facts != 'x'");
  CHECK(restated("record.sealed && (record.sealed && record.sealed)") ==
        "record.sealed && record.sealed && record.sealed");
}

TEST_CASE("phrases: brackets that mean something stay") {
  for (const auto* text :
       {"(record.estimate + 1) * 2 > 5", "record.estimate - (record.estimate - 1) > 5",
        "(record.sealed || record.sealed) && !(record.sealed && record.sealed)",
        "(record.sealed ? record.estimate : 1) > 2", "!(record.estimate > 5)", "-(record.estimate + 1) < 5",
        "record.attachments.exists(a, a.kind == 'photo' && a.kind.size() > 2)",
        "record.attachments.map(a, a.kind)[0] == 'photo'", "{'a': record.estimate}['a'] > 5",
        "record.handler_role in ['a', record.severity]"}) {
    CAPTURE(text);
    CHECK(restated(text) == text);
  }
}

TEST_CASE("phrases: names stand apart, and a field with a default counts as its name") {
  const auto expression = compiled("record.?estimate.orValue(0) + 1 > 5");
  const auto& ast = ExpressionAccess::program(expression).ast;
  const auto phrases = expr::phrases_of(ast, ast.root);
  REQUIRE(phrases.size() == 2);
  CHECK(phrases[0].text == "record.estimate");
  CHECK(phrases[0].is_name);
  CHECK(phrases[1].text == " + 1 > 5");
}
