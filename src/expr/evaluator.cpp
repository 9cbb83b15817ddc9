// Tested by tests/unit/expr/evaluator_test.cpp
#include "expr/evaluator.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "expr/items.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

const Value kTrue = Value::boolean(true);
const Value kFalse = Value::boolean(false);
const Value* truth(bool value) { return value ? &kTrue : &kFalse; }

bool is_key(const Value& value) {
  return value.kind() == Kind::boolean || value.kind() == Kind::integer || value.kind() == Kind::uinteger ||
         value.kind() == Kind::string;
}

std::string described(const Value& value) { return std::string(type_name_of(value)); }

}  // namespace

// ---------------------------------------------------------------------------------- failing

bool Evaluator::fail_at(const Node& node, std::string message) {
  error_ = {std::move(message), node.begin, node.end};
  return false;
}

bool Evaluator::fail(std::string message) { return fail_at(*current_, std::move(message)); }

bool Evaluator::spend(std::size_t units) {
  spent_ += static_cast<std::int64_t>(units);
  if (spent_ <= limits::kEvaluationCost) return true;
  error_ = {"the evaluation costs more than " + std::to_string(limits::kEvaluationCost) + " steps", 0,
            ast_.source.size()};
  return false;
}

const Value* Evaluator::keep(const Value* value, Value& scratch) {
  if (value != nullptr && value != &scratch) {
    scratch = *value;
    return &scratch;
  }
  return value;
}

// ---------------------------------------------------------------------------------- walking

const Value* Evaluator::evaluate(NodeIndex at, Value& scratch) {
  // Once too costly, everything fails, so that absorbing one error cannot go on for ever.
  const Value* value = spend(1) ? run(at, scratch) : nullptr;
  if (listener_ != nullptr) listener_->computed(at, value, error_);
  return value;
}

const Value* Evaluator::run(NodeIndex at, Value& scratch) {
  const Node& node = ast_[at];
  switch (node.kind) {
    case NodeKind::constant: return &ast_.constant_of(node);
    case NodeKind::local: return locals_[node.slot];
    case NodeKind::variable: return variable(node, scratch);
    case NodeKind::field: return field(node);
    case NodeKind::has_known_field: return has_known_field(node);
    case NodeKind::select: return select(node, scratch);
    case NodeKind::select_optional: return select_optional(node, scratch);
    case NodeKind::has_field: return has_field(node);
    case NodeKind::index: return index(node, scratch);
    case NodeKind::index_optional: return index_optional(node, scratch);
    case NodeKind::builtin: return builtin(node, scratch);
    case NodeKind::host_call: return host_call(node, scratch);
    case NodeKind::optional_or:
    case NodeKind::optional_or_value: return optional_or(node, scratch);
    case NodeKind::list: return list(node, scratch);
    case NodeKind::map: return map(node, scratch);
    case NodeKind::logical_and: return logical(node, true, scratch);
    case NodeKind::logical_or: return logical(node, false, scratch);
    case NodeKind::logical_not: return negation(node, scratch);
    case NodeKind::conditional: return conditional(node, scratch);
    case NodeKind::all: return quantifier(at, node, true);
    case NodeKind::exists: return quantifier(at, node, false);
    case NodeKind::exists_one: return exists_one(at, node);
    case NodeKind::filter: return filter(at, node, scratch);
    case NodeKind::map_items:
    case NodeKind::transform_list: return items_made(at, node, scratch);
    case NodeKind::transform_map:
    case NodeKind::transform_map_entry: return entries_made(at, node, scratch);
    case NodeKind::bind: return bind(node, scratch);
    case NodeKind::optional_map:
    case NodeKind::optional_flat_map: return optional_macro(node, scratch);
    case NodeKind::failure: return failed(node, ast_.text_of(node));
    case NodeKind::name:
    case NodeKind::call: return failed(node, "not resolved");
  }
  return failed(node, "not resolved");
}

// ------------------------------------------------------------------------------------ logic

// A false operand decides `&&` even where another one failed, in whatever order (`||`: a true one).
const Value* Evaluator::logical(const Node& node, bool is_and, Value& scratch) {
  std::optional<EvalError> first_error;
  bool is_decided = false;
  for (const NodeIndex child : ast_.children_of(node)) {
    const Value* value = evaluate(child, scratch);
    if (value != nullptr && value->kind() != Kind::boolean) {
      fail_at(ast_[child],
              "no such overload: " + backticked(is_and ? "&&" : "||") + " cannot take " + described(*value));
      value = nullptr;
    }
    if (value == nullptr) {
      if (!first_error) first_error = std::move(error_);
    } else if (value->as_bool() != is_and) {
      if (listener_ == nullptr || !listener_->is_exhaustive()) return truth(!is_and);
      is_decided = true;
    }
  }
  if (is_decided) return truth(!is_and);
  if (!first_error) return truth(is_and);
  error_ = *std::move(first_error);
  return nullptr;
}

