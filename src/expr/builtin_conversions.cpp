// From one type to another; what does not fit is an error.
// Tested by tests/unit/expr/functions_test.cpp
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "expr/functions.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"
#include "value/time_text.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool cannot_read(Call& call, const Value& text, std::string_view as) {
  return call.fail(backticked(shortened(text.as_string(), 80)) + " cannot be read as " + std::string(as));
}

bool out_of_range(Call& call, std::string_view type) {
  return call.fail("the value is out of the range of " + std::string(type));
}

// All of the text as one number, or nullopt.
template <class Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

bool to_int(Call& call, Arguments a, Value& result) {
  const Value& value = *a[0];
  if (value.kind() == Kind::integer) return give(result, value);
  if (value.kind() == Kind::uinteger) {
    if (value.as_uint() > INT64_MAX) return out_of_range(call, "int");
    return give(result, Value::integer(value.as_int()));
  }
  if (value.kind() == Kind::real) {
    const double real = value.as_double();
    // The smallest int is refused too: the double could stand for a smaller number.
    if (!(real > -kTwoTo63 && real < kTwoTo63)) return out_of_range(call, "int");
    return give(result, Value::integer(static_cast<std::int64_t>(real)));
  }
  if (value.kind() == Kind::timestamp) return give(result, Value::integer(value.as_timestamp().seconds));
  if (value.kind() != Kind::string) return no_overload(call, "int", a);
  const auto number = read_number<std::int64_t>(value.as_string());
  return number ? give(result, Value::integer(*number)) : cannot_read(call, value, "an int");
}

bool to_uint(Call& call, Arguments a, Value& result) {
  const Value& value = *a[0];
  if (value.kind() == Kind::uinteger) return give(result, value);
  if (value.kind() == Kind::integer) {
    if (value.as_int() < 0) return out_of_range(call, "uint");
    return give(result, Value::uinteger(value.as_uint()));
  }
  if (value.kind() == Kind::real) {
    const double real = value.as_double();
    if (!(real >= 0 && real < kTwoTo64)) return out_of_range(call, "uint");
    return give(result, Value::uinteger(static_cast<std::uint64_t>(real)));
  }
  if (value.kind() != Kind::string) return no_overload(call, "uint", a);
  const auto number = read_number<std::uint64_t>(value.as_string());
  return number ? give(result, Value::uinteger(*number)) : cannot_read(call, value, "a uint");
}

std::optional<double> read_double(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text == "Infinity" || text == "+Infinity" || text == "inf" || text == "Inf" || text == "+Inf") return HUGE_VAL;
  if (text == "-Infinity" || text == "-inf" || text == "-Inf") return -HUGE_VAL;
  const bool is_number = !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
  return is_number ? read_number<double>(text) : std::nullopt;
}

bool to_double(Call& call, Arguments a, Value& result) {
  const Value& value = *a[0];
  if (value.kind() == Kind::real) return give(result, value);
  if (value.kind() == Kind::integer) return give(result, Value::real(static_cast<double>(value.as_int())));
  if (value.kind() == Kind::uinteger) return give(result, Value::real(static_cast<double>(value.as_uint())));
  if (value.kind() != Kind::string) return no_overload(call, "double", a);
  const auto number = read_double(value.as_string());
  return number ? give(result, Value::real(*number)) : cannot_read(call, value, "a double");
}

bool to_string(Call& call, Arguments a, Value& result) {
  const Value& value = *a[0];
  switch (value.kind()) {
    case Kind::string: return give(result, value);
    case Kind::boolean: return give(result, Value::string(value.as_bool() ? "true" : "false"));
    case Kind::integer: return give(result, Value::string(std::to_string(value.as_int())));
    case Kind::uinteger: return give(result, Value::string(std::to_string(value.as_uint())));
    case Kind::real: return give(result, Value::string(double_text(value.as_double())));
    case Kind::timestamp: return give(result, Value::string(timestamp_text(value.as_timestamp())));
    case Kind::duration: return give(result, Value::string(seconds_text(value.as_duration())));
    case Kind::money: return give(result, Value::string(money_text(value.as_money())));
    case Kind::bytes:
      if (!may_make(call, value.as_bytes().size())) return false;
      if (first_invalid_utf8(value.as_bytes())) return call.fail("the bytes are not UTF-8 (invalid UTF-8)");
      return give(result, Value::string(value.as_bytes()));
    case Kind::null:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional: return no_overload(call, "string", a);
  }
  return no_overload(call, "string", a);
}

