// The public face: compile, evaluate, test.
// Tested by tests/unit/expr/expression_test.cpp
#include "docket/expression.hpp"

#include "expr/compile.hpp"
#include "expr/evaluator.hpp"
#include "expr/folding.hpp"
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
  for (const NodeIndex clause : program.clause_nodes) program.clauses.push_back({program.ast[clause].begin, program.ast[clause].end});
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
  if (checking == Checking::full) problems = problems.empty() ? std::move(bad_literals) : std::move(problems);
  if (!problems.empty()) return {std::nullopt, std::move(problems)};
  find_clauses(program);
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
  expr::Evaluator evaluator(program, bindings);
  Verdict verdict{Verdict::Outcome::holds, 0};
  for (std::uint32_t clause = 0; clause < program.clause_nodes.size(); ++clause) {
    Value scratch;
    const Value* value = evaluator.evaluate(program.clause_nodes[clause], scratch);
    const bool is_true = value != nullptr && value->as_bool();
    const bool is_false = value != nullptr && value->kind() == Value::Kind::boolean && !value->as_bool();
    // A false clause refuses even after one that failed.
    if (is_false) return {Verdict::Outcome::refused, clause};
    if (!is_true && verdict.outcome == Verdict::Outcome::holds) verdict = {Verdict::Outcome::failed, clause};
  }
  return verdict;
}

}  // namespace docket
