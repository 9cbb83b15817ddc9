// Arithmetic, comparison and membership.  Integer overflow is an error, never a wrap.
// Tested by tests/unit/expr/functions_test.cpp
#include <algorithm>

#include "expr/functions.hpp"
#include "value/compare.hpp"
#include "value/time_text.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool overflow(Call& call) { return call.fail("the result does not fit into 64 bits (overflow)"); }

bool both(Arguments a, Kind kind) { return a[0]->kind() == kind && a[1]->kind() == kind; }

bool give_timestamp(Call& call, Timestamp moment, Value& result) {
  if (!is_in_range(moment)) return call.fail("the timestamp is out of range: years 1 to 9999");
  return give(result, Value::timestamp(moment));
}

bool give_duration(Call& call, Duration length, Value& result) {
  if (!is_in_range(length)) return call.fail("the duration is out of range: about 292 years");
  return give(result, Value::duration(length));
}

// Seconds and nanoseconds added or taken away; within 64 bits since both ranges are far smaller.
template <class Result>
Result shifted(std::int64_t seconds, std::uint32_t nanoseconds, Duration by, int direction) {
  std::int64_t rest = std::int64_t{nanoseconds} + direction * std::int64_t{by.nanoseconds};
  std::int64_t whole = seconds + direction * by.seconds;
  if (rest >= 1'000'000'000) {
    rest -= 1'000'000'000;
    ++whole;
  }
  if (rest < 0) {
    rest += 1'000'000'000;
    --whole;
  }
  return {whole, static_cast<std::uint32_t>(rest)};
}

bool add_times(Call& call, Arguments a, Value& result) {
  const bool is_swapped = a[0]->kind() == Kind::duration && a[1]->kind() == Kind::timestamp;
  const Value& left = is_swapped ? *a[1] : *a[0];
  const Value& right = is_swapped ? *a[0] : *a[1];
  if (right.kind() != Kind::duration) return no_overload(call, "+", a);
  if (left.kind() == Kind::timestamp) {
    return give_timestamp(
        call, shifted<Timestamp>(left.as_int(), left.as_timestamp().nanoseconds, right.as_duration(), 1), result);
  }
  if (left.kind() != Kind::duration) return no_overload(call, "+", a);
  return give_duration(call, shifted<Duration>(left.as_int(), left.as_duration().nanoseconds, right.as_duration(), 1),
                       result);
}

bool subtract_times(Call& call, Arguments a, Value& result) {
  const Timestamp left = a[0]->as_timestamp();
  const Timestamp right = a[1]->as_timestamp();
  if (both(a, Kind::timestamp)) {
    return give_duration(
        call, shifted<Duration>(left.seconds, left.nanoseconds, {right.seconds, right.nanoseconds}, -1), result);
  }
  if (a[1]->kind() != Kind::duration) return no_overload(call, "-", a);
  if (a[0]->kind() == Kind::timestamp) {
    return give_timestamp(call, shifted<Timestamp>(left.seconds, left.nanoseconds, a[1]->as_duration(), -1), result);
  }
  if (a[0]->kind() != Kind::duration) return no_overload(call, "-", a);
  return give_duration(call, shifted<Duration>(left.seconds, left.nanoseconds, a[1]->as_duration(), -1), result);
}

bool same_currency(Arguments a) { return std::string_view(a[0]->as_money().currency) == a[1]->as_money().currency; }

bool concatenate_text(Call& call, Arguments a, Value& result) {
  const bool is_string = a[0]->kind() == Kind::string;
  const auto left = is_string ? a[0]->as_string() : a[0]->as_bytes();
  const auto right = is_string ? a[1]->as_string() : a[1]->as_bytes();
  if (!may_make(call, left.size() + right.size())) return false;
  std::string text(left);
  text += right;
  return give(result, is_string ? Value::string(text) : Value::bytes(text));
}

bool concatenate_lists(Call& call, Arguments a, Value& result) {
  const auto left = a[0]->as_list();
  const auto right = a[1]->as_list();
  if (!may_make_list(call, left.size() + right.size())) return false;
  std::vector<Value> items(left.begin(), left.end());
  items.insert(items.end(), right.begin(), right.end());
  return give(result, Value::list(std::move(items)));
}

