// The public face: compile, evaluate, test.
// Tested by tests/unit/expr/evaluator_test.cpp
#include "docket/expression.hpp"

#include "expr/compile.hpp"
#include "expr/evaluator.hpp"
#include "expr/folding.hpp"
#include "expr/lowering.hpp"
#include "expr/parser.hpp"
#include "expr/program.hpp"

namespace docket {

const std::string& Expression::text() const noexcept { return impl_->program.ast.source; }
const Type& Expression::type() const noexcept { return impl_->program.type; }
std::span<const Reference> Expression::references() const noexcept { return impl_->program.references; }
std::span<const ClauseSpan> Expression::clauses() const noexcept { return impl_->program.clauses; }

const Value* Expression::constant() const noexcept {
  const auto& ast = impl_->program.ast;
  return ast.is_constant(ast.root) ? &ast.constant_of(ast[ast.root]) : nullptr;
}

std::span<const Value> Bindings::fields(VariableIndex) const { return {}; }
const Zones* Bindings::zones() const { return nullptr; }

namespace expr {
namespace {

void find_clauses(Program& program) {
  const Node& root = program.ast[program.ast.root];
  if (root.kind == NodeKind::logical_and) {
    const auto children = program.ast.children_of(root);
    program.clause_nodes.assign(children.begin(), children.end());
  } else {
    program.clause_nodes = {program.ast.root};
  }
  for (const NodeIndex clause : program.clause_nodes)
    program.clauses.push_back({program.ast[clause].begin, program.ast[clause].end});
}

}  // namespace

Compiled compile(std::string_view text, const Schema& schema, const Type& expected, Checking checking) {
  Parsed parsed = parse(text);
  if (!parsed.problems.empty()) return {std::nullopt, std::move(parsed.problems)};
  auto impl = std::make_shared<ExpressionAccess::Impl>();
  Program& program = impl->program;
  program.ast = std::move(parsed.ast);
  std::vector<ExpressionProblem> problems;
  check(program, schema, expected, checking, problems);
  std::vector<ExpressionProblem> bad_literals;
  if (problems.empty()) fold(program, bad_literals);
  if (checking == Checking::full) problems.insert(problems.end(), bad_literals.begin(), bad_literals.end());
  if (!problems.empty()) return {std::nullopt, std::move(problems)};
  find_clauses(program);
  program.lowered = lower(program);
  return {ExpressionAccess::make(std::move(impl)), {}};
}

}  // namespace expr

Compiled compile(std::string_view text, const Schema& schema, const Type& expected) {
  return expr::compile(text, schema, expected, expr::Checking::full);
}

EvalResult evaluate(const Expression& expression, const Bindings& bindings) {
  const expr::Program& program = ExpressionAccess::program(expression);
  expr::Evaluator evaluator(program, bindings);
  Value scratch;
  const Value* value = evaluator.evaluate(program.ast.root, scratch);
  if (value == nullptr) return evaluator.take_error();
  return *value;
}

Verdict test(const Expression& expression, const Bindings& bindings) {
  const expr::Program& program = ExpressionAccess::program(expression);
  return expr::test(program, program.lowered, bindings);
}

}  // namespace docket
