// `'%d of %s'.format([1, 'two'])`
// Tested by tests/unit/expr/functions_test.cpp
#pragma once

#include <span>
#include <string_view>

#include "expr/functions.hpp"

namespace docket::expr {

bool format_text(Call& call, std::string_view pattern, std::span<const Value> arguments, Value& result);

}  // namespace docket::expr
