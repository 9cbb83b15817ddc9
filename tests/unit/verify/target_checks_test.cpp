// Values that leave a clock without a limit are told when rules are loaded.
#include <doctest/doctest.h>

#include "support/rules.hpp"

using namespace docket::testing;

namespace {

std::string workflow_with(const std::string& targets) {
  return R"(docket: 1
workflow: w
version: 1
calendar: office
record: { level: { type: enum, values: [minor, major, fatal] }, people: int, urgent: bool, note: string }
open: { open: { input: { level: required, people: optional, urgent: optional }, set: [level, people, urgent] } }
states: { a: { on: { done: b } }, b: { type: final } }
sla: { k: { start: a, stop: b, target: { )" +
         targets + " } } }\n";
}

bool tells(const std::string& targets, const std::string& what) {
  return mistakes_in(workflow_with(targets)).find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("check: an enum value for which no row of a target holds is named") {
  const auto two = "x: { when: record.level == 'minor', within: 1h }, y: { when: record.level == 'major', within: 2h }";
  CHECK(tells(two, "where `level` is `fatal`, no row of `target` holds: the clock `k` has no limit then"));
  CHECK(mistakes_in(workflow_with(two + std::string(", z: { within: 3h }"))).empty());
  CHECK(mistakes_in(workflow_with("x: { when: record.level != 'fatal', within: 1h }, "
                                  "y: { when: record.level == 'fatal', within: 2h }"))
            .empty());
}

TEST_CASE("check: numbers and yes or no leave a clock without a limit, too") {
  CHECK(tells("x: { when: record.people > 3, within: 1h }, y: { when: record.people < 3, within: 2h }",
              "where `people` is `3`"));
  CHECK(tells("x: { when: record.urgent && record.level == 'fatal', within: 1h }", "where `level` is `minor`"));
  CHECK(mistakes_in(workflow_with("x: { when: record.people >= 3, within: 1h }, "
                                  "y: { when: record.people < 3, within: 2h }"))
            .empty());
}

TEST_CASE("check: rows that ask about what cannot be tried out are not blamed") {
  CHECK(mistakes_in(workflow_with("x: { when: record.note == 'y', within: 1h }")).empty());
  CHECK(mistakes_in(workflow_with("x: { when: visited('b'), within: 1h }")).empty());
}
