// Tested by tests/unit/engine/inversion_test.cpp
#include "engine/inversion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace docket {
namespace {

using Kind = Value::Kind;
using Values = std::vector<Value>;
using Maybe = std::optional<Value>;

__extension__ typedef __int128 Wide;  // what no sum of two numbers leaves

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

void add(Values& values, Maybe value) {
  if (value) values.push_back(*std::move(value));
}

Maybe integer(Wide number) {
  if (number > std::numeric_limits<std::int64_t>::max() || number < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return Value::integer(static_cast<std::int64_t>(number));
}

// --- Arithmetic on values of the same sort -----------------------------------------------------------------

Wide nanoseconds(const Value& value) {
  if (value.kind() == Kind::timestamp) {
    const auto moment = value.as_timestamp();
    return static_cast<Wide>(moment.seconds) * kNanosPerSecond + moment.nanoseconds;
  }
  const auto length = value.as_duration();
  return static_cast<Wide>(length.seconds) * kNanosPerSecond + length.nanoseconds;
}

Maybe of_time(Wide nanos, Kind kind) {
  auto seconds = nanos / kNanosPerSecond;
  auto rest = nanos % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    seconds -= 1;
  }
  constexpr std::int64_t kFar = 300'000'000'000;  // seconds: years 1 to 9999 lie within
  if (seconds > kFar || seconds < -kFar) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(seconds);
  const auto part = static_cast<std::uint32_t>(rest);
  return kind == Kind::timestamp ? Value::timestamp(Timestamp{whole, part}) : Value::duration(Duration{whole, part});
}

bool is_time(const Value& value) { return value.kind() == Kind::timestamp || value.kind() == Kind::duration; }

// a + sign·b, of whatever kind that is in CEL.
Maybe sum(const Value& a, const Value& b, int sign) {
  if (is_time(a) && is_time(b)) {
    const bool is_moment = (a.kind() == Kind::timestamp) != (b.kind() == Kind::timestamp);
    return of_time(nanoseconds(a) + sign * nanoseconds(b), is_moment ? Kind::timestamp : Kind::duration);
  }
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::integer: return integer(static_cast<Wide>(a.as_int()) + sign * static_cast<Wide>(b.as_int()));
    case Kind::uinteger: {
      const auto result = static_cast<Wide>(a.as_uint()) + sign * static_cast<Wide>(b.as_uint());
      if (result < 0 || result > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
      return Value::uinteger(static_cast<std::uint64_t>(result));
    }
    case Kind::real: return Value::real(a.as_double() + sign * b.as_double());
    case Kind::money: {
      const auto result =
          integer(static_cast<Wide>(a.as_money().minor_units) + sign * static_cast<Wide>(b.as_money().minor_units));
      if (!result || std::string_view(a.as_money().currency) != b.as_money().currency) return std::nullopt;
      return Value::money(result->as_int(), a.as_money().currency);
    }
    case Kind::null:
    case Kind::boolean:
    case Kind::string:
    case Kind::bytes:
    case Kind::list:
    case Kind::map:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type:
    case Kind::optional: return std::nullopt;
  }
  return std::nullopt;
}

// How much of a number there is, whatever its kind; money in its smallest unit.
std::optional<double> amount(const Value& value) {
  switch (value.kind()) {
    case Kind::integer: return static_cast<double>(value.as_int());
    case Kind::uinteger: return static_cast<double>(value.as_uint());
    case Kind::real: return value.as_double();
    case Kind::money: return static_cast<double>(value.as_money().minor_units);
    case Kind::null:
    case Kind::boolean:
    case Kind::string:
    case Kind::bytes:
    case Kind::list:
    case Kind::map:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type:
    case Kind::optional: return std::nullopt;
  }
  return std::nullopt;
}

// A number of the type that is nearest from below, and the one above; of money what it is money of.
void add_amounts(Values& values, double number, const Type& type, const Value& like) {
  if (!std::isfinite(number) || std::abs(number) > 9e15) return;
  const auto below = static_cast<std::int64_t>(std::floor(number)),
             above = static_cast<std::int64_t>(std::ceil(number));
  for (const auto whole : {below, above}) {
    if (type.is(Type::Kind::integer)) values.push_back(Value::integer(whole));
    if (type.is(Type::Kind::uinteger) && whole >= 0)
      values.push_back(Value::uinteger(static_cast<std::uint64_t>(whole)));
    if (type.is(Type::Kind::money))
      values.push_back(Value::money(whole, like.kind() == Kind::money ? like.as_money().currency : "CNY"));
  }
  if (type.is(Type::Kind::real)) values.push_back(Value::real(number));
}

// --- Functions ------------------------------------------------------------------------------------------------

Values factor(const Value& other, const Type& type, const Value& wanted) {
  Values values;
  const auto product = amount(wanted), known = amount(other);
  if (product && known && *known != 0) add_amounts(values, *product / *known, type, wanted);
  return values;
}

Values dividend_or_divisor(const Value& other, const Argument& unknown, const Value& wanted) {
  Values values;
  const auto quotient = amount(wanted), known = amount(other);
  if (!quotient || !known) return values;
  if (unknown.place == 0) {
    add_amounts(values, *quotient * *known, unknown.type, wanted);
    add_amounts(values, *quotient * *known + *known - (*known > 0 ? 1 : -1), unknown.type, wanted);
  } else if (*quotient != 0) {
    add_amounts(values, *known / *quotient, unknown.type, wanted);
  }
  return values;
}

// Of the many numbers with that remainder the smallest ones, and those nearest to what it is now.
Values with_remainder(const Value& modulus, const Argument& unknown, const Value& wanted) {
  Values values;
  if (unknown.place != 0 || modulus.as_int() == 0) return values;
  const Wide step = modulus.as_int(), rest = wanted.as_int();
  const Wide now = unknown.present ? unknown.present->as_int() : 0;
  const auto base = now - now % step;
  for (const auto number : {base + rest, base + step + rest, base - step + rest, rest, step + rest}) {
    auto value = integer(number);
    if (value && unknown.type.is(Type::Kind::uinteger)) value = Value::uinteger(value->as_uint());
    if (number >= 0 || unknown.type.is(Type::Kind::integer)) add(values, std::move(value));
  }
  return values;
}

Values added(const Value& other, const Argument& unknown, const Value& wanted) {
  Values values;
  if (wanted.kind() != Kind::string) {
    add(values, sum(wanted, other, -1));
    return values;
  }
  const auto whole = wanted.as_string(), part = other.as_string();
  if (unknown.place == 0 && whole.ends_with(part))
    add(values, Value::string(whole.substr(0, whole.size() - part.size())));
  if (unknown.place == 1 && whole.starts_with(part)) add(values, Value::string(whole.substr(part.size())));
  return values;
}

Values by_operator(std::string_view function, const Value& other, const Argument& unknown, const Value& wanted) {
  Values values;
  if (function == "+") return added(other, unknown, wanted);
  if (function == "-" && unknown.place == 0)
    add(values, sum(wanted, other, 1));
  else if (function == "-")
    add(values, sum(other, wanted, -1));
  else if (function == "*")
    return factor(other, unknown.type, wanted);
  else if (function == "/")
    return dividend_or_divisor(other, unknown, wanted);
  else if (function == "%")
    return with_remainder(other, unknown, wanted);
  return values;
}

Maybe negative(const Value& value) {
  if (value.kind() == Kind::integer) return integer(-static_cast<Wide>(value.as_int()));
  if (value.kind() == Kind::real) return Value::real(-value.as_double());
  if (value.kind() == Kind::money) return Value::money(-value.as_money().minor_units, value.as_money().currency);
  return std::nullopt;
}

Maybe parsed(const std::string& text, const Type& type) {
  auto plain = parse_json(text);
  if (!plain) return std::nullopt;
  auto value = from_json(*plain, type, "value");
  if (!value) return std::nullopt;
  return *std::move(value);
}

// As `string()` gives it.
std::string to_text_of(const Value& value) {
  const auto json = to_json(value);
  return json.size() >= 2 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

// `int(x)`, `string(x)` and their like: the same thing under the other type.
Values unconverted(const Type& type, const Value& wanted) {
  Values values;
  if (type.is(Type::Kind::string)) {
    add(values, wanted.kind() == Kind::string ? wanted : Value::string(to_text_of(wanted)));
    return values;
  }
  if (wanted.kind() == Kind::string) {
    if (auto value = parsed("\"" + std::string(wanted.as_string()) + "\"", type)) return {*value};
    add(values, parsed(std::string(wanted.as_string()), type));
    return values;
  }
  if (type.is(Type::Kind::timestamp) && wanted.kind() == Kind::integer)
    return {Value::timestamp(Timestamp{wanted.as_int(), 0})};
  return as_type(wanted, type);
}

constexpr std::string_view kConversions[] = {"int", "uint", "double", "string", "timestamp", "duration", "bool", "dyn"};
// What gives its argument back where that is already as it makes it.
constexpr std::string_view kTidyings[] = {
    "trim",       "lowerAscii", "upperAscii", "math.greatest", "math.least", "math.ceil",   "math.floor",
    "math.round", "math.trunc", "value",      "orValue",       "or",         "optional.of", "optional.ofNonZeroValue"};
constexpr std::string_view kOfList[] = {"sum", "min", "max", "join"};

template <std::size_t N>
bool is_among(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

Values placed_text(std::span<const Maybe> arguments, const Value& wanted) {
  if (arguments.size() < 2 || !arguments[1] || arguments[1]->as_int() < 0 || arguments[1]->as_int() > 500) return {};
  return {Value::string(std::string(static_cast<std::size_t>(arguments[1]->as_int()), 'x') +
                        std::string(wanted.as_string()))};
}

}  // namespace

std::vector<Value> around(const Value& value) {
  Values values = {value};
  const auto step = [&](const Value& by) {
    add(values, sum(value, by, 1));
    add(values, sum(value, by, -1));
  };
  switch (value.kind()) {
    case Kind::integer: step(Value::integer(1)); break;
    case Kind::uinteger: step(Value::uinteger(1)); break;
    case Kind::real:
      step(Value::real(1));
      step(Value::real(0.01));
      break;
    case Kind::money: step(Value::money(1, value.as_money().currency)); break;
    case Kind::timestamp:
    case Kind::duration: step(Value::duration(Elapsed{1'000})); break;
    case Kind::boolean: values.push_back(Value::boolean(!value.as_bool())); break;
    case Kind::string:
      values.push_back(Value::string(std::string(value.as_string()) + "x"));
      values.push_back(Value::string(""));
      break;
    case Kind::null:
    case Kind::bytes:
    case Kind::list:
    case Kind::map:
    case Kind::type:
    case Kind::optional: break;
  }
  return values;
}

std::vector<Value> as_type(const Value& value, const Type& type) {
  Values values;
  switch (type.kind()) {
    case Type::Kind::integer:
    case Type::Kind::uinteger:
    case Type::Kind::real:
      if (value.kind() == Kind::money) break;
      if (value.kind() == Kind::integer && type.is(Type::Kind::integer)) return {value};
      if (const auto number = amount(value)) add_amounts(values, *number, type, value);
      break;
    case Type::Kind::money:
      if (value.kind() == Kind::money && (type.name().empty() || type.name() == value.as_money().currency))
        values.push_back(value);
      break;
    case Type::Kind::enumeration: {
      const auto words = type.values();
      if (std::find(words.begin(), words.end(), value.as_string()) != words.end()) values.push_back(value);
      break;
    }
    case Type::Kind::boolean:
      if (value.kind() == Kind::boolean) values.push_back(value);
      break;
    case Type::Kind::string:
      if (value.kind() == Kind::string) values.push_back(value);
      break;
    case Type::Kind::timestamp:
      if (value.kind() == Kind::timestamp) values.push_back(value);
      break;
    case Type::Kind::duration:
      if (value.kind() == Kind::duration) values.push_back(value);
      break;
    case Type::Kind::list:
      if (value.kind() == Kind::list) values.push_back(value);
      break;
    case Type::Kind::optional: return as_type(value, type.parameters().front());
    case Type::Kind::dyn: values.push_back(value); break;
    case Type::Kind::bytes:
    case Type::Kind::map:
    case Type::Kind::structure:
    case Type::Kind::null:
    case Type::Kind::type:
    case Type::Kind::parameter:
    case Type::Kind::opaque: break;
  }
  return values;
}

std::vector<Value> arguments_for(std::string_view function, std::span<const std::optional<Value>> arguments,
                                 const Argument& unknown, const Value& wanted) {
  if (arguments.size() == 2 && arguments[1 - unknown.place]) {
    auto values = by_operator(function, *arguments[1 - unknown.place], unknown, wanted);
    if (!values.empty()) return values;
  }
  Values values;
  if (function == "-_") {
    add(values, negative(wanted));
  } else if (is_among(kConversions, function)) {
    return unconverted(unknown.type, wanted);
  } else if (is_among(kTidyings, function)) {
    return as_type(wanted, unknown.type);
  } else if (is_among(kOfList, function)) {
    return {Value::list({wanted})};
  } else if (function == "math.abs") {
    add(values, wanted);
    add(values, negative(wanted));
  } else if (function == "reverse") {
    const std::string text(wanted.as_string());
    add(values, Value::string(std::string(text.rbegin(), text.rend())));
  } else if (function == "days" || function == "weeks") {
    add(values, integer(wanted.as_duration().seconds / (kSecondsPerDay * (function == "weeks" ? 7 : 1))));
  } else if (function == "minorUnits") {
    add(values, Value::money(wanted.as_int(), unknown.type.name().empty() ? "CNY" : unknown.type.name()));
  } else if (function == "substring" || function == "charAt") {
    return placed_text(arguments, wanted);
  }
  return values;
}

}  // namespace docket
