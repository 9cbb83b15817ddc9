// Down through whatever joins conditions, to the conditions themselves.
// Tested by tests/unit/expr/explanation_test.cpp
#include "expr/deciding.hpp"

#include <algorithm>

#include "expr/phrases.hpp"

namespace docket::expr {
namespace {

// What an item's conditions are about.
struct Around {
  std::vector<Phrase> range;
  std::string variable;
  std::size_t item = 0;
};

bool is_presence(const Node& node) {
  return node.kind == NodeKind::has_field || node.kind == NodeKind::has_known_field;
}

class Deciding {
 public:
  Deciding(const Ast& ast, Explanation& explanation) : ast_(ast), all_(explanation.deciding) {}

  std::optional<DecidingTree> blame(const Trace& trace, const Around& around) {
    if (trace.part != PartPlayed::decided && trace.part != PartPlayed::failed) return std::nullopt;
    if (!joins_conditions(trace)) return leaf(clause(trace), around);
    DecidingTree tree{.join = join_of(trace)};
    for (const auto& child : trace.children) {
      if (!is_condition(trace, child) || is_said_by_another(trace, child)) continue;
      if (auto part = blame_part(trace, child, around)) add(tree, *std::move(part));
    }
    if (tree.parts.empty()) return leaf(clause(trace), around);
    return tree.parts.size() == 1 ? std::move(tree.parts.front()) : std::move(tree);
  }

 private:
  bool joins_conditions(const Trace& trace) const {
    const NodeKind kind = ast_[trace.node].kind;
    if (kind == NodeKind::logical_and || kind == NodeKind::logical_or || kind == NodeKind::logical_not) return true;
    if (kind == NodeKind::conditional) return trace.value.kind() == Value::Kind::boolean || !trace.is_ok;
    // The items that broke an `all`, or made an `exists`; when it was all of them, the macro says it better.
    return (kind == NodeKind::all && !trace.is_true()) || (kind == NodeKind::exists && !trace.is_false());
  }

  bool is_condition(const Trace& parent, const Trace& child) const {
    const NodeKind kind = ast_[parent.node].kind;
    if (kind == NodeKind::all || kind == NodeKind::exists) return child.item > 0 || !child.is_ok;
    if (kind != NodeKind::conditional || !parent.is_ok) return true;
    return child.node != ast_.child(ast_[parent.node], 0);
  }

  // What one part alone can turn: a false `||` and a true `&&`.
  DecidingTree::Join join_of(const Trace& trace) const {
    const NodeKind kind = ast_[trace.node].kind;
    const bool one_will_do =
        (kind == NodeKind::logical_or && !trace.is_true()) || (kind == NodeKind::logical_and && trace.is_true());
    return one_will_do ? DecidingTree::Join::one_of : DecidingTree::Join::each;
  }

  static void add(DecidingTree& tree, DecidingTree part) {
    if (part.join != tree.join) {
      tree.parts.push_back(std::move(part));
      return;
    }
    for (auto& inner : part.parts) tree.parts.push_back(std::move(inner));
  }

  // Of `has(record.sealed) && record.sealed` without the field it is the second that asks for something.
  std::optional<DecidingTree> blame_part(const Trace& parent, const Trace& child, const Around& around) {
    if (parent.is_false() && is_presence(ast_[child.node])) {
      for (const auto& other : parent.children) {
        if (!is_field_of(other.node, ast_[child.node])) continue;
        auto asked = clause(other);
        asked.error.clear();
        asked.operands = {of_text(asked.text, asked.phrases)};
        asked.operands.front().is_absent = true;
        return leaf(std::move(asked), around);
      }
    }
    if (child.item == 0) return blame(child, around);
    const Node& macro = ast_[parent.node];
    return blame(
        child,
        {.range = phrases_of(ast_, ast_.child(macro, 0)), .variable = ast_.texts[macro.text], .item = child.item});
  }

  // That a field is there goes without saying beside what is asked of it.
  bool is_said_by_another(const Trace& parent, const Trace& child) const {
    const Trace* inner = &child;
    while (ast_[inner->node].kind == NodeKind::logical_not && inner->children.size() == 1) inner = &inner->children[0];
    if (!is_presence(ast_[inner->node]) || !inner->is_true()) return false;
    return std::ranges::any_of(parent.children, [&](const Trace& other) {
      return &other != &child && other.part == PartPlayed::decided && mentions(other.node, ast_[inner->node]);
    });
  }

  bool is_field_of(NodeIndex at, const Node& presence) const {
    const Node& node = ast_[at];
    if (presence.kind == NodeKind::has_known_field)
      return node.kind == NodeKind::field && node.value == presence.value && node.value2 == presence.value2;
    return node.kind == NodeKind::select && restated(ast_, at) == joined(asked_field(presence));
  }

