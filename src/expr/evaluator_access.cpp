// Reading what lies somewhere: variables, fields, items of lists and maps.
// Tested by tests/unit/expr/evaluator_test.cpp
#include <cmath>

#include "base/text.hpp"
#include "expr/evaluator.hpp"
#include "expr/evaluator_parts.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

// The place a number names; nullopt for what is no place in any list.
std::optional<std::size_t> place(const Value& key) {
  if (key.kind() == Kind::integer)
    return key.as_int() >= 0 ? std::optional(static_cast<std::size_t>(key.as_int())) : std::nullopt;
  if (key.kind() == Kind::uinteger) return static_cast<std::size_t>(key.as_uint());
  const double real = key.as_double();
  if (!(real >= 0 && real < 9007199254740992.0) || std::trunc(real) != real) return std::nullopt;
  return static_cast<std::size_t>(real);
}

}  // namespace

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
  return failed(node, backticked(ast_.texts[node.text2] + "." + ast_.text_of(node)) + " is not set");
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
  if (!spend(key->weight())) return nullptr;
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
  if (!spend(key->weight())) return nullptr;
  const Value* found = find_item(*container, *key, is_error);
  if (is_error) return failed(node, "no such overload: " + described(*container) + " has no item " + described(*key));
  Value result = found != nullptr ? Value::some(*found) : Value::none();
  scratch = std::move(result);
  return &scratch;
}

}  // namespace docket::expr
