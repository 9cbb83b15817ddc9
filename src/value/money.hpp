// Money as text: whole smallest units inside, a decimal point outside.
// Tested by tests/unit/value/text_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "docket/value.hpp"

namespace docket {

// What `money('5000.00')` means when it names no currency.
inline constexpr std::string_view kDefaultCurrency = "CNY";

// Digits after the point: 2 for most, 0 for JPY, 3 for KWD (ISO 4217).
int decimals_of(std::string_view currency);
bool is_currency(std::string_view text);  // three capital letters

// `5000`, `5000.00`, `-0.05`, each perhaps followed by ` CNY`; nullopt: another form, more digits than
// the currency has, another currency than `currency` where both are given, or beyond 64 bits.
std::optional<Money> parse_money(std::string_view text, std::string_view currency);

// `5000.00 CNY`: an amount that names its currency; nullopt: another form.
std::optional<Money> parse_amount(std::string_view text);

// `5000.00 CNY`
std::string money_text(const Money& money);
std::string amount_text(const Money& money);  // `5000.00`

}  // namespace docket
