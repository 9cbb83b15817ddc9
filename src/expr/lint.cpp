// Tested by tests/unit/expr/checker_test.cpp
#include "expr/lint.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

class Lint {
 public:
  Lint(const Program& program, std::vector<ExpressionProblem>& problems) : ast_(program.ast), problems_(problems) {}

  void comparison(const Node& node, const Type& left, const Type& right) {
    const NodeIndex a = ast_.child(node, 0);
    const NodeIndex b = ast_.child(node, 1);
    if (left.is(Kind::enumeration)) literal(b, a, left);
    if (right.is(Kind::enumeration)) literal(a, b, right);
    if (left.is(Kind::enumeration) && right.is(Kind::enumeration)) disjoint(node, left, right);
    null_comparison(node, a, left, b);
    null_comparison(node, b, right, a);
  }

  // `record.severity in ['major', 'majr']`, `'majr' in record.severities`
  void membership(const Node& node, const Type& item, const Type& range) {
    const NodeIndex left = ast_.child(node, 0);
    const NodeIndex right = ast_.child(node, 1);
    if (item.is(Kind::enumeration) && ast_[right].kind == NodeKind::list) {
      for (const NodeIndex each : ast_.children_of(right)) literal(each, left, item);
    }
    if (!range.parameters().empty() && range.parameters()[0].is(Kind::enumeration))
      literal(left, right, range.parameters()[0]);
  }

  void currencies(const Node& node, const std::string& name, const Type& left, const Type& right) {
    if (!left.is(Kind::money) || !right.is(Kind::money) || left.name().empty() || right.name().empty() ||
        left.name() == right.name())
      return;
    complain(
        node, "wrong-operands",
        backticked(name) + " cannot take amounts of different currencies, " + left.name() + " and " + right.name());
  }

  // Sizes and unsigned numbers are never below zero.
  void order(const Node& node, const std::string& name) {
    const bool is_left = is_never_negative(ast_.child(node, 0));
    if (!is_left && !is_never_negative(ast_.child(node, 1))) return;
    const NodeIndex other = ast_.child(node, is_left ? 1 : 0);
    if (!ast_.is_constant(other) || ast_.constant_of(ast_[other]).kind() != Value::Kind::integer) return;
    const std::int64_t bound = ast_.constant_of(ast_[other]).as_int();
    const bool asks_below = is_left ? name == "<" || name == "<=" : name == ">" || name == ">=";
    const bool is_strict = name == "<" || name == ">";
    const bool is_equality = name == "==";
    if (is_equality ? bound >= 0 : !asks_below || !(bound < 0 || (bound == 0 && is_strict))) return;
    complain(node, "always-false", "a size is never negative: this is never true");
  }

 private:
  void complain(const Node& node, std::string code, std::string message, std::string hint = {}) {
    problems_.push_back({node.begin, node.end, std::move(code), std::move(message), std::move(hint)});
  }

  void literal(NodeIndex at, NodeIndex enumerated, const Type& type) {
    if (ast_[at].kind == NodeKind::conditional) {
      literal(ast_.child(ast_[at], 1), enumerated, type);
      return literal(ast_.child(ast_[at], 2), enumerated, type);
    }
    if (!ast_.is_constant(at) || ast_.constant_of(ast_[at]).kind() != Value::Kind::string) return;
    const std::string word(ast_.constant_of(ast_[at]).as_string());
    if (std::ranges::find(type.values(), word) != type.values().end()) return;
    const std::vector<std::string> values(type.values().begin(), type.values().end());
    complain(ast_[at], "unknown-value", backticked(ast_.source_of(ast_[enumerated])) + " is never " + backticked(word),
             did_you_mean(word, values, "its values are " + listed(values)));
  }

  void disjoint(const Node& node, const Type& left, const Type& right) {
    const auto is_shared = [&](const std::string& value) {
      return std::ranges::find(right.values(), value) != right.values().end();
    };
    if (std::ranges::any_of(left.values(), is_shared)) return;
    complain(node, "always-false", "the two have no value in common: they are never equal");
  }

  // A field that may be absent is asked for with has(); it is never null.
  void null_comparison(const Node& node, NodeIndex side, const Type& type, NodeIndex other) {
    const bool is_null = ast_.is_constant(other) && ast_.constant_of(ast_[other]).is_null();
    if (!is_null || ast_[side].kind != NodeKind::field || type.is(Kind::dyn) || type.is(Kind::null)) return;
    const std::string field(ast_.source_of(ast_[side]));
    complain(node, "always-false", backticked(field) + " is never null",
             "a field may be absent: ask with `has(" + field + ")`");
  }

  bool is_never_negative(NodeIndex at) const {
    const Node& node = ast_[at];
    return (node.kind == NodeKind::builtin || node.kind == NodeKind::call) && node.text != kNone &&
           ast_.text_of(node) == "size";
  }

  const Ast& ast_;
  std::vector<ExpressionProblem>& problems_;
};

}  // namespace

void lint_call(const Program& program, NodeIndex call, const std::vector<Type>& arguments, const Inference& inference,
               std::vector<ExpressionProblem>& problems) {
  const Node& node = program.ast[call];
  const std::string& name = program.ast.text_of(node);
  if (arguments.size() != 2 || node.is_member) return;
  Lint lint(program, problems);
  const Type left = inference.resolve(arguments[0]);
  const Type right = inference.resolve(arguments[1]);
  if (name == "==" || name == "!=") lint.comparison(node, left, right);
  lint.currencies(node, name, left, right);
  if (name == "in") lint.membership(node, left, right);
  if (name == "<" || name == "<=" || name == ">" || name == ">=" || name == "==") lint.order(node, name);
}

}  // namespace docket::expr
