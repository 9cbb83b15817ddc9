// Money: exact amounts, and rounding that says how.
// Tested by tests/unit/expr/functions_test.cpp
#include <cstdlib>

#include "base/text.hpp"
#include "expr/functions.hpp"
#include "value/money.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

__extension__ typedef __int128 Wide;  // a product before it is divided

bool give(Value& result, Value value) {
  result = std::move(value);
  return true;
}

bool make(Call& call, Arguments a, Value& result) {
  const bool has_currency = a.size() > 1;
  if (a[0]->kind() != Kind::string || (has_currency && a[1]->kind() != Kind::string))
    return no_overload(call, "money", a);
  const auto currency = has_currency ? a[1]->as_string() : std::string_view();
  if (has_currency && !is_currency(currency))
    return call.fail(backticked(shortened(currency, 80)) + " is no currency such as `CNY`");
  const auto money = parse_money(a[0]->as_string(), currency);
  if (!money)
    return call.fail(backticked(shortened(a[0]->as_string(), 80)) + " is no amount such as `5000.00` or `5000.00 CNY`");
  return give(result, Value::money(money->minor_units, money->currency));
}

bool units(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::money) return no_overload(call, "minorUnits", a);
  return give(result, Value::integer(a[0]->as_money().minor_units));
}

bool currency(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::money) return no_overload(call, "currency", a);
  return give(result, Value::string(a[0]->as_money().currency));
}

// Whether the quotient moves one away from zero, given the remainder.
std::optional<bool> rounds_away(std::string_view rounding, bool is_negative, bool is_odd, Wide remainder,
                                Wide divisor) {
  if (rounding == "up") return remainder != 0;
  if (rounding == "down") return false;
  if (rounding == "ceiling") return remainder != 0 && !is_negative;
  if (rounding == "floor") return remainder != 0 && is_negative;
  if (rounding == "half_up") return remainder * 2 >= divisor;
  if (rounding == "half_even") return remainder * 2 > divisor || (remainder * 2 == divisor && is_odd);
  return std::nullopt;
}

bool scale(Call& call, Arguments a, Value& result) {
  if (a[0]->kind() != Kind::money || a[1]->kind() != Kind::integer || a[2]->kind() != Kind::integer ||
      a[3]->kind() != Kind::string) {
    return no_overload(call, "scale", a);
  }
  if (a[2]->as_int() == 0) return call.fail("division by zero");
  const Wide product = Wide(a[0]->as_int()) * a[1]->as_int();
  const bool is_negative = (product < 0) != (a[2]->as_int() < 0);
  const Wide size = product < 0 ? -product : product;
  const Wide divisor = a[2]->as_int() < 0 ? -Wide(a[2]->as_int()) : Wide(a[2]->as_int());
  Wide quotient = size / divisor;
  const auto is_away = rounds_away(a[3]->as_string(), is_negative, (quotient & 1) != 0, size % divisor, divisor);
  if (!is_away) {
    return call.fail(backticked(shortened(a[3]->as_string(), 40)) +
                     " is no rounding; there are `up`, `down`, `half_up`, `half_even`, `ceiling` and `floor`");
  }
  if (*is_away) ++quotient;
  if (quotient > INT64_MAX) return call.fail("the result does not fit into 64 bits (overflow)");
  const auto minor_units = static_cast<std::int64_t>(quotient);
  return give(result, Value::money(is_negative ? -minor_units : minor_units, a[0]->as_money().currency));
}

constexpr FunctionRow kRows[] = {
    {"money", "money(string) -> money; money(string, string) -> money", "An exact amount; without a currency, of CNY.",
     "准确的金额；不写币种即人民币（CNY）。", "money('5000.00') == money('5000', 'CNY')", make},
    {"scale", "money.scale(int, int, string) -> money",
     "The amount times a fraction, rounded as said: `up`, `down`, `half_up`, `half_even`, `ceiling` or `floor`.",
     "金额乘以一个分数，并按写明的方式取整：`up` 远离零、`down` 向零、`half_up` 四舍五入、`half_even` "
     "四舍六入五成双、`ceiling` 向上、`floor` 向下。",
     "money('10.05').scale(5, 100, 'half_up') == money('0.50')", scale},
    {"minorUnits", "money.minorUnits() -> int", "The amount in the smallest unit (fen).", "以最小单位（分）计的金额。",
     "money('5000.00').minorUnits() == 500000", units},
    {"currency", "money.currency() -> string", "The three letters of the currency.", "币种的三个字母。",
     "money('1 USD').currency() == 'USD'", currency},
};

}  // namespace

FunctionSection money_functions() { return {"Money", "金额", kRows}; }

}  // namespace docket::expr
