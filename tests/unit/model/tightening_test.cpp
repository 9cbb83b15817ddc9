// What counts as tighter: lengths, waits, numbers, amounts and combinations of lengths.
#include "model/tightening.hpp"

#include <doctest/doctest.h>

using namespace docket;

namespace {

// What is said of a project's value for a parameter; empty: it is tighter, or the same.
std::string said(const std::string& name, const std::string& declared, const std::string& value) {
  Diagnostics diagnostics;
  const auto root = yaml::parse("p.yaml", name + ": " + declared + "\n" + name + "_: " + value + "\n", diagnostics);
  REQUIRE(root);
  const auto entries = root->entries();
  check_tighter(entries[0].key, entries[0].value, entries[1].value, diagnostics);
  return diagnostics.empty() ? "" : diagnostics.front().message;
}

}  // namespace

TEST_CASE("tighten: a smaller number or amount is tighter, and a larger one of a parameter called `_min`") {
  CHECK(said("cost_max", "5000 CNY", "4000.50 CNY") == "");
  CHECK(said("cost_max", "5000 CNY", "5000.01 CNY") ==
        "`5000.01 CNY` loosens `cost_max`, which is `5000 CNY` (p.yaml:1)");
  CHECK(said("visits", "3", "2") == "");
  CHECK(said("visits", "3", "4") == "`4` loosens `visits`, which is `3` (p.yaml:1)");
  CHECK(said("photos_min", "2", "3") == "");
  CHECK(said("photos_min", "2", "1") == "`1` loosens `photos_min`, which is `2` (p.yaml:1)");
}

TEST_CASE("tighten: combinations are compared part by part") {
  CHECK(said("p", "{ first_of: [2h, 1 workday] }", "{ first_of: [1h, 1 workday] }") == "");
  CHECK(said("p", "2h", "{ first_of: [2h, 1 workday] }") == "");
  CHECK(said("p", "{ last_of: [2h, 1 workday] }", "1h") == "");
  CHECK(said("p", "{ then: [2h, 1 workday] }", "{ then: [1h, 1 workday] }") == "");
  CHECK(said("p", "{ last_of: [2h, 1 workday] }", "{ last_of: [3h, 1 workday] }").find(" loosens `p`") !=
        std::string::npos);
  CHECK(said("p", "{ first_of: [2h, 1 workday] }", "2 workdays").find("loosens") != std::string::npos);
  CHECK(said("p", "{ first_of: [2h, 1 workday] }", "{ last_of: [1h, 3 days] }").find("nobody can tell") !=
        std::string::npos);
}

TEST_CASE("tighten: limits and waits of one unit") {
  CHECK(said("p", "3 workdays", "2 workdays") == "");
  CHECK(said("p", "3 workdays", "4 workdays") == "`4 workdays` loosens `p`, which is `3 workdays` (p.yaml:1)");
  CHECK(said("p", "3 workdays", "2 days") ==
        "`2 days` is counted in days, and `3 workdays` in workdays: nobody can tell which is tighter");
  CHECK(said("p", "not before 48h", "not before 50h") == "");
}
