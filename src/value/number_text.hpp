// Numbers as text, doubles in the shortest form that reads back the same; and back.  No locale.
// Tested by tests/unit/value/text_test.cpp
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace docket {

// `1.5`, `100`, `1e+30`, `NaN`, `Infinity`, `-Infinity`: CEL's string().
std::string double_text(double number);
// The same with a point or exponent always: `100.0`, as a literal is written.
std::string double_literal(double number);

// All of the text as one number, or nullopt.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace docket
