// CEL's math extension.
// Tested by tests/unit/expr/functions_test.cpp
#include <cmath>

#include "expr/functions.hpp"
#include "value/compare.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

// All arguments, or the items of a single list.
bool extreme(Call& call, std::string_view name, Arguments a, Value& result, Ordering wanted) {
  std::vector<const Value*> candidates(a.begin(), a.end());
  if (a.size() == 1 && a[0]->kind() == Kind::list) {
    candidates.clear();
    if (!call.spend(a[0]->size())) return false;
    for (const auto& item : a[0]->as_list()) candidates.push_back(&item);
    if (candidates.empty()) return call.fail("`" + std::string(name) + "` needs at least one number");
  }
  const Value* best = candidates.front();
  for (const Value* candidate : candidates) {
    if (!is_number(*candidate)) return no_overload(call, name, a);
    if (compare_numbers(*candidate, *best) == wanted) best = candidate;
  }
  return give(result, *best);
}
bool greatest(Call& call, Arguments a, Value& result) {
  return extreme(call, "math.greatest", a, result, Ordering::greater);
}
bool least(Call& call, Arguments a, Value& result) { return extreme(call, "math.least", a, result, Ordering::less); }

template <class Function>
bool on_double(Call& call, std::string_view name, Arguments a, Value& result, Function function) {
  if (a[0]->kind() != Kind::real) return no_overload(call, name, a);
  return give(result, function(a[0]->as_double()));
}
bool ceil(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.ceil", a, result, [](double x) { return Value::real(std::ceil(x)); });
}
bool floor(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.floor", a, result, [](double x) { return Value::real(std::floor(x)); });
}
bool round(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.round", a, result, [](double x) { return Value::real(std::round(x)); });
}
bool trunc(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.trunc", a, result, [](double x) { return Value::real(std::trunc(x)); });
}
bool is_nan(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.isNaN", a, result, [](double x) { return Value::boolean(std::isnan(x)); });
}
bool is_inf(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.isInf", a, result, [](double x) { return Value::boolean(std::isinf(x)); });
}
bool is_finite(Call& call, Arguments a, Value& result) {
  return on_double(call, "math.isFinite", a, result, [](double x) { return Value::boolean(std::isfinite(x)); });
}

bool sqrt(Call& call, Arguments a, Value& result) {
  if (!is_number(*a[0])) return no_overload(call, "math.sqrt", a);
  const double x = a[0]->kind() == Kind::real      ? a[0]->as_double()
                   : a[0]->kind() == Kind::integer ? static_cast<double>(a[0]->as_int())
                                                   : static_cast<double>(a[0]->as_uint());
  return give(result, Value::real(std::sqrt(x)));
}

bool abs(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::uinteger) return give(result, *a[0]);
  if (a[0]->kind() == Kind::real) return give(result, Value::real(std::fabs(a[0]->as_double())));
  if (a[0]->kind() != Kind::integer) return no_overload(call, "math.abs", a);
  if (a[0]->as_int() == INT64_MIN) return call.fail("the result does not fit into 64 bits (overflow)");
  return give(result, Value::integer(a[0]->as_int() < 0 ? -a[0]->as_int() : a[0]->as_int()));
}

bool sign(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::uinteger) return give(result, Value::uinteger(a[0]->as_uint() > 0 ? 1 : 0));
  if (a[0]->kind() == Kind::integer) return give(result, Value::integer((a[0]->as_int() > 0) - (a[0]->as_int() < 0)));
  if (a[0]->kind() != Kind::real) return no_overload(call, "math.sign", a);
  const double x = a[0]->as_double();
  return give(result, Value::real(x > 0 ? 1.0 : x < 0 ? -1.0 : x));  // zero and NaN are their own sign
}

