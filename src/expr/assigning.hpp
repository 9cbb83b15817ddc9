// What can be told when rules are loaded of a value that goes into a field: whether the field will take it.  An
// expression of the right kind may still be no value of an enumeration: `'majr'`, or text from somewhere.
// Tested by tests/unit/expr/assigning_test.cpp
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "docket/expression.hpp"

namespace docket::expr {

// The value of a field of a variable that never changes, such as a parameter; nullptr: it is known at run time only.
using KnownField = std::function<const Value*(VariableIndex variable, FieldIndex field)>;

struct Assigning {
  const Type& wanted;
  std::string name;        // what the value is for, such as `level`
  std::string conversion;  // the function that makes text one of its values, such as `record.level`; may be empty
  KnownField known;
};

// Everything in the expression that may become the value and cannot be one.  What is only known at run time, of type
// dyn, is no mistake here.
// Requires: an expression that was compiled for the wanted type.
std::vector<ExpressionProblem> misfits(const Expression& expression, const Assigning& assigning);

}  // namespace docket::expr
