// Tested by tests/unit/replay/scenario_values_test.cpp
#include "replay/written.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "docket/time.hpp"
#include "value/money.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

std::optional<Value> moment_in(const Value& plain, const TimeZone& zone) {
  if (plain.kind() != Value::Kind::string) return std::nullopt;
  const auto instant = parse_instant(plain.as_string(), zone);
  return instant ? std::optional(Value::timestamp(*instant)) : std::nullopt;
}

std::optional<Value> length_in(const Value& plain) {
  if (plain.kind() != Value::Kind::string) return std::nullopt;
  const auto length = parse_elapsed(plain.as_string());
  return length ? std::optional(Value::duration(*length)) : std::nullopt;
}

std::optional<Value> amount_in(const Value& plain) {
  if (plain.kind() != Value::Kind::string) return std::nullopt;
  const auto money = parse_amount(plain.as_string());
  return money ? std::optional(Value::money(money->minor_units, money->currency)) : std::nullopt;
}

std::string written_items(const Value& list, const TimeZone& zone) {
  std::string text;
  for (const auto& item : list.as_list()) text += (text.empty() ? "" : ", ") + written(item, zone);
  return "[" + text + "]";
}

std::string written_entries(const Value& map, const TimeZone& zone) {
  std::string text;
  for (const auto& entry : map.as_map())
    text += (text.empty() ? " " : ", ") + written(entry.key, zone) + ": " + written(entry.value, zone);
  return "{" + text + " }";
}

}  // namespace

std::string written(Instant instant, const TimeZone& zone) {
  auto text = to_string(instant, zone);  // `2026-05-11T09:30:00+08:00`
  const auto offset = text.find_first_of("+-Z", 19);
  text.resize(std::min(offset, text.size()));
  text[10] = ' ';
  return text.substr(16) == ":00" ? text.substr(0, 16) : text;
}

std::string written(const Value& value, const TimeZone& zone) {
  switch (value.kind()) {
    case Value::Kind::timestamp: return written(value.as_instant(), zone);
    case Value::Kind::money: return money_text(value.as_money());
    case Value::Kind::duration: return duration_text(value.as_duration());
    case Value::Kind::string: return value.as_string().empty() ? "''" : std::string(value.as_string());
    case Value::Kind::list: return written_items(value, zone);
    case Value::Kind::map: return written_entries(value, zone);
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::integer:
    case Value::Kind::uinteger:
    case Value::Kind::real:
    case Value::Kind::bytes:
    case Value::Kind::type:
    case Value::Kind::optional: return to_text(value);
  }
  return to_text(value);
}

Value read_written(const Value& plain, const Type& type, const TimeZone& zone) {
  if (type.is(Type::Kind::timestamp)) return moment_in(plain, zone).value_or(plain);
  if (type.is(Type::Kind::duration)) return length_in(plain).value_or(plain);
  if (!type.is(Type::Kind::list) || plain.kind() != Value::Kind::list) return plain;
  std::vector<Value> items;
  for (const auto& item : plain.as_list()) items.push_back(read_written(item, type.parameters()[0], zone));
  return Value::list(std::move(items));
}

bool is_as_written(const Value& actual, const Value& plain, const TimeZone& zone) {
  if (actual.kind() == Value::Kind::list && plain.kind() == Value::Kind::list) {
    return std::ranges::equal(actual.as_list(), plain.as_list(), [&](const Value& item, const Value& wanted) {
      return is_as_written(item, wanted, zone);
    });
  }
  const auto wanted = actual.kind() == Value::Kind::timestamp  ? moment_in(plain, zone)
                      : actual.kind() == Value::Kind::duration ? length_in(plain)
                      : actual.kind() == Value::Kind::money    ? amount_in(plain)
                                                               : std::nullopt;
  return to_json(actual) == to_json(wanted.value_or(plain));
}

}  // namespace docket
