// Tested by tests/unit/expr/parser_test.cpp
#include "expr/macros.hpp"

namespace docket::expr {
namespace {

constexpr MacroShape kShapes[] = {
    {"all", NodeKind::all, 1, false, "list.all(x, condition)",
     "Whether the condition holds for every item of a list or key of a map; true when there is none.",
     "[1, 2].all(x, x > 0)"},
    {"all", NodeKind::all, 2, false, "list.all(i, x, condition)",
     "The same with the index and item of a list, or the key and value of a map.", "[5, 6].all(i, x, x == i + 5)"},
    {"exists", NodeKind::exists, 1, false, "list.exists(x, condition)",
     "Whether the condition holds for at least one item or key.", "[1, 2].exists(x, x == 2)"},
    {"exists", NodeKind::exists, 2, false, "list.exists(i, x, condition)",
     "The same with index and item, or key and value.", "{'a': 1}.exists(k, v, k == 'a' && v == 1)"},
    {"exists_one", NodeKind::exists_one, 1, false, "list.exists_one(x, condition)",
     "Whether the condition holds for exactly one item or key.", "[1, 2].exists_one(x, x > 1)"},
    {"exists_one", NodeKind::exists_one, 2, false, "list.exists_one(i, x, condition)",
     "The same with index and item, or key and value.", "[1, 2].exists_one(i, x, i == 0)"},
    {"existsOne", NodeKind::exists_one, 1, false, "list.existsOne(x, condition)", "Another spelling of exists_one.",
     "[1, 2].existsOne(x, x > 1)"},
    {"existsOne", NodeKind::exists_one, 2, false, "list.existsOne(i, x, condition)", "Another spelling of exists_one.",
     "[1, 2].existsOne(i, x, i == 0)"},
    {"filter", NodeKind::filter, 1, false, "list.filter(x, condition)",
     "The items for which the condition holds, in their order; of a map, the keys.",
     "[1, 2, 3].filter(x, x > 1) == [2, 3]"},
    {"map", NodeKind::map_items, 1, false, "list.map(x, value)", "One value for each item or key.",
     "[1, 2].map(x, x * 2) == [2, 4]"},
    {"map", NodeKind::map_items, 1, true, "list.map(x, condition, value)",
     "One value for each item or key for which the condition holds.", "[1, 2].map(x, x > 1, x * 2) == [4]"},
    {"transformList", NodeKind::transform_list, 2, false, "list.transformList(i, x, value)",
     "One value for each index and item, or key and value.", "[5, 6].transformList(i, x, i + x) == [5, 7]"},
    {"transformList", NodeKind::transform_list, 2, true, "list.transformList(i, x, condition, value)",
     "The same where the condition holds.", "[5, 6].transformList(i, x, i > 0, x) == [6]"},
    {"transformMap", NodeKind::transform_map, 2, false, "map.transformMap(k, v, value)",
     "A map with the same keys (of a list: its indices) and new values.",
     "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}"},
    {"transformMap", NodeKind::transform_map, 2, true, "map.transformMap(k, v, condition, value)",
     "The same where the condition holds.", "{'a': 1}.transformMap(k, v, v > 1, v) == {}"},
    {"transformMapEntry", NodeKind::transform_map_entry, 2, false, "map.transformMapEntry(k, v, {key: value})",
     "A map of new keys and values; a key that comes twice is an error.",
     "{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'}"},
    {"transformMapEntry", NodeKind::transform_map_entry, 2, true,
     "map.transformMapEntry(k, v, condition, {key: value})", "The same where the condition holds.",
     "{'a': 1}.transformMapEntry(k, v, v > 1, {v: k}) == {}"},
    {"optMap", NodeKind::optional_map, 1, false, "optional.optMap(x, value)",
     "An optional of the value made from what the optional holds, or none.",
     "optional.of(1).optMap(x, x + 1) == optional.of(2)"},
    {"optFlatMap", NodeKind::optional_flat_map, 1, false, "optional.optFlatMap(x, optional)",
     "The optional made from what the optional holds, or none.",
     "optional.of({'a': 1}).optFlatMap(m, m.?a) == optional.of(1)"},
};

}  // namespace

std::span<const MacroShape> macro_shapes() { return kShapes; }

const MacroShape* find_macro(std::string_view name, std::size_t argument_count) {
  for (const auto& shape : kShapes) {
    const std::size_t wanted = std::size_t{shape.variables} + (shape.has_filter ? 2U : 1U);
    if (shape.name == name && wanted == argument_count) return &shape;
  }
  return nullptr;
}

}  // namespace docket::expr
