// The tree of one expression: what the parser builds, the checker resolves and everybody else walks.
//
// An arena: nodes refer to each other by index, so that a tree can be copied and its depth cannot
// overflow a destructor.  The parser leaves names and calls as they are written; the checker turns
// each of them into what it means (`NodeKind` below the line), in place.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/value.hpp"

namespace docket::expr {

enum class NodeIndex : std::uint32_t {};
inline constexpr NodeIndex kNoNode{std::numeric_limits<std::uint32_t>::max()};
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

enum class NodeKind : std::uint8_t {
  constant,         // value: index of a constant
  name,             // text; is_rooted: written with a leading dot
  select,           // child.text
  select_optional,  // child.?text
  has_field,        // has(child.text)
  index,            // child[child]
  index_optional,   // child[?child]
  call,             // text(children); is_member: the first child stands before the dot
  list,             // children; optional elements in `optional`
  map,              // key, value, key, value ...; optional entries in `optional`
  logical_and,      // two children or more
  logical_or,
  logical_not,
  conditional,  // condition ? child : child
  // Macros: the first child is what they run over; text and text2 name their variables, from `slot` on.
  all,
  exists,
  exists_one,
  filter,     // range, body
  map_items,  // range, [filter,] body
  transform_list,
  transform_map,
  transform_map_entry,  // range, [filter,] body
  bind,
  optional_map,
  optional_flat_map,  // value, body
  // --- only after the checker ---
  local,            // slot: a macro's variable
  variable,         // value: VariableIndex; text: its name
  field,            // value: VariableIndex, value2: FieldIndex; text2 and text: their names
  has_known_field,  // likewise
  builtin,          // value: index into the program's rows; children
  optional_or,
  optional_or_value,  // two children, the second looked at only when needed
  host_call,          // value: FunctionIndex; children
  failure,            // text: why it can only fail; in expressions that were not checked
};

struct Node {
  NodeKind kind = NodeKind::constant;
  bool is_rooted = false;
  bool is_member = false;
  bool is_parenthesised = false;
  std::uint32_t begin = 0;  // of all of it, in bytes
  std::uint32_t end = 0;
  std::uint32_t token_begin = 0;  // of its operator or name
  std::uint32_t token_end = 0;
  std::uint32_t first_child = 0;
  std::uint32_t child_count = 0;
  std::uint32_t text = kNone;
  std::uint32_t text2 = kNone;
  std::uint32_t value = kNone;
  std::uint32_t value2 = kNone;
  std::uint32_t slot = kNone;
};

struct Ast {
  std::string source;
  std::vector<Node> nodes;
  std::vector<NodeIndex> children;
  std::vector<std::string> texts;
  std::vector<Value> constants;
  std::vector<bool> optional;  // for each place in `children`: written with `?`
  NodeIndex root = kNoNode;

  const Node& operator[](NodeIndex at) const { return nodes[static_cast<std::size_t>(at)]; }
  Node& operator[](NodeIndex at) { return nodes[static_cast<std::size_t>(at)]; }
  std::span<const NodeIndex> children_of(const Node& node) const {
    return std::span(children).subspan(node.first_child, node.child_count);
  }
  std::span<const NodeIndex> children_of(NodeIndex at) const { return children_of((*this)[at]); }
  NodeIndex child(const Node& node, std::size_t i) const { return children[node.first_child + i]; }
  bool is_optional(const Node& node, std::size_t i) const { return optional[node.first_child + i]; }
  const std::string& text_of(const Node& node) const { return texts[node.text]; }
  std::string_view source_of(const Node& node) const {
    return std::string_view(source).substr(node.begin, node.end - node.begin);
  }
  const Value& constant_of(const Node& node) const { return constants[node.value]; }
  bool is_constant(NodeIndex at) const { return (*this)[at].kind == NodeKind::constant; }
};

inline bool is_macro(NodeKind kind) { return kind >= NodeKind::all && kind <= NodeKind::optional_flat_map; }

}  // namespace docket::expr
