// Tested by tests/unit/expr/assigning_test.cpp
#include "expr/assigning.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "expr/program.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

std::vector<std::string> values_of(const Type& enumeration) {
  return {enumeration.values().begin(), enumeration.values().end()};
}

class Walk {
 public:
  Walk(const Program& program, const Assigning& assigning)
      : program_(program), ast_(program.ast), assigning_(assigning) {}

  // Whatever the node may come to must be one of the wanted.
  void look(NodeIndex at, const Type& wanted) {
    const Node& node = ast_[at];
    switch (node.kind) {
      case NodeKind::constant: return look_at_value(node, ast_.constant_of(node), wanted);
      case NodeKind::field: return look_at_field(at, wanted);
      case NodeKind::conditional: look(ast_.child(node, 1), wanted); return look(ast_.child(node, 2), wanted);
      case NodeKind::bind: return look(ast_.child(node, 1), wanted);
      case NodeKind::optional_or_value:
        look_at_type(node, content_of(type_of(ast_.child(node, 0))), wanted);
        return look(ast_.child(node, 1), wanted);
      case NodeKind::list: return look_at_items(node, wanted);
      case NodeKind::filter: return look(ast_.child(node, 0), wanted);
      case NodeKind::map_items:
      case NodeKind::transform_list:
        return wanted.is(Kind::list) ? look(ast_.child(node, node.child_count - 1), wanted.parameters()[0])
                                     : look_at_type(node, type_of(at), wanted);
      case NodeKind::builtin: return look_at_call(at, wanted);
      case NodeKind::host_call: return look_at_host_call(at, wanted);
      case NodeKind::name:
      case NodeKind::select:
      case NodeKind::select_optional:
      case NodeKind::has_field:
      case NodeKind::index:
      case NodeKind::index_optional:
      case NodeKind::call:
      case NodeKind::map:
      case NodeKind::logical_and:
      case NodeKind::logical_or:
      case NodeKind::logical_not:
      case NodeKind::all:
      case NodeKind::exists:
      case NodeKind::exists_one:
      case NodeKind::transform_map:
      case NodeKind::transform_map_entry:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map:
      case NodeKind::local:
      case NodeKind::variable:
      case NodeKind::has_known_field:
      case NodeKind::optional_or:
      case NodeKind::failure: return look_at_type(node, type_of(at), wanted);
    }
  }

  std::vector<ExpressionProblem> take() && { return std::move(problems_); }

 private:
  const Type& type_of(NodeIndex at) const { return program_.types[static_cast<std::size_t>(at)]; }
  static Type content_of(const Type& optional) {
    return optional.is(Kind::optional) ? optional.parameters()[0] : Type::dyn();
  }

  void complain(const Node& node, std::string code, std::string message, std::string hint) {
    problems_.push_back({node.begin, node.end, std::move(code), std::move(message), std::move(hint)});
  }

  void look_at_value(const Node& node, const Value& value, const Type& wanted) {
    if (value.is_null()) return;
    if (wanted.is(Kind::enumeration) && value.kind() == Value::Kind::string) return look_at_word(node, value, wanted);
    if (wanted.is(Kind::list) && value.kind() == Value::Kind::list) {
      for (const auto& item : value.as_list()) look_at_value(node, item, wanted.parameters()[0]);
      return;
    }
    const auto typed = from_json(value, wanted, assigning_.name);
    if (!typed) complain(node, "wrong-value", typed.error().message, {});
  }

  void look_at_word(const Node& node, const Value& value, const Type& wanted) {
    const auto words = values_of(wanted);
    const std::string word(value.as_string());
    if (std::ranges::find(words, word) != words.end()) return;
    complain(node, "unknown-value", backticked(assigning_.name) + " has no value " + backticked(shortened(word, 80)),
             did_you_mean(word, words, "there are " + listed(words)));
  }

  void look_at_field(NodeIndex at, const Type& wanted) {
    const Node& node = ast_[at];
    const auto* value = assigning_.known(VariableIndex{node.value}, FieldIndex{node.value2});
    value ? look_at_value(node, *value, wanted) : look_at_type(node, type_of(at), wanted);
  }

  void look_at_items(const Node& node, const Type& wanted) {
    if (!wanted.is(Kind::list)) return;
    for (std::size_t i = 0; i < node.child_count; ++i) {
      const auto child = ast_.child(node, i);
      if (ast_.is_optional(node, i))
        look_at_type(ast_[child], content_of(type_of(child)), wanted.parameters()[0]);
      else
        look(child, wanted.parameters()[0]);
    }
  }

  // Two lists one after the other are a list of what both hold.
  void look_at_call(NodeIndex at, const Type& wanted) {
    const Node& node = ast_[at];
    if (!wanted.is(Kind::list) || program_.rows[node.value]->name != "+")
      return look_at_type(node, type_of(at), wanted);
    for (const auto child : ast_.children_of(node)) look(child, wanted);
  }

  void look_at_host_call(NodeIndex at, const Type& wanted) {
    const Node& node = ast_[at];
    const bool is_conversion = !assigning_.conversion.empty() && node.child_count == 1 &&
                               ast_.source_of(node).starts_with(assigning_.conversion + "(");
    if (is_conversion && ast_.is_constant(ast_.child(node, 0))) return look(ast_.child(node, 0), wanted);
    look_at_type(node, type_of(at), wanted);
  }

  void look_at_type(const Node& node, const Type& type, const Type& wanted) {
    if (wanted.is(Kind::list) && type.is(Kind::list))
      return look_at_type(node, type.parameters()[0], wanted.parameters()[0]);
    if (!wanted.is(Kind::enumeration)) return;
    if (type.is(Kind::string)) return refuse_text(node, wanted);
    if (!type.is(Kind::enumeration)) return;
    const auto words = values_of(wanted);
    std::vector<std::string> missing;
    for (const auto& word : type.values()) {
      if (std::ranges::find(words, word) == words.end()) missing.push_back(word);
    }
    if (missing.empty()) return;
    complain(node, "wrong-value",
             backticked(ast_.source_of(node)) + " may be " + listed(missing) + ", which " +
                 backticked(assigning_.name) + " has not",
             "there are " + listed(words) + "; turn one into the other with `? :` or a table");
  }

  void refuse_text(const Node& node, const Type& wanted) {
    const auto words = values_of(wanted);
    const auto source = ast_.source_of(node);
    constexpr std::size_t kShown = 40;
    const auto what = assigning_.conversion + "(" + (source.size() <= kShown ? std::string(source) : "…") + ")";
    complain(node, "text-for-enum",
             backticked(assigning_.name) + " is one of " + listed(words) + ", and any text may stand here",
             assigning_.conversion.empty()
                 ? "say which ones it may be: `{ type: enum, values: [" + join(words, ", ") + "] }`"
                 : "write " + backticked(what) +
                       ", which is an error for any other text, or let the text come from an enum");
  }

  const Program& program_;
  const Ast& ast_;
  const Assigning& assigning_;
  std::vector<ExpressionProblem> problems_;
};

}  // namespace

std::vector<ExpressionProblem> misfits(const Expression& expression, const Assigning& assigning) {
  const auto& program = ExpressionAccess::program(expression);
  Walk walk(program, assigning);
  walk.look(program.ast.root, assigning.wanted);
  return std::move(walk).take();
}

}  // namespace docket::expr
