// What can be computed when rules are loaded is not computed again: literals of lists and maps,
// `duration('2h')`, arithmetic on numbers, patterns.
// Tested by tests/unit/expr/evaluator_test.cpp
#pragma once

#include <vector>

#include "docket/expression.hpp"
#include "expr/program.hpp"

namespace docket::expr {

// A literal that cannot be read (`duration('2x')`) is a problem; any other failing part stays and
// fails when it is evaluated, since it may never be.
void fold(Program& program, std::vector<ExpressionProblem>& problems);

}  // namespace docket::expr
