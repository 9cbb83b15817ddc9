// Macros: the same part of an expression evaluated for one item after the other.
// Tested by tests/unit/expr/evaluator_test.cpp
#include "base/text.hpp"
#include "expr/evaluator.hpp"
#include "expr/evaluator_parts.hpp"
#include "expr/items.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

}  // namespace

// Binds the macro's variables to each item of its range in turn, until `look` has seen enough or failed.
// False: it failed, or there was nothing to run over.
template <class Look>
bool Evaluator::for_each_item(NodeIndex at, const Node& node, Look look) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return false;
  Items items(*range, node.text2 != kNone);
  if (!items.is_iterable())
    return fail_at(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  auto seen = Seen::wants_more;
  while (seen == Seen::wants_more && items.next()) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    seen = look(items);
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  return seen != Seen::failed;
}

const Value* Evaluator::quantifier(NodeIndex at, const Node& node, bool is_all) {
  std::optional<EvalError> first_error;
  bool is_decided = false;
  const bool is_ok = for_each_item(at, node, [&](const Items&) {
    const auto holds = condition(ast_.child(node, 1), is_all ? "all" : "exists");
    if (!holds && spent_ > limits::kEvaluationCost) return Seen::failed;
    if (!holds && !first_error) first_error = std::move(error_);
    if (!holds || *holds == is_all) return Seen::wants_more;
    is_decided = true;
    return listener_ != nullptr && listener_->is_exhaustive() ? Seen::wants_more : Seen::enough;
  });
  if (!is_ok) return nullptr;
  if (is_decided) return truth(!is_all);
  if (!first_error) return truth(is_all);
  error_ = *std::move(first_error);
  return nullptr;
}

const Value* Evaluator::exists_one(NodeIndex at, const Node& node) {
  std::size_t count = 0;
  const bool is_ok = for_each_item(at, node, [&](const Items&) {
    const auto holds = condition(ast_.child(node, 1), "exists_one");
    if (holds && *holds) ++count;
    return holds ? Seen::wants_more : Seen::failed;
  });
  return is_ok ? truth(count == 1) : nullptr;
}

const Value* Evaluator::filter(NodeIndex at, const Node& node, Value& scratch) {
  std::vector<Value> kept;
  const bool is_ok = for_each_item(at, node, [&](const Items& items) {
    const auto holds = condition(ast_.child(node, 1), "filter");
    if (holds && *holds) kept.push_back(items.first());
    return holds ? Seen::wants_more : Seen::failed;
  });
  if (!is_ok) return nullptr;
  scratch = Value::list(std::move(kept));
  return &scratch;
}

// What a macro with or without a filter makes of each item that passes: `take` gets it.
template <class Take>
bool Evaluator::for_each_made(NodeIndex at, const Node& node, std::string_view name, Take take) {
  const bool has_filter = node.child_count == 3;
  return for_each_item(at, node, [&](const Items& items) {
    const auto holds = has_filter ? condition(ast_.child(node, 1), name) : std::optional(true);
    if (!holds) return Seen::failed;
    if (!*holds) return Seen::wants_more;
    Value made_scratch;
    const Value* value = evaluate(ast_.child(node, node.child_count - 1), made_scratch);
    return value != nullptr && take(items, *value) ? Seen::wants_more : Seen::failed;
  });
}

const Value* Evaluator::items_made(NodeIndex at, const Node& node, Value& scratch) {
  std::vector<Value> items;
  const bool is_ok = for_each_made(at, node, "map", [&](const Items&, const Value& item) {
    items.push_back(item);
    return true;
  });
  if (!is_ok) return nullptr;
  scratch = Value::list(std::move(items));
  return made(node, scratch);
}

const Value* Evaluator::entries_made(NodeIndex at, const Node& node, Value& scratch) {
  const bool gives_entries = node.kind == NodeKind::transform_map_entry;
  std::vector<MapEntry> entries;
  const bool is_ok = for_each_made(at, node, "transformMap", [&](const Items& items, const Value& value) {
    if (!gives_entries) {
      entries.push_back({items.first(), value});
      return true;
    }
    if (value.kind() != Kind::map)
      return fail_at(node, "no such overload: `transformMapEntry` needs a map, not " + described(value));
    entries.insert(entries.end(), value.as_map().begin(), value.as_map().end());
    return true;
  });
  if (!is_ok) return nullptr;
  const std::size_t count = entries.size();
  scratch = Value::map(std::move(entries));
  if (scratch.size() != count) return failed(node, "the map has a key twice (repeated key)");
  return made(node, scratch);
}

const Value* Evaluator::bind(const Node& node, Value& scratch) {
  Value bound_scratch;
  const Value* bound = evaluate(ast_.child(node, 0), bound_scratch);
  if (bound == nullptr) return nullptr;
  locals_[node.slot] = bound;
  // What the body lends may be the bound value, which ends with this function.
  return keep(evaluate(ast_.child(node, 1), scratch), scratch);
}

const Value* Evaluator::optional_macro(const Node& node, Value& scratch) {
  Value target_scratch;
  const Value* target = evaluate(ast_.child(node, 0), target_scratch);
  if (target == nullptr) return nullptr;
  const bool is_flat = node.kind == NodeKind::optional_flat_map;
  if (target->kind() != Kind::optional)
    return failed(node,
                  "no such overload: " + backticked(is_flat ? "optFlatMap" : "optMap") + " of " + described(*target));
  const Value* content = target->as_optional();
  if (content == nullptr) {
    scratch = Value::none();
    return &scratch;
  }
  locals_[node.slot] = content;
  Value made_scratch;
  const Value* content_made = evaluate(ast_.child(node, 1), made_scratch);
  if (content_made == nullptr) return nullptr;
  if (is_flat && content_made->kind() != Kind::optional)
    return failed(node, "no such overload: `optFlatMap` needs an optional, not " + described(*content_made));
  scratch = is_flat ? Value(*content_made) : Value::some(*content_made);
  return made(node, scratch);
}

}  // namespace docket::expr