bool add(Call& call, Arguments a, Value& result) {
  std::int64_t sum = 0;
  std::uint64_t unsigned_sum = 0;
  if (a[0]->kind() == Kind::timestamp || a[0]->kind() == Kind::duration) return add_times(call, a, result);
  if (a[0]->kind() != a[1]->kind()) return no_overload(call, "+", a);
  switch (a[0]->kind()) {
    case Kind::integer:
      if (__builtin_add_overflow(a[0]->as_int(), a[1]->as_int(), &sum)) return overflow(call);
      return give(result, Value::integer(sum));
    case Kind::uinteger:
      if (__builtin_add_overflow(a[0]->as_uint(), a[1]->as_uint(), &unsigned_sum)) return overflow(call);
      return give(result, Value::uinteger(unsigned_sum));
    case Kind::real: return give(result, Value::real(a[0]->as_double() + a[1]->as_double()));
    case Kind::string:
    case Kind::bytes: return concatenate_text(call, a, result);
    case Kind::list: return concatenate_lists(call, a, result);
    case Kind::money:
      if (!same_currency(a)) return call.fail("money of different currencies cannot be added");
      if (__builtin_add_overflow(a[0]->as_int(), a[1]->as_int(), &sum)) return overflow(call);
      return give(result, Value::money(sum, a[0]->as_money().currency));
    case Kind::null:
    case Kind::boolean:
    case Kind::map:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type:
    case Kind::optional: return no_overload(call, "+", a);
  }
  return no_overload(call, "+", a);
}

bool subtract(Call& call, Arguments a, Value& result) {
  std::int64_t difference = 0;
  std::uint64_t unsigned_difference = 0;
  if (a[0]->kind() == Kind::timestamp || a[0]->kind() == Kind::duration) return subtract_times(call, a, result);
  if (both(a, Kind::integer)) {
    if (__builtin_sub_overflow(a[0]->as_int(), a[1]->as_int(), &difference)) return overflow(call);
    return give(result, Value::integer(difference));
  }
  if (both(a, Kind::uinteger)) {
    if (__builtin_sub_overflow(a[0]->as_uint(), a[1]->as_uint(), &unsigned_difference)) return overflow(call);
    return give(result, Value::uinteger(unsigned_difference));
  }
  if (both(a, Kind::real)) return give(result, Value::real(a[0]->as_double() - a[1]->as_double()));
  if (!both(a, Kind::money)) return no_overload(call, "-", a);
  if (!same_currency(a)) return call.fail("money of different currencies cannot be subtracted");
  if (__builtin_sub_overflow(a[0]->as_int(), a[1]->as_int(), &difference)) return overflow(call);
  return give(result, Value::money(difference, a[0]->as_money().currency));
}

bool multiply(Call& call, Arguments a, Value& result) {
  std::int64_t product = 0;
  std::uint64_t unsigned_product = 0;
  const bool is_money_first = a[0]->kind() == Kind::money && a[1]->kind() == Kind::integer;
  const bool is_money_second = a[0]->kind() == Kind::integer && a[1]->kind() == Kind::money;
  if (both(a, Kind::integer) || is_money_first || is_money_second) {
    if (__builtin_mul_overflow(a[0]->as_int(), a[1]->as_int(), &product)) return overflow(call);
    if (!is_money_first && !is_money_second) return give(result, Value::integer(product));
    return give(result, Value::money(product, a[is_money_first ? 0 : 1]->as_money().currency));
  }
  if (both(a, Kind::uinteger)) {
    if (__builtin_mul_overflow(a[0]->as_uint(), a[1]->as_uint(), &unsigned_product)) return overflow(call);
    return give(result, Value::uinteger(unsigned_product));
  }
  if (both(a, Kind::real)) return give(result, Value::real(a[0]->as_double() * a[1]->as_double()));
  return no_overload(call, "*", a);
}

bool divide(Call& call, Arguments a, Value& result) {
  if (both(a, Kind::real)) return give(result, Value::real(a[0]->as_double() / a[1]->as_double()));
  if (!both(a, Kind::integer) && !both(a, Kind::uinteger)) return no_overload(call, "/", a);
  if (a[1]->as_uint() == 0) return call.fail("division by zero");
  if (a[0]->kind() == Kind::uinteger) return give(result, Value::uinteger(a[0]->as_uint() / a[1]->as_uint()));
  if (a[0]->as_int() == INT64_MIN && a[1]->as_int() == -1) return overflow(call);
  return give(result, Value::integer(a[0]->as_int() / a[1]->as_int()));
}

