// Tested by tests/unit/expr/functions_test.cpp
#include "expr/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "value/money.hpp"
#include "value/number_text.hpp"
#include "value/time_text.hpp"

namespace docket::expr {
namespace {

using Kind = Value::Kind;

constexpr std::size_t kDefaultDecimals = 6;
constexpr std::size_t kDecimalsMax = 300;

class Formatter {
 public:
  Formatter(Call& call, std::span<const Value> arguments) : call_(call), arguments_(arguments) {}

  bool run(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      if (pattern[at] != '%') {
        text_ += pattern[at];
        continue;
      }
      if (at + 1 < pattern.size() && pattern[at + 1] == '%') {
        text_ += '%';
        ++at;
        continue;
      }
      const std::size_t before = text_.size();
      if (!read_clause(pattern, at)) return false;
      if (!may_grow(call_, before, text_.size() - before) || !call_.spend(1)) return false;
    }
    return may_make(call_, text_.size());
  }

  Value take() const { return Value::string(text_); }

 private:
  // Reads from the `%` to the letter of the clause and leaves `at` on the letter.
  bool read_clause(std::string_view pattern, std::size_t& at) {
    ++at;
    std::size_t decimals = kDefaultDecimals;
    if (at < pattern.size() && pattern[at] == '.') {
      decimals = 0;
      for (++at; at < pattern.size() && pattern[at] >= '0' && pattern[at] <= '9'; ++at) {
        decimals = std::min(decimals * 10 + static_cast<std::size_t>(pattern[at] - '0'), kDecimalsMax + 1);
      }
      if (decimals > kDecimalsMax)
        return call_.fail("a number cannot have more than " + std::to_string(kDecimalsMax) + " decimals");
    }
    if (at >= pattern.size()) return call_.fail("unexpected end of the format");
    const char clause = pattern[at];
    if (std::string_view("sdfexXob").find(clause) == std::string_view::npos) {
      std::size_t end = at + 1;
      while (end < pattern.size() && (static_cast<unsigned char>(pattern[end]) & 0xC0U) == 0x80U) ++end;
      return call_.fail("unknown format " + backticked("%" + std::string(pattern.substr(at, end - at))));
    }
    if (next_ >= arguments_.size())
      return call_.fail("the format asks for more values than the list has: index " + std::to_string(next_) +
                        " out of range");
    return write(clause, decimals, arguments_[next_++]);
  }

  bool write(char clause, std::size_t decimals, const Value& value) {
    if (clause == 's') return write_any(value);
    if (clause == 'd') return write_decimal(value);
    if (clause == 'f') return write_real(value, std::chars_format::fixed, decimals);
    if (clause == 'e') return write_real(value, std::chars_format::scientific, decimals);
    if (clause == 'b') return write_binary(value);
    if (clause == 'o') return write_octal(value);
    return write_hexadecimal(value, clause == 'X');
  }

  bool refuse(std::string_view clause, const Value& value) {
    return call_.fail(backticked(clause) + " cannot format " + std::string(type_name_of(value)));
  }

  bool write_special(const Value& value) {
    text_ += double_text(value.as_double());
    return true;
  }

  bool write_decimal(const Value& value) {
    if (value.kind() == Kind::integer)
      text_ += std::to_string(value.as_int());
    else if (value.kind() == Kind::uinteger)
      text_ += std::to_string(value.as_uint());
    else if (value.kind() == Kind::real && !std::isfinite(value.as_double()))
      return write_special(value);
    else
      return refuse("%d", value);
    return true;
  }

  bool write_real(const Value& value, std::chars_format format, std::size_t decimals) {
    double number = value.as_double();
    if (value.kind() == Kind::integer)
      number = static_cast<double>(value.as_int());
    else if (value.kind() == Kind::uinteger)
      number = static_cast<double>(value.as_uint());
    else if (value.kind() != Kind::real)
      return refuse(format == std::chars_format::fixed ? "%f" : "%e", value);
    else if (!std::isfinite(number))
      return write_special(value);
    std::array<char, 700> buffer{};  // 309 digits, a point and 300 decimals
    const auto [end, code] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format, static_cast<int>(decimals));
    text_.append(buffer.data(), end);
    return true;
  }

