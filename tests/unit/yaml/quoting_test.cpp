#include "yaml/quoting.hpp"

#include <doctest/doctest.h>

using namespace docket::yaml;

TEST_CASE("quoting: an expression ends where its author ended it, not at its own brackets, commas and quotes") {
  CHECK(meant_text("when: f(a, b) > 3, target: x }", 6, true) == "f(a, b) > 3");
  CHECK(meant_text("when: x in ['a', 'b'] }", 6, true) == "x in ['a', 'b']");
  CHECK(meant_text("when: x == 'a #4, b' # why", 6, false) == "x == 'a #4, b'");
  CHECK(meant_text("title: the customer's flat, here\n", 7, false) == "the customer's flat, here");
  CHECK(meant_text("when: ['a', 'b", 6, true) == std::nullopt);
  CHECK(meant_text("when:  \nnext", 6, true) == std::nullopt);
}

TEST_CASE("quoting: the quotes are those that the text does not hold") {
  CHECK(in_quotes("!record.urgent") == "'!record.urgent'");
  CHECK(in_quotes("x == 'a'") == "\"x == 'a'\"");
  CHECK(in_quotes("x == 'a' || x == \"b\"") == "'x == ''a'' || x == \"b\"'");
  CHECK(in_quotes("x.matches('\\d')") == "'x.matches(''\\d'')'");
}

TEST_CASE("quoting: where YAML stumbles, the value around that place is found, and whether it is an expression") {
  const std::string flow = "close: { when: a ? b : c, target: open }";
  const auto condition = stumble_at(flow, 17, true);
  REQUIRE(condition);
  CHECK(condition->text == "a ? b : c");
  CHECK(condition->is_expression);

  const auto title = stumble_at("title: Repairs: lifts", 14, false);
  REQUIRE(title);
  CHECK(title->text == "Repairs: lifts");
  CHECK_FALSE(title->is_expression);

  const std::string set = "on:\n  set:\n    visits: a ? 1 : 2\n";
  const auto assigned = stumble_at(set, set.rfind(':'), false);
  REQUIRE(assigned);
  CHECK(assigned->is_expression);

  CHECK_FALSE(stumble_at("roles: [clerk, manager }", 23, true));
  CHECK_FALSE(stumble_at("", 0, false));
  CHECK_FALSE(stumble_at("\n\n", 2, false));
}
