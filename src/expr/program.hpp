// What an Expression holds: the resolved tree and all that was prepared for running it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "docket/expression.hpp"
#include "expr/ast.hpp"
#include "expr/functions.hpp"
#include "expr/lowering.hpp"
#include "expr/regex.hpp"

namespace docket::expr {

struct Program {
  Ast ast;
  Type type;
  std::vector<Type> types;               // of each node
  std::vector<const FunctionRow*> rows;  // what `builtin` nodes refer to
  std::vector<Reference> references;
  std::vector<ClauseSpan> clauses;
  std::vector<NodeIndex> clause_nodes;
  std::vector<std::pair<std::uint32_t, std::shared_ptr<const Regex>>> regexes;  // index of the constant, its pattern
  Lowered lowered;                                                              // of conditions
};

}  // namespace docket::expr

namespace docket {

struct Expression::Impl {
  expr::Program program;
};

struct ExpressionAccess {
  using Impl = Expression::Impl;
  static Expression make(std::shared_ptr<const Expression::Impl> impl) { return Expression(std::move(impl)); }
  static const expr::Program& program(const Expression& expression) { return expression.impl_->program; }
};

}  // namespace docket
