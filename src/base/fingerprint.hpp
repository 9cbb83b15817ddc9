// Fingerprint: 128 bits that tell one rule set, event or file from another, the same on every
// machine (XXH3).  It recognises change; it is no proof against somebody who wants to deceive.
// Tested by tests/unit/base/fingerprint_test.cpp
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace docket {

class Fingerprinter {
 public:
  // Each part is taken with its length, so that ("ab", "c") and ("a", "bc") differ.
  Fingerprinter& add(std::string_view part);
  Fingerprinter& add(std::int64_t part);
  // 32 lower-case hexadecimal digits.
  std::string hex() const;

 private:
  std::string bytes_;
};

std::string fingerprint(std::string_view text);

// The 16 bytes that the digits stand for, and back.
std::string bytes_of_fingerprint(std::string_view hex);
std::string fingerprint_of_bytes(std::string_view bytes);

// 64 bits that tell damaged bytes from sound ones.
std::uint64_t checksum(std::string_view bytes) noexcept;

}  // namespace docket
