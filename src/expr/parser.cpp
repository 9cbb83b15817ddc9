// A hand-written parser: precedence climbing, one token ahead.
// Tested by tests/unit/expr/parser_test.cpp
#include "expr/parser.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "expr/lexer.hpp"
#include "expr/macros.hpp"

namespace docket::expr {
namespace {

struct BinaryOperator {
  TokenKind token;
  int precedence;
  std::string_view function;
};

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

constexpr std::string_view kReserved[] = {"as",        "break",  "const",  "continue", "else", "for",
                                          "function",  "if",     "import", "let",      "loop", "package",
                                          "namespace", "return", "var",    "void",     "while"};

// Thrown nowhere: a syntax error sets `is_stopped`, every loop then runs out, and the tree is dropped.
class Parser {
 public:
  explicit Parser(std::string_view text) {
    result_.ast.source = text;
    Tokens tokens = tokenize(text);
    tokens_ = std::move(tokens.tokens);
    result_.problems = std::move(tokens.problems);
    result_.ast.nodes.reserve(tokens_.size());
  }

  Parsed run() {
    if (peek().kind == TokenKind::end && result_.problems.empty()) {
      complain(0, 0, "syntax", "the expression is empty");
      return std::move(result_);
    }
    result_.ast.root = parse_expression();
    if (!is_stopped_ && peek().kind != TokenKind::end) unexpected();
    if (result_.problems.empty()) check_depth();
    return std::move(result_);
  }

 private:
  // ------------------------------------------------------------------------------- tokens

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& take() {
    const Token& token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    last_end_ = token.end;
    return token;
  }
  bool takes(TokenKind kind) {
    if (peek().kind != kind || is_stopped_) return false;
    take();
    return true;
  }
  std::string_view text_of(const Token& token) const {
    return std::string_view(result_.ast.source).substr(token.begin, token.end - token.begin);
  }
  bool is_word(const Token& token, std::string_view word) const {
    return token.kind == TokenKind::identifier && text_of(token) == word;
  }

  // ----------------------------------------------------------------------------- problems

  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint = {}) {
    result_.problems.push_back({begin, end, std::move(code), std::move(message), std::move(hint)});
  }

  void stop(const Token& token, std::string message, std::string hint = {}) {
    if (is_stopped_) return;
    is_stopped_ = true;
    // What the lexer complained about already needs no second complaint.
    if (token.kind != TokenKind::bad) complain(token.begin, token.end, "syntax", std::move(message), std::move(hint));
  }

  void unexpected(std::string_view wanted = {}) {
    const Token& token = peek();
    const std::string tail = wanted.empty() ? "" : "; expected " + std::string(wanted);
    if (token.kind == TokenKind::end) return stop(token, "the expression ends too early" + tail);
    stop(token, "unexpected " + backticked(text_of(token)) + tail);
  }

  void expect(TokenKind kind, std::string_view wanted) {
    if (!takes(kind)) unexpected(wanted);
  }

  // -------------------------------------------------------------------------------- nodes

  std::uint32_t text_index(std::string_view text) {
    result_.ast.texts.emplace_back(text);
    return static_cast<std::uint32_t>(result_.ast.texts.size() - 1);
  }

  Node make(NodeKind kind, std::uint32_t begin) const {
    Node node;
    node.kind = kind;
    node.begin = begin;
    node.end = last_end_;
    return node;
  }

  NodeIndex add(const Node& node) {
    result_.ast.nodes.push_back(node);
    return static_cast<NodeIndex>(result_.ast.nodes.size() - 1);
  }

  NodeIndex add(Node node, std::span<const NodeIndex> children, std::span<const bool> optional = {}) {
    node.first_child = static_cast<std::uint32_t>(result_.ast.children.size());
    node.child_count = static_cast<std::uint32_t>(children.size());
    result_.ast.children.insert(result_.ast.children.end(), children.begin(), children.end());
    for (std::size_t i = 0; i < children.size(); ++i)
      result_.ast.optional.push_back(i < optional.size() && optional[i]);
    return add(node);
  }

  NodeIndex add_constant(Value value, std::uint32_t begin) {
    Node node = make(NodeKind::constant, begin);
    node.value = static_cast<std::uint32_t>(result_.ast.constants.size());
    result_.ast.constants.push_back(std::move(value));
    return add(node);
  }