std::optional<bool> Evaluator::condition(NodeIndex at, std::string_view what) {
  Value scratch;
  const Value* value = evaluate(at, scratch);
  if (value == nullptr) return std::nullopt;
  if (value->kind() == Kind::boolean) return value->as_bool();
  fail_at(ast_[at], "no such overload: " + backticked(what) + " cannot take " + described(*value));
  return std::nullopt;
}

const Value* Evaluator::negation(const Node& node, Value&) {
  const auto operand = condition(ast_.child(node, 0), "!");
  return operand ? truth(!*operand) : nullptr;
}

const Value* Evaluator::conditional(const Node& node, Value& scratch) {
  const auto is_true = condition(ast_.child(node, 0), "?:");
  return is_true ? evaluate(ast_.child(node, *is_true ? 1 : 2), scratch) : nullptr;
}

// ------------------------------------------------------------------------- names and fields

const Value* Evaluator::variable(const Node& node, Value& scratch) {
  EvalResult result = bindings_.variable(static_cast<VariableIndex>(node.value));
  if (auto* error = std::get_if<EvalError>(&result)) return failed(node, std::move(error->message));
  scratch = std::move(*std::get_if<Value>(&result));
  return &scratch;
}

const Value* Evaluator::field(const Node& node) {
  const Value* value = bindings_.field(static_cast<VariableIndex>(node.value), static_cast<FieldIndex>(node.value2));
  if (value != nullptr) return value;
  return failed(node, backticked(ast_.source_of(node)) + " is not set");
}

const Value* Evaluator::has_known_field(const Node& node) {
  return truth(bindings_.field(static_cast<VariableIndex>(node.value), static_cast<FieldIndex>(node.value2)) !=
               nullptr);
}

const Value* Evaluator::select(const Node& node, Value& scratch) {
  Value operand_scratch;
  const Value* operand = evaluate(ast_.child(node, 0), operand_scratch);
  if (operand == nullptr) return nullptr;
  const bool is_optional = operand->kind() == Kind::optional;
  if (is_optional) {
    if (operand->as_optional() == nullptr) {
      scratch = Value::none();
      return &scratch;
    }
    const Value content = *operand->as_optional();
    operand_scratch = content;
    operand = &operand_scratch;
  }
  const std::string& name = ast_.text_of(node);
  if (operand->kind() != Kind::map) {
    if (is_optional || operand->is_null())
      return failed(node, "no such key: " + backticked(name) + ", " + described(*operand) + " has no fields");
    return failed(node, "no such overload: " + described(*operand) + " has no fields, so no " + backticked(name));
  }
  const Value* found = operand->find(name);
  if (is_optional) {
    scratch = found != nullptr ? Value::some(*found) : Value::none();
    return &scratch;
  }
  if (found == nullptr) return failed(node, "no such key: " + backticked(name));
  return operand == &operand_scratch ? keep(found, scratch) : found;
}

const Value* Evaluator::select_optional(const Node& node, Value& scratch) {
  Value operand_scratch;
  const Value* operand = evaluate(ast_.child(node, 0), operand_scratch);
  if (operand == nullptr) return nullptr;
  const Value container = operand->kind() != Kind::optional   ? *operand
                          : operand->as_optional() != nullptr ? *operand->as_optional()
                                                              : Value::map({});
  if (container.kind() != Kind::map)
    return failed(node, "no such overload: " + described(container) + " has no fields");
  const Value* found = container.find(ast_.text_of(node));
  scratch = found != nullptr ? Value::some(*found) : Value::none();
  return &scratch;
}

const Value* Evaluator::has_field(const Node& node) {
  Value scratch;
  const Value* operand = evaluate(ast_.child(node, 0), scratch);
  if (operand == nullptr) return nullptr;
  if (operand->kind() == Kind::optional) operand = operand->as_optional();
  if (operand == nullptr) return truth(false);
  if (operand->kind() != Kind::map) return failed(node, "no such overload: " + described(*operand) + " has no fields");
  return truth(operand->find(ast_.text_of(node)) != nullptr);
}

// ---------------------------------------------------------------------------------- indices

