#include <doctest/doctest.h>

#include "support/rules.hpp"

using docket::testing::mistakes_in;

namespace {

// How many findings carry the code, and whether they are errors or warnings.
std::string findings(const std::string& states, const std::string& code) {
  const auto text = mistakes_in("workflow: w\nversion: 1\nrecord: { visits: int, urgent: bool }\nstates:\n" + states);
  int errors = 0, warnings = 0;
  for (std::size_t at = text.find("[" + code + "]"); at != std::string::npos;
       at = text.find("[" + code + "]", at + 1)) {
    const auto line = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at);
    (text.substr(line, at - line).find(": error: ") != std::string::npos ? errors : warnings) += 1;
  }
  return std::to_string(errors) + " errors, " + std::to_string(warnings) + " warnings";
}

}  // namespace

TEST_CASE("checks: a circle of `always` is an error, wherever it closes") {
  CHECK(findings("  a: { always: { go: b } }\n  b: { always: { go: a } }\n", "eternal-loop") == "2 errors, 0 warnings");
  CHECK(findings("  a: { always: { go: a } }\n", "eternal-loop") == "1 errors, 0 warnings");
  CHECK(findings("  a: { always: { stay: {} } }\n", "eternal-loop") == "1 errors, 0 warnings");
  CHECK(findings("  a: { always: { go: b }, states: { b: { on: { x: a } } } }\n", "eternal-loop") ==
        "1 errors, 0 warnings");
  CHECK(
      findings("  a: { initial: b, on: { x: c }, states: { b: { always: { go: c } } } }\n  c: { always: { go: a } }\n",
               "eternal-loop") == "2 errors, 0 warnings");
}

TEST_CASE("checks: a circle whose conditions its own `set` may end is a warning, a chain is nothing") {
  CHECK(findings("  a: { on: { x: b }, always: { go: { when: record.visits < 3, set: { visits: record.visits + 1 } } } "
                 "}\n  b: { type: final }\n",
                 "eternal-loop") == "0 errors, 1 warnings");
  CHECK(findings("  a: { on: { x: b }, always: { go: { when: record.urgent } } }\n  b: { type: final }\n",
                 "eternal-loop") == "1 errors, 0 warnings");
  CHECK(findings("  a: { always: { go: b } }\n  b: { initial: c, states: { c: { always: { go: d } }, d: { on: { x: e } "
                 "} } }\n  e: { type: final }\n",
                 "eternal-loop") == "0 errors, 0 warnings");
  CHECK(findings("  a: { always: { go: b } }\n  b: { on: { back: a, x: c } }\n  c: { type: final }\n",
                 "eternal-loop") == "0 errors, 0 warnings");
}

TEST_CASE("checks: a state that nothing leads to and one without a way out are warnings") {
  CHECK(findings("  a: { on: { x: c } }\n  b: { on: { x: c } }\n  c: { type: final }\n", "unreachable-state") ==
        "0 errors, 1 warnings");
  CHECK(findings("  a: { on: { x: b } }\n  b: { on: { look: {} } }\n", "dead-end") == "0 errors, 1 warnings");
  // A history, a parent's event and a region lead on as well.
  CHECK(findings("  a: { on: { x: b.history, y: c } }\n  b: { states: { d: {}, e: {} }, on: { z: a, w: e } }\n  c: { "
                 "type: final }\n",
                 "unreachable-state") == "0 errors, 0 warnings");
  CHECK(findings("  b: { states: { d: {} }, on: { x: c } }\n  c: { type: final }\n", "dead-end") ==
        "0 errors, 0 warnings");
}