bool modulo(Call& call, Arguments a, Value& result) {
  if (!both(a, Kind::integer) && !both(a, Kind::uinteger)) return no_overload(call, "%", a);
  if (a[1]->as_uint() == 0) return call.fail("division by zero (modulus by zero)");
  if (a[0]->kind() == Kind::uinteger) return give(result, Value::uinteger(a[0]->as_uint() % a[1]->as_uint()));
  if (a[0]->as_int() == INT64_MIN && a[1]->as_int() == -1) return overflow(call);
  return give(result, Value::integer(a[0]->as_int() % a[1]->as_int()));
}

bool negate(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() == Kind::real) return give(result, Value::real(-a[0]->as_double()));
  if (a[0]->kind() != Kind::integer && a[0]->kind() != Kind::money) return no_overload(call, "-", a);
  if (a[0]->as_int() == INT64_MIN) return overflow(call);
  if (a[0]->kind() == Kind::money) return give(result, Value::money(-a[0]->as_int(), a[0]->as_money().currency));
  return give(result, Value::integer(-a[0]->as_int()));
}

// Two values are compared no further than the lighter one goes.
bool spend_comparing(Call& call, const Value& a, const Value& b) {
  return call.spend(std::min(a.weight(), b.weight()));
}

bool equal(Call& call, Arguments a, Value& result) {
  return spend_comparing(call, *a[0], *a[1]) && give(result, Value::boolean(*a[0] == *a[1]));
}

bool not_equal(Call& call, Arguments a, Value& result) {
  return spend_comparing(call, *a[0], *a[1]) && give(result, Value::boolean(!(*a[0] == *a[1])));
}

template <class Test>
bool compare_with(Call& call, std::string_view function, Arguments a, Value& result, Test test) {
  if (!spend_comparing(call, *a[0], *a[1])) return false;
  const auto order = compare(*a[0], *a[1]);
  if (!order) return no_overload(call, function, a);
  return give(result, Value::boolean(test(*order)));
}

bool less(Call& call, Arguments a, Value& result) {
  return compare_with(call, "<", a, result, [](Ordering o) { return o == Ordering::less; });
}
bool less_equal(Call& call, Arguments a, Value& result) {
  return compare_with(call, "<=", a, result, [](Ordering o) { return o == Ordering::less || o == Ordering::equal; });
}
bool greater(Call& call, Arguments a, Value& result) {
  return compare_with(call, ">", a, result, [](Ordering o) { return o == Ordering::greater; });
}
bool greater_equal(Call& call, Arguments a, Value& result) {
  return compare_with(call, ">=", a, result, [](Ordering o) { return o == Ordering::greater || o == Ordering::equal; });
}

bool in(Call& call, Arguments a, Value& result) {
  if (a[1]->kind() == Kind::map)
    return call.spend(a[0]->weight()) && give(result, Value::boolean(a[1]->find(*a[0]) != nullptr));
  if (a[1]->kind() != Kind::list) return no_overload(call, "in", a);
  for (const auto& item : a[1]->as_list()) {
    if (!spend_comparing(call, item, *a[0])) return false;
    if (item == *a[0]) return give(result, Value::boolean(true));
  }
  return give(result, Value::boolean(false));
}