  NodeIndex add_call(std::string_view function, const Token& token, std::uint32_t begin,
                     std::span<const NodeIndex> children) {
    Node node = make(NodeKind::call, begin);
    node.text = text_index(function);
    node.token_begin = token.begin;
    node.token_end = token.end;
    return add(node, children);
  }

  std::uint32_t begin_of(NodeIndex at) const { return result_.ast[at].begin; }
  NodeIndex nothing() { return add_constant(Value::null(), peek().begin); }

  // -------------------------------------------------------------------------- expressions

  NodeIndex parse_expression() {
    if (++depth_ > limits::kExpressionDepth) {
      --depth_;
      stop(peek(), "the expression is nested deeper than " + std::to_string(limits::kExpressionDepth) + " levels");
      return nothing();
    }
    const NodeIndex node = parse_conditional();
    --depth_;
    return node;
  }

  NodeIndex parse_conditional() {
    const NodeIndex condition = parse_logical(NodeKind::logical_or);
    if (peek().kind != TokenKind::question || is_stopped_) return condition;
    const Token question = take();
    const NodeIndex yes = parse_logical(NodeKind::logical_or);
    expect(TokenKind::colon, "`:` and what holds otherwise");
    const NodeIndex no = parse_expression();
    Node node = make(NodeKind::conditional, begin_of(condition));
    node.token_begin = question.begin;
    node.token_end = question.end;
    return add(node, std::array{condition, yes, no});
  }

