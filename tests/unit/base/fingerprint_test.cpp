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
