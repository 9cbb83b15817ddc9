// Where each byte of a scalar's value stands in the file: an expression in a quoted or block scalar
// must be blamed at its own line and column.
// Tested by tests/unit/yaml/document_test.cpp
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace docket::yaml {

// `begin` is where the scalar's token begins (its quote or its block indicator).
// The result has one file offset for each byte of `value`.
std::vector<std::size_t> scalar_offsets(std::string_view file_text, std::size_t begin, Style style,
                                        std::string_view value);

// Reads the style off the first character of the token.
Style style_at(std::string_view file_text, std::size_t begin);

// The quote that closes the one at `begin`; npos when the file ends before it.
std::size_t closing_quote(std::string_view file_text, std::size_t begin);

}  // namespace docket::yaml
