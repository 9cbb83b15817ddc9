// Tested by tests/unit/value/text_test.cpp
#include "value/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace docket {

std::string double_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  std::array<char, 32> buffer{};
  const auto [end, code] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end};
}

std::string double_literal(double number) {
  std::string text = double_text(number);
  if (std::isfinite(number) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace docket
