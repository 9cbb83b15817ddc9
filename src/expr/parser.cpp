// A hand-written parser: precedence climbing, one token ahead.
// Tested by tests/unit/expr/parser_test.cpp
#include "expr/parser.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "expr/foreign.hpp"
#include "expr/nesting.hpp"
#include "expr/parsing.hpp"

namespace docket::expr {
namespace {

using BinaryOperator = Parser::BinaryOperator;

constexpr BinaryOperator kBinaryOperators[] = {{TokenKind::less, 1, "<"},    {TokenKind::less_equal, 1, "<="},
                                               {TokenKind::greater, 1, ">"}, {TokenKind::greater_equal, 1, ">="},
                                               {TokenKind::equal, 1, "=="},  {TokenKind::not_equal, 1, "!="},
                                               {TokenKind::in, 1, "in"},     {TokenKind::assign, 1, "=="},
                                               {TokenKind::plus, 2, "+"},    {TokenKind::minus, 2, "-"},
                                               {TokenKind::star, 3, "*"},    {TokenKind::slash, 3, "/"},
                                               {TokenKind::percent, 3, "%"}};

const BinaryOperator* find_binary(TokenKind token) {
  const auto* found = std::ranges::find(kBinaryOperators, token, &BinaryOperator::token);
  return found == std::end(kBinaryOperators) ? nullptr : found;
}

}  // namespace

Parsed Parser::run() {
  if (peek().kind == TokenKind::end && result_.problems.empty()) {
    complain(0, 0, "syntax", "the expression is empty");
    return std::move(result_);
  }
  result_.ast.root = parse_expression();
  if (!is_stopped_ && peek().kind != TokenKind::end) unexpected();
  if (result_.problems.empty()) {
    if (auto problem = nesting_problem(result_.ast)) result_.problems.push_back(*std::move(problem));
  }
  return std::move(result_);
}

const Token& Parser::take() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  last_end_ = token.end;
  return token;
}

bool Parser::takes(TokenKind kind) {
  if (peek().kind != kind || is_stopped_) return false;
  take();
  return true;
}

void Parser::complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint) {
  result_.problems.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
}

void Parser::stop(const Token& token, std::string message, std::string hint) {
  if (is_stopped_) return;
  is_stopped_ = true;
  // What the lexer complained about already needs no second complaint.
  if (token.kind != TokenKind::bad) complain(token.begin, token.end, "syntax", std::move(message), std::move(hint));
}

void Parser::unexpected(std::string_view wanted) {
  const Token& token = peek();
  const std::string tail = wanted.empty() ? "" : "; expected " + std::string(wanted);
  if (token.kind == TokenKind::end) return stop(token, "the expression ends too early" + tail);
  stop(token, "unexpected " + backticked(text_of(token)) + tail);
}

void Parser::expect(TokenKind kind, std::string_view wanted) {
  if (!takes(kind)) unexpected(wanted);
}

std::uint32_t Parser::text_index(std::string_view text) {
  result_.ast.texts.emplace_back(text);
  return static_cast<std::uint32_t>(result_.ast.texts.size() - 1);
}

Node Parser::make(NodeKind kind, std::uint32_t begin) const {
  Node node;
  node.kind = kind;
  node.begin = begin;
  node.end = last_end_;
  return node;
}

NodeIndex Parser::add(const Node& node) {
  result_.ast.nodes.push_back(node);
  return static_cast<NodeIndex>(result_.ast.nodes.size() - 1);
}

NodeIndex Parser::add(Node node, std::span<const NodeIndex> children, std::span<const bool> optional) {
  node.first_child = static_cast<std::uint32_t>(result_.ast.children.size());
  node.child_count = static_cast<std::uint32_t>(children.size());
  result_.ast.children.insert(result_.ast.children.end(), children.begin(), children.end());
  for (std::size_t i = 0; i < children.size(); ++i) result_.ast.optional.push_back(i < optional.size() && optional[i]);
  return add(node);
}

NodeIndex Parser::add_constant(Value value, std::uint32_t begin) {
  Node node = make(NodeKind::constant, begin);
  node.value = static_cast<std::uint32_t>(result_.ast.constants.size());
  result_.ast.constants.push_back(std::move(value));
  return add(node);
}

NodeIndex Parser::add_call(std::string_view function, const Token& token, std::uint32_t begin,
                           std::span<const NodeIndex> children) {
  Node node = make(NodeKind::call, begin);
  node.text = text_index(function);
  node.token_begin = token.begin;
  node.token_end = token.end;
  return add(node, children);
}

