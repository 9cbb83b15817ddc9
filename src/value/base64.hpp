// Base64 (RFC 4648, the standard alphabet).
// Tested by tests/unit/value/text_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docket {

std::string base64_encode(std::string_view bytes);
// Padding may be left out.  nullopt: another character, or a length no encoding has.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace docket
