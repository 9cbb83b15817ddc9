// Tokens to a tree, macros included.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <string_view>
#include <vector>

#include "docket/expression.hpp"
#include "expr/ast.hpp"

namespace docket::expr {

struct Parsed {
  Ast ast;                                  // to be used only when there are no problems
  std::vector<ExpressionProblem> problems;  // slips such as `=` for `==` are read as meant, so that more can be found
};

Parsed parse(std::string_view text);

}  // namespace docket::expr
