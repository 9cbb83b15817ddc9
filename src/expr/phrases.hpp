// A checked expression said back: one text for one meaning, however it was spaced, quoted and bracketed.
//
// Sentences about an expression are made of these, never of its source.
// Tested by tests/unit/expr/phrases_test.cpp, tests/property/guard_spacing_property_test.cpp
#pragma once

#include <string>
#include <vector>

#include "docket/explanation.hpp"
#include "expr/ast.hpp"

namespace docket::expr {

// `record.fee`, ` > `, `5`: names apart from what stands between them.  A field asked for with a default counts as its
// name: `record.?fee.orValue(0)` is `record.fee`.
std::vector<Phrase> phrases_of(const Ast& ast, NodeIndex at);
std::string joined(const std::vector<Phrase>& phrases);
// `record.fee > 5`
std::string restated(const Ast& ast, NodeIndex at);

// What a sentence may hold something against: see OperandKind.
OperandKind kind_of_operand(const Ast& ast, NodeIndex at);

}  // namespace docket::expr
