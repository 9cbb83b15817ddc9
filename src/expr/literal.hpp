// Literals: numbers, and text with its quotes, prefixes and escapes.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <string>
#include <string_view>

#include "docket/value.hpp"

namespace docket::expr {

struct NumberLiteral {
  Value value;
  std::size_t end = 0;
  bool is_beyond_int = false;  // 9223372036854775808, an int only with `-` before it
  std::string problem;         // empty when all is well
  std::string hint;
};
// Requires: text[begin] is a digit, or a point before a digit.
NumberLiteral read_number_literal(std::string_view text, std::size_t begin);

struct StringLiteral {
  std::string text;
  bool is_bytes = false;
  std::size_t end = 0;
  std::string problem;
  std::string hint;
  std::size_t problem_begin = 0;
  std::size_t problem_end = 0;
};
// Requires: `prefix_size` letters at `begin`, then a quote.
StringLiteral read_string_literal(std::string_view text, std::size_t begin, std::size_t prefix_size);

void append_utf8(std::string& out, std::uint32_t code_point);

}  // namespace docket::expr
