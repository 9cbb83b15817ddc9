// Plain values, as JSON and YAML have them, made into values of a wanted Type.
// Tested by tests/unit/value/json_test.cpp
#include <cmath>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"
#include "value/base64.hpp"
#include "value/money.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

using Kind = Value::Kind;

// What the value is, in a message: `'majr'`, `12`, a list.
std::string described(const Value& value) {
  if (value.kind() == Kind::list) return "a list";
  if (value.kind() == Kind::map) return "a map";
  return backticked(value.kind() == Kind::string ? std::string(shortened(value.as_string(), 80)) : to_text(value, 80));
}

Error refuse(std::string_view name, const std::string& wanted, const Value& plain) {
  return {ErrorCode::invalid_argument, backticked(name) + " must be " + wanted + ", not " + described(plain)};
}

std::string one_of(std::span<const std::string> values) {
  if (values.size() == 1) return backticked(values.front());
  std::string text = "one of ";
  for (std::size_t i = 0; i < values.size(); ++i) text += (i == 0 ? "" : ", ") + backticked(values[i]);
  return text;
}

Result<Value> read_enumeration(const Value& plain, const Type& type, std::string_view name) {
  if (plain.kind() == Kind::string) {
    for (const auto& value : type.values()) {
      if (value == plain.as_string()) return plain;
    }
  }
  Error error = refuse(name, one_of(type.values()), plain);
  if (plain.kind() == Kind::string) {
    const std::string hint = did_you_mean(plain.as_string(), type.values());
    if (!hint.empty()) error.message += "; " + hint;
  }
  return error;
}

Result<Value> read_integer(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::integer) return plain;
  const bool is_whole_double = plain.kind() == Kind::real && std::trunc(plain.as_double()) == plain.as_double() &&
                               std::abs(plain.as_double()) < 9007199254740992.0;
  if (is_whole_double) return Value::integer(static_cast<std::int64_t>(plain.as_double()));
  return refuse(name, "a whole number", plain);
}

Result<Value> read_uinteger(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::uinteger) return plain;
  if (plain.kind() == Kind::integer && plain.as_int() >= 0) return Value::uinteger(plain.as_uint());
  return refuse(name, "a whole number that is not negative", plain);
}

Result<Value> read_real(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::real && !std::isfinite(plain.as_double())) return refuse(name, "a finite number", plain);
  if (plain.kind() == Kind::real) return plain;
  if (plain.kind() == Kind::integer) return Value::real(static_cast<double>(plain.as_int()));
  if (plain.kind() == Kind::uinteger) return Value::real(static_cast<double>(plain.as_uint()));
  return refuse(name, "a number", plain);
}

Result<Value> read_timestamp(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::timestamp && !is_in_range(plain.as_timestamp()))
    return Error{ErrorCode::invalid_argument, backticked(name) + " must lie within the years 1 to 9999"};
  if (plain.kind() == Kind::timestamp) return plain;
  if (const auto moment = parse_timestamp(plain.as_string())) return Value::timestamp(*moment);
  return refuse(name, "a time such as `2026-02-13T16:00:00+08:00`", plain);
}

Result<Value> read_duration(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::duration && !is_in_range(plain.as_duration()))
    return Error{ErrorCode::invalid_argument, backticked(name) + " must be a duration of at most 292 years"};
  if (plain.kind() == Kind::duration) return plain;
  if (const auto length = parse_duration(plain.as_string())) return Value::duration(*length);
  if (auto length = parse_elapsed(plain.as_string())) return Value::duration(*length);
  return refuse(name, "a duration such as `2h30m`", plain);
}

Result<Value> read_bytes(const Value& plain, std::string_view name) {
  if (plain.kind() == Kind::bytes) return plain;
  const auto bytes = base64_decode(plain.as_string());
  if (plain.kind() == Kind::string && bytes) return Value::bytes(*bytes);
  return refuse(name, "bytes in base64", plain);
}

