// From the checked tree to predicates.
// Tested by tests/unit/expr/lowering_test.cpp
#include "expr/lowering.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "expr/program.hpp"

namespace docket::expr {
namespace {

constexpr std::size_t kShortText = 14;  // what lies inside a Value

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
    case Relation::equal:
    case Relation::not_equal: return relation;
  }
  return relation;
}

bool is_short_text(const Value& value) {
  return value.kind() == Value::Kind::string && value.as_string().size() <= kShortText;
}

// The whole numbers for which `x relation bound` holds, from low to high; `!=` is left to negation.
struct Interval {
  std::int64_t low;
  std::int64_t high;
};

constexpr Interval kNowhere = {1, 0};

Interval interval_of(Relation relation, std::int64_t bound) {
  switch (relation) {
    case Relation::less: return bound == INT64_MIN ? kNowhere : Interval{INT64_MIN, bound - 1};
    case Relation::less_equal: return {INT64_MIN, bound};
    case Relation::greater: return bound == INT64_MAX ? kNowhere : Interval{bound + 1, INT64_MAX};
    case Relation::greater_equal: return {bound, INT64_MAX};
    case Relation::equal:
    case Relation::not_equal: return {bound, bound};
  }
  return kNowhere;
}

class Lowering {
 public:
  explicit Lowering(const Program& program) : program_(program), ast_(program.ast) {}

  Lowered run() {
    lowered_.clause_count = static_cast<std::uint32_t>(program_.clause_nodes.size());
    lowered_.predicates.resize(program_.clause_nodes.size());
    for (std::size_t i = 0; i < program_.clause_nodes.size(); ++i) {
      const Predicate clause = predicate(program_.clause_nodes[i]);
      lowered_.predicates[i] = clause;
    }
    return std::move(lowered_);
  }

 private:
  using Found = std::optional<Predicate>;

  Predicate predicate(NodeIndex at) {
    Predicate result = find(at).value_or(Predicate());
    result.node = at;
    return result;
  }

