// Tested by tests/unit/expr/parser_test.cpp
#include "expr/literal.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.hpp"

namespace docket::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// The end of digits, point, digits and exponent; the same as `integer_end` when there are only digits.
std::size_t end_of_double(std::string_view text, std::size_t integer_end) {
  std::size_t end = integer_end;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) end = skip_digits(text, end + 1);
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t digits = end + 1;
    if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
    if (digits < text.size() && is_digit(text[digits])) end = skip_digits(text, digits);
  }
  return end;
}

void read_double(NumberLiteral& literal, std::string_view digits) {
  double number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  // Too small to be told from zero is zero; too large is the author's mistake.
  const auto exponent = digits.find_first_of("eE");
  const bool is_tiny = exponent != std::string_view::npos && digits[exponent + 1] == '-';
  if (code == std::errc::result_out_of_range && !is_tiny)
    literal.problem = backticked(digits) + " is too large for a double";
  literal.value = Value::real(number);
}

void read_integer(NumberLiteral& literal, std::string_view digits, int base, bool is_unsigned) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  const bool is_too_large = code == std::errc::result_out_of_range || (!is_unsigned && number > (1ULL << 63U));
  if (is_too_large) literal.problem = backticked(digits) + " does not fit into 64 bits";
  if (is_unsigned) {
    literal.value = Value::uinteger(number);
    return;
  }
  literal.is_beyond_int = number == (1ULL << 63U);
  literal.value = Value::integer(static_cast<std::int64_t>(number));
}

// One text literal being read.
class StringReader {
 public:
  StringReader(std::string_view text, std::size_t begin, std::size_t prefix_size)
      : text_(text), at_(begin + prefix_size) {
    for (std::size_t i = begin; i < at_; ++i) {
      if (text[i] == 'b' || text[i] == 'B')
        result_.is_bytes = true;
      else
        is_raw_ = true;
    }
    const auto rest = text.substr(at_);
    const bool is_triple = rest.starts_with("'''") || rest.starts_with("\"\"\"");
    quote_ = rest.substr(0, is_triple ? 3 : 1);
    begin_ = begin;
    at_ += quote_.size();
  }

  StringLiteral run() {
    while (at_ < text_.size()) {
      if (text_.substr(at_).starts_with(quote_)) {
        at_ += quote_.size();
        result_.end = at_;
        return std::move(result_);
      }
      const char c = text_[at_];
      if (quote_.size() == 1 && (c == '\n' || c == '\r')) break;
      if (c == '\\' && is_raw_ && at_ + 1 < text_.size()) {
        result_.text += text_.substr(at_, 2);
        at_ += 2;
      } else if (c == '\\' && !is_raw_)
        read_escape();
      else {
        result_.text += c;
        ++at_;
      }
    }
    complain(begin_, at_, "this text is not closed: its last quote is missing");
    result_.end = at_;
    return std::move(result_);
  }

 private:
  void complain(std::size_t begin, std::size_t end, std::string problem, std::string hint = {}) {
    if (!result_.problem.empty()) return;
    result_.problem = std::move(problem);
    result_.hint = std::move(hint);
    result_.problem_begin = begin;
    result_.problem_end = end;
  }

  void read_escape() {
    const std::size_t begin = at_;
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    constexpr std::string_view kNamed = "abfnrtv\\?\"'`";
    constexpr std::string_view kMeaning = "\a\b\f\n\r\t\v\\?\"'`";
    const auto named = c == '\0' ? std::string_view::npos : kNamed.find(c);
    at_ += 2;
    if (named != std::string_view::npos) {
      result_.text += kMeaning[named];
      return;
    }
    if (c == 'x' || c == 'X') return read_code(begin, 2, 16);
    if (c == 'u') return read_code(begin, 4, 16);
    if (c == 'U') return read_code(begin, 8, 16);
    if (c >= '0' && c <= '3') {
      --at_;
      return read_code(begin, 3, 8);
    }
    at_ = std::min(at_, text_.size());
    complain(begin, at_, "unknown escape " + backticked(text_.substr(begin, at_ - begin)),
             "write a backslash itself as `\\\\`, or the text as `r'...'`");
  }

  void read_code(std::size_t begin, std::size_t digits, std::uint32_t base) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      const int digit = at_ < text_.size() ? hex_digit(text_[at_]) : -1;
      if (digit < 0 || static_cast<std::uint32_t>(digit) >= base) {
        return complain(
            begin, at_,
            "this escape needs " + std::to_string(digits) + (base == 8 ? " octal" : " hexadecimal") + " digits");
      }
      code = code * base + static_cast<std::uint32_t>(digit);
    }
    const bool is_octet = digits <= 3;
    if (result_.is_bytes && !is_octet)
      return complain(begin, at_, "bytes have no Unicode escapes", "write each byte as `\\xFF`");
    if (result_.is_bytes) {
      result_.text += static_cast<char>(code);
      return;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
      return complain(begin, at_, "this escape is no Unicode character");
    append_utf8(result_.text, code);
  }

  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t at_;
  std::string_view quote_;
  bool is_raw_ = false;
  StringLiteral result_;
};

}  // namespace

void append_utf8(std::string& out, std::uint32_t code_point) {
  const auto continuation = [&](unsigned shift) { out += static_cast<char>(0x80U | ((code_point >> shift) & 0x3FU)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | (code_point >> 6U));
    return continuation(0);
  }
  if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | (code_point >> 12U));
    continuation(6);
    return continuation(0);
  }
  out += static_cast<char>(0xF0U | (code_point >> 18U));
  continuation(12);
  continuation(6);
  continuation(0);
}

NumberLiteral read_number_literal(std::string_view text, std::size_t begin) {
  NumberLiteral literal;
  const bool is_hexadecimal = text[begin] == '0' && begin + 2 < text.size() &&
                              (text[begin + 1] == 'x' || text[begin + 1] == 'X') && hex_digit(text[begin + 2]) >= 0;
  const std::size_t first = is_hexadecimal ? begin + 2 : begin;
  std::size_t end = first;
  if (is_hexadecimal)
    while (end < text.size() && hex_digit(text[end]) >= 0) ++end;
  else
    end = skip_digits(text, begin);
  const std::size_t double_end = is_hexadecimal ? end : end_of_double(text, end);
  const auto digits = text.substr(first, end - first);
  if (double_end != end) {
    end = double_end;
    read_double(literal, text.substr(begin, end - begin));
  } else {
    const bool is_unsigned = end < text.size() && (text[end] == 'u' || text[end] == 'U');
    if (is_unsigned) ++end;
    read_integer(literal, digits, is_hexadecimal ? 16 : 10, is_unsigned);
  }
  const auto is_word = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (end < text.size() && is_word(text[end]) && literal.problem.empty()) {
    const std::size_t number_end = end;
    while (end < text.size() && is_word(text[end])) ++end;
    literal.problem = backticked(text.substr(begin, end - begin)) + " is not a number";
    const auto unit = text.substr(number_end, end - number_end);
    if (unit == "h" || unit == "m" || unit == "s" || unit == "ms") {
      literal.hint = "write a duration as `duration('" + std::string(text.substr(begin, end - begin)) + "')`";
    }
  }
  literal.end = end;
  return literal;
}

StringLiteral read_string_literal(std::string_view text, std::size_t begin, std::size_t prefix_size) {
  return StringReader(text, begin, prefix_size).run();
}

}  // namespace docket::expr