// A plain number is refused: whether 5000 means yuan or fen, only its writer knows.
Result<Value> read_money(const Value& plain, const Type& type, std::string_view name) {
  const auto is_wanted = [&](std::string_view currency) {
    return type.name().empty() ? is_currency(currency) : type.name() == currency;
  };
  if (plain.kind() == Kind::money && is_wanted(plain.as_money().currency)) return plain;
  if (plain.kind() == Kind::string) {
    if (const auto money = parse_money(plain.as_string(), type.name()))
      return Value::money(money->minor_units, money->currency);
  }
  const std::string currency = type.name().empty() ? std::string(kDefaultCurrency) : type.name();
  const std::string example = money_text(Value::money(500'000, currency).as_money());
  return refuse(name, "an amount in text such as `" + example + "`", plain);
}

Result<Value> read(const Value& plain, const Type& type, const std::string& name, std::size_t level);

Result<Value> read_list(const Value& plain, const Type& type, const std::string& name, std::size_t level) {
  if (plain.kind() != Kind::list) return refuse(name, "a list", plain);
  std::vector<Value> items;
  items.reserve(plain.size());
  for (const auto& item : plain.as_list()) {
    DOCKET_TRY(value, read(item, type.parameters()[0], name + "[" + std::to_string(items.size()) + "]", level + 1));
    items.push_back(std::move(value));
  }
  return Value::list(std::move(items));
}

// JSON has only text for keys: `"7"` becomes 7 where the keys are ints.
Result<Value> read_key(const Value& key, const Type& type, const std::string& name) {
  if (key.kind() != Kind::string || type.is(Type::Kind::string) || type.is(Type::Kind::dyn)) return key;
  if (type.is(Type::Kind::enumeration)) return read_enumeration(key, type, name);
  DOCKET_TRY(plain, parse_json(key.as_string()));
  return read(plain, type, name, 0);
}

Result<Value> read_map(const Value& plain, const Type& type, const std::string& name, std::size_t level) {
  if (plain.kind() != Kind::map) return refuse(name, "a map", plain);
  std::vector<MapEntry> entries;
  entries.reserve(plain.size());
  for (const auto& entry : plain.as_map()) {
    const std::string inner = name + "[" + to_text(entry.key, 80) + "]";
    DOCKET_TRY(key, read_key(entry.key, type.parameters()[0], "the key of " + inner));
    DOCKET_TRY(value, read(entry.value, type.parameters()[1], inner, level + 1));
    entries.push_back({std::move(key), std::move(value)});
  }
  return Value::map(std::move(entries));
}

Status refuse_unknown_fields(const Value& plain, const Type& type, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& field : type.fields()) known.push_back(field.name);
  for (const auto& entry : plain.as_map()) {
    const bool is_known = entry.key.kind() == Kind::string && type.find_field(entry.key.as_string()).has_value();
    if (is_known) continue;
    std::string message =
        backticked(name) + " has no field " +
        backticked(entry.key.kind() == Kind::string ? std::string(shortened(entry.key.as_string(), 80))
                                                    : to_text(entry.key, 80));
    const std::string hint = did_you_mean(entry.key.as_string(), known, "it has " + listed(known));
    return Error{ErrorCode::invalid_argument, message + "; " + hint};
  }
  return Done{};
}

Result<Value> read_structure(const Value& plain, const Type& type, const std::string& name, std::size_t level) {
  if (plain.kind() != Kind::map) return refuse(name, "a map", plain);
  DOCKET_CHECK(refuse_unknown_fields(plain, type, name));
  std::vector<MapEntry> entries;
  for (const auto& field : type.fields()) {
    const Value* content = plain.find(field.name);
    if (content != nullptr && content->is_null() && field.presence == Presence::optional) content = nullptr;
    if (content == nullptr) {
      if (field.presence == Presence::optional) continue;
      return Error{ErrorCode::invalid_argument, backticked(name + "." + field.name) + " is missing"};
    }
    DOCKET_TRY(value, read(*content, field.type, name + "." + field.name, level + 1));
    entries.push_back({Value::string(field.name), std::move(value)});
  }
  return Value::map(std::move(entries));
}

Result<Value> read_optional(const Value& plain, const Type& type, const std::string& name, std::size_t level) {
  if (plain.kind() == Kind::optional) return plain;
  if (plain.is_null()) return Value::none();
  DOCKET_TRY(content, read(plain, type.parameters()[0], name, level + 1));
  return Value::some(std::move(content));
}

Result<Value> read_text(const Value& plain, std::string_view name) {
  if (plain.kind() != Kind::string) return refuse(name, "text", plain);
  if (!first_invalid_utf8(plain.as_string())) return plain;
  return Error{ErrorCode::invalid_argument, backticked(name) + " must be text in UTF-8"};
}

Result<Value> read_exactly(const Value& plain, Kind kind, std::string_view name, const std::string& wanted) {
  if (plain.kind() == kind) return plain;
  return refuse(name, wanted, plain);
}

Result<Value> read(const Value& plain, const Type& type, const std::string& name, std::size_t level) {
  if (level > limits::kValueDepth) {
    return Error{ErrorCode::limit_exceeded,
                 backticked(name) + " is nested deeper than " + std::to_string(limits::kValueDepth) + " levels"};
  }
  switch (type.kind()) {
    case Type::Kind::dyn:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return plain;
    case Type::Kind::null: return read_exactly(plain, Kind::null, name, "`null`");
    case Type::Kind::boolean: return read_exactly(plain, Kind::boolean, name, "`true` or `false`");
    case Type::Kind::integer: return read_integer(plain, name);
    case Type::Kind::uinteger: return read_uinteger(plain, name);
    case Type::Kind::real: return read_real(plain, name);
    case Type::Kind::string: return read_text(plain, name);
    case Type::Kind::bytes: return read_bytes(plain, name);
    case Type::Kind::timestamp: return read_timestamp(plain, name);
    case Type::Kind::duration: return read_duration(plain, name);
    case Type::Kind::money: return read_money(plain, type, name);
    case Type::Kind::type: return read_exactly(plain, Kind::type, name, "a type");
    case Type::Kind::list: return read_list(plain, type, name, level);
    case Type::Kind::map: return read_map(plain, type, name, level);
    case Type::Kind::optional: return read_optional(plain, type, name, level);
    case Type::Kind::enumeration: return read_enumeration(plain, type, name);
    case Type::Kind::structure: return read_structure(plain, type, name, level);
  }
  return plain;
}

}  // namespace

Result<Value> from_json(const Value& plain, const Type& type, std::string_view name) {
  return read(plain, type, std::string(name), 0);
}

}  // namespace docket
