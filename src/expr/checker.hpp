// Names to meanings, and types to everything: an expression that passes cannot have a typo.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <vector>

#include "docket/expression.hpp"
#include "expr/program.hpp"

namespace docket::expr {

enum class Checking : std::uint8_t {
  full,
  names_only,  // CEL's "parse only": what is wrong becomes an error when it is evaluated
};

// Resolves program.ast in place and fills in types, rows and references.
void check(Program& program, const Schema& schema, const Type& expected, Checking checking,
           std::vector<ExpressionProblem>& problems);

}  // namespace docket::expr
