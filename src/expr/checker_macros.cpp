// Macros: what they run over, the scope of their variables, and the types they give.
// Tested by tests/unit/expr/checker_test.cpp
#include "base/text.hpp"
#include "expr/type_walk.hpp"

namespace docket::expr {
namespace {

using Kind = Type::Kind;

}  // namespace

TypeWalk::Range TypeWalk::range_of(NodeIndex at) {
  const Type type = inference_.resolve(check(at));
  switch (type.kind()) {
    case Kind::list: return {type.parameters()[0], Type::integer(), type.parameters()[0]};
    case Kind::map: return {type.parameters()[0], type.parameters()[0], type.parameters()[1]};
    case Kind::dyn:
    case Kind::parameter:
    case Kind::opaque: return {};
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::uinteger:
    case Kind::real:
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::money:
    case Kind::type:
    case Kind::optional:
    case Kind::enumeration:
    case Kind::structure:
      complain(ast_[at], "wrong-type",
               "a macro runs over a list or map, " + backticked(ast_.source_of(ast_[at])) + " is " + to_string(type));
      return {};
  }
  return {};
}

std::size_t TypeWalk::open_scope(NodeIndex at, const Type& first, const Type& second) {
  const Node& node = ast_[at];
  const std::size_t slot = locals_.size();
  ast_[at].slot = static_cast<std::uint32_t>(slot);
  locals_.push_back({ast_.texts[node.text], first});
  if (node.text2 != kNone) locals_.push_back({ast_.texts[node.text2], second});
  return slot;
}

Type TypeWalk::check_loop(NodeIndex at) {
  const Node node = ast_[at];
  const Range range = range_of(ast_.child(node, 0));
  const std::size_t scope = open_scope(at, node.text2 == kNone ? range.first : range.index, range.item);
  if (node.child_count == 3) require_bool(ast_.child(node, 1), check(ast_.child(node, 1)), "the condition");
  const NodeIndex body = ast_.child(node, node.child_count - 1);
  const Type type = check(body);
  close_scope(scope);
  switch (node.kind) {
    case NodeKind::all:
    case NodeKind::exists:
    case NodeKind::exists_one: require_bool(body, type, "the condition of a macro"); return Type::boolean();
    case NodeKind::filter: require_bool(body, type, "the condition of a macro"); return Type::list(range.first);
    case NodeKind::map_items:
    case NodeKind::transform_list: return Type::list(type);
    case NodeKind::transform_map: return Type::map(range.index, type);
    case NodeKind::transform_map_entry:
      require(body, Type::map(Type::dyn(), Type::dyn()), type, "the entries must be a map");
      return type;
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
    case NodeKind::bind:
    case NodeKind::optional_map:
    case NodeKind::optional_flat_map:
    case NodeKind::local:
    case NodeKind::variable:
    case NodeKind::field:
    case NodeKind::has_known_field:
    case NodeKind::builtin:
    case NodeKind::optional_or:
    case NodeKind::optional_or_value:
    case NodeKind::host_call:
    case NodeKind::failure: return Type::dyn();
  }
  return Type::dyn();
}

Type TypeWalk::check_bind(NodeIndex at) {
  const Node node = ast_[at];
  const Type bound = check(ast_.child(node, 0));
  const std::size_t scope = open_scope(at, bound, {});
  const Type type = check(ast_.child(node, 1));
  close_scope(scope);
  return type;
}

Type TypeWalk::check_optional_macro(NodeIndex at) {
  const Node node = ast_[at];
  const Type target = inference_.resolve(check(ast_.child(node, 0)));
  Type content = Type::dyn();
  if (target.is(Kind::optional))
    content = target.parameters()[0];
  else
    require(ast_.child(node, 0), Type::optional(Type::dyn()), target, "an optional is needed");
  const std::size_t scope = open_scope(at, content, {});
  const Type type = inference_.resolve(check(ast_.child(node, 1)));
  close_scope(scope);
  if (node.kind == NodeKind::optional_map) return Type::optional(type);
  require(ast_.child(node, 1), Type::optional(inference_.fresh()), type, "`optFlatMap` needs an optional");
  return type;
}

}  // namespace docket::expr
