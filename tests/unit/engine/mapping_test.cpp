// What is wrong with a migration file, told before any case is looked at.
#include "engine/mapping.hpp"

#include <doctest/doctest.h>

#include "support/rules.hpp"
#include "support/versions.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

struct Versions {
  RuleBook old_rules = rules_with(repair_v1());
  RuleBook new_rules = rules_with(repair_v2());
};

std::string mistakes(const std::string& text) {
  static const Versions versions;
  return mistakes_in_mapping(text, versions.old_rules, versions.new_rules);
}

// A mapping without mistakes, and this in addition.
std::string sound(const std::string& more,
                  const std::string& states = "states: { work.job.plan: work.job.measures }\n") {
  return "migration: repair\nfrom: 1\nto: 2\n" + states + "enter: [work.safety]\n" + more;
}

bool has(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

}  // namespace

TEST_CASE("mapping: every mistake is told at once, with its place and what was meant") {
  const auto told = mistakes(R"(migration: repair
from: 1
to: 3
states: { work.job.paln: work.job.measures, suspended: suspendet }
enter: [work.safty]
clocks: { replay: { to: first_reply, keep: always } }
record: { handler: owenr }
after: { reported.forgoten: null }
)");
  CAPTURE(told);
  CHECK(has(told, "m.migration.yaml:3:5: error: the rules have version 2 of `repair`, not 3 [other-version]"));
  CHECK(has(told, "m.migration.yaml:6:44: error: `keep` must be"));
  CHECK(has(told, "4:11: error: state `work.job.paln` does not exist in version 1 [unknown-state]"));
  CHECK(has(told, "6:11: error: clock `replay` does not exist in version 1 [unknown-clock]"));
}

TEST_CASE("mapping: unknown names on either side, with the nearest that there is") {
  const auto told = mistakes(R"(migration: repair
from: 1
to: 2
states: { work.job.paln: work.job.measures, suspended: suspendet }
enter: [work.safty]
clocks: { repli: first_reply }
record: { handler: owenr }
after: { reported.forgoten: null }
)");
  CAPTURE(told);
  CHECK(has(told, "4:11: error: state `work.job.paln` does not exist in version 1 [unknown-state]"));
  CHECK(has(told, "did you mean `work.job.plan`?"));
  CHECK(has(told, "4:56: error: state `suspendet` does not exist in version 2 [unknown-state]"));
  CHECK(has(told, "5:9: error: state `work.safty` does not exist in version 2"));
  CHECK(has(told, "6:11: error: clock `repli` does not exist in version 1 [unknown-clock]"));
  CHECK(has(told, "7:20: error: field `owenr` does not exist in version 2 [unknown-field]"));
  CHECK(has(told, "8:10: error: deadline `reported.forgoten` does not exist in version 1 [unknown-after]"));
}

TEST_CASE("mapping: two regions into one, two clocks into one, an end of the case") {
  const auto regions = mistakes(sound("", "states: { work.job: work.talk.waiting }\n"));
  CHECK(has(regions, "[two-into-one]"));
  CHECK(has(regions, "stand side by side, and cannot any more"));
  const auto clocks = mistakes(sound("clocks: { reply: finish }\n"));
  CHECK(has(clocks, "two old clocks become `finish` [two-into-one]"));
  const auto ends = mistakes(sound("", "states: { suspended: done, work.job.plan: work.job.measures }\n"));
  CHECK(has(ends, "state `done` ends the case; a migration cannot [ends-case]"));
}

TEST_CASE("mapping: a region that nobody leads into must be begun, or the mapping is refused") {
  const auto told = mistakes("migration: repair\nfrom: 1\nto: 2\nstates: { work.job.plan: work.job.measures }\n");
  CAPTURE(told);
  CHECK(has(told,
            "3:5: error: region `work.safety` of version 2 has no state that leads into it [region-without-state]"));
  CHECK(has(told, "begin it where it begins: `enter: [work.safety]`"));
}

TEST_CASE("mapping: what the new rules lack is warned of, and silence is an answer where nobody is") {
  const auto told = mistakes(sound(""));
  CAPTURE(told);
  CHECK(has(told, "warning: clock `reply` does not exist in version 2 [unmapped]"));
  CHECK(has(told, "warning: field `handler` does not exist in version 2 [unmapped]"));
  CHECK(has(told, "warning: `grade` has no `c` in version 2 [unmapped]"));
  CHECK(mistakes(sound("record: { handler: owner, grade: { values: { c: b } } }\nclocks: { reply: first_reply }\n")) ==
        "");
}

TEST_CASE("mapping: what becomes of values is checked against the types on both sides") {
  const auto told =
      mistakes(sound("record: { handler: { to: owner, values: { li: wang } }, grade: { values: { d: b, c: e } } }\n"));
  CAPTURE(told);
  CHECK(has(told, "`grade` has no value `d` in version 1 [unknown-value]"));
  CHECK(has(told, "`grade` has no value `e` in version 2 [unknown-value]"));
  const auto sets =
      mistakes(sound("record: { handler: { to: owner, set: record.hander }, note: { set: input.x }, grade: { set: 3, "
                     "values: { c: b } } }\n"));
  CAPTURE(sets);
  CHECK(has(sets, "`values` and `set` exclude each other [values-and-set]"));
  const auto wrong =
      mistakes(sound("record: { handler: { to: owner, set: record.hander }, note: { set: size(record.note) } }\n"));
  CAPTURE(wrong);
  CHECK(has(wrong, "did you mean `handler`?"));
  CHECK(has(wrong, "int"));
}

TEST_CASE("mapping: the workflow, the versions and the keys") {
  CHECK(has(mistakes("migration: repare\nfrom: 1\nto: 2\n"), "workflow `repare` does not exist [unknown-workflow]"));
  CHECK(has(mistakes("migration: repair\nto: 2\n"), "a migration needs `from:` [missing-key]"));
  CHECK(has(mistakes("migration: repair\nfrom: one\nto: 2\n"), "`from` must be a whole number, not `one`"));
  CHECK(has(mistakes(sound("stats: {}\n")), "unknown key `stats` in a migration [unknown-key]"));
  CHECK(has(mistakes(sound("name: Version 2\n")), "`Version 2` is no name"));
}
