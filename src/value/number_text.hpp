// Doubles as text, shortest form that reads back the same.  No locale.
// Tested by tests/unit/value/text_test.cpp
#pragma once

#include <string>

namespace docket {

// `1.5`, `100`, `1e+30`, `NaN`, `Infinity`, `-Infinity`: CEL's string().
std::string double_text(double number);
// The same with a point or exponent always: `100.0`, as a literal is written.
std::string double_literal(double number);

}  // namespace docket
