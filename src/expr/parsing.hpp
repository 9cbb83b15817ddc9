// The parser as a class: recursive descent over tokens, one token ahead.
// parser.cpp has operators by precedence, parser_operands.cpp what stands between them.
// Tested by tests/unit/expr/parser_test.cpp
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/limits.hpp"
#include "expr/lexer.hpp"
#include "expr/parser.hpp"

namespace docket::expr {

// Thrown nowhere: a syntax error sets `is_stopped_`, every loop then runs out, and the tree is dropped.
class Parser {
 public:
  explicit Parser(std::string_view text) {
    result_.ast.source = text;
    Tokens tokens = tokenize(text);
    tokens_ = std::move(tokens.tokens);
    result_.problems = std::move(tokens.problems);
    result_.ast.nodes.reserve(tokens_.size());
  }
  Parsed run();

  struct BinaryOperator {
    TokenKind token;
    int precedence;
    std::string_view function;
  };

 private:
  // ------------------------------------------------------------------------------- tokens

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& take();
  bool takes(TokenKind kind);
  std::string_view text_of(const Token& token) const {
    return std::string_view(result_.ast.source).substr(token.begin, token.end - token.begin);
  }
  bool is_word(const Token& token, std::string_view word) const {
    return token.kind == TokenKind::identifier && text_of(token) == word;
  }

  // ----------------------------------------------------------------------------- problems

  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint = {});
  void stop(const Token& token, std::string message, std::string hint = {});
  void unexpected(std::string_view wanted = {});
  void expect(TokenKind kind, std::string_view wanted);

  // -------------------------------------------------------------------------------- nodes

  std::uint32_t text_index(std::string_view text);
  Node make(NodeKind kind, std::uint32_t begin) const;
  NodeIndex add(const Node& node);
  NodeIndex add(Node node, std::span<const NodeIndex> children, std::span<const bool> optional = {});
  NodeIndex add_constant(Value value, std::uint32_t begin);
  NodeIndex add_call(std::string_view function, const Token& token, std::uint32_t begin,
                     std::span<const NodeIndex> children);
  std::uint32_t begin_of(NodeIndex at) const { return result_.ast[at].begin; }
  NodeIndex nothing() { return add_constant(Value::null(), peek().begin); }

  // -------------------------------------------------------------------------- expressions

  NodeIndex parse_expression();
  NodeIndex parse_conditional();
  // `or` and `and` are read as meant, and reported.
  bool takes_logical(NodeKind kind);
  NodeIndex parse_logical(NodeKind kind);
  NodeIndex parse_binary(int precedence_min);
  const BinaryOperator* foreign_operator();
  void correct_operator(const Token& token, const BinaryOperator*& found);
  NodeIndex parse_unary();
  NodeIndex parse_nots(const Token& first);
  // One level deeper, unless that is too deep.
  template <class Parse>
  NodeIndex parse_nested(const Token& token, Parse parse) {
    if (++depth_ > limits::kExpressionDepth) {
      --depth_;
      stop(token, "the expression is nested deeper than " + std::to_string(limits::kExpressionDepth) + " levels");
      return nothing();
    }
    const NodeIndex node = parse();
    --depth_;
    return node;
  }
  // `not` before something it can negate; `not` alone, or before a dot, may be somebody's name.
  bool is_not(const Token& token) const;
  NodeIndex parse_negative_number(std::uint32_t begin);

  // ------------------------------------------------------------------------------ operands

  NodeIndex parse_member() { return parse_members_of(parse_primary()); }
  NodeIndex parse_members_of(NodeIndex operand);
  NodeIndex parse_selection(NodeIndex operand);
  NodeIndex parse_index(NodeIndex operand);
  std::vector<NodeIndex> parse_arguments();
  NodeIndex parse_member_call(NodeIndex target, const Token& name, std::string_view text);

  struct MacroKind {
    NodeKind kind;
    std::size_t variables;
  };

  bool is_plain_name(NodeIndex at) const;
  NodeIndex make_macro(MacroKind macro, const Token& name, NodeIndex range, std::span<const NodeIndex> variables,
                       std::span<const NodeIndex> children, std::uint32_t begin);

  NodeIndex parse_primary();
  NodeIndex parse_literal(const Token& token);
  NodeIndex parse_parenthesised();
  NodeIndex parse_list();
  NodeIndex parse_map();
  NodeIndex add_with_options(const Node& node, std::span<const NodeIndex> children, const std::vector<bool>& optional);
  NodeIndex parse_name(std::uint32_t begin, bool is_rooted);
  NodeIndex parse_global_call(const Token& name, std::string_view text, std::uint32_t begin, bool is_rooted);
  NodeIndex make_has(NodeIndex argument, std::uint32_t begin);

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::uint32_t last_end_ = 0;
  std::size_t depth_ = 0;
  bool is_stopped_ = false;
  Parsed result_;
};

}  // namespace docket::expr
