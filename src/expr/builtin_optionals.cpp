// Optionals: a value that may be missing, without an error until somebody insists on it.
// Tested by tests/unit/expr/functions_test.cpp
#include "expr/functions.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return !value.as_bool();
    case Kind::integer:
    case Kind::uinteger:
    case Kind::money: return value.as_int() == 0;
    case Kind::real: return value.as_double() == 0;
    case Kind::string: return value.as_string().empty();
    case Kind::bytes: return value.as_bytes().empty();
    case Kind::list: return value.as_list().empty();
    case Kind::map: return value.as_map().empty();
    case Kind::timestamp:
      return value.as_timestamp() == Timestamp{-62'135'596'800, 0} || value.as_timestamp() == Timestamp{};
    case Kind::duration: return value.as_duration() == Duration{};
    case Kind::type: return false;
    case Kind::optional: return value.as_optional() == nullptr;
  }
  return false;
}

bool of(Call&, Arguments a, Value& result) { return give(result, Value::some(*a[0])); }
bool of_non_zero(Call&, Arguments a, Value& result) {
  return give(result, is_zero(*a[0]) ? Value::none() : Value::some(*a[0]));
}
bool none(Call&, Arguments, Value& result) { return give(result, Value::none()); }

bool has_value(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::optional) return no_overload(call, "hasValue", a);
  return give(result, Value::boolean(a[0]->as_optional() != nullptr));
}

bool value(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::optional) return no_overload(call, "value", a);
  if (a[0]->as_optional() == nullptr) return call.fail("the optional holds no value (optional.none() dereference)");
  return give(result, *a[0]->as_optional());
}

// `or` and `orValue` are here for their signatures; the evaluator runs them, since it must not
// look at the second operand when the first holds a value.
bool or_else(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::optional || a[1]->kind() != Kind::optional) return no_overload(call, "or", a);
  return give(result, a[0]->as_optional() != nullptr ? *a[0] : *a[1]);
}

bool or_value(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::optional) return no_overload(call, "orValue", a);
  return give(result, a[0]->as_optional() != nullptr ? *a[0]->as_optional() : *a[1]);
}

bool unwrap(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::list) return no_overload(call, "unwrap", a);
  if (!may_make_list(call, a[0]->size())) return false;
  std::vector<Value> items;
  for (const auto& item : a[0]->as_list()) {
    if (item.kind() != Kind::optional) return no_overload(call, "unwrap", a);
    if (item.as_optional() != nullptr) items.push_back(*item.as_optional());
  }
  return give(result, Value::list(std::move(items)));
}

constexpr FunctionRow kRows[] = {
    {"optional.of", "optional.of(A) -> optional(A)", "An optional that holds the value.", "装有该值的可选值。",
     "optional.of(1).hasValue()", of},
    {"optional.ofNonZeroValue", "optional.ofNonZeroValue(A) -> optional(A)",
     "An optional of the value, or none when it is empty, zero, false or null.",
     "装有该值的可选值；值为空、零、假或 null 时什么也不装。", "!optional.ofNonZeroValue('').hasValue()", of_non_zero},
    {"optional.none", "optional.none() -> optional(A)", "An optional that holds nothing.", "什么也不装的可选值。",
     "!optional.none().hasValue()", none},
    {"optional.unwrap", "optional.unwrap(list(optional(A))) -> list(A)", "What those hold that hold something.",
     "一列可选值中装着的那些值。", "optional.unwrap([optional.of(1), optional.none()]) == [1]", unwrap},
    {"unwrapOpt", "list(optional(A)).unwrapOpt() -> list(A)", "The same, written after the list.",
     "同上，写在列表之后。", "[optional.of(1), optional.none()].unwrapOpt() == [1]", unwrap},
    {"hasValue", "optional(A).hasValue() -> bool", "Whether it holds a value.", "是否装着值。",
     "optional.of(1).hasValue()", has_value},
    {"value", "optional(A).value() -> A", "What it holds; none is an error.", "装着的值；没有则是错误。",
     "optional.of(1).value() == 1", value},
    {"or", "optional(A).or(optional(A)) -> optional(A)", "The first if it holds a value, else the second.",
     "前者装着值就取前者，否则取后者。", "optional.none().or(optional.of(2)).value() == 2", or_else},
    {"orValue", "optional(A).orValue(A) -> A", "What it holds, else the value given.", "装着的值；没有则取给定的值。",
     "{'a': 1}[?'b'].orValue(0) == 0", or_value},
};

}  // namespace

FunctionSection optional_functions() { return {"Optionals", "可选值", kRows}; }

}  // namespace docket::expr
