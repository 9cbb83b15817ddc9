#include <doctest/doctest.h>

#include "docket/limits.hpp"
#include "support/guard_record.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string result_of(std::string_view text, const GuardBindings& bindings = GuardBindings()) {
  const EvalResult value = evaluate(compiled(text, Type::dyn()), bindings);
  if (const auto* error = std::get_if<EvalError>(&value)) {
    return "error at [" + std::string(text.substr(error->begin, error->end - error->begin)) + "]: " + error->message;
  }
  return to_text(std::get<Value>(value));
}

}  // namespace

TEST_CASE("expression: reading a field that is absent is an error at its place, asking for it is not") {
  CHECK(result_of("record.estimate > 3") == "error at [record.estimate]: `record.estimate` is not set");
  CHECK(result_of("has(record.estimate)") == "false");
  CHECK(result_of("has(record.estimate) && record.estimate > 3") == "false");
  CHECK(result_of("record.?estimate.orValue(7)") == "7");
  CHECK(result_of("record.estimate > 3", GuardBindings().set("estimate", Value::integer(5))) == "true");
}

TEST_CASE("expression: what decides absorbs an error before it and after it") {
  CHECK(result_of("record.estimate > 3 && false") == "false");
  CHECK(result_of("false && record.estimate > 3") == "false");
  CHECK(result_of("record.estimate > 3 || true") == "true");
  CHECK(result_of("record.estimate > 3 && true").find("error") == 0);
  CHECK(result_of("[1, 0].exists(x, 1 / x == 1)") == "true");
  CHECK(result_of("[0, 1].exists(x, 1 / x == 1)") == "true");
  CHECK(result_of("[0, 2].exists(x, 1 / x == 1)").find("division by zero") != std::string::npos);
}

TEST_CASE("expression: a host function's answer and its error come through") {
  CHECK(result_of("in_state('open')") == "true");
  CHECK(result_of("in_state('closed')") == "false");
  CHECK(result_of("last('rectify').actor.id != actor.id") == "true");
  CHECK(result_of("last('reply').actor.id != actor.id") == "error at [last('reply')]: `reply` has not happened yet");
}

TEST_CASE("expression: macro variables hide outer names and end with their macro") {
  CHECK(result_of("[1].map(record, record + 1)") == "[2]");
  CHECK(result_of("[[1, 2], [3]].map(x, x.map(x, x * 10))") == "[[10, 20], [30]]");
  CHECK(result_of("cel.bind(x, [1, 2], x.map(y, x.size() + y))") == "[3, 4]");
  CHECK(result_of("cel.bind(x, 'a text too long to lie inside a value', x)") ==
        "'a text too long to lie inside a value'");
  CHECK(result_of("[['a text too long to lie inside a value']][0][0]") == "'a text too long to lie inside a value'");
  CHECK(result_of("optional.of(['a text too long to lie inside a value']).optMap(x, x[0]).value()") ==
        "'a text too long to lie inside a value'");
}

TEST_CASE("expression: entries made by a macro must have different keys") {
  CHECK(result_of("{'a': 1, 'b': 2}.transformMapEntry(k, v, {v: k})") == "{1: 'a', 2: 'b'}");
  CHECK(result_of("{'a': 1, 'b': 1}.transformMapEntry(k, v, {v: k})").find("repeated key") != std::string::npos);
  CHECK(result_of("[5, 6].transformMap(i, v, v)") == "{0: 5, 1: 6}");
}

TEST_CASE("expression: what depends on nothing is computed when it is compiled") {
  const auto expression = compiled("duration('1h') + duration('30m')", Type::duration());
  const Value* folded = expression.constant();
  REQUIRE(folded != nullptr);
  CHECK(*folded == Value::duration(Duration{5400, 0}));
  CHECK(compiled("['a', 'b']", Type::dyn()).constant() != nullptr);
  CHECK(compiled("record.estimate", Type::dyn()).constant() == nullptr);
  CHECK(compiled("1 / 0", Type::dyn()).constant() == nullptr);  // fails when it is evaluated, if it ever is
}

TEST_CASE("expression: lists nest 64 deep and not 65") {
  // The parser nests 128 deep, so the value's own bound is met by wrapping.
  std::string wrapped = "record.extra";
  Value deep = Value::integer(1);
  for (std::size_t i = 0; i + 1 < limits::kValueDepth; ++i) deep = Value::list({deep});
  GuardBindings bindings;
  bindings.set("extra", deep);
  CHECK(result_of("[0].map(x, record.extra).size()", bindings) == "1");
  bindings.set("extra", Value::list({deep}));
  CHECK(result_of("[0].map(x, record.extra).size()", bindings).find("nested deeper than 64") != std::string::npos);
}

TEST_CASE("expression: the verdict names the first clause that refuses, else the first that failed") {
  const Expression guard = compiled("record.estimate <= 5 && record.severity == 'minor' && !record.sealed");
  REQUIRE(guard.clauses().size() == 3);
  GuardBindings bindings;
  Verdict verdict = test(guard, bindings);
  CHECK(verdict.outcome == Verdict::Outcome::refused);
  CHECK(verdict.clause == 1);
  verdict = test(guard, bindings.set("severity", Value::string("minor")));
  CHECK(verdict.outcome == Verdict::Outcome::failed);
  CHECK(verdict.clause == 0);
  verdict = test(guard, bindings.set("estimate", Value::integer(5)).set("sealed", Value::boolean(true)));
  CHECK(verdict.outcome == Verdict::Outcome::refused);
  CHECK(verdict.clause == 2);
  CHECK(guard.text().substr(guard.clauses()[2].begin, guard.clauses()[2].end - guard.clauses()[2].begin) ==
        "!record.sealed");
  CHECK(test(guard, bindings.set("sealed", Value::boolean(false))).holds());
}

TEST_CASE("expression: an expression goes on working after its schema has changed or gone") {
  std::optional<Expression> kept;
  {
    Schema schema;
    schema.add_variable("record", guard_schema().schema.type_of(guard_schema().record));
    kept = *compile("record.severity == 'major'", schema, Type::boolean()).expression;
    schema.add_variable("other", Type::integer());
  }
  CHECK(test(*kept, GuardBindings()).holds());
}