template <class Function>
bool on_bits(Call& call, std::string_view name, Arguments a, Value& result, Function function) {
  const Kind kind = a[0]->kind();
  const bool is_whole = kind == Kind::integer || kind == Kind::uinteger;
  if (!is_whole || (a.size() > 1 && a[1]->kind() != kind)) return no_overload(call, name, a);
  const std::uint64_t bits = function(a[0]->as_uint(), a.size() > 1 ? a[1]->as_uint() : 0);
  return give(result, kind == Kind::integer ? Value::integer(static_cast<std::int64_t>(bits)) : Value::uinteger(bits));
}
bool bit_and(Call& call, Arguments a, Value& result) {
  return on_bits(call, "math.bitAnd", a, result, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}
bool bit_or(Call& call, Arguments a, Value& result) {
  return on_bits(call, "math.bitOr", a, result, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}
bool bit_xor(Call& call, Arguments a, Value& result) {
  return on_bits(call, "math.bitXor", a, result, [](std::uint64_t x, std::uint64_t y) { return x ^ y; });
}
bool bit_not(Call& call, Arguments a, Value& result) {
  return on_bits(call, "math.bitNot", a, result, [](std::uint64_t x, std::uint64_t) { return ~x; });
}

// Shifting 64 places or more leaves nothing; to the right, zeros move in even below zero.
bool shift(Call& call, std::string_view name, Arguments a, Value& result, bool is_left) {
  const bool is_whole = a[0]->kind() == Kind::integer || a[0]->kind() == Kind::uinteger;
  if (!is_whole || a[1]->kind() != Kind::integer) return no_overload(call, name, a);
  if (a[1]->as_int() < 0) return call.fail("cannot shift by a negative number of places (negative offset)");
  const std::uint64_t places = a[1]->as_uint();
  const std::uint64_t bits = places >= 64 ? 0 : is_left ? a[0]->as_uint() << places : a[0]->as_uint() >> places;
  return give(result,
              a[0]->kind() == Kind::integer ? Value::integer(static_cast<std::int64_t>(bits)) : Value::uinteger(bits));
}
bool shift_left(Call& call, Arguments a, Value& result) { return shift(call, "math.bitShiftLeft", a, result, true); }
bool shift_right(Call& call, Arguments a, Value& result) { return shift(call, "math.bitShiftRight", a, result, false); }

constexpr FunctionRow kRows[] = {
    {"math.greatest",
     "math.greatest(int) -> int; math.greatest(uint) -> uint; math.greatest(double) -> double; math.greatest(int, int) "
     "-> int; "
     "math.greatest(uint, uint) -> uint; math.greatest(double, double) -> double; math.greatest(int, uint) -> dyn; "
     "math.greatest(int, double) -> dyn; math.greatest(uint, int) -> dyn; math.greatest(uint, double) -> dyn; "
     "math.greatest(double, int) -> dyn; math.greatest(double, uint) -> dyn; math.greatest(list(int)) -> int; "
     "math.greatest(list(uint)) -> uint; math.greatest(list(double)) -> double; math.greatest(list(dyn)) -> dyn",
     "The largest of any number of numbers, or of a list.", "若干个数或一个列表里最大的。",
     "math.greatest(1, 3, 2) == 3", greatest},
    {"math.least",
     "math.least(int) -> int; math.least(uint) -> uint; math.least(double) -> double; math.least(int, int) -> int; "
     "math.least(uint, uint) -> uint; math.least(double, double) -> double; math.least(int, uint) -> dyn; "
     "math.least(int, double) -> dyn; math.least(uint, int) -> dyn; math.least(uint, double) -> dyn; "
     "math.least(double, int) -> dyn; math.least(double, uint) -> dyn; math.least(list(int)) -> int; "
     "math.least(list(uint)) -> uint; math.least(list(double)) -> double; math.least(list(dyn)) -> dyn",
     "The smallest of any number of numbers, or of a list.", "若干个数或一个列表里最小的。", "math.least([3, 1]) == 1",
     least},
    {"math.ceil", "math.ceil(double) -> double", "Rounded up to a whole number.", "向上取整。", "math.ceil(1.2) == 2.0",
     ceil},
    {"math.floor", "math.floor(double) -> double", "Rounded down.", "向下取整。", "math.floor(-1.2) == -2.0", floor},
    {"math.round", "math.round(double) -> double", "Rounded to the nearest, a half away from zero.",
     "取最近的整数，一半时远离零。", "math.round(-1.5) == -2.0", round},
    {"math.trunc", "math.trunc(double) -> double", "Cut towards zero.", "向零取整。", "math.trunc(-1.9) == -1.0",
     trunc},
    {"math.abs", "math.abs(int) -> int; math.abs(uint) -> uint; math.abs(double) -> double", "Without its sign.",
     "绝对值。", "math.abs(-11) == 11", abs},
    {"math.sign", "math.sign(int) -> int; math.sign(uint) -> uint; math.sign(double) -> double", "-1, 0 or 1.",
     "正负号：-1、0 或 1。", "math.sign(-32.0) == -1.0", sign},
    {"math.sqrt", "math.sqrt(int) -> double; math.sqrt(uint) -> double; math.sqrt(double) -> double",
     "The square root; of a negative number NaN.", "平方根；负数的为 NaN。", "math.sqrt(81) == 9.0", sqrt},
    {"math.isNaN", "math.isNaN(double) -> bool", "Whether it is not a number.", "是否不是数（NaN）。",
     "math.isNaN(0.0 / 0.0)", is_nan},
    {"math.isInf", "math.isInf(double) -> bool", "Whether it is infinite.", "是否无穷大。", "math.isInf(1.0 / 0.0)",
     is_inf},
    {"math.isFinite", "math.isFinite(double) -> bool", "Whether it is neither.", "是否既非 NaN 也非无穷大。",
     "math.isFinite(1.5)", is_finite},
    {"math.bitAnd", "math.bitAnd(int, int) -> int; math.bitAnd(uint, uint) -> uint", "The bits set in both.",
     "两者都为 1 的位。", "math.bitAnd(3, 5) == 1", bit_and},
    {"math.bitOr", "math.bitOr(int, int) -> int; math.bitOr(uint, uint) -> uint", "The bits set in either.",
     "至少一个为 1 的位。", "math.bitOr(1, 4) == 5", bit_or},
    {"math.bitXor", "math.bitXor(int, int) -> int; math.bitXor(uint, uint) -> uint", "The bits set in one of them.",
     "恰有一个为 1 的位。", "math.bitXor(3, 5) == 6", bit_xor},
    {"math.bitNot", "math.bitNot(int) -> int; math.bitNot(uint) -> uint", "Every bit turned over.", "每一位取反。",
     "math.bitNot(0) == -1", bit_not},
    {"math.bitShiftLeft", "math.bitShiftLeft(int, int) -> int; math.bitShiftLeft(uint, int) -> uint", "Bits moved up.",
     "各位左移。", "math.bitShiftLeft(1, 4) == 16", shift_left},
    {"math.bitShiftRight", "math.bitShiftRight(int, int) -> int; math.bitShiftRight(uint, int) -> uint",
     "Bits moved down, zeros moving in.", "各位右移，左边补 0。", "math.bitShiftRight(16, 4) == 1", shift_right},
};

}  // namespace

FunctionSection math_functions() { return {"Mathematics", "数学", kRows}; }

}  // namespace docket::expr
