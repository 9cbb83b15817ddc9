// Tested by tests/unit/value/storable_test.cpp
#include "value/storable.hpp"

#include <algorithm>

#include "base/short_text.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

bool is_utf8(std::string_view text) { return is_ascii(text) || !first_invalid_utf8(text); }

// Two keys that JSON writes alike, such as `1` and `'1'`.
std::optional<std::string> key_written_twice(const Value& map) {
  std::vector<std::string> keys;
  bool all_are_text = true;
  for (const auto& entry : map.as_map()) {
    all_are_text = all_are_text && entry.key.kind() == Value::Kind::string;
    keys.push_back(json_key(entry.key));
  }
  if (all_are_text) return std::nullopt;  // a map has none of its keys twice
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return std::nullopt;
  return "has the key " + backticked(shortened(*twice, 80)) + " twice";
}

// Requires: no deeper than a value may be.
std::optional<std::string> fault_in(const Value& value) {
  constexpr const char* kNotUtf8 = "has text that is not UTF-8";
  switch (value.kind()) {
    case Value::Kind::string: return is_utf8(value.as_string()) ? std::nullopt : std::optional<std::string>(kNotUtf8);
    case Value::Kind::type: return is_utf8(value.type_name()) ? std::nullopt : std::optional<std::string>(kNotUtf8);
    case Value::Kind::list:
      for (const auto& item : value.as_list()) {
        if (auto fault = fault_in(item)) return fault;
      }
      return std::nullopt;
    case Value::Kind::map:
      for (const auto& entry : value.as_map()) {
        if (auto fault = fault_in(entry.key)) return fault;
        if (auto fault = fault_in(entry.value)) return fault;
      }
      return key_written_twice(value);
    case Value::Kind::optional: return value.as_optional() ? fault_in(*value.as_optional()) : std::nullopt;
    case Value::Kind::timestamp:
      if (is_in_range(value.as_timestamp())) return std::nullopt;
      return "has a time outside the years 1 to 9999";
    case Value::Kind::duration:
      if (is_in_range(value.as_duration())) return std::nullopt;
      return "has a duration of more than 292 years";
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::integer:
    case Value::Kind::uinteger:
    case Value::Kind::real:
    case Value::Kind::bytes:
    case Value::Kind::money: return std::nullopt;
  }
  return std::nullopt;
}

std::size_t bytes_of_text(std::string_view text) {
  auto bytes = text.size() + 2;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '\n' || c == '\r' || c == '\t')
      bytes += 1;
    else if (byte < 0x20)
      bytes += 5;
  }
  return bytes;
}

void add_bytes(const Value& value, std::size_t enough, std::size_t& bytes) {
  if (bytes > enough) return;
  switch (value.kind()) {
    case Value::Kind::string: bytes += bytes_of_text(value.as_string()); return;
    case Value::Kind::bytes: bytes += (value.as_bytes().size() + 2) / 3 * 4 + 2; return;
    case Value::Kind::list:
      bytes += 1 + std::max<std::size_t>(value.count(), 1);  // brackets and commas
      for (const auto& item : value.as_list()) add_bytes(item, enough, bytes);
      return;
    case Value::Kind::map:
      bytes += 1 + std::max<std::size_t>(value.count(), 1) + value.count();  // colons, too
      for (const auto& entry : value.as_map()) {
        bytes += bytes_of_text(json_key(entry.key));
        add_bytes(entry.value, enough, bytes);
      }
      return;
    case Value::Kind::optional:
      if (value.as_optional()) return add_bytes(*value.as_optional(), enough, bytes);
      bytes += 4;
      return;
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::integer:
    case Value::Kind::uinteger:
    case Value::Kind::real:
    case Value::Kind::timestamp:
    case Value::Kind::duration:
    case Value::Kind::type:
    case Value::Kind::money: bytes += to_json(value).size(); return;
  }
}

}  // namespace

std::string json_key(const Value& key) {
  return key.kind() == Value::Kind::string ? std::string(key.as_string()) : to_text(key);
}

std::optional<std::string> why_not_storable(const Value& value) {
  if (value.depth() > limits::kValueDepth)
    return "is nested deeper than " + std::to_string(limits::kValueDepth) + " levels";
  return fault_in(value);
}

std::size_t json_bytes(const Value& value, std::size_t enough) {
  std::size_t bytes = 0;
  add_bytes(value, enough, bytes);
  return bytes;
}

}  // namespace docket
