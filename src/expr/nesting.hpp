// How deep a tree is: what is too deep for the stack of those who walk it is refused here.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <optional>

#include "docket/expression.hpp"
#include "expr/ast.hpp"

namespace docket::expr {

std::optional<ExpressionProblem> nesting_problem(const Ast& ast);

}  // namespace docket::expr