bool to_bytes(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::bytes) return give(result, *a[0]);
  if (a[0]->kind() != Kind::string) return no_overload(call, "bytes", a);
  return give(result, Value::bytes(a[0]->as_string()));
}

bool to_bool(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::boolean) return give(result, *a[0]);
  if (a[0]->kind() != Kind::string) return no_overload(call, "bool", a);
  const auto text = a[0]->as_string();
  for (const std::string_view word : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == word) return give(result, Value::boolean(true));
  }
  for (const std::string_view word : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == word) return give(result, Value::boolean(false));
  }
  return cannot_read(call, *a[0], "a bool");
}

bool to_timestamp(Call& call, Arguments a, Value& result) {
  const Value& value = *a[0];
  if (value.kind() == Kind::timestamp) return give(result, value);
  if (value.kind() == Kind::integer) {
    const Timestamp moment{value.as_int(), 0};
    if (!is_in_range(moment)) return out_of_range(call, "timestamp");
    return give(result, Value::timestamp(moment));
  }
  if (value.kind() != Kind::string) return no_overload(call, "timestamp", a);
  const auto moment = parse_timestamp(value.as_string());
  if (!moment) return cannot_read(call, value, "a timestamp such as `2026-02-13T16:00:00+08:00`");
  return give(result, Value::timestamp(*moment));
}

bool to_duration(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::duration) return give(result, *a[0]);
  if (a[0]->kind() != Kind::string) return no_overload(call, "duration", a);
  const auto length = parse_duration(a[0]->as_string());
  if (!length) return cannot_read(call, *a[0], "a duration such as `2h30m`");
  return give(result, Value::duration(*length));
}

bool to_dyn(Call&, Arguments a, Value& result) { return give(result, *a[0]); }
bool type_of(Call&, Arguments a, Value& result) { return give(result, Value::type(type_name_of(*a[0]))); }

constexpr FunctionRow kRows[] = {
    {"int", "int(int) -> int; int(uint) -> int; int(double) -> int; int(string) -> int; int(timestamp) -> int",
     "A whole number; doubles are cut towards zero, a timestamp becomes seconds since 1970.",
     "整数；小数向零取整，时刻变成 1970 年以来的秒数。", "int(-3.5) == -3", to_int},
    {"uint", "uint(uint) -> uint; uint(int) -> uint; uint(double) -> uint; uint(string) -> uint",
     "A whole number that is not negative.", "不为负的整数。", "uint(7) == 7u", to_uint},
    {"double", "double(double) -> double; double(int) -> double; double(uint) -> double; double(string) -> double",
     "A floating-point number.", "浮点数。", "double('1.5') == 1.5", to_double},
    {"string",
     "string(string) -> string; string(bool) -> string; string(int) -> string; string(uint) -> string; string(double) "
     "-> string; "
     "string(bytes) -> string; string(timestamp) -> string; string(duration) -> string; string(money) -> string",
     "The value as text; bytes must be UTF-8.", "变成文本；字节必须是 UTF-8。", "string(42) == '42'", to_string},
    {"bytes", "bytes(bytes) -> bytes; bytes(string) -> bytes", "The bytes of a text in UTF-8.", "文本的 UTF-8 字节。",
     "size(bytes('é')) == 2", to_bytes},
    {"bool", "bool(bool) -> bool; bool(string) -> bool",
     "True or false from `true`, `t`, `1`, `false`, `f`, `0` and their capitals.",
     "由 `true`、`t`、`1`、`false`、`f`、`0` 及其大写得到真假。", "bool('true')", to_bool},
    {"timestamp", "timestamp(timestamp) -> timestamp; timestamp(string) -> timestamp; timestamp(int) -> timestamp",
     "A moment from RFC 3339 text or seconds since 1970.", "由 RFC 3339 文本或 1970 年以来的秒数得到时刻。",
     "timestamp('1970-01-01T08:00:00+08:00') == timestamp(0)", to_timestamp},
    {"duration", "duration(duration) -> duration; duration(string) -> duration",
     "A length of time from text such as `2h30m` or `1.5s`.", "由 `2h30m`、`1.5s` 这样的文本得到时长。",
     "duration('90m') == duration('1h30m')", to_duration},
    {"dyn", "dyn(A) -> dyn", "The value itself, with its type checked only at run time.",
     "值不变，类型到运行时再检查。", "dyn(1) == dyn(1.0)", to_dyn},
    {"type", "type(A) -> type", "The type of a value.", "值的类型。", "type(1) == int", type_of},
};

}  // namespace

FunctionSection conversion_functions() { return {"Conversions", "类型转换", kRows}; }

}  // namespace docket::expr