constexpr FunctionRow kRows[] = {
    {"+",
     "+(int, int) -> int; +(uint, uint) -> uint; +(double, double) -> double; +(string, string) -> string; "
     "+(bytes, bytes) -> bytes; +(list(A), list(A)) -> list(A); +(timestamp, duration) -> timestamp; "
     "+(duration, timestamp) -> timestamp; +(duration, duration) -> duration; +(money, money) -> money",
     "The sum, or one after the other. Overflow is an error.", "求和，或首尾相接。整数溢出是错误。",
     "[1] + [2] == [1, 2]", add},
    {"-",
     "-(int, int) -> int; -(uint, uint) -> uint; -(double, double) -> double; -(timestamp, timestamp) -> duration; "
     "-(timestamp, duration) -> timestamp; -(duration, duration) -> duration; -(money, money) -> money",
     "The difference; of two times, how long one is after the other.", "求差；两个时刻相减，得后者到前者的时长。",
     "timestamp(60) - timestamp(0) == duration('1m')", subtract},
    {"*",
     "*(int, int) -> int; *(uint, uint) -> uint; *(double, double) -> double; *(money, int) -> money; *(int, money) -> "
     "money",
     "The product.", "求积。", "money('2.50') * 2 == money('5.00')", multiply},
    {"/", "/(int, int) -> int; /(uint, uint) -> uint; /(double, double) -> double",
     "The quotient; of whole numbers cut towards zero. Whole numbers divided by zero are an error.",
     "求商；整数相除向零取整，除以零是错误。", "7 / 2 == 3", divide},
    {"%", "%(int, int) -> int; %(uint, uint) -> uint", "The remainder, with the sign of the first.",
     "余数，符号与被除数相同。", "-7 % 2 == -1", modulo},
    {"-_", "-_(int) -> int; -_(double) -> double; -_(money) -> money", "The negative, written `-x`.",
     "相反数，写作 `-x`。", "-(1) == 0 - 1", negate},
    {"==", "==(A, A) -> bool", "Whether both are equal; maps without regard to order.", "两者是否相等；映射不论顺序。",
     "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", equal},
    {"!=", "!=(A, A) -> bool", "Whether they differ.", "两者是否不同。", "1 != 2", not_equal},
    {"<",
     "<(bool, bool) -> bool; <(int, int) -> bool; <(uint, uint) -> bool; <(double, double) -> bool; <(string, string) "
     "-> bool; "
     "<(bytes, bytes) -> bool; <(timestamp, timestamp) -> bool; <(duration, duration) -> bool; <(money, money) -> "
     "bool; "
     "<(int, uint) -> bool; <(int, double) -> bool; <(uint, int) -> bool; <(uint, double) -> bool; <(double, int) -> "
     "bool; <(double, uint) -> bool",
     "Whether the first comes before the second; text by code point, times by when they are, numbers of different "
     "kinds by value.",
     "前者是否小于后者；文本按字符编码，时刻按先后，不同种类的数按数值。", "1 < 1.5", less},
    {"<=",
     "<=(bool, bool) -> bool; <=(int, int) -> bool; <=(uint, uint) -> bool; <=(double, double) -> bool; <=(string, "
     "string) -> bool; "
     "<=(bytes, bytes) -> bool; <=(timestamp, timestamp) -> bool; <=(duration, duration) -> bool; <=(money, money) -> "
     "bool; "
     "<=(int, uint) -> bool; <=(int, double) -> bool; <=(uint, int) -> bool; <=(uint, double) -> bool; <=(double, int) "
     "-> bool; <=(double, uint) -> bool",
     "Before or the same.", "小于或等于。", "money('1.00') <= money('1.00')", less_equal},
    {">",
     ">(bool, bool) -> bool; >(int, int) -> bool; >(uint, uint) -> bool; >(double, double) -> bool; >(string, string) "
     "-> bool; "
     ">(bytes, bytes) -> bool; >(timestamp, timestamp) -> bool; >(duration, duration) -> bool; >(money, money) -> "
     "bool; "
     ">(int, uint) -> bool; >(int, double) -> bool; >(uint, int) -> bool; >(uint, double) -> bool; >(double, int) -> "
     "bool; >(double, uint) -> bool",
     "After.", "大于。", "duration('2h') > duration('90m')", greater},
    {">=",
     ">=(bool, bool) -> bool; >=(int, int) -> bool; >=(uint, uint) -> bool; >=(double, double) -> bool; >=(string, "
     "string) -> bool; "
     ">=(bytes, bytes) -> bool; >=(timestamp, timestamp) -> bool; >=(duration, duration) -> bool; >=(money, money) -> "
     "bool; "
     ">=(int, uint) -> bool; >=(int, double) -> bool; >=(uint, int) -> bool; >=(uint, double) -> bool; >=(double, int) "
     "-> bool; >=(double, uint) -> bool",
     "After or the same.", "大于或等于。", "'b' >= 'a'", greater_equal},
    {"in", "in(A, list(A)) -> bool; in(A, map(A, B)) -> bool", "Whether a list holds the item, or a map the key.",
     "列表里有没有这一项，或映射里有没有这个键。", "'a' in ['a', 'b']", in},
};

}  // namespace

FunctionSection operator_functions() { return {"Operators", "运算", kRows}; }

}  // namespace docket::expr
