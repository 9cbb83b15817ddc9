#include "support/fuzz_expression.hpp"

#include <cstdlib>

#include "docket/explanation.hpp"
#include "docket/expression.hpp"
#include "expr/compile.hpp"
#include "support/guard_record.hpp"

namespace {

using namespace docket;
using namespace docket::testing;

void require(bool holds) {
  if (!holds) std::abort();
}

void run(const Expression& expression, const GuardBindings& bindings) {
  const EvalResult general = evaluate(expression, bindings);
  const auto* value = std::get_if<Value>(&general);
  const auto explanation = explain(expression, bindings);
  require(std::holds_alternative<Value>(explanation.result) == (value != nullptr));
  to_text(explanation, Language::en);
  to_text(explanation, Language::zh);
  to_json(explanation, expression);
  if (value != nullptr) {
    to_text(*value);
    to_json(*value);
  }
  if (!expression.type().is(Type::Kind::boolean)) return;
  const Verdict verdict = test(expression, bindings);
  require(verdict.clause < expression.clauses().size());
  require(verdict.holds() == (value != nullptr && value->as_bool()));
}

void check_places(std::string_view text, const Compiled& compiled) {
  require(compiled.expression.has_value() == compiled.problems.empty());
  for (const auto& problem : compiled.problems) {
    require(problem.begin <= problem.end && problem.end <= text.size());
    require(!problem.message.empty());
  }
}

}  // namespace

namespace docket::testing {

void fuzz_expression(std::string_view text) {
  GuardBindings bindings;
  bindings.set("estimate", Value::integer(5)).set("facts", Value::string("lift"));
  bindings.set("attachments", Value::list({Value::object({{"kind", Value::string("photo")}})}));
  for (const auto checking : {expr::Checking::full, expr::Checking::names_only}) {
    const Compiled compiled = expr::compile(text, guard_schema().schema, Type::dyn(), checking);
    check_places(text, compiled);
    if (compiled.expression) run(*compiled.expression, bindings);
  }
  if (const auto json = parse_json(text)) require(parse_json(to_json(*json)).has_value());
}

}  // namespace docket::testing
