// The macros: calls that bind a name or look at a field without reading it.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "expr/ast.hpp"

namespace docket::expr {

// How a macro is written: `range.name(variables..., [filter,] body)`.
struct MacroShape {
  std::string_view name;
  NodeKind kind;
  std::uint8_t variables;
  bool has_filter;
  std::string_view form;  // for the reference and for messages
  std::string_view documentation;
  std::string_view documentation_zh;
  std::string_view example;
};

std::span<const MacroShape> macro_shapes();
// The shape of a member call with that name and number of arguments, or nullptr: an ordinary call.
const MacroShape* find_macro(std::string_view name, std::size_t argument_count);

}  // namespace docket::expr