  bool mentions(NodeIndex at, const Node& presence) const {
    return is_field_of(at, presence) ||
           std::ranges::any_of(ast_.children_of(at), [&](NodeIndex child) { return mentions(child, presence); });
  }

  DecidingTree leaf(DecidingClause clause, const Around& around) {
    if (clause.range_phrases.empty()) clause.range_phrases = around.range;
    clause.range = joined(clause.range_phrases);
    if (clause.variable.empty()) clause.variable = around.variable;
    clause.item = around.item;
    all_.push_back(std::move(clause));
    return {.join = DecidingTree::Join::clause, .clause = all_.size() - 1, .parts = {}};
  }

  DecidingClause clause(const Trace& trace) const {
    const Node& node = ast_[trace.node];
    DecidingClause result;
    result.begin = node.begin;
    result.end = node.end;
    result.text = text_of(trace.node);
    result.phrases = phrases_of(ast_, trace.node);
    result.name = joined(result.phrases);
    result.is_true = trace.is_true();
    result.error = trace.error;
    result.relation = relation_of(node);
    if (is_presence(node)) {
      const auto field = asked_field(node);
      result.operands.push_back(of_text(joined(field), field));
    } else if (node.kind == NodeKind::exists && trace.is_false()) {
      result.relation = "exists";
      result.range_phrases = phrases_of(ast_, ast_.child(node, 0));
      result.variable = ast_.texts[node.text];
      const auto condition = ast_.child(node, 1);
      result.operands.push_back(of_text(text_of(condition), phrases_of(ast_, condition)));
    } else if (is_plain(node)) {
      result.operands.push_back(operand(trace));
    } else if (!result.relation.empty()) {
      for (const auto& child : trace.children) result.operands.push_back(operand(child));
    }
    return result;
  }

  bool is_plain(const Node& node) const {
    return node.kind == NodeKind::field || node.kind == NodeKind::select || node.kind == NodeKind::local ||
           node.kind == NodeKind::variable || is_with_default(node);
  }

  // `record.?fee.orValue(0)`
  bool is_with_default(const Node& node) const {
    return node.kind == NodeKind::optional_or_value && ast_[ast_.child(node, 0)].kind == NodeKind::select_optional;
  }

  Operand operand(const Trace& trace) const {
    const Node& node = ast_[trace.node];
    Operand result = of_text(text_of(trace.node), phrases_of(ast_, trace.node));
    result.value = trace.value;
    result.kind = kind_of_operand(ast_, trace.node);
    if (is_with_default(node)) {
      const auto given = std::ranges::find(trace.children, ast_.child(node, 0), &Trace::node);
      result.is_absent = given != trace.children.end() && given->is_ok && given->value.as_optional() == nullptr;
    } else if (relation_of(node) == "size" && trace.children.size() == 1 && trace.is_ok) {
      const Operand inner = operand(trace.children.front());
      result.name = inner.name;
      result.phrases = inner.phrases;
      result.is_absent = inner.is_absent;
      result.counted = inner.value.kind();
    }
    return result;
  }

  static Operand of_text(std::string text, std::vector<Phrase> phrases) {
    Operand result{.text = std::move(text), .value = {}, .name = joined(phrases), .phrases = {}, .counted = {}};
    result.phrases = std::move(phrases);
    return result;
  }

  // As it is written, for those who look at the source.
  std::string text_of(NodeIndex at) const {
    std::string text(ast_.source_of(ast_[at]));
    const bool is_wrapped = ast_[at].is_parenthesised && text.size() > 2;
    return is_wrapped ? text.substr(1, text.size() - 2) : text;
  }

  // `record.facts` of `has(record.facts)`
  std::vector<Phrase> asked_field(const Node& node) const {
    if (node.kind == NodeKind::has_known_field)
      return {{.text = ast_.texts[node.text2] + "." + ast_.text_of(node), .is_name = true}};
    auto phrases = phrases_of(ast_, ast_.child(node, 0));
    if (phrases.size() == 1 && phrases.front().is_name)
      phrases.front().text += "." + ast_.text_of(node);
    else
      phrases.push_back({.text = "." + ast_.text_of(node), .is_name = false});
    return phrases;
  }

  std::string relation_of(const Node& node) const {
    if (is_presence(node)) return "has";
    const bool is_call = node.kind == NodeKind::builtin || node.kind == NodeKind::host_call;
    return is_call ? ast_.text_of(node) : std::string();
  }

  const Ast& ast_;
  std::vector<DecidingClause>& all_;
};

}  // namespace

void add_deciding(const Ast& ast, const Trace& root, Explanation& explanation) {
  if (auto tree = Deciding(ast, explanation).blame(root, {})) explanation.tree = *std::move(tree);
}

}  // namespace docket::expr
