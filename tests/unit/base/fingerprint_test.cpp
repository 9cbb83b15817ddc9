#include "base/fingerprint.hpp"

#include <doctest/doctest.h>

using namespace docket;

TEST_CASE("fingerprint: 32 hexadecimal digits that depend on every part and on where it ends") {
  const auto of = [](std::string_view a, std::string_view b) { return Fingerprinter().add(a).add(b).hex(); };
  CHECK(of("ab", "c").size() == 32);
  CHECK(of("ab", "c").find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(of("ab", "c") == of("ab", "c"));
  CHECK(of("ab", "c") != of("a", "bc"));
  CHECK(of("ab", "") != of("", "ab"));
  CHECK(Fingerprinter().add(std::int64_t{1}).hex() != Fingerprinter().add(std::int64_t{256}).hex());
}

TEST_CASE("fingerprint: the first 128 bits of SHA-256, and for what was stored before December 2026 XXH3") {
  // sha256sum, xxh128sum
  CHECK(fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223");
  CHECK(fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb924");
  CHECK(Fingerprinter().quick_hex() == "99aa06d3014798d86001c324468d497f");
  CHECK(Fingerprinter().hex() == fingerprint(""));
  CHECK(bytes_of_fingerprint(fingerprint("abc")).size() == 16);
  CHECK(fingerprint_of_bytes(bytes_of_fingerprint(fingerprint("abc"))) == fingerprint("abc"));
}
