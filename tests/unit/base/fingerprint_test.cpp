#include "base/fingerprint.hpp"

#include <doctest/doctest.h>

using namespace docket;

TEST_CASE("fingerprint: the same text has the same 32 digits on every machine") {
  CHECK(fingerprint("") == "99aa06d3014798d86001c324468d497f");
  CHECK(fingerprint("docket").size() == 32);
  CHECK(fingerprint("docket") != fingerprint("Docket"));
}

TEST_CASE("fingerprint: parts are told apart by their lengths") {
  CHECK(Fingerprinter().add("ab").add("c").hex() != Fingerprinter().add("a").add("bc").hex());
  CHECK(Fingerprinter().add("a").hex() != fingerprint("a"));
}
