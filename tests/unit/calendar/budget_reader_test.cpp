#include "calendar/budget_reader.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

std::string read(const std::string& budget_yaml) {
  Diagnostics diagnostics;
  const auto root = yaml::parse("t.yaml", "within: " + budget_yaml + "\n", diagnostics);
  REQUIRE(root);
  const auto budget = read_budget(*root->find("within"), diagnostics);
  if (budget) return to_string(*budget);
  REQUIRE_FALSE(diagnostics.empty());
  return diagnostics.front().code + ": " + diagnostics.front().message;
}

}  // namespace

TEST_CASE("budget reader: maps read back as they print, however deep") {
  for (const char* text : {"2h", "{first_of: [2h, 1 workday]}", "{last_of: [2h, {then: [1 workday, 2h]}]}",
                           "{length: 3 workdays, start: same_day, end: \"12:00\"}",
                           "{length: 10 days, cut_off: \"17:00\", roll: none}", "{length: today, end: end_of_day}"}) {
    CHECK(read(text) == text);
  }
  CHECK(read("{ not_before: 48h }") == "not before 48h");
  CHECK(read("{ valid: { length: 30 days, roll: none } }") == "{valid: {length: 30 days, roll: none}}");
}

TEST_CASE("budget reader: every form, scalar or map, is parsed from the text it prints as") {
  for (const char* text :
       {"2h", "not before 48h wall", "valid 30 days", "at 2026-02-13T08:00:00Z", "{first_of: [2h, 1 workday]}",
        "{not_before: {length: 2 workdays, end: same_time}}", "{valid: {length: 3 months, roll: none}}",
        "{then: [{length: today, end: end_of_day}, 2h 30m, at 2026-02-13T08:00:00Z]}"}) {
    CAPTURE(text);
    const auto budget = parse_budget(text);
    REQUIRE(budget);
    CHECK(to_string(*budget) == text);
  }
  CHECK(parse_budget("{ first_of: [2h, 1d] }").error().message.find("`1d` is not a budget") == 0);
  CHECK(parse_budget("{ first_of: [2h, 1 workday]").error().code == ErrorCode::invalid_argument);
  CHECK(parse_budget("{ end: same_time }").error().message.find("a budget is one of") == 0);
}

TEST_CASE("budget reader: a name stands for a budget wherever one may stand, but not for a name") {
  const auto with_names = [](const std::string& budget_yaml) {
    Diagnostics diagnostics;
    const auto root = yaml::parse("t.yaml", "within: " + budget_yaml + "\nvalue: 3 workdays\n", diagnostics);
    REQUIRE(root);
    const auto budget = read_budget(*root->find("within"), diagnostics,
                                    [&](const yaml::Node& name) { return root->find(name.text().substr(1)); });
    return budget ? to_string(*budget) : diagnostics.empty() ? "nothing" : diagnostics.front().message;
  };
  CHECK(with_names("$value") == "3 workdays");
  CHECK(with_names("{ first_of: [$value, 2h] }") == "{first_of: [3 workdays, 2h]}");
  CHECK(with_names("{ length: $value, end: same_time }") == "{length: 3 workdays, end: same_time}");
  CHECK(with_names("{ last_of: [{ then: [$value, $value] }, 2h] }") ==
        "{last_of: [{then: [3 workdays, 3 workdays]}, 2h]}");
  CHECK(with_names("{ first_of: [$nothing] }") == "nothing");
  CHECK(read("{ first_of: [$value] }").find("bad-budget: `$value` is not a budget") == 0);
}

TEST_CASE("budget reader: mistakes are blamed where they stand") {
  CHECK(read("soon").find("bad-budget: `soon` is not a budget") == 0);
  CHECK(read("{ first_of: 2h }").find("a list of 1 to 16 budgets") != std::string::npos);
  CHECK(read("{ first_of: [] }").find("a list of 1 to 16 budgets") != std::string::npos);
  CHECK(read("{ first_of: [2h, 1d] }").find("`d` could mean either") != std::string::npos);
  CHECK(read("{ length: 2h, end: same_time }").find("has no days whose counting could be changed") !=
        std::string::npos);
  CHECK(read("{ length: 2h, first_of: [2h] }").find("a budget is one of") != std::string::npos);
  CHECK(read("{ end: same_time }").find("a budget is one of") != std::string::npos);
  CHECK(read("{ length: 3 workdays, end: \"25:00\" }").find("bad-time") == 0);
  CHECK(read("{ lenght: 3 workdays }").find("unknown-key: key `lenght`") == 0);
  CHECK(read("[2h]").find("wrong-type") == 0);
}
