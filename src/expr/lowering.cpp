// From the checked tree to predicates.
// Tested by tests/unit/expr/lowering_test.cpp
#include "expr/lowering.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "expr/program.hpp"

namespace docket::expr {
namespace {

constexpr std::size_t kShortText = 14;  // what lies inside a Value

// A record more and its fields would be fetched for each condition: beyond this, one by one.
constexpr std::size_t kRecordsMax = 4;

std::optional<Relation> relation_of(std::string_view name) {
  if (name == "<") return Relation::less;
  if (name == "<=") return Relation::less_equal;
  if (name == ">") return Relation::greater;
  if (name == ">=") return Relation::greater_equal;
  if (name == "==") return Relation::equal;
  if (name == "!=") return Relation::not_equal;
  return std::nullopt;
}

// `3 < x` is `x > 3`.
Relation mirrored(Relation relation) {
  switch (relation) {
    case Relation::less: return Relation::greater;
    case Relation::less_equal: return Relation::greater_equal;
    case Relation::greater: return Relation::less;
    case Relation::greater_equal: return Relation::less_equal;
    case Relation::equal: case Relation::not_equal: return relation;
  }
  return relation;
}

bool is_short_text(const Value& value) { return value.kind() == Value::Kind::string && value.as_string().size() <= kShortText; }

class Lowering {
 public:
  explicit Lowering(const Program& program) : program_(program), ast_(program.ast) {}

  Lowered run() {
    for (const NodeIndex clause : program_.clause_nodes) lowered_.clauses.push_back(add(predicate(clause)));
    return std::move(lowered_);
  }

 private:
  std::uint32_t add(Predicate predicate) {
    lowered_.predicates.push_back(predicate);
    return static_cast<std::uint32_t>(lowered_.predicates.size() - 1);
  }

  static Predicate opaque(NodeIndex at) {
    Predicate predicate;
    predicate.node = at;
    return predicate;
  }

  Predicate predicate(NodeIndex at) {
    const Node& node = ast_[at];
    std::optional<Predicate> found;
    if (node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or) found = junction(node);
    if (node.kind == NodeKind::logical_not) found = negation(node);
    if (node.kind == NodeKind::field && type_of(at).is(Type::Kind::boolean)) found = on_slot(PredicateKind::is_true, node);
    if (node.kind == NodeKind::has_known_field) found = on_slot(PredicateKind::is_set, node);
    if (node.kind == NodeKind::builtin) found = call(node);
    if (node.kind == NodeKind::constant && ast_.constant_of(node).kind() == Value::Kind::boolean) found = truth(ast_.constant_of(node).as_bool());
    Predicate result = found.value_or(opaque(at));
    result.node = at;
    return result;
  }

  static Predicate truth(bool value) {
    Predicate predicate;
    predicate.kind = PredicateKind::constant;
    predicate.is_negated = !value;
    return predicate;
  }

  // The parts of a junction lie side by side.
  Predicate junction(const Node& node) {
    std::vector<Predicate> parts;
    for (const NodeIndex child : ast_.children_of(node)) parts.push_back(predicate(child));
    Predicate result;
    result.kind = node.kind == NodeKind::logical_and ? PredicateKind::all_of : PredicateKind::any_of;
    result.first = static_cast<std::uint32_t>(lowered_.predicates.size());
    result.count = static_cast<std::uint32_t>(parts.size());
    lowered_.predicates.insert(lowered_.predicates.end(), parts.begin(), parts.end());
    return result;
  }

  std::optional<Predicate> negation(const Node& node) {
    Predicate inner = predicate(ast_.child(node, 0));
    if (inner.kind == PredicateKind::opaque) return std::nullopt;
    inner.is_negated = !inner.is_negated;
    return inner;
  }

  const Type& type_of(NodeIndex at) const { return program_.types[static_cast<std::size_t>(at)]; }

  std::optional<Slot> slot_of(const Node& node) {
    if (node.kind != NodeKind::field && node.kind != NodeKind::has_known_field) return std::nullopt;
    const auto variable = static_cast<VariableIndex>(node.value);
    auto found = std::ranges::find(lowered_.records, variable);
    if (found == lowered_.records.end()) {
      if (lowered_.records.size() == kRecordsMax) return std::nullopt;
      lowered_.records.push_back(variable);
      found = lowered_.records.end() - 1;
    }
    return Slot{static_cast<std::uint32_t>(found - lowered_.records.begin()), node.value2};
  }