NodeIndex Parser::parse_expression() {
  return parse_nested(peek(), [&] { return parse_conditional(); });
}

NodeIndex Parser::parse_conditional() {
  const NodeIndex condition = parse_logical(NodeKind::logical_or);
  if (peek().kind != TokenKind::question || is_stopped_) return condition;
  const Token question = take();
  const bool is_joined = peek().begin == question.end;
  if (is_joined && (peek().kind == TokenKind::dot || peek().kind == TokenKind::question)) {
    const bool is_chain = peek().kind == TokenKind::dot;
    stop({.begin = question.begin, .end = peek().end}, std::string(is_chain ? "`?.`" : "`??`") + " is not an operator",
         is_chain ? "the `?` follows the dot: `record.?fee`" : "write `record.?fee.orValue(...)`");
    return condition;
  }
  const NodeIndex yes = parse_logical(NodeKind::logical_or);
  expect(TokenKind::colon, "`:` and what holds otherwise");
  const NodeIndex no = parse_expression();
  Node node = make(NodeKind::conditional, begin_of(condition));
  node.token_begin = question.begin;
  node.token_end = question.end;
  return add(node, std::array{condition, yes, no});
}

bool Parser::takes_logical(NodeKind kind) {
  if (is_stopped_) return false;
  const bool is_and = kind == NodeKind::logical_and;
  if (takes(is_and ? TokenKind::and_and : TokenKind::or_or)) return true;
  const Token& token = peek();
  const std::string_view word = is_and ? "and" : "or";
  const std::string_view capitals = is_and ? "AND" : "OR";
  if (!is_word(token, word) && !is_word(token, capitals)) return false;
  const std::string_view symbol = is_and ? "&&" : "||";
  complain(token.begin, token.end, "word-operator", backticked(text_of(token)) + " is not an operator",
           "write " + backticked(symbol));
  take();
  return true;
}

NodeIndex Parser::parse_logical(NodeKind kind) {
  const auto parse_part = [&] {
    return kind == NodeKind::logical_or ? parse_logical(NodeKind::logical_and) : parse_binary(1);
  };
  const NodeIndex first = parse_part();
  std::vector<NodeIndex> parts;
  // `(a && b) && c` is `a && b && c`: brackets that change nothing leave no trace in what is made of it.
  const auto add_part = [&](NodeIndex part) {
    const Node& node = result_.ast[part];
    if (node.kind != kind) return parts.push_back(part);
    const auto inner = result_.ast.children_of(node);
    parts.insert(parts.end(), inner.begin(), inner.end());
  };
  while (takes_logical(kind)) {
    if (parts.empty()) add_part(first);
    add_part(parse_part());
  }
  if (parts.empty()) return first;
  return add(make(kind, begin_of(first)), parts);
}

NodeIndex Parser::parse_binary(int precedence_min) {
  NodeIndex left = parse_unary();
  while (!is_stopped_) {
    const BinaryOperator* found = find_binary(peek().kind);
    if (found == nullptr) found = foreign_operator();
    if (found == nullptr || found->precedence < precedence_min) break;
    const Token token = take();
    if (!is_stopped_) correct_operator(token, found);
    const NodeIndex right = parse_binary(found->precedence + 1);
    left = add_call(found->function, token, begin_of(left), std::array{left, right});
  }
  return left;
}

// A word of another language where an operator is awaited, read as what it means here.
const Parser::BinaryOperator* Parser::foreign_operator() {
  const Token& token = peek();
  if (token.kind != TokenKind::identifier) return nullptr;
  if (is_word(token, "not") && peek(1).kind == TokenKind::in) {
    complain(token.begin, peek(1).end, "word-operator", "`not in` is not an operator", "write `!(x in list)`");
    take();
    return find_binary(TokenKind::in);
  }
  const ForeignOperator* known = find_foreign_operator(text_of(token));
  if (known == nullptr) return nullptr;
  const bool is_negated = is_word(peek(1), "not") || is_word(peek(1), "NOT");
  const bool is_is = known->word == "is" || known->word == "IS";
  complain(token.begin, is_is && is_negated ? peek(1).end : token.end, "word-operator",
           backticked(is_is && is_negated ? "is not" : text_of(token)) + " is not an operator",
           is_is && is_negated ? "write `!=`; whether a field is there at all: `has(record.field)`"
                               : std::string(known->hint));
  if (known->function.empty()) is_stopped_ = true;
  if (is_is && is_negated) take();
  const auto* found = std::ranges::find(kBinaryOperators, known->function, &BinaryOperator::function);
  return found == std::end(kBinaryOperators) ? nullptr : found;
}

