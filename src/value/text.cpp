// Values as a rule author writes them in an expression.
// Tested by tests/unit/value/text_test.cpp
#include "docket/value.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

class Writer {
 public:
  explicit Writer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::string take() && { return std::move(text_); }

  void write(const Value& value) {
    if (level_ == kLevels) {
      text_ += "…";
      return;
    }
    ++level_;
    write_parts(value);
    --level_;
  }

 private:
  static constexpr int kLevels = 100;  // nobody reads what lies deeper, and the stack has an end

  void write_parts(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::null: text_ += "null"; return;
      case Value::Kind::boolean: text_ += value.as_bool() ? "true" : "false"; return;
      case Value::Kind::integer: text_ += std::to_string(value.as_int()); return;
      case Value::Kind::uinteger: text_ += std::to_string(value.as_uint()) + "u"; return;
      case Value::Kind::real: text_ += double_literal(value.as_double()); return;
      case Value::Kind::string: quote(value.as_string(), false); return;
      case Value::Kind::bytes:
        text_ += 'b';
        quote(value.as_bytes(), true);
        return;
      case Value::Kind::list: write_list(value.as_list()); return;
      case Value::Kind::map: write_map(value.as_map()); return;
      case Value::Kind::timestamp: call("timestamp", timestamp_text(value.as_timestamp())); return;
      case Value::Kind::duration: call("duration", duration_text(value.as_duration())); return;
      case Value::Kind::type: text_ += value.type_name(); return;
      case Value::Kind::optional: write_optional(value.as_optional()); return;
      case Value::Kind::money: call("money", money_text(value.as_money())); return;
    }
  }

  bool is_full() {
    if (text_.size() <= bytes_max_) return false;
    if (!text_.ends_with("…")) text_ += "…";
    return true;
  }

  void call(std::string_view function, const std::string& argument) {
    text_ += std::string(function) + "('" + argument + "')";
  }

  void quote(std::string_view text, bool is_bytes) {
    text_ += '\'';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      const bool begins_character = (byte & 0xC0U) != 0x80U;
      if (begins_character && is_full()) break;
      if (c == '\'' || c == '\\')
        text_ += {'\\', c};
      else if (c == '\n')
        text_ += "\\n";
      else if (c == '\t')
        text_ += "\\t";
      else if (byte < 0x20 || byte == 0x7F || (is_bytes && byte >= 0x80)) {
        text_ += {'\\', 'x', kHexDigits[byte >> 4U], kHexDigits[byte & 0xFU]};
      } else
        text_ += c;
    }
    text_ += '\'';
  }

  void write_list(std::span<const Value> items) {
    text_ += '[';
    for (const auto& item : items) {
      if (&item != &items.front()) text_ += ", ";
      if (is_full()) break;
      write(item);
    }
    text_ += ']';
  }

  void write_map(std::span<const MapEntry> entries) {
    text_ += '{';
    for (const auto& entry : entries) {
      if (&entry != &entries.front()) text_ += ", ";
      if (is_full()) break;
      write(entry.key);
      text_ += ": ";
      write(entry.value);
    }
    text_ += '}';
  }

  void write_optional(const Value* content) {
    if (content == nullptr) {
      text_ += "optional.none()";
      return;
    }
    text_ += "optional.of(";
    write(*content);
    text_ += ')';
  }

  std::size_t bytes_max_;
  int level_ = 0;
  std::string text_;
};

}  // namespace

std::string to_text(const Value& value, std::size_t bytes_max) {
  Writer writer(bytes_max);
  writer.write(value);
  return std::move(writer).take();
}

}  // namespace docket
