// Fingerprint: 128 bits that stand for a rule set, a file or a zone, the same on every machine: the first half of its
// SHA-256, so that nobody makes other rules of the same fingerprint.
//
// The quick one (XXH3) recognises change where nobody would want to deceive: events, the order of names, damaged bytes.
// Until December 2026 it was the fingerprint of rule sets, too, and those that were stored by then are compared with
// it. Tested by tests/unit/base/fingerprint_test.cpp
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
  // 32 lower-case hexadecimal digits each.
  std::string hex() const;
  std::string quick_hex() const;

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