// `=`, `===`, `<>`, `=>` and their like: said once, and read as meant.
void Parser::correct_operator(const Token& token, const BinaryOperator*& found) {
  const Token& next = peek();
  const bool is_joined = next.begin == token.end;
  const auto correct = [&](std::string code, std::string_view hint) {
    const auto typed = result_.ast.source.substr(token.begin, next.end - token.begin);
    complain(token.begin, next.end, std::move(code), backticked(typed) + " is not an operator", std::string(hint));
    take();
  };
  const auto is_equal = next.kind == TokenKind::assign || next.kind == TokenKind::equal;
  if (is_joined && token.kind == TokenKind::less && next.kind == TokenKind::greater) {
    correct("word-operator", "write `!=`");
    found = find_binary(TokenKind::not_equal);
  } else if (is_joined && is_equal && (token.kind == TokenKind::equal || token.kind == TokenKind::not_equal)) {
    correct("word-operator", token.kind == TokenKind::equal ? "write `==`" : "write `!=`");
  } else if (token.kind == TokenKind::assign && is_joined && next.kind == TokenKind::greater) {
    correct("single-equals",
            "write `>=` to compare; in a macro a comma comes before the condition: `exists(x, x > 1)`");
  } else if (token.kind == TokenKind::assign && is_joined && next.kind == TokenKind::less) {
    correct("single-equals", "write `<=`");
  } else if (token.kind == TokenKind::assign) {
    complain(token.begin, token.end, "single-equals", "`=` is not an operator", "write `==` to compare");
    if (is_equal) take();  // `= =`
  }
}

NodeIndex Parser::parse_unary() {
  const Token first = peek();
  if (first.kind == TokenKind::bang || is_not(first)) return parse_nots(first);
  if (first.kind != TokenKind::minus) return parse_member();
  take();
  if (peek().kind == TokenKind::literal && peek().is_number && peek().value.kind() != Value::Kind::uinteger) {
    return parse_members_of(parse_negative_number(first.begin));
  }
  return parse_nested(first, [&] {
    const NodeIndex operand = parse_unary();
    return add_call("-_", first, first.begin, std::array{operand});
  });
}

NodeIndex Parser::parse_nots(const Token& first) {
  if (first.kind != TokenKind::bang) {
    complain(first.begin, first.end, "word-operator", backticked(text_of(first)) + " is not an operator", "write `!`");
  }
  take();
  return parse_nested(first, [&] {
    const NodeIndex operand = first.kind == TokenKind::bang ? parse_unary() : parse_binary(1);
    Node node = make(NodeKind::logical_not, first.begin);
    node.token_begin = first.begin;
    node.token_end = first.end;
    return add(node, std::array{operand});
  });
}

bool Parser::is_not(const Token& token) const {
  if (!is_word(token, "not") && !is_word(token, "NOT")) return false;
  switch (peek(1).kind) {
    case TokenKind::identifier:
    case TokenKind::quoted_identifier:
    case TokenKind::literal:
    case TokenKind::bang:
    case TokenKind::open_paren: return true;
    case TokenKind::end:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::star:
    case TokenKind::slash:
    case TokenKind::percent:
    case TokenKind::question:
    case TokenKind::colon:
    case TokenKind::comma:
    case TokenKind::dot:
    case TokenKind::close_paren:
    case TokenKind::open_bracket:
    case TokenKind::close_bracket:
    case TokenKind::open_brace:
    case TokenKind::close_brace:
    case TokenKind::less:
    case TokenKind::less_equal:
    case TokenKind::greater:
    case TokenKind::greater_equal:
    case TokenKind::equal:
    case TokenKind::not_equal:
    case TokenKind::and_and:
    case TokenKind::or_or:
    case TokenKind::in:
    case TokenKind::assign:
    case TokenKind::bad: return false;
  }
  return false;
}

Parsed parse(std::string_view text) {
  if (text.size() > limits::kExpressionBytes) {
    Parsed parsed;
    parsed.problems.push_back({0,
                               text.size(),
                               "limit",
                               "the expression is longer than " + std::to_string(limits::kExpressionBytes) + " bytes",
                               {}});
    return parsed;
  }
  if (const auto bad = first_invalid_utf8(text)) {
    Parsed parsed;
    parsed.problems.push_back({*bad, *bad + 1, "syntax", "the expression is not UTF-8", {}});
    return parsed;
  }
  return Parser(text).run();
}

}  // namespace docket::expr