// The place a number names; nullopt for what is no place in any list.
static std::optional<std::size_t> place(const Value& key) {
  if (key.kind() == Kind::integer)
    return key.as_int() >= 0 ? std::optional(static_cast<std::size_t>(key.as_int())) : std::nullopt;
  if (key.kind() == Kind::uinteger) return static_cast<std::size_t>(key.as_uint());
  const double real = key.as_double();
  if (!(real >= 0 && real < 9007199254740992.0) || std::trunc(real) != real) return std::nullopt;
  return static_cast<std::size_t>(real);
}

// nullptr without `is_error`: there is no such item.
const Value* Evaluator::find_item(const Value& container, const Value& key, bool& is_error) {
  const bool is_number = key.kind() == Kind::integer || key.kind() == Kind::uinteger || key.kind() == Kind::real;
  is_error = false;
  if (container.kind() == Kind::list && is_number) {
    const auto at = place(key);
    return at && *at < container.as_list().size() ? &container.as_list()[*at] : nullptr;
  }
  if (container.kind() == Kind::map && (is_key(key) || is_number)) return container.find(key);
  is_error = true;
  return nullptr;
}

const Value* Evaluator::index(const Node& node, Value& scratch) {
  Value container_scratch;
  Value key_scratch;
  const Value* container = evaluate(ast_.child(node, 0), container_scratch);
  if (container == nullptr) return nullptr;
  const Value* key = evaluate(ast_.child(node, 1), key_scratch);
  if (key == nullptr) return nullptr;
  const bool is_optional = container->kind() == Kind::optional;
  if (is_optional) {
    if (container->as_optional() == nullptr) {
      scratch = Value::none();
      return &scratch;
    }
    const Value content = *container->as_optional();
    container_scratch = content;
    container = &container_scratch;
  }
  bool is_error = false;
  const Value* found = find_item(*container, *key, is_error);
  if (is_error) return failed(node, "no such overload: " + described(*container) + " has no item " + described(*key));
  if (is_optional) {
    scratch = found != nullptr ? Value::some(*found) : Value::none();
    return &scratch;
  }
  if (found == nullptr && container->kind() == Kind::list)
    return failed(node,
                  "index out of range: " + to_text(*key, 40) + " of " + std::to_string(container->size()) + " items");
  if (found == nullptr) return failed(node, "no such key: " + to_text(*key, 80));
  return container == &container_scratch ? keep(found, scratch) : found;
}

const Value* Evaluator::index_optional(const Node& node, Value& scratch) {
  Value container_scratch;
  Value key_scratch;
  const Value* container = evaluate(ast_.child(node, 0), container_scratch);
  if (container == nullptr) return nullptr;
  const Value* key = evaluate(ast_.child(node, 1), key_scratch);
  if (key == nullptr) return nullptr;
  if (container->kind() == Kind::optional) container = container->as_optional();
  if (container == nullptr) {
    scratch = Value::none();
    return &scratch;
  }
  bool is_error = false;
  const Value* found = find_item(*container, *key, is_error);
  if (is_error) return failed(node, "no such overload: " + described(*container) + " has no item " + described(*key));
  Value result = found != nullptr ? Value::some(*found) : Value::none();
  scratch = std::move(result);
  return &scratch;
}

// ------------------------------------------------------------------------------------ calls

const Value* Evaluator::builtin(const Node& node, Value& scratch) {
  constexpr std::size_t kArgumentsMax = 4;
  std::array<Value, kArgumentsMax> scratches;
  std::array<const Value*, kArgumentsMax> arguments{};
  const std::size_t count = std::min<std::size_t>(node.child_count, kArgumentsMax);
  for (std::size_t i = 0; i < count; ++i) {
    arguments[i] = evaluate(ast_.child(node, i), scratches[i]);
    if (arguments[i] == nullptr) return nullptr;
  }
  const Node* outer = current_;
  current_ = &node;
  const bool is_ok = program_.rows[node.value]->run(*this, Arguments(arguments.data(), count), scratch);
  current_ = outer;
  if (!is_ok) return nullptr;
  if (scratch.depth() > limits::kValueDepth)
    return failed(node, "lists are nested deeper than " + std::to_string(limits::kValueDepth) + " levels");
  return &scratch;
}

