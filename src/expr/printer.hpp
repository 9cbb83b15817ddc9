// A tree as text that shows how it was read: `(&& a (== b 1))`.  For tests and for looking at.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <string>

#include "expr/ast.hpp"

namespace docket::expr {

// Requires: an unresolved tree, as the parser gives it.
std::string structure_of(const Ast& ast, NodeIndex at);

}  // namespace docket::expr
