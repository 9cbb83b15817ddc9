// JSON text to Values and back.  The only file of the library core that sees nlohmann-json.
// Tested by tests/unit/value/json_test.cpp
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/short_text.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"
#include "docket/value.hpp"
#include "value/base64.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"
#include "value/storable.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

using Json = nlohmann::json;

Error refuse(ErrorCode code, std::string message) { return {code, std::move(message)}; }

// Collects what nlohmann's parser reports; the first complaint ends the reading.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return add(Value::null()); }
  bool boolean(bool value) override { return add(Value::boolean(value)); }
  bool number_integer(std::int64_t value) override { return add(Value::integer(value)); }
  bool number_unsigned(std::uint64_t value) override {
    return add(value > INT64_MAX ? Value::uinteger(value) : Value::integer(static_cast<std::int64_t>(value)));
  }
  bool number_float(double value, const std::string& text) override {
    if (text.find_first_of(".eE") != std::string::npos) return add(Value::real(value));
    return fail(ErrorCode::invalid_argument, "the integer " + text + " does not fit into 64 bits");
  }
  bool string(std::string& value) override { return add(Value::string(value)); }
  bool binary(Json::binary_t&) override { return fail(ErrorCode::invalid_argument, "binary data is not JSON"); }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool key(std::string& name) override {
    open_.back().key = Value::string(name);
    return true;
  }
  bool end_object() override {
    const std::size_t count = open_.back().entries.size();
    const Value map = Value::map(open_.back().entries);
    if (map.size() != count)
      return fail(ErrorCode::invalid_argument, "the key " + repeated_key() + " occurs twice in one object");
    open_.pop_back();
    return add(map);
  }
  bool end_array() override {
    Value list = Value::list(std::move(open_.back().items));
    open_.pop_back();
    return add(std::move(list));
  }
  bool parse_error(std::size_t position, const std::string&, const Json::exception& reason) override {
    const std::size_t offset = position == 0 ? 0 : position - 1;
    const bool is_range = reason.id == 406;  // a number beyond double
    return fail(ErrorCode::invalid_argument,
                (is_range ? "a number is too large, at byte " : "not JSON at byte ") + std::to_string(offset));
  }

  std::optional<Error> error;
  Value root;

 private:
  struct Open {
    std::vector<Value> items;
    std::vector<MapEntry> entries;
    std::optional<Value> key;
  };

  bool fail(ErrorCode code, std::string message) {
    if (!error) error = refuse(code, std::move(message));
    return false;
  }

  bool open() {
    if (open_.size() >= limits::kStoredDepth) {
      return fail(ErrorCode::limit_exceeded,
                  "JSON is nested deeper than " + std::to_string(limits::kStoredDepth) + " levels");
    }
    open_.emplace_back();
    return true;
  }

  bool add(Value value) {
    if (open_.empty()) {
      root = std::move(value);
      return true;
    }
    Open& parent = open_.back();
    if (!parent.key) {
      parent.items.push_back(std::move(value));
      return true;
    }
    parent.entries.push_back({*std::move(parent.key), std::move(value)});
    parent.key.reset();
    return true;
  }

  std::string repeated_key() const {
    const auto& entries = open_.back().entries;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (entries[i].key == entries[j].key) return backticked(entries[i].key.as_string());
      }
    }
    return {};
  }

  std::vector<Open> open_;
};

// ------------------------------------------------------------------------------------ printing

// What is no UTF-8 would make all of the text unreadable: U+FFFD stands for each byte of it.
std::string replaced(std::string_view text) {
  std::string whole;
  while (const auto bad = first_invalid_utf8(text)) {
    whole.append(text.substr(0, *bad)).append("\xEF\xBF\xBD");
    text.remove_prefix(*bad + 1);
  }
  return whole.append(text);
}

void write_string(std::string& out, std::string_view text) {
  if (!is_ascii(text) && first_invalid_utf8(text)) return write_string(out, replaced(text));
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20)
      out += {'\\', 'u', '0', '0', kHexDigits[byte >> 4U], kHexDigits[byte & 0xFU]};
    else
      out += c;
  }
  out += '"';
}

