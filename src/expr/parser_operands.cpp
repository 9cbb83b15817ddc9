// Operands: literals, names, calls, macros, lists and maps, and what follows them with a dot or bracket.
// Tested by tests/unit/expr/parser_test.cpp
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "expr/macros.hpp"
#include "expr/parsing.hpp"

namespace docket::expr {
namespace {

constexpr std::string_view kReserved[] = {"as",        "break",  "const",  "continue", "else", "for",
                                          "function",  "if",     "import", "let",      "loop", "package",
                                          "namespace", "return", "var",    "void",     "while"};

}  // namespace

NodeIndex Parser::parse_negative_number(std::uint32_t begin) {
  const Token& token = take();
  if (token.value.kind() == Value::Kind::real) return add_constant(Value::real(-token.value.as_double()), begin);
  // In unsigned arithmetic, so that 2^63 becomes the smallest int.
  return add_constant(Value::integer(static_cast<std::int64_t>(0U - token.value.as_uint())), begin);
}

NodeIndex Parser::parse_members_of(NodeIndex operand) {
  while (!is_stopped_) {
    if (takes(TokenKind::dot))
      operand = parse_selection(operand);
    else if (takes(TokenKind::open_bracket))
      operand = parse_index(operand);
    else
      break;
  }
  return operand;
}

NodeIndex Parser::parse_selection(NodeIndex operand) {
  const bool is_optional = takes(TokenKind::question);
  const Token name = peek();
  if (name.kind != TokenKind::identifier && name.kind != TokenKind::quoted_identifier) {
    unexpected("the name of a field");
    return operand;
  }
  take();
  const bool is_quoted = name.kind == TokenKind::quoted_identifier;
  const auto text = is_quoted ? text_of(name).substr(1, text_of(name).size() - 2) : text_of(name);
  if (!is_optional && !is_quoted && takes(TokenKind::open_paren)) return parse_member_call(operand, name, text);
  Node node = make(is_optional ? NodeKind::select_optional : NodeKind::select, begin_of(operand));
  node.text = text_index(text);
  node.token_begin = name.begin;
  node.token_end = name.end;
  return add(node, std::array{operand});
}

NodeIndex Parser::parse_index(NodeIndex operand) {
  const Token& first = peek();
  const bool is_optional = takes(TokenKind::question);
  const NodeIndex at = parse_expression();
  expect(TokenKind::close_bracket, "`]`");
  Node node = make(is_optional ? NodeKind::index_optional : NodeKind::index, begin_of(operand));
  node.token_begin = first.begin;
  node.token_end = last_end_;
  return add(node, std::array{operand, at});
}

std::vector<NodeIndex> Parser::parse_arguments() {
  std::vector<NodeIndex> arguments;
  if (takes(TokenKind::close_paren)) return arguments;
  do arguments.push_back(parse_expression());
  while (takes(TokenKind::comma));
  expect(TokenKind::close_paren, "`,` or `)`");
  return arguments;
}

NodeIndex Parser::parse_member_call(NodeIndex target, const Token& name, std::string_view text) {
  std::vector<NodeIndex> arguments = parse_arguments();
  if (is_stopped_) return target;
  if (text == "bind" && arguments.size() == 3 && is_plain_name(target) &&
      result_.ast.text_of(result_.ast[target]) == "cel") {
    return make_macro({NodeKind::bind, 1}, name, arguments[1], std::array{arguments[0]},
                      std::array{arguments[1], arguments[2]}, begin_of(target));
  }
  if (const MacroShape* shape = find_macro(text, arguments.size())) {
    const auto variables = std::span(arguments).first(shape->variables);
    std::vector<NodeIndex> children = {target};
    children.insert(children.end(), arguments.begin() + shape->variables, arguments.end());
    return make_macro({shape->kind, shape->variables}, name, target, variables, children, begin_of(target));
  }
  arguments.insert(arguments.begin(), target);
  const NodeIndex call = add_call(text, name, begin_of(target), arguments);
  result_.ast[call].is_member = true;
  return call;
}

bool Parser::is_plain_name(NodeIndex at) const {
  const Node& node = result_.ast[at];
  return node.kind == NodeKind::name && !node.is_rooted && !node.is_parenthesised;
}

NodeIndex Parser::make_macro(MacroKind macro, const Token& name, NodeIndex range, std::span<const NodeIndex> variables,
                             std::span<const NodeIndex> children, std::uint32_t begin) {
  for (const NodeIndex variable : variables) {
    if (is_plain_name(variable)) continue;
    const Node& node = result_.ast[variable];
    complain(node.begin, node.end, "macro-variable",
             "the variable of " + backticked(text_of(name)) + " must be a plain name");
    return range;
  }
  Node node = make(macro.kind, begin);
  node.token_begin = name.begin;
  node.token_end = name.end;
  node.text = result_.ast[variables[0]].text;
  if (macro.variables == 2) node.text2 = result_.ast[variables[1]].text;
  if (macro.variables == 2 && result_.ast.texts[node.text] == result_.ast.texts[node.text2]) {
    const Node& second = result_.ast[variables[1]];
    complain(second.begin, second.end, "macro-variable",
             "the two variables of " + backticked(text_of(name)) + " must differ");
  }
  return add(node, children);
}

NodeIndex Parser::parse_primary() {
  const Token token = peek();
  switch (token.kind) {
    case TokenKind::literal: take(); return parse_literal(token);
    case TokenKind::open_paren: return parse_parenthesised();
    case TokenKind::open_bracket: return parse_list();
    case TokenKind::open_brace: return parse_map();
    case TokenKind::dot: take(); return parse_name(token.begin, true);
    case TokenKind::identifier: return parse_name(token.begin, false);
    case TokenKind::quoted_identifier:
      stop(token, "backticks are for the names of fields", "write text as `'...'`");
      return nothing();
    case TokenKind::end:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::star:
    case TokenKind::slash:
    case TokenKind::percent:
    case TokenKind::bang:
    case TokenKind::question:
    case TokenKind::colon:
    case TokenKind::comma:
    case TokenKind::close_paren:
    case TokenKind::close_bracket:
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
    case TokenKind::bad: unexpected("a value"); return nothing();
  }
  return nothing();
}

NodeIndex Parser::parse_literal(const Token& token) {
  if (token.is_beyond_int) {
    complain(token.begin, token.end, "bad-literal", backticked(text_of(token)) + " does not fit into 64 bits");
  }
  return add_constant(token.value, token.begin);
}

NodeIndex Parser::parse_parenthesised() {
  const Token open = take();
  const NodeIndex inner = parse_expression();
  if (peek().kind == TokenKind::comma) stop(peek(), "unexpected `,`; expected `)`", "a list is written `['a', 'b']`");
  expect(TokenKind::close_paren, "`)`");
  Node& node = result_.ast[inner];
  node.is_parenthesised = true;
  node.begin = open.begin;
  node.end = last_end_;
  return inner;
}

NodeIndex Parser::parse_list() {
  const Token open = take();
  std::vector<NodeIndex> items;
  std::vector<bool> optional;
  while (!is_stopped_ && peek().kind != TokenKind::close_bracket) {
    optional.push_back(takes(TokenKind::question));
    items.push_back(parse_expression());
    if (!takes(TokenKind::comma)) break;
  }
  expect(TokenKind::close_bracket, "`,` or `]`");
  return add_with_options(make(NodeKind::list, open.begin), items, optional);
}

NodeIndex Parser::parse_map() {
  const Token open = take();
  std::vector<NodeIndex> entries;
  std::vector<bool> optional;
  while (!is_stopped_ && peek().kind != TokenKind::close_brace) {
    const bool is_optional = takes(TokenKind::question);
    optional.insert(optional.end(), {is_optional, is_optional});
    entries.push_back(parse_expression());
    expect(TokenKind::colon, "`:` and a value");
    entries.push_back(parse_expression());
    if (!takes(TokenKind::comma)) break;
  }
  expect(TokenKind::close_brace, "`,` or `}`");
  return add_with_options(make(NodeKind::map, open.begin), entries, optional);
}

NodeIndex Parser::add_with_options(const Node& node, std::span<const NodeIndex> children,
                                   const std::vector<bool>& optional) {
  const NodeIndex added = add(node, children);
  for (std::size_t i = 0; i < optional.size(); ++i)
    result_.ast.optional[result_.ast[added].first_child + i] = optional[i];
  return added;
}

NodeIndex Parser::parse_name(std::uint32_t begin, bool is_rooted) {
  const Token name = peek();
  if (name.kind != TokenKind::identifier) {
    unexpected("a name");
    return nothing();
  }
  take();
  const auto text = text_of(name);
  if (std::ranges::find(kReserved, text) != std::end(kReserved)) {
    stop(name, backticked(text) + " is a reserved word and cannot be a name");
    return nothing();
  }
  if (takes(TokenKind::open_paren)) return parse_global_call(name, text, begin, is_rooted);
  if (peek().kind == TokenKind::open_brace) {
    stop(peek(), "structures cannot be made in an expression", "write a map: `{'name': value}`");
    return nothing();
  }
  Node node = make(NodeKind::name, begin);
  node.text = text_index(text);
  node.token_begin = name.begin;
  node.token_end = name.end;
  node.is_rooted = is_rooted;
  return add(node);
}

NodeIndex Parser::parse_global_call(const Token& name, std::string_view text, std::uint32_t begin, bool is_rooted) {
  const std::vector<NodeIndex> arguments = parse_arguments();
  if (is_stopped_) return nothing();
  if (text == "has" && arguments.size() == 1) return make_has(arguments[0], begin);
  const NodeIndex call = add_call(text, name, begin, arguments);
  result_.ast[call].is_rooted = is_rooted;
  return call;
}

NodeIndex Parser::make_has(NodeIndex argument, std::uint32_t begin) {
  Node node = result_.ast[argument];
  if (node.kind != NodeKind::select) {
    complain(node.begin, node.end, "has-argument", "`has` asks about a field, such as `has(record.facts)`");
    return argument;
  }
  node.kind = NodeKind::has_field;
  node.begin = begin;
  node.end = last_end_;
  return add(node);
}

}  // namespace docket::expr
