// Tested by tests/unit/expr/parser_test.cpp
#include "expr/printer.hpp"

namespace docket::expr {
namespace {

class Printer {
 public:
  explicit Printer(const Ast& ast) : ast_(ast) {}

  std::string print(NodeIndex at) const {
    const Node& node = ast_[at];
    switch (node.kind) {
      case NodeKind::constant: return to_text(ast_.constant_of(node));
      case NodeKind::name: return (node.is_rooted ? "." : "") + ast_.text_of(node);
      case NodeKind::select: return "(. " + children(node) + " " + ast_.text_of(node) + ")";
      case NodeKind::select_optional: return "(.? " + children(node) + " " + ast_.text_of(node) + ")";
      case NodeKind::has_field: return "(has " + children(node) + " " + ast_.text_of(node) + ")";
      case NodeKind::index: return "([] " + children(node) + ")";
      case NodeKind::index_optional: return "([?] " + children(node) + ")";
      case NodeKind::call:
        return "(" + std::string(node.is_member ? "." : "") + ast_.text_of(node) + separated(node) + ")";
      case NodeKind::list: return "[" + children(node) + "]";
      case NodeKind::map: return "{" + children(node) + "}";
      case NodeKind::logical_and: return "(&& " + children(node) + ")";
      case NodeKind::logical_or: return "(|| " + children(node) + ")";
      case NodeKind::logical_not: return "(! " + children(node) + ")";
      case NodeKind::conditional: return "(? " + children(node) + ")";
      case NodeKind::all: return macro("all", node);
      case NodeKind::exists: return macro("exists", node);
      case NodeKind::exists_one: return macro("exists_one", node);
      case NodeKind::filter: return macro("filter", node);
      case NodeKind::map_items: return macro("map", node);
      case NodeKind::transform_list: return macro("transformList", node);
      case NodeKind::transform_map: return macro("transformMap", node);
      case NodeKind::transform_map_entry: return macro("transformMapEntry", node);
      case NodeKind::bind: return macro("bind", node);
      case NodeKind::optional_map: return macro("optMap", node);
      case NodeKind::optional_flat_map: return macro("optFlatMap", node);
      case NodeKind::local:
      case NodeKind::variable:
      case NodeKind::field:
      case NodeKind::has_known_field:
      case NodeKind::builtin:
      case NodeKind::optional_or:
      case NodeKind::optional_or_value:
      case NodeKind::host_call:
      case NodeKind::failure: return std::string(ast_.source_of(node));
    }
    return {};
  }

 private:
  std::string children(const Node& node) const {
    std::string text;
    for (std::size_t i = 0; i < node.child_count; ++i) {
      text += i == 0 ? "" : " ";
      text += ast_.is_optional(node, i) ? "?" : "";
      text += print(ast_.child(node, i));
    }
    return text;
  }

  std::string separated(const Node& node) const { return node.child_count == 0 ? std::string() : " " + children(node); }

  std::string macro(const std::string& name, const Node& node) const {
    const std::string second = node.text2 == kNone ? std::string() : " " + ast_.texts[node.text2];
    return "(" + name + " " + ast_.text_of(node) + second + " " + children(node) + ")";
  }

  const Ast& ast_;
};

}  // namespace

std::string structure_of(const Ast& ast, NodeIndex at) { return Printer(ast).print(at); }

}  // namespace docket::expr
