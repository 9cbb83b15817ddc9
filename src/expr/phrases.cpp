// Tested by tests/unit/expr/phrases_test.cpp, tests/property/guard_spacing_property_test.cpp
#include "expr/phrases.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace docket::expr {
namespace {

// How firmly an operator holds its operands; brackets stand where a looser one is inside a firmer one.
enum Firmness : int { kChoice, kOr, kAnd, kRelation, kSum, kProduct, kSign, kMember };

struct Infix {
  std::string_view function;
  Firmness firmness;
};
constexpr std::array<Infix, 12> kInfixes = {{{"<", kRelation},
                                             {"<=", kRelation},
                                             {">", kRelation},
                                             {">=", kRelation},
                                             {"==", kRelation},
                                             {"!=", kRelation},
                                             {"in", kRelation},
                                             {"+", kSum},
                                             {"-", kSum},
                                             {"*", kProduct},
                                             {"/", kProduct},
                                             {"%", kProduct}}};

const Infix* infix_of(std::string_view function) {
  const auto* found = std::ranges::find(kInfixes, function, &Infix::function);
  return found == kInfixes.end() ? nullptr : found;
}

std::string_view macro_name(NodeKind kind) {
  switch (kind) {
    case NodeKind::all: return "all";
    case NodeKind::exists: return "exists";
    case NodeKind::exists_one: return "exists_one";
    case NodeKind::filter: return "filter";
    case NodeKind::map_items: return "map";
    case NodeKind::transform_list: return "transformList";
    case NodeKind::transform_map: return "transformMap";
    case NodeKind::transform_map_entry: return "transformMapEntry";
    case NodeKind::optional_map: return "optMap";
    case NodeKind::optional_flat_map: return "optFlatMap";
    case NodeKind::bind: return "bind";
    case NodeKind::constant:
    case NodeKind::name:
    case NodeKind::select:
    case NodeKind::select_optional:
    case NodeKind::has_field:
    case NodeKind::index:
    case NodeKind::index_optional:
    case NodeKind::call:
    case NodeKind::list:
    case NodeKind::map:
    case NodeKind::logical_and:
    case NodeKind::logical_or:
    case NodeKind::logical_not:
    case NodeKind::conditional:
    case NodeKind::local:
    case NodeKind::variable:
    case NodeKind::field:
    case NodeKind::has_known_field:
    case NodeKind::builtin:
    case NodeKind::optional_or:
    case NodeKind::optional_or_value:
    case NodeKind::host_call:
    case NodeKind::failure: return {};
  }
  return {};
}

class Phrasing {
 public:
  explicit Phrasing(const Ast& ast) : ast_(ast) {}

  std::vector<Phrase> of(NodeIndex at) {
    say(at, kChoice);
    return std::move(phrases_);
  }

 private:
  void add(std::string_view text) {
    const bool goes_on = !phrases_.empty() && !phrases_.back().is_name;
    if (goes_on)
      phrases_.back().text += text;
    else
      phrases_.push_back({.text = std::string(text), .is_name = false});
  }

  void say(NodeIndex at, Firmness around) {
    if (auto name = name_of(at)) return phrases_.push_back({.text = *std::move(name), .is_name = true});
    const auto& node = ast_[at];
    const bool is_looser = firmness_of(node) < around;
    if (is_looser) add("(");
    say_unnamed(node);
    if (is_looser) add(")");
  }

