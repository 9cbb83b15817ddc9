// Text as code points, for functions that count characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace docket::expr {

// Byte offsets at which the characters begin, and at the end the size.  Requires valid UTF-8.
inline std::vector<std::uint32_t> character_offsets(std::string_view text) {
  std::vector<std::uint32_t> offsets;
  offsets.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) offsets.push_back(static_cast<std::uint32_t>(i));
  }
  offsets.push_back(static_cast<std::uint32_t>(text.size()));
  return offsets;
}

// Bytes of the first character.  Requires text.
inline std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) ++length;
  return length;
}

}  // namespace docket::expr