const Value* Evaluator::host_call(const Node& node, Value& scratch) {
  std::vector<Value> arguments;
  arguments.reserve(node.child_count);
  for (const NodeIndex child : ast_.children_of(node)) {
    Value argument_scratch;
    const Value* argument = evaluate(child, argument_scratch);
    if (argument == nullptr) return nullptr;
    arguments.push_back(*argument);
  }
  EvalResult result = bindings_.call(static_cast<FunctionIndex>(node.value), arguments);
  if (auto* error = std::get_if<EvalError>(&result)) return failed(node, std::move(error->message));
  scratch = std::move(*std::get_if<Value>(&result));
  return &scratch;
}

std::optional<bool> Evaluator::matches(std::string_view text, const Value& pattern) {
  for (const auto& [constant, regex] : program_.regexes) {
    if (&ast_.constants[constant] == &pattern) return regex->occurs_in(text);
  }
  for (const auto& [known, regex] : regexes_) {
    if (known == pattern.as_string()) return regex->occurs_in(text);
  }
  // Compiling takes some 10 µs: a pattern that is made anew for each of many items is paid for.
  if (!spend(200 + pattern.as_string().size())) return std::nullopt;
  auto regex = Regex::compile(pattern.as_string());
  if (!regex) {
    fail(regex.error().message);
    return std::nullopt;
  }
  regexes_.emplace_back(pattern.as_string(), *regex);
  return (*regex)->occurs_in(text);
}

const Value* Evaluator::optional_or(const Node& node, Value& scratch) {
  Value first_scratch;
  const Value* first = evaluate(ast_.child(node, 0), first_scratch);
  if (first == nullptr) return nullptr;
  const bool is_or = node.kind == NodeKind::optional_or;
  if (first->kind() != Kind::optional)
    return failed(node, "no such overload: " + backticked(is_or ? "or" : "orValue") + " of " + described(*first));
  if (const Value* content = first->as_optional()) {
    scratch = Value(is_or ? *first : *content);
    return &scratch;
  }
  const Value* second = evaluate(ast_.child(node, 1), scratch);
  if (second != nullptr && is_or && second->kind() != Kind::optional)
    return failed(node, "no such overload: `or` cannot take " + described(*second));
  return second;
}

// --------------------------------------------------------------------------- lists and maps

// An optional item: its content, or nullptr for none.
bool Evaluator::option(const Node& node, std::size_t i, const Value& value, const Value*& content) {
  content = &value;
  if (!ast_.is_optional(node, i)) return true;
  if (value.kind() != Kind::optional)
    return fail_at(node, "no such overload: after `?` an optional is needed, not " + described(value));
  content = value.as_optional();
  return true;
}

const Value* Evaluator::list(const Node& node, Value& scratch) {
  std::vector<Value> items;
  items.reserve(node.child_count);
  for (std::size_t i = 0; i < node.child_count; ++i) {
    Value item_scratch;
    const Value* item = evaluate(ast_.child(node, i), item_scratch);
    if (item == nullptr || !option(node, i, *item, item)) return nullptr;
    if (item != nullptr) items.push_back(*item);
  }
  scratch = Value::list(std::move(items));
  return &scratch;
}

const Value* Evaluator::map(const Node& node, Value& scratch) {
  std::vector<MapEntry> entries;
  std::size_t count = 0;
  for (std::size_t i = 0; i < node.child_count; i += 2) {
    Value key_scratch;
    Value value_scratch;
    const Value* key = evaluate(ast_.child(node, i), key_scratch);
    if (key == nullptr) return nullptr;
    if (!is_key(*key))
      return failed(ast_[ast_.child(node, i)], "unsupported key type: the key of a map cannot be " + described(*key));
    const Value* value = evaluate(ast_.child(node, i + 1), value_scratch);
    if (value == nullptr || !option(node, i, *value, value)) return nullptr;
    if (value == nullptr) continue;
    entries.push_back({*key, *value});
    ++count;
  }
  scratch = Value::map(std::move(entries));
  if (scratch.size() != count) return failed(node, "the map has a key twice (repeated key)");
  return &scratch;
}

// ----------------------------------------------------------------------------------- macros

const Value* Evaluator::quantifier(NodeIndex at, const Node& node, bool is_all) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return nullptr;
  Items items(*range, node.text2 != kNone);
  if (!items.is_iterable())
    return failed(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  std::optional<EvalError> first_error;
  bool is_decided = false;
  for (; items.next();) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    const auto holds = condition(ast_.child(node, 1), is_all ? "all" : "exists");
    if (!holds && spent_ > limits::kEvaluationCost) return nullptr;
    if (!holds && !first_error) first_error = std::move(error_);
    if (!holds || *holds == is_all) continue;
    is_decided = true;
    if (listener_ == nullptr || !listener_->is_exhaustive()) break;
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  if (is_decided) return truth(!is_all);
  if (!first_error) return truth(is_all);
  error_ = *std::move(first_error);
  return nullptr;
}

