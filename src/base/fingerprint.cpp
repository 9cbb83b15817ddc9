// Tested by tests/unit/base/fingerprint_test.cpp
#include "base/fingerprint.hpp"

#include <sha2.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>

namespace docket {
namespace {

constexpr char kDigits[] = "0123456789abcdef";

void append_little_endian(std::string& bytes, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>((number >> shift) & 0xffU));
}

constexpr std::size_t kBytes = 16;

std::string hex_of(std::string_view bytes) {
  SHA2_CTX context;
  SHA256Init(&context);
  SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256Final(digest.data(), &context);
  return fingerprint_of_bytes({reinterpret_cast<const char*>(digest.data()), kBytes});
}

std::string quick_hex_of(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  return fingerprint_of_bytes({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

}  // namespace

Fingerprinter& Fingerprinter::add(std::string_view part) {
  append_little_endian(bytes_, part.size());
  bytes_.append(part);
  return *this;
}

Fingerprinter& Fingerprinter::add(std::int64_t part) {
  append_little_endian(bytes_, static_cast<std::uint64_t>(part));
  return *this;
}

std::string Fingerprinter::hex() const { return hex_of(bytes_); }
std::string Fingerprinter::quick_hex() const { return quick_hex_of(bytes_); }

std::string fingerprint(std::string_view text) { return hex_of(text); }

std::string bytes_of_fingerprint(std::string_view hex) {
  const auto digit = [](char each) { return each <= '9' ? each - '0' : each - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes.push_back(static_cast<char>(digit(hex[i]) << 4U | digit(hex[i + 1])));
  return bytes;
}

std::string fingerprint_of_bytes(std::string_view bytes) {
  std::string text;
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

std::uint64_t checksum(std::string_view bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace docket
