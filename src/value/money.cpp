// Tested by tests/unit/value/text_test.cpp
#include "value/money.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace docket {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> parse_units(std::string_view digits, bool is_negative) {
  std::int64_t units = 0;
  for (const char c : digits) {
    if (__builtin_mul_overflow(units, 10, &units)) return std::nullopt;
    const std::int64_t digit = c - '0';
    if (__builtin_add_overflow(units, is_negative ? -digit : digit, &units)) return std::nullopt;
  }
  return units;
}

}  // namespace

int decimals_of(std::string_view currency) {
  constexpr std::array<std::string_view, 6> kNone = {"CLP", "ISK", "JPY", "KRW", "VND", "XAF"};
  constexpr std::array<std::string_view, 6> kThree = {"BHD", "IQD", "JOD", "KWD", "OMR", "TND"};
  if (std::ranges::find(kNone, currency) != kNone.end()) return 0;
  return std::ranges::find(kThree, currency) != kThree.end() ? 3 : 2;
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::optional<Money> parse_money(std::string_view text, std::string_view currency) {
  if (text.size() > 4 && text[text.size() - 4] == ' ') {
    const auto named = text.substr(text.size() - 3);
    if (!is_currency(named) || (!currency.empty() && named != currency)) return std::nullopt;
    currency = named;
    text.remove_suffix(4);
  }
  if (currency.empty()) currency = kDefaultCurrency;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  const auto fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto decimals = static_cast<std::size_t>(decimals_of(currency));
  if (digits.empty() || fraction.size() > decimals || (point != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  digits += fraction;
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  digits.append(decimals - fraction.size(), '0');
  const auto units = parse_units(digits, is_negative);
  if (!units) return std::nullopt;
  return Value::money(*units, currency).as_money();
}

std::optional<Money> parse_amount(std::string_view text) {
  return text.size() > 4 && text[text.size() - 4] == ' ' ? parse_money(text, {}) : std::nullopt;
}

std::string amount_text(const Money& money) {
  const auto decimals = static_cast<std::size_t>(decimals_of(money.currency));
  std::string digits = std::to_string(money.minor_units);
  const std::size_t sign_size = money.minor_units < 0 ? 1 : 0;
  if (digits.size() < sign_size + decimals + 1) digits.insert(sign_size, sign_size + decimals + 1 - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - decimals, ".");
  return digits;
}

std::string money_text(const Money& money) { return amount_text(money) + " " + money.currency; }

}  // namespace docket