  // `or` and `and` are read as meant, and reported.
  bool takes_logical(NodeKind kind) {
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

  NodeIndex parse_logical(NodeKind kind) {
    const auto parse_part = [&] {
      return kind == NodeKind::logical_or ? parse_logical(NodeKind::logical_and) : parse_binary(1);
    };
    const NodeIndex first = parse_part();
    std::vector<NodeIndex> parts;
    while (takes_logical(kind)) {
      if (parts.empty()) parts.push_back(first);
      parts.push_back(parse_part());
    }
    if (parts.empty()) return first;
    return add(make(kind, begin_of(first)), parts);
  }

  NodeIndex parse_binary(int precedence_min) {
    NodeIndex left = parse_unary();
    while (!is_stopped_) {
      const BinaryOperator* found = find_binary(peek().kind);
      if (found == nullptr || found->precedence < precedence_min) break;
      const Token token = take();
      if (token.kind == TokenKind::assign) {
        complain(token.begin, token.end, "single-equals", "`=` is not an operator", "write `==` to compare");
        if (peek().kind == TokenKind::assign || peek().kind == TokenKind::equal) take();  // `= =` and `===`
      }
      const NodeIndex right = parse_binary(found->precedence + 1);
      left = add_call(found->function, token, begin_of(left), std::array{left, right});
    }
    return left;
  }

  NodeIndex parse_unary() {
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

  NodeIndex parse_nots(const Token& first) {
    if (first.kind != TokenKind::bang) {
      complain(first.begin, first.end, "word-operator", backticked(text_of(first)) + " is not an operator",
               "write `!`");
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
  bool is_not(const Token& token) const {
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

  NodeIndex parse_negative_number(std::uint32_t begin) {
    const Token& token = take();
    if (token.value.kind() == Value::Kind::real) return add_constant(Value::real(-token.value.as_double()), begin);
    // In unsigned arithmetic, so that 2^63 becomes the smallest int.
    return add_constant(Value::integer(static_cast<std::int64_t>(0U - token.value.as_uint())), begin);
  }

  // ------------------------------------------------------------------------------ members

  NodeIndex parse_member() { return parse_members_of(parse_primary()); }

  NodeIndex parse_members_of(NodeIndex operand) {
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

  NodeIndex parse_selection(NodeIndex operand) {
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

  NodeIndex parse_index(NodeIndex operand) {
    const Token& first = peek();
    const bool is_optional = takes(TokenKind::question);
    const NodeIndex at = parse_expression();
    expect(TokenKind::close_bracket, "`]`");
    Node node = make(is_optional ? NodeKind::index_optional : NodeKind::index, begin_of(operand));
    node.token_begin = first.begin;
    node.token_end = last_end_;
    return add(node, std::array{operand, at});
  }

  std::vector<NodeIndex> parse_arguments() {
    std::vector<NodeIndex> arguments;
    if (takes(TokenKind::close_paren)) return arguments;
    do arguments.push_back(parse_expression());
    while (takes(TokenKind::comma));
    expect(TokenKind::close_paren, "`,` or `)`");
    return arguments;
  }

  NodeIndex parse_member_call(NodeIndex target, const Token& name, std::string_view text) {
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

  struct MacroKind {
    NodeKind kind;
    std::size_t variables;
  };

  bool is_plain_name(NodeIndex at) const {
    const Node& node = result_.ast[at];
    return node.kind == NodeKind::name && !node.is_rooted && !node.is_parenthesised;
  }

  NodeIndex make_macro(MacroKind macro, const Token& name, NodeIndex range, std::span<const NodeIndex> variables,
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

  // ---------------------------------------------------------------------------- primaries

  NodeIndex parse_primary() {
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

  NodeIndex parse_literal(const Token& token) {
    if (token.is_beyond_int) {
      complain(token.begin, token.end, "bad-literal", backticked(text_of(token)) + " does not fit into 64 bits");
    }
    return add_constant(token.value, token.begin);
  }

  NodeIndex parse_parenthesised() {
    const Token open = take();
    const NodeIndex inner = parse_expression();
    expect(TokenKind::close_paren, "`)`");
    Node& node = result_.ast[inner];
    node.is_parenthesised = true;
    node.begin = open.begin;
    node.end = last_end_;
    return inner;
  }

  NodeIndex parse_list() {
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

  NodeIndex parse_map() {
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

  NodeIndex add_with_options(const Node& node, std::span<const NodeIndex> children, const std::vector<bool>& optional) {
    const NodeIndex added = add(node, children);
    for (std::size_t i = 0; i < optional.size(); ++i)
      result_.ast.optional[result_.ast[added].first_child + i] = optional[i];
    return added;
  }

  NodeIndex parse_name(std::uint32_t begin, bool is_rooted) {
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

  NodeIndex parse_global_call(const Token& name, std::string_view text, std::uint32_t begin, bool is_rooted) {
    const std::vector<NodeIndex> arguments = parse_arguments();
    if (is_stopped_) return nothing();
    if (text == "has" && arguments.size() == 1) return make_has(name, arguments[0], begin);
    const NodeIndex call = add_call(text, name, begin, arguments);
    result_.ast[call].is_rooted = is_rooted;
    return call;
  }

  NodeIndex make_has(const Token& name, NodeIndex argument, std::uint32_t begin) {
    Node node = result_.ast[argument];
    if (node.kind != NodeKind::select) {
      complain(node.begin, node.end, "has-argument", "`has` asks about a field, such as `has(record.facts)`");
      return argument;
    }
    node.kind = NodeKind::has_field;
    node.begin = begin;
    node.end = last_end_;
    static_cast<void>(name);
    return add(node);
  }

  // Children lie before their parents, so one pass from the front knows every depth.
  void check_depth() {
    const Ast& ast = result_.ast;
    std::vector<std::uint16_t> depths(ast.nodes.size(), 1);
    std::vector<std::uint16_t> macro_depths(ast.nodes.size(), 0);
    for (std::size_t i = 0; i < ast.nodes.size(); ++i) {
      for (const NodeIndex child : ast.children_of(ast.nodes[i])) {
        const auto at = static_cast<std::size_t>(child);
        depths[i] = std::max<std::uint16_t>(depths[i], static_cast<std::uint16_t>(depths[at] + 1));
        macro_depths[i] = std::max(macro_depths[i], macro_depths[at]);
      }
      if (is_macro(ast.nodes[i].kind)) ++macro_depths[i];
    }
    const auto root = static_cast<std::size_t>(ast.root);
    if (depths[root] > limits::kExpressionDepth) {
      complain(0, ast.source.size(), "limit",
               "the expression is nested deeper than " + std::to_string(limits::kExpressionDepth) + " levels");
    } else if (macro_depths[root] > limits::kMacroDepth) {
      complain(0, ast.source.size(), "limit",
               "macros are nested deeper than " + std::to_string(limits::kMacroDepth) + " levels");
    }
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::uint32_t last_end_ = 0;
  std::size_t depth_ = 0;
  bool is_stopped_ = false;
  Parsed result_;
};

}  // namespace

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