  // What is one thing to a person: `record.fee`, `last('extend').at`, `count('extend')`, `now.getHours('+08:00')`.
  std::optional<std::string> name_of(NodeIndex at) const {
    const auto& node = ast_[at];
    switch (node.kind) {
      case NodeKind::variable:
      case NodeKind::local:
      case NodeKind::name: return ast_.text_of(node);
      case NodeKind::field: return ast_.texts[node.text2] + "." + ast_.text_of(node);
      case NodeKind::select:
      case NodeKind::select_optional: return member_name(node);
      case NodeKind::optional_or_value: {
        const auto field = ast_.child(node, 0);
        return ast_[field].kind == NodeKind::select_optional ? name_of(field) : std::nullopt;
      }
      case NodeKind::host_call: {
        if (node.is_member || node.child_count != 1 || !is_text(ast_.child(node, 0))) return std::nullopt;
        return ast_.text_of(node) + "(" + constant(ast_.child(node, 0)) + ")";
      }
      case NodeKind::builtin: {
        const bool is_of_zone = node.is_member && node.child_count == 2 && is_text(ast_.child(node, 1));
        const auto* moment = is_of_zone ? &ast_[ast_.child(node, 0)] : nullptr;
        if (!moment || moment->kind != NodeKind::variable || ast_.text_of(*moment) != "now") return std::nullopt;
        return "now." + ast_.text_of(node) + "(" + constant(ast_.child(node, 1)) + ")";
      }
      case NodeKind::constant:
      case NodeKind::has_field:
      case NodeKind::has_known_field:
      case NodeKind::index:
      case NodeKind::index_optional:
      case NodeKind::call:
      case NodeKind::list:
      case NodeKind::map:
      case NodeKind::logical_and:
      case NodeKind::logical_or:
      case NodeKind::logical_not:
      case NodeKind::conditional:
      case NodeKind::all:
      case NodeKind::exists:
      case NodeKind::exists_one:
      case NodeKind::filter:
      case NodeKind::map_items:
      case NodeKind::transform_list:
      case NodeKind::transform_map:
      case NodeKind::transform_map_entry:
      case NodeKind::bind:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map:
      case NodeKind::optional_or:
      case NodeKind::failure: return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<std::string> member_name(const Node& node) const {
    auto name = name_of(ast_.child(node, 0));
    if (name) *name += "." + ast_.text_of(node);
    return name;
  }

  bool is_text(NodeIndex at) const {
    return ast_.is_constant(at) && ast_.constant_of(ast_[at]).kind() == Value::Kind::string;
  }
  std::string constant(NodeIndex at) const { return to_text(ast_.constant_of(ast_[at])); }

  Firmness firmness_of(const Node& node) const {
    switch (node.kind) {
      case NodeKind::conditional: return kChoice;
      case NodeKind::logical_or: return kOr;
      case NodeKind::logical_and: return kAnd;
      case NodeKind::logical_not: return kSign;
      case NodeKind::call:
      case NodeKind::builtin: {
        if (node.child_count == 1 && ast_.text_of(node) == "-_") return kSign;
        const auto* infix = is_infix(node) ? infix_of(ast_.text_of(node)) : nullptr;
        return infix ? infix->firmness : kMember;
      }
      case NodeKind::constant:
      case NodeKind::name:
      case NodeKind::select:
      case NodeKind::select_optional:
      case NodeKind::has_field:
      case NodeKind::index:
      case NodeKind::index_optional:
      case NodeKind::list:
      case NodeKind::map:
      case NodeKind::all:
      case NodeKind::exists:
      case NodeKind::exists_one:
      case NodeKind::filter:
      case NodeKind::map_items:
      case NodeKind::transform_list:
      case NodeKind::transform_map:
      case NodeKind::transform_map_entry:
      case NodeKind::bind:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map:
      case NodeKind::local:
      case NodeKind::variable:
      case NodeKind::field:
      case NodeKind::has_known_field:
      case NodeKind::optional_or:
      case NodeKind::optional_or_value:
      case NodeKind::host_call:
      case NodeKind::failure: return kMember;
    }
    return kMember;
  }

  bool is_infix(const Node& node) const {
    return !node.is_member && node.child_count == 2 && infix_of(ast_.text_of(node)) != nullptr;
  }

  void say_unnamed(const Node& node) {
    switch (node.kind) {
      case NodeKind::constant: return add(to_text(ast_.constant_of(node)));
      case NodeKind::conditional: return say_choice(node);
      case NodeKind::logical_or: return say_between(node, " || ", kAnd);
      case NodeKind::logical_and: return say_between(node, " && ", kRelation);
      case NodeKind::logical_not: add("!"); return say(ast_.child(node, 0), kSign);
      case NodeKind::select: return say_selected(node, ".");
      case NodeKind::select_optional: return say_selected(node, ".?");
      case NodeKind::has_field:
      case NodeKind::has_known_field: return say_presence(node);
      case NodeKind::index: return say_item(node, "[");
      case NodeKind::index_optional: return say_item(node, "[?");
      case NodeKind::list: return say_list(node);
      case NodeKind::map: return say_map(node);
      case NodeKind::bind: add("cel.bind(" + ast_.text_of(node) + ", "); return say_rest(node, 0, ")");
      case NodeKind::all:
      case NodeKind::exists:
      case NodeKind::exists_one:
      case NodeKind::filter:
      case NodeKind::map_items:
      case NodeKind::transform_list:
      case NodeKind::transform_map:
      case NodeKind::transform_map_entry:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map: return say_macro(node);
      case NodeKind::optional_or: return say_member_call(node, "or");
      case NodeKind::optional_or_value: return say_member_call(node, "orValue");
      case NodeKind::call:
      case NodeKind::builtin:
      case NodeKind::host_call: return say_call(node);
      case NodeKind::name:
      case NodeKind::local:
      case NodeKind::variable:
      case NodeKind::field:  // these have names
      case NodeKind::failure: return add(ast_.source_of(node));
    }
  }

  void say_between(const Node& node, std::string_view sign, Firmness around) {
    for (std::size_t i = 0; i < node.child_count; ++i) {
      if (i > 0) add(sign);
      say(ast_.child(node, i), around);
    }
  }

  void say_choice(const Node& node) {
    say(ast_.child(node, 0), kOr);
    add(" ? ");
    say(ast_.child(node, 1), kOr);
    add(" : ");
    say(ast_.child(node, 2), kChoice);
  }

  void say_selected(const Node& node, std::string_view dot) {
    say(ast_.child(node, 0), kMember);
    add(std::string(dot) + ast_.text_of(node));
  }

  void say_presence(const Node& node) {
    add("has(");
    const auto field = node.kind == NodeKind::has_known_field
                           ? std::optional(ast_.texts[node.text2] + "." + ast_.text_of(node))
                           : member_name(node);
    if (field)
      phrases_.push_back({.text = *field, .is_name = true});
    else
      say_selected(node, ".");
    add(")");
  }

  void say_item(const Node& node, std::string_view open) {
    say(ast_.child(node, 0), kMember);
    add(open);
    say(ast_.child(node, 1), kChoice);
    add("]");
  }

  void say_list(const Node& node) {
    add("[");
    for (std::size_t i = 0; i < node.child_count; ++i) {
      add(i == 0 ? "" : ", ");
      add(ast_.is_optional(node, i) ? "?" : "");
      say(ast_.child(node, i), kChoice);
    }
    add("]");
  }

  void say_map(const Node& node) {
    add("{");
    for (std::size_t i = 0; i + 1 < node.child_count; i += 2) {
      add(i == 0 ? "" : ", ");
      add(ast_.is_optional(node, i) ? "?" : "");
      say(ast_.child(node, i), kChoice);
      add(": ");
      say(ast_.child(node, i + 1), kChoice);
    }
    add("}");
  }

  void say_macro(const Node& node) {
    say(ast_.child(node, 0), kMember);
    add("." + std::string(macro_name(node.kind)) + "(" + ast_.text_of(node) + ", ");
    if (node.text2 != kNone) add(ast_.texts[node.text2] + ", ");
    say_rest(node, 1, ")");
  }

  void say_member_call(const Node& node, std::string_view function) {
    say(ast_.child(node, 0), kMember);
    add("." + std::string(function) + "(");
    say_rest(node, 1, ")");
  }

  void say_call(const Node& node) {
    const auto& function = ast_.text_of(node);
    if (is_infix(node)) {
      const auto firmness = infix_of(function)->firmness;
      say(ast_.child(node, 0), firmness);
      add(" " + function + " ");
      return say(ast_.child(node, 1), static_cast<Firmness>(firmness + 1));
    }
    if (node.child_count == 1 && function == "-_") {
      add("-");
      return say(ast_.child(node, 0), kSign);
    }
    if (node.is_member) return say_member_call(node, function);
    add(function + "(");
    say_rest(node, 0, ")");
  }

  void say_rest(const Node& node, std::size_t first, std::string_view close) {
    for (std::size_t i = first; i < node.child_count; ++i) {
      add(i == first ? "" : ", ");
      say(ast_.child(node, i), kChoice);
    }
    add(close);
  }

  const Ast& ast_;
  std::vector<Phrase> phrases_;
};

// Whether it is made of values, parameters and `now` alone.
bool is_measure(const Ast& ast, NodeIndex at) {
  const auto& node = ast[at];
  if (node.kind == NodeKind::field) return ast.texts[node.text2] == "params";
  if (node.kind == NodeKind::variable) return ast.text_of(node) == "now" || ast.text_of(node) == "params";
  if (node.kind == NodeKind::constant) return true;
  if (node.kind == NodeKind::host_call || node.kind == NodeKind::local || node.kind == NodeKind::has_known_field)
    return false;
  return std::ranges::all_of(ast.children_of(node), [&](NodeIndex child) { return is_measure(ast, child); });
}

}  // namespace

std::vector<Phrase> phrases_of(const Ast& ast, NodeIndex at) { return Phrasing(ast).of(at); }

std::string joined(const std::vector<Phrase>& phrases) {
  std::string text;
  for (const auto& phrase : phrases) text += phrase.text;
  return text;
}

std::string restated(const Ast& ast, NodeIndex at) { return joined(phrases_of(ast, at)); }

OperandKind kind_of_operand(const Ast& ast, NodeIndex at) {
  const auto& node = ast[at];
  if (node.kind == NodeKind::constant || node.kind == NodeKind::list || node.kind == NodeKind::map)
    return OperandKind::value;
  if (node.kind == NodeKind::field && ast.texts[node.text2] == "params") return OperandKind::parameter;
  if (node.kind == NodeKind::variable && ast.text_of(node) == "now") return OperandKind::now;
  return is_measure(ast, at) ? OperandKind::measure : OperandKind::subject;
}

}  // namespace docket::expr
