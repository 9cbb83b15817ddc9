// What an author meant as one value where YAML saw several: an expression with brackets, a `?` or a
// `: `, and how it is written so that YAML leaves it alone.
// Tested by tests/unit/yaml/quoting_test.cpp and tests/golden/diagnostics/
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace docket::yaml {

// The text from `begin` on as a person reads it: up to the end of the line, a comment, or, in a flow
// map or list, up to the `,` or bracket that ends it.  Quotes and brackets of the text's own are
// looked through.  nullopt when they do not match, and when nothing is there.
std::optional<std::string> meant_text(std::string_view file_text, std::size_t begin, bool is_in_flow);

// In quotes, as YAML wants it.
std::string in_quotes(std::string_view text);

// The value that goes beyond what YAML can take, by a position within it where YAML stumbled.
struct Stumble {
  std::string text;
  bool is_expression = false;  // under `when`, `check`, `if`, `set` or `data`
};
std::optional<Stumble> stumble_at(std::string_view file_text, std::size_t position, bool is_in_flow);

}  // namespace docket::yaml