  std::optional<Predicate> on_slot(PredicateKind kind, const Node& node) {
    const auto slot = slot_of(node);
    if (!slot) return std::nullopt;
    Predicate predicate;
    predicate.kind = kind;
    predicate.slot = *slot;
    return predicate;
  }

  std::optional<Predicate> call(const Node& node) {
    const auto name = program_.rows[node.value]->name;
    if (node.child_count != 2) return std::nullopt;
    if (name == "in") return membership(node);
    const auto relation = relation_of(name);
    if (!relation) return std::nullopt;
    const bool is_swapped = ast_.is_constant(ast_.child(node, 0));
    const NodeIndex left = ast_.child(node, is_swapped ? 1 : 0);
    const NodeIndex right = ast_.child(node, is_swapped ? 0 : 1);
    return comparison(left, is_swapped ? mirrored(*relation) : *relation, right);
  }

  std::optional<Predicate> comparison(NodeIndex left, Relation relation, NodeIndex right) {
    const Node& subject = ast_[left];
    if (ast_[right].kind == NodeKind::field) return field_comparison(left, relation, right);
    if (!ast_.is_constant(right)) return std::nullopt;
    const Value& literal = ast_.constant_of(ast_[right]);
    const bool is_int = literal.kind() == Value::Kind::integer;
    if (is_int && is_size_of_field(subject)) return bounded(PredicateKind::size_order, ast_[ast_.child(subject, 0)], relation, literal.as_int());
    if (subject.kind != NodeKind::field) return std::nullopt;
    if (is_int && type_of(left).is(Type::Kind::integer)) return bounded(PredicateKind::int_order, subject, relation, literal.as_int());
    if (relation != Relation::equal && relation != Relation::not_equal) return std::nullopt;
    auto result = on_slot(is_short_text(literal) ? PredicateKind::same_bytes : PredicateKind::equal, subject);
    if (!result) return std::nullopt;
    result->first = add_literal(literal);
    result->is_negated = relation == Relation::not_equal;
    return result;
  }

  std::optional<Predicate> field_comparison(NodeIndex left, Relation relation, NodeIndex right) {
    const bool are_ints = type_of(left).is(Type::Kind::integer) && type_of(right).is(Type::Kind::integer);
    if (!are_ints || ast_[left].kind != NodeKind::field) return std::nullopt;
    const auto other = slot_of(ast_[right]);
    auto result = on_slot(PredicateKind::int_fields, ast_[left]);
    if (!result || !other) return std::nullopt;
    result->relation = relation;
    result->other = *other;
    return result;
  }

  // Of a list or map: the size of a text is a walk over it, which the general evaluator pays for.
  bool is_size_of_field(const Node& node) const {
    if (node.kind != NodeKind::builtin || program_.rows[node.value]->name != "size" || node.child_count != 1) return false;
    const NodeIndex argument = ast_.child(node, 0);
    const Type& type = type_of(argument);
    return ast_[argument].kind == NodeKind::field && (type.is(Type::Kind::list) || type.is(Type::Kind::map));
  }

  std::optional<Predicate> bounded(PredicateKind kind, const Node& subject, Relation relation, std::int64_t bound) {
    auto result = on_slot(kind, subject);
    if (!result) return std::nullopt;
    result->relation = relation;
    result->bound = bound;
    return result;
  }

  std::optional<Predicate> membership(const Node& node) {
    const NodeIndex set = ast_.child(node, 1);
    const Node& subject = ast_[ast_.child(node, 0)];
    if (subject.kind != NodeKind::field || !ast_.is_constant(set)) return std::nullopt;
    const auto items = ast_.constant_of(ast_[set]).as_list();
    const bool are_short = std::ranges::all_of(items, is_short_text);
    constexpr std::size_t kSetMax = 64;  // a longer walk is paid for
    if (ast_.constant_of(ast_[set]).kind() != Value::Kind::list || items.size() > kSetMax) return std::nullopt;
    auto result = on_slot(are_short ? PredicateKind::in_short_set : PredicateKind::in_set, subject);
    if (!result) return std::nullopt;
    result->first = static_cast<std::uint32_t>(lowered_.literals.size());
    result->count = static_cast<std::uint32_t>(items.size());
    for (const auto& item : items) add_literal(item);
    return result;
  }

  std::uint32_t add_literal(const Value& literal) {
    lowered_.literals.push_back(literal);
    return static_cast<std::uint32_t>(lowered_.literals.size() - 1);
  }

  const Program& program_;
  const Ast& ast_;
  Lowered lowered_;
};

}  // namespace

Lowered lower(const Program& program) { return Lowering(program).run(); }

}  // namespace docket::expr
