// Tested by tests/unit/expr/parser_test.cpp
#include "expr/macros.hpp"

namespace docket::expr {
namespace {

constexpr MacroShape kShapes[] = {
    {"all", NodeKind::all, 1, false, "list.all(x, condition)",
     "Whether the condition holds for every item of a list or key of a map; true when there is none.",
     "是否每一项（映射则为每个键）都满足条件；没有项时为真。", "[1, 2].all(x, x > 0)"},
    {"all", NodeKind::all, 2, false, "list.all(i, x, condition)",
     "The same with the index and item of a list, or the key and value of a map.",
     "同上，并可用列表的序号和项，或映射的键和值。", "[5, 6].all(i, x, x == i + 5)"},
    {"exists", NodeKind::exists, 1, false, "list.exists(x, condition)",
     "Whether the condition holds for at least one item or key.", "是否至少有一项（或键）满足条件。",
     "[1, 2].exists(x, x == 2)"},
    {"exists", NodeKind::exists, 2, false, "list.exists(i, x, condition)",
     "The same with index and item, or key and value.", "同上，并可用序号和项，或键和值。",
     "{'a': 1}.exists(k, v, k == 'a' && v == 1)"},
    {"exists_one", NodeKind::exists_one, 1, false, "list.exists_one(x, condition)",
     "Whether the condition holds for exactly one item or key.", "是否恰有一项（或键）满足条件。",
     "[1, 2].exists_one(x, x > 1)"},
    {"exists_one", NodeKind::exists_one, 2, false, "list.exists_one(i, x, condition)",
     "The same with index and item, or key and value.", "同上，并可用序号和项，或键和值。",
     "[1, 2].exists_one(i, x, i == 0)"},
    {"existsOne", NodeKind::exists_one, 1, false, "list.existsOne(x, condition)", "Another spelling of exists_one.",
     "`exists_one` 的另一种写法。", "[1, 2].existsOne(x, x > 1)"},
    {"existsOne", NodeKind::exists_one, 2, false, "list.existsOne(i, x, condition)", "Another spelling of exists_one.",
     "`exists_one` 的另一种写法。", "[1, 2].existsOne(i, x, i == 0)"},
    {"filter", NodeKind::filter, 1, false, "list.filter(x, condition)",
     "The items for which the condition holds, in their order; of a map, the keys.",
     "满足条件的各项，顺序不变；映射则为键。", "[1, 2, 3].filter(x, x > 1) == [2, 3]"},
    {"map", NodeKind::map_items, 1, false, "list.map(x, value)", "One value for each item or key.",
     "由每一项（或键）得出一个值。", "[1, 2].map(x, x * 2) == [2, 4]"},
    {"map", NodeKind::map_items, 1, true, "list.map(x, condition, value)",
     "One value for each item or key for which the condition holds.", "由每个满足条件的项（或键）得出一个值。",
     "[1, 2].map(x, x > 1, x * 2) == [4]"},
    {"transformList", NodeKind::transform_list, 2, false, "list.transformList(i, x, value)",
     "One value for each index and item, or key and value.", "由每个序号和项（或键和值）得出一个值。",
     "[5, 6].transformList(i, x, i + x) == [5, 7]"},
    {"transformList", NodeKind::transform_list, 2, true, "list.transformList(i, x, condition, value)",
     "The same where the condition holds.", "同上，只取满足条件的。", "[5, 6].transformList(i, x, i > 0, x) == [6]"},
    {"transformMap", NodeKind::transform_map, 2, false, "map.transformMap(k, v, value)",
     "A map with the same keys (of a list: its indices) and new values.", "键不变（列表则以序号为键）、值换新的映射。",
     "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}"},
    {"transformMap", NodeKind::transform_map, 2, true, "map.transformMap(k, v, condition, value)",
     "The same where the condition holds.", "同上，只取满足条件的。", "{'a': 1}.transformMap(k, v, v > 1, v) == {}"},
    {"transformMapEntry", NodeKind::transform_map_entry, 2, false, "map.transformMapEntry(k, v, {key: value})",
     "A map of new keys and values; a key that comes twice is an error.",
     "键和值都换新的映射；同一个键出现两次是错误。", "{'a': 1}.transformMapEntry(k, v, {v: k}) == {1: 'a'}"},
    {"transformMapEntry", NodeKind::transform_map_entry, 2, true,
     "map.transformMapEntry(k, v, condition, {key: value})", "The same where the condition holds.",
     "同上，只取满足条件的。", "{'a': 1}.transformMapEntry(k, v, v > 1, {v: k}) == {}"},
    {"optMap", NodeKind::optional_map, 1, false, "optional.optMap(x, value)",
     "An optional of the value made from what the optional holds, or none.",
     "由可选值所装的值得出新的可选值；没有则仍没有。", "optional.of(1).optMap(x, x + 1) == optional.of(2)"},
    {"optFlatMap", NodeKind::optional_flat_map, 1, false, "optional.optFlatMap(x, optional)",
     "The optional made from what the optional holds, or none.", "由可选值所装的值得出的可选值；没有则仍没有。",
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