void write(std::string& out, const Value& value);

void write_key(std::string& out, const Value& key) {
  write_string(out, json_key(key));
  out += ':';
}

void write_list(std::string& out, std::span<const Value> items) {
  out += '[';
  for (const auto& item : items) {
    if (&item != &items.front()) out += ',';
    write(out, item);
  }
  out += ']';
}

void write_map(std::string& out, std::span<const MapEntry> entries) {
  out += '{';
  for (const auto& entry : entries) {
    if (&entry != &entries.front()) out += ',';
    write_key(out, entry.key);
    write(out, entry.value);
  }
  out += '}';
}

// The same for what lies so deep that calls inside calls would overflow the stack.
void write_deep(std::string& out, const Value& whole) {
  struct Level {
    std::span<const Value> items;
    std::span<const MapEntry> entries;
    bool is_map = false;
    std::size_t next = 0;

    bool is_over() const { return next == (is_map ? entries.size() : items.size()); }
  };
  std::vector<Level> levels;
  const auto begin = [&](const Value& value) {
    const auto* inner = &value;
    while (inner->as_optional()) inner = inner->as_optional();
    if (inner->depth() <= limits::kStoredDepth) return write(out, *inner);
    const bool is_map = inner->kind() == Value::Kind::map;
    out += is_map ? '{' : '[';
    levels.push_back({.items = inner->as_list(), .entries = inner->as_map(), .is_map = is_map});
  };
  begin(whole);
  while (!levels.empty()) {
    auto& level = levels.back();
    if (level.is_over()) {
      out += level.is_map ? '}' : ']';
      levels.pop_back();
      continue;
    }
    if (level.next > 0) out += ',';
    const auto place = level.next++;
    if (level.is_map) write_key(out, level.entries[place].key);
    begin(level.is_map ? level.entries[place].value : level.items[place]);
  }
}

void write_double(std::string& out, double number) {
  if (std::isfinite(number))
    out += double_literal(number);
  else
    write_string(out, double_text(number));
}

void write(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: out += "null"; return;
    case Value::Kind::boolean: out += value.as_bool() ? "true" : "false"; return;
    case Value::Kind::integer: out += std::to_string(value.as_int()); return;
    case Value::Kind::uinteger: out += std::to_string(value.as_uint()); return;
    case Value::Kind::real: write_double(out, value.as_double()); return;
    case Value::Kind::string: write_string(out, value.as_string()); return;
    case Value::Kind::bytes: write_string(out, base64_encode(value.as_bytes())); return;
    case Value::Kind::list: write_list(out, value.as_list()); return;
    case Value::Kind::map: write_map(out, value.as_map()); return;
    case Value::Kind::timestamp: write_string(out, timestamp_text(value.as_timestamp())); return;
    case Value::Kind::duration: write_string(out, duration_text(value.as_duration())); return;
    case Value::Kind::type: write_string(out, value.type_name()); return;
    case Value::Kind::optional: write(out, value.as_optional() ? *value.as_optional() : Value::null()); return;
    case Value::Kind::money: write_string(out, money_text(value.as_money())); return;
  }
}

}  // namespace

std::string to_json(const Value& value) {
  std::string out;
  value.depth() > limits::kStoredDepth ? write_deep(out, value) : write(out, value);
  return out;
}

Result<Value> parse_json(std::string_view text) {
  if (text.size() > limits::kStoredBytes) {
    return refuse(ErrorCode::limit_exceeded, "JSON of " + std::to_string(text.size()) + " bytes is over the limit of " +
                                                 std::to_string(limits::kStoredBytes));
  }
  if (const auto bad = first_invalid_utf8(text)) {
    return refuse(ErrorCode::invalid_argument, "not UTF-8 at byte " + std::to_string(*bad));
  }
  Builder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    return builder.error.value_or(Error{ErrorCode::invalid_argument, "not JSON"});
  }
  return std::move(builder.root);
}

}  // namespace docket