const Value* Evaluator::exists_one(NodeIndex at, const Node& node) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return nullptr;
  Items items(*range, node.text2 != kNone);
  if (!items.is_iterable())
    return failed(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  std::size_t count = 0;
  for (; items.next();) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    const auto holds = condition(ast_.child(node, 1), "exists_one");
    if (!holds) {
      if (listener_ != nullptr) listener_->end_of_items(at);
      return nullptr;
    }
    if (*holds) ++count;
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  return truth(count == 1);
}

const Value* Evaluator::filter(NodeIndex at, const Node& node, Value& scratch) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return nullptr;
  Items items(*range, false);
  if (!items.is_iterable())
    return failed(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  std::vector<Value> kept;
  for (; items.next();) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    const auto holds = condition(ast_.child(node, 1), "filter");
    if (!holds) {
      if (listener_ != nullptr) listener_->end_of_items(at);
      return nullptr;
    }
    if (*holds) kept.push_back(items.first());
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  scratch = Value::list(std::move(kept));
  return &scratch;
}

const Value* Evaluator::items_made(NodeIndex at, const Node& node, Value& scratch) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return nullptr;
  Items items(*range, node.text2 != kNone);
  if (!items.is_iterable())
    return failed(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  const bool has_filter = node.child_count == 3;
  std::vector<Value> made;
  bool is_ok = true;
  for (; is_ok && items.next();) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    const auto holds = has_filter ? condition(ast_.child(node, 1), "map") : std::optional(true);
    is_ok = holds.has_value();
    if (!is_ok || !*holds) continue;
    Value item_scratch;
    const Value* item = evaluate(ast_.child(node, node.child_count - 1), item_scratch);
    is_ok = item != nullptr;
    if (is_ok) made.push_back(*item);
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  if (!is_ok) return nullptr;
  scratch = Value::list(std::move(made));
  if (scratch.depth() > limits::kValueDepth)
    return failed(node, "lists are nested deeper than " + std::to_string(limits::kValueDepth) + " levels");
  return &scratch;
}

const Value* Evaluator::entries_made(NodeIndex at, const Node& node, Value& scratch) {
  Value range_scratch;
  const Value* range = evaluate(ast_.child(node, 0), range_scratch);
  if (range == nullptr) return nullptr;
  Items items(*range, true);
  if (!items.is_iterable())
    return failed(node, "no such overload: a macro runs over a list or map, not " + described(*range));
  const bool has_filter = node.child_count == 3;
  const bool gives_entries = node.kind == NodeKind::transform_map_entry;
  std::vector<MapEntry> entries;
  bool is_ok = true;
  for (; is_ok && items.next();) {
    items.bind(locals_, node.slot);
    if (listener_ != nullptr) listener_->next_item(at, items.count(), items.value());
    const auto holds = has_filter ? condition(ast_.child(node, 1), "transformMap") : std::optional(true);
    is_ok = holds.has_value();
    if (!is_ok || !*holds) continue;
    Value made_scratch;
    const Value* made = evaluate(ast_.child(node, node.child_count - 1), made_scratch);
    is_ok = made != nullptr;
    if (!is_ok) continue;
    if (!gives_entries) {
      entries.push_back({items.first(), *made});
      continue;
    }
    is_ok = made->kind() == Kind::map ||
            fail_at(node, "no such overload: `transformMapEntry` needs a map, not " + described(*made));
    for (const auto& entry : made->as_map()) entries.push_back(entry);
  }
  if (listener_ != nullptr) listener_->end_of_items(at);
  if (!is_ok) return nullptr;
  const std::size_t count = entries.size();
  scratch = Value::map(std::move(entries));
  if (scratch.size() != count) return failed(node, "the map has a key twice (repeated key)");
  if (scratch.depth() > limits::kValueDepth)
    return failed(node, "maps are nested deeper than " + std::to_string(limits::kValueDepth) + " levels");
  return &scratch;
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
  const Value* made = evaluate(ast_.child(node, 1), made_scratch);
  if (made == nullptr) return nullptr;
  if (is_flat && made->kind() != Kind::optional)
    return failed(node, "no such overload: `optFlatMap` needs an optional, not " + described(*made));
  scratch = is_flat ? Value(*made) : Value::some(*made);
  return &scratch;
}

}  // namespace docket::expr
