// Compiling without checking types: CEL's "parse only", for its conformance suite.
#pragma once

#include "docket/expression.hpp"
#include "expr/checker.hpp"

namespace docket::expr {

Compiled compile(std::string_view text, const Schema& schema, const Type& expected, Checking checking);

}  // namespace docket::expr
