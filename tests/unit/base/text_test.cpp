#include "base/text.hpp"

#include <doctest/doctest.h>

using namespace docket;

TEST_CASE("text: the nearest name is one slip away, and no name is near to a different word") {
  const std::vector<std::string> states = {"open", "closed", "waiting_for_customer"};
  CHECK(nearest("opne", states) == "open");
  CHECK(nearest("close", states) == "closed");
  CHECK(nearest("waiting_for_custmer", states) == "waiting_for_customer");
  CHECK(nearest("handling", states) == std::nullopt);
  CHECK(did_you_mean("opne", states) == "did you mean `open`?");
}

TEST_CASE("text: bytes that are not UTF-8 are found at their offset") {
  CHECK(first_invalid_utf8("投诉 complaint \xF0\x9F\x98\x80") == std::nullopt);
  CHECK(first_invalid_utf8("ab\xFFz") == 2u);
  CHECK(first_invalid_utf8("ab\xC0\x80") == 2u);    // overlong
  CHECK(first_invalid_utf8("\xED\xA0\x80") == 0u);  // a surrogate
  CHECK(first_invalid_utf8("abc\xE6\x8A") == 3u);   // cut short
}

TEST_CASE("text: a Chinese character is one code point and two columns wide") {
  CHECK(code_points("投诉a") == 3);
  CHECK(display_width("投诉a") == 5);
}

TEST_CASE("text: identifiers begin with a small letter and hold small letters, digits and underscores") {
  CHECK(is_identifier("reply_major2"));
  CHECK_FALSE(is_identifier("Reply"));
  CHECK_FALSE(is_identifier("2nd"));
  CHECK_FALSE(is_identifier("回复"));
  CHECK_FALSE(is_identifier(""));
}
