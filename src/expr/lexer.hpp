// Text to tokens.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "docket/expression.hpp"
#include "docket/value.hpp"

namespace docket::expr {

enum class TokenKind : std::uint8_t {
  end,
  identifier,
  quoted_identifier,
  literal,
  plus,
  minus,
  star,
  slash,
  percent,
  bang,
  question,
  colon,
  comma,
  dot,
  open_paren,
  close_paren,
  open_bracket,
  close_bracket,
  open_brace,
  close_brace,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  and_and,
  or_or,
  in,
  assign,  // `=`, an author's slip for `==`
  bad,
};

struct Token {
  TokenKind kind = TokenKind::end;
  bool is_number = false;      // a literal written as digits, so that `-` can become part of it
  bool is_beyond_int = false;  // exactly 9223372036854775808: only right after `-`
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  Value value;  // of a literal
};

struct Tokens {
  std::vector<Token> tokens;  // the last one is `end`
  std::vector<ExpressionProblem> problems;
};

Tokens tokenize(std::string_view text);

}  // namespace docket::expr
