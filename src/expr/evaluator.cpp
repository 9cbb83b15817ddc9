// Tested by tests/unit/expr/evaluator_test.cpp
#include "expr/evaluator.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "expr/evaluator_parts.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

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
  return made(node, scratch);
}

// What is deep or heavy by sharing its parts must not be handed on: going through it would take for ever.
const Value* Evaluator::made(const Node& node, const Value& value) {
  if (value.depth() > limits::kValueDepth)
    return failed(node, "lists are nested deeper than " + std::to_string(limits::kValueDepth) + " levels");
  if (value.weight() > limits::kValueWeight)
    return failed(node, "the value would have more than " + std::to_string(limits::kValueWeight) + " parts");
  return &value;
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
  // A pattern that is made anew for each of many items is paid for, before and after it is known how large it is.
  if (!spend(200 + pattern.as_string().size())) return std::nullopt;
  auto regex = Regex::compile(pattern.as_string());
  if (!regex) {
    fail(regex.error().message);
    return std::nullopt;
  }
  if (!spend((*regex)->cost())) return std::nullopt;
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
  return made(node, scratch);
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
    if (!spend(key->weight())) return nullptr;
    entries.push_back({*key, *value});
    ++count;
  }
  scratch = Value::map(std::move(entries));
  if (scratch.size() != count) return failed(node, "the map has a key twice (repeated key)");
  return made(node, scratch);
}

}  // namespace docket::expr
