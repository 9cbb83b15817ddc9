// A text that a regular expression takes.
// Tested by tests/unit/engine/text_form_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docket {

// The shortest text of the form that is easily made; nothing where the pattern holds what we do not read (it is RE2's
// syntax: no look-around, no references back).  Whoever asks tries it.
std::optional<std::string> text_of_form(std::string_view pattern);

}  // namespace docket