  Found find(NodeIndex at) {
    const Node& node = ast_[at];
    if (node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or) return junction(node);
    if (node.kind == NodeKind::logical_not) return negation(node);
    if (node.kind == NodeKind::all || node.kind == NodeKind::exists) return loop(node);
    if (node.kind == NodeKind::has_known_field || node.kind == NodeKind::has_field)
      return on_slot(PredicateKind::is_set, node);
    if (node.kind == NodeKind::builtin) return call(node);
    if (node.kind == NodeKind::constant && ast_.constant_of(node).kind() == Value::Kind::boolean)
      return truth(ast_.constant_of(node).as_bool());
    return type_of(at).is(Type::Kind::boolean) ? on_slot(PredicateKind::is_true, node) : std::nullopt;
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

  Found negation(const Node& node) {
    Predicate inner = predicate(ast_.child(node, 0));
    if (inner.kind == PredicateKind::opaque) return std::nullopt;
    inner.is_negated = !inner.is_negated;
    return inner;
  }

  // A macro over a list of a record, with one variable.
  Found loop(const Node& node) {
    const NodeIndex range = ast_.child(node, 0);
    if (node.text2 != kNone || !type_of(range).is(Type::Kind::list)) return std::nullopt;
    Found result =
        on_slot(node.kind == NodeKind::all ? PredicateKind::all_items : PredicateKind::any_item, ast_[range]);
    if (!result) return std::nullopt;
    const Predicate body = predicate(ast_.child(node, 1));
    result->local = node.slot;
    result->first = static_cast<std::uint32_t>(lowered_.predicates.size());
    // What one item costs at least: a bound on the work of loops inside loops.
    result->count = static_cast<std::uint32_t>(ast_.source_of(node).size() / 8 + 1);
    lowered_.predicates.push_back(body);
    return result;
  }

  const Type& type_of(NodeIndex at) const { return program_.types[static_cast<std::size_t>(at)]; }

  std::optional<Slot> slot_of(const Node& node) {
    if (node.kind == NodeKind::field || node.kind == NodeKind::has_known_field) return record_slot(node);
    if (node.kind == NodeKind::local) return Slot{Slot::kLocal + node.slot, kNone};
    if (node.kind != NodeKind::select && node.kind != NodeKind::has_field) return std::nullopt;
    const NodeIndex operand = ast_.child(node, 0);
    const Type& type = type_of(operand);
    const bool has_keys = type.is(Type::Kind::structure) || type.is(Type::Kind::map);
    if (ast_[operand].kind != NodeKind::local || !has_keys) return std::nullopt;
    return Slot{Slot::kLocal + ast_[operand].slot, add_literal(Value::string(ast_.text_of(node)))};
  }

  std::optional<Slot> record_slot(const Node& node) {
    const auto variable = static_cast<VariableIndex>(node.value);
    auto found = std::ranges::find(lowered_.records, variable);
    if (found == lowered_.records.end()) {
      if (lowered_.records.size() == kRecordsMax) return std::nullopt;
      lowered_.records.push_back(variable);
      found = lowered_.records.end() - 1;
    }
    return Slot{static_cast<std::uint32_t>(found - lowered_.records.begin()), node.value2};
  }

  Found on_slot(PredicateKind kind, const Node& node) {
    const auto slot = slot_of(node);
    if (!slot) return std::nullopt;
    Predicate predicate;
    predicate.kind = kind;
    predicate.slot = *slot;
    return predicate;
  }

  Found call(const Node& node) {
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

  Found comparison(NodeIndex left, Relation relation, NodeIndex right) {
    const Node& subject = ast_[left];
    if (!ast_.is_constant(right)) return field_comparison(left, relation, right);
    const Value& literal = ast_.constant_of(ast_[right]);
    const bool is_int = literal.kind() == Value::Kind::integer;
    if (is_int && is_size(subject))
      return within(PredicateKind::size_within, ast_[ast_.child(subject, 0)], relation, literal.as_int());
    if (is_int && type_of(left).is(Type::Kind::integer))
      return within(PredicateKind::int_within, subject, relation, literal.as_int());
    if (relation != Relation::equal && relation != Relation::not_equal) return std::nullopt;
    Found result = on_slot(is_short_text(literal) ? PredicateKind::same_bytes : PredicateKind::equal, subject);
    if (!result) return std::nullopt;
    result->literal = add_literal(literal);
    result->is_negated = relation == Relation::not_equal;
    return result;
  }

  Found field_comparison(NodeIndex left, Relation relation, NodeIndex right) {
    const bool are_ints = type_of(left).is(Type::Kind::integer) && type_of(right).is(Type::Kind::integer);
    const bool is_equality = relation == Relation::equal || relation == Relation::not_equal;
    if (!are_ints && !is_equality) return std::nullopt;
    Found result = on_slot(are_ints ? PredicateKind::int_fields : PredicateKind::equal_fields, ast_[left]);
    const auto other = result ? slot_of(ast_[right]) : std::nullopt;
    if (!other) return std::nullopt;
    result->relation = relation;
    result->is_negated = !are_ints && relation == Relation::not_equal;
    result->other = *other;
    return result;
  }

  // Of a list or map: the size of a text is a walk over it, which the general evaluator pays for.
  bool is_size(const Node& node) const {
    if (node.kind != NodeKind::builtin || program_.rows[node.value]->name != "size" || node.child_count != 1)
      return false;
    const Type& type = type_of(ast_.child(node, 0));
    return type.is(Type::Kind::list) || type.is(Type::Kind::map);
  }

  Found within(PredicateKind kind, const Node& subject, Relation relation, std::int64_t bound) {
    Found result = on_slot(kind, subject);
    if (!result) return std::nullopt;
    const Interval interval = interval_of(relation, bound);
    result->low = interval.low;
    result->high = interval.high;
    result->is_negated = relation == Relation::not_equal;
    return result;
  }

  Found membership(const Node& node) {
    const NodeIndex item = ast_.child(node, 0);
    const NodeIndex set = ast_.child(node, 1);
    if (ast_.is_constant(set)) return in_literals(ast_[item], ast_.constant_of(ast_[set]));
    if (!ast_.is_constant(item) || !type_of(set).is(Type::Kind::list)) return std::nullopt;
    Found result = on_slot(PredicateKind::has_item, ast_[set]);
    if (result) result->literal = add_literal(ast_.constant_of(ast_[item]));
    return result;
  }

  Found in_literals(const Node& subject, const Value& set) {
    constexpr std::size_t kSetMax = 64;  // a longer walk is paid for
    const auto items = set.as_list();
    if (set.kind() != Value::Kind::list || items.size() > kSetMax) return std::nullopt;
    const bool are_short = std::ranges::all_of(items, is_short_text);
    Found result = on_slot(are_short ? PredicateKind::in_short_set : PredicateKind::in_set, subject);
    if (!result) return std::nullopt;
    result->literal = static_cast<std::uint32_t>(lowered_.literals.size());
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
