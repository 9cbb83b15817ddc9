#include "engine/text_form.hpp"

#include <doctest/doctest.h>

using namespace docket;

TEST_CASE("text form: a pattern gives the first text that it takes") {
  CHECK(text_of_form("^1[3-9][0-9]{9}$") == "13000000000");
  CHECK(text_of_form("^[A-Z]{2}-\\d{3,5}$") == "AA-111");
  CHECK(text_of_form("(yes|no)!?") == "yes");
  CHECK(text_of_form("^\\w+@\\w+\\.(cn|com)$") == "x@x.cn");
  CHECK(text_of_form("[^x1]") == "-");
  CHECK(text_of_form("^\\p{Han}{2}$") == "\xE4\xB8\xAD\xE4\xB8\xAD");
  CHECK(text_of_form("a*b+c?") == "b");
  CHECK(text_of_form("(?P<year>[0-9]{4})") == "0000");
  CHECK(text_of_form("") == "");
}

TEST_CASE("text form: what it does not read it does not guess") {
  for (const auto* pattern : {"(?i)abc", "[", "(a", "a)", "a{", "a{9999}", "*", "\\Qa\\E", "[]"}) {
    CAPTURE(pattern);
    CHECK(!text_of_form(pattern));
  }
  CHECK(!text_of_form(std::string(100, '(') + std::string(100, ')')));
  CHECK(!text_of_form("(((x{500}){500}){500})"));
}