  void write_digits(std::uint64_t number, int base, bool is_negative) {
    std::array<char, 65> buffer{};
    const auto [end, code] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, base);
    if (is_negative) text_ += '-';
    text_.append(buffer.data(), end);
  }

  bool write_whole(std::string_view clause, const Value& value, int base) {
    const bool is_negative = value.kind() == Kind::integer && value.as_int() < 0;
    if (value.kind() != Kind::integer && value.kind() != Kind::uinteger) return refuse(clause, value);
    write_digits(is_negative ? 0U - value.as_uint() : value.as_uint(), base, is_negative);
    return true;
  }

  bool write_binary(const Value& value) {
    if (value.kind() != Kind::boolean) return write_whole("%b", value, 2);
    text_ += value.as_bool() ? '1' : '0';
    return true;
  }
  bool write_octal(const Value& value) { return write_whole("%o", value, 8); }

  bool write_hexadecimal(const Value& value, bool is_upper) {
    const std::size_t begin = text_.size();
    constexpr std::string_view kDigits = "0123456789abcdef";
    if (value.kind() == Kind::string || value.kind() == Kind::bytes) {
      const auto bytes = value.kind() == Kind::string ? value.as_string() : value.as_bytes();
      if (!may_make(call_, text_.size() + bytes.size() * 2)) return false;
      for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text_ += {kDigits[byte >> 4U], kDigits[byte & 0xFU]};
      }
    } else if (!write_whole(is_upper ? "%X" : "%x", value, 16)) {
      return false;
    }
    if (is_upper)
      std::transform(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(),
                     text_.begin() + static_cast<std::ptrdiff_t>(begin),
                     [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
    return true;
  }

  bool write_any(const Value& value) {
    if (!may_grow(call_, text_.size(), 0)) return false;
    switch (value.kind()) {
      case Kind::null: text_ += "null"; return true;
      case Kind::boolean: text_ += value.as_bool() ? "true" : "false"; return true;
      case Kind::integer: text_ += std::to_string(value.as_int()); return true;
      case Kind::uinteger: text_ += std::to_string(value.as_uint()); return true;
      case Kind::real: text_ += double_text(value.as_double()); return true;
      case Kind::string: text_ += value.as_string(); return true;
      case Kind::bytes: return write_bytes(value);
      case Kind::list: return write_list(value.as_list());
      case Kind::map: return write_map(value.as_map());
      case Kind::timestamp: text_ += timestamp_text(value.as_timestamp()); return true;
      case Kind::duration: text_ += seconds_text(value.as_duration()); return true;
      case Kind::type: text_ += value.type_name(); return true;
      case Kind::money: text_ += money_text(value.as_money()); return true;
      case Kind::optional: return refuse("%s", value);
    }
    return false;
  }

  bool write_bytes(const Value& value) {
    if (first_invalid_utf8(value.as_bytes())) return call_.fail("the bytes are not UTF-8 (invalid UTF-8)");
    text_ += value.as_bytes();
    return true;
  }

  bool write_list(std::span<const Value> items) {
    if (!call_.spend(items.size())) return false;
    text_ += '[';
    for (const auto& item : items) {
      if (&item != &items.front()) text_ += ", ";
      if (!write_any(item)) return false;
    }
    text_ += ']';
    return true;
  }

  // Sorted by the text of the keys, so that the same map always gives the same text.
  bool write_map(std::span<const MapEntry> entries) {
    if (!call_.spend(entries.size())) return false;
    std::vector<std::pair<std::string, const Value*>> rows;
    for (const auto& entry : entries) {
      Formatter key(call_, {});
      if (!key.write_any(entry.key)) return false;
      rows.emplace_back(std::move(key.text_), &entry.value);
    }
    std::ranges::sort(rows, {}, &std::pair<std::string, const Value*>::first);
    text_ += '{';
    for (const auto& [key, value] : rows) {
      if (value != rows.front().second) text_ += ", ";
      text_ += key + ": ";
      if (!write_any(*value)) return false;
    }
    text_ += '}';
    return true;
  }

  Call& call_;
  std::span<const Value> arguments_;
  std::size_t next_ = 0;
  std::string text_;
};

}  // namespace

bool format_text(Call& call, std::string_view pattern, std::span<const Value> arguments, Value& result) {
  Formatter formatter(call, arguments);
  if (!formatter.run(pattern)) return false;
  result = formatter.take();
  return true;
}

}  // namespace docket::expr
