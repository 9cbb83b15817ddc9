// Conditions that pass the types and still cannot be meant: a value no enumeration has, a
// comparison that can only come out one way.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <vector>

#include "docket/expression.hpp"
#include "expr/inference.hpp"
#include "expr/program.hpp"

namespace docket::expr {

// Looks at one call whose arguments have been checked.
void lint_call(const Program& program, NodeIndex call, const std::vector<Type>& arguments, const Inference& inference,
               std::vector<ExpressionProblem>& problems);

}  // namespace docket::expr
