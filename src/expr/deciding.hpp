// From a trace to the clauses that decided, and how they belong together.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include "docket/explanation.hpp"
#include "expr/trace.hpp"

namespace docket::expr {

// Sets `deciding` and `tree`.
void add_deciding(const Ast& ast, const Trace& root, Explanation& explanation);

}  // namespace docket::expr
