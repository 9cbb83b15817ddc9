// A name that is missing is told once in a file, with all its places.
#include "verify/repeats.hpp"

#include <doctest/doctest.h>

#include <string>

#include "docket/rule_book.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

Diagnostic at_line(std::uint32_t line, std::string code, std::string message, std::string hint = {}) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.span = {.file = "w.yaml", .line = line, .column = 3};
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

}  // namespace

TEST_CASE("repeats: one missing name is one mistake, and none of its places is lost") {
  Diagnostics told = {at_line(2, "unknown-state", "state `gone` does not exist", "did you mean `done`?"),
                      at_line(3, "unknown-state", "state `lost` does not exist"),
                      at_line(5, "unknown-state", "state `gone` does not exist", "did you mean `done`?"),
                      at_line(7, "unknown-state", "state `lost` does not exist"),
                      at_line(9, "unknown-state", "state `gone` does not exist", "did you mean `done`?")};
  tell_once(told);
  REQUIRE(told.size() == 2);
  CHECK(told[0].hint == "did you mean `done`? (also at 5:3 and 9:3)");
  CHECK(told[1].hint == "also at 7:3");
}

TEST_CASE("repeats: other files, other hints, keys and other mistakes stay apart") {
  Diagnostics told = {at_line(2, "unknown-key", "`targt` is no key of a transition"),
                      at_line(3, "unknown-key", "`targt` is no key of a transition"),
                      at_line(4, "wrong-type", "`by` must be text"),
                      at_line(5, "wrong-type", "`by` must be text"),
                      at_line(6, "unknown-role", "role `a` does not exist", "known are `b`"),
                      at_line(7, "unknown-role", "role `a` does not exist", "did you mean `b`?")};
  told.push_back(at_line(6, "unknown-role", "role `a` does not exist", "known are `b`"));
  told.back().span.file = "x.yaml";
  tell_once(told);
  CHECK(told.size() == 7);
}

TEST_CASE("repeats: of many places the first are named, and the others are counted") {
  Diagnostics told;
  for (std::uint32_t line = 1; line <= 12; ++line) told.push_back(at_line(line, "unknown-role", "role `a`"));
  tell_once(told);
  REQUIRE(told.size() == 1);
  CHECK(told[0].hint == "also at 2:3, 3:3, 4:3, 5:3, 6:3, 7:3, 8:3, 9:3 and at 3 more");
}

TEST_CASE("repeats: an input that a guard and a `set` both miss is told once, and so is a state that is gone") {
  RuleSources sources;
  sources.files = {{"w.yaml", R"y(docket: 1
workflow: w
version: 1
record: { n: int }
roles: [clerk]
guards: { g: { check: input.nn > 3, message: No } }
open: { open: {} }
states:
  open:
    on:
      go: { by: clerk, input: { n: required }, require: [g], set: { n: input.nn }, target: closed }
      back: { by: clerk, target: gone }
      close: { by: clerk, target: gone }
  closed: { type: final }
)y"}};
  const auto report = load_rules(sources).diagnostics;
  REQUIRE(report.size() == 2);
  CHECK(report[0].message == "`input` has no field `nn`");
  CHECK(report[0].hint == "did you mean `n`? (also at 11:78)");
  CHECK(report[1].message == "state `gone` does not exist");
  CHECK(report[1].hint == "known are `open` and `closed` (also at 13:35)");
}
