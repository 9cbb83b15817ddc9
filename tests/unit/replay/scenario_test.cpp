// What a scenario notices.  That it passes where it should is shown by the rules' own scenarios.
#include "docket/scenario.hpp"

#include <doctest/doctest.h>

#include "support/rules.hpp"

using namespace docket;

namespace {

const char* const kWorkflow = R"(workflow: repair
version: 1
calendar: office
record: { note: string, visits: int }
roles: [clerk]
guards: { noted: { check: has(record.note), message: Write a note first } }
states:
  open:
    on:
      note: { by: clerk, input: { note: required }, set: [note] }
      close: { require: [noted], target: closed, do: [{ emit: told, to: clerk, data: { text: record.note } }] }
  closed: { type: final }
sla: { finish: { start: open, stop: closed, target: { any: { within: 4h } }, warn: { half: 50% }, escalate: { breach: { at: breach, to: clerk } } } }
)";

// The differences of a scenario that opens a case on Monday at 09:00 and goes on with these steps.
std::string differences(const std::string& steps, const std::string& title = {}) {
  static const RuleBook rules = testing::rules_with(kWorkflow);
  const auto report =
      run_scenario(rules, "s.yaml", title + "workflow: repair\nat: 2026-03-09 09:00\nsteps:\n  - fire: open\n" + steps);
  std::string text;
  for (const auto& difference : report.differences) text += difference.message + " | " + difference.hint + "\n";
  return text;
}

}  // namespace

TEST_CASE("scenario: what is as expected differs in nothing") {
  CHECK(differences("  - expect: { state: open, due: { finish: 2026-03-09 13:00 }, clock: { finish: running }, "
                    "emitted: [], closed: false }\n"
                    "  - refuse: { fire: close, because: [noted] }\n"
                    "  - wait: 4h\n  - expect: { emitted: [{ warning: finish, rung: half }], not_emitted: [{ breach: "
                    "finish }] }\n"
                    "  - wait: 1s\n  - expect: { emitted: [{ breach: finish, to: clerk }], clock: { finish: late } }\n"
                    "  - fire: note\n    by: clerk\n    input: { note: \"x\" }\n  - fire: close\n"
                    "  - expect: { closed: true, record: { note: x, visits: }, emitted: [{ emit: told, data: { text: x "
                    "} }], due: { finish: 2026-03-09 13:00 } }\n")
            .empty());
}

TEST_CASE("scenario: each expectation can fail, and says what is and what was expected") {
  CHECK(differences("  - expect: { state: closed }\n") == "the case is in `open` | expected `closed`\n");
  CHECK(differences("  - expect: { closed: true }\n") == "the case is not closed | \n");
  CHECK(differences("  - expect: { due: { finish: 2026-03-09 12:00 } }\n") ==
        "`finish` is due 2026-03-09 13:00 | expected 2026-03-09 12:00\n");
  CHECK(differences("  - expect: { due: { finish: } }\n") ==
        "`finish` is due 2026-03-09 13:00 | expected no due time\n");
  CHECK(differences("  - expect: { due: { finsh: 2026-03-09 12:00 } }\n") ==
        "clock `finsh` does not exist | did you mean `finish`?\n");
  CHECK(differences("  - expect: { clock: { finish: late } }\n") ==
        "`finish` is running and not late | expected it to be late\n");
  CHECK(differences("  - expect: { record: { visits: 1 } }\n") == "`visits` is null | expected 1\n");
  CHECK(differences("  - wait: 3h\n  - expect: { emitted: [] }\n") ==
        "something was sent | sent since the last `expect`: { warning: finish, rung: half }\n");
  CHECK(differences("  - wait: 3h\n  - expect: { not_emitted: [{ warning: finish }] }\n") ==
        "{ warning: finish } was sent | sent since the last `expect`: { warning: finish, rung: half }\n");
  CHECK(differences("  - expect: { emitted: [{ breach: finish }] }\n") ==
        "{ breach: finish } was not sent | nothing was sent since the last `expect`\n");
}

TEST_CASE("scenario: an event refused where it should pass, or passed where it should be refused, differs") {
  CHECK(differences("  - fire: close\n  - expect: { state: open }\n") ==
        "`close` was refused: noted: Write a note first | note must be filled in\n");
  CHECK(differences(
            "  - fire: note\n    by: clerk\n    input: { note: x }\n  - refuse: { fire: close, because: [noted] }\n") ==
        "`close` was accepted | expected a refusal because of `noted`\n");
  CHECK(differences("  - refuse: { fire: close, because: [role_missing] }\n") ==
        "`close` was refused because of `noted` | expected `role_missing`\n");
  CHECK(differences("  - until: 2026-03-09 08:00\n  - expect: { state: open }\n") ==
        "time cannot run backwards: it is 2026-03-09 09:00 already | \n");
}

TEST_CASE("scenario: it goes on after a step that differs, and tells every difference") {
  CHECK(differences("  - expect: { closed: true }\n  - fire: close\n  - wait: 1h\n  - expect: { state: closed, closed: "
                    "false }\n") ==
        "the case is not closed | \n`close` was refused: noted: Write a note first | note must be filled in\n"
        "the case is in `open` | expected `closed`\n");
}

TEST_CASE("scenario: without its case it ends, as nothing later could be about anything") {
  const auto rules = testing::rules_with(
      "workflow: w\nversion: 1\nroles: [clerk]\nopen: { report: { by: clerk } }\nstates: { open: { on: { x: open } } "
      "}\n");
  const auto report = run_scenario(rules, "s.yaml",
                                   "workflow: w\nat: 2026-03-09 09:00\nsteps:\n  - fire: report\n  - fire: x\n"
                                   "  - expect: { state: open }\n");
  REQUIRE(report.differences.size() == 1);
  CHECK(report.steps == 1);
}

TEST_CASE("scenario: its title may be in one language") {
  CHECK(differences("  - expect: { state: open }\n", "scenario: { zh: 登记 }\n").empty());
}

TEST_CASE("scenario: one that expects nothing is told so, and passes where its events are accepted") {
  static const RuleBook rules = testing::rules_with(kWorkflow);
  const auto report = [](const std::string& event) {
    return run_scenario(rules, "s.yaml",
                        "workflow: repair\nat: 2026-03-09 09:00\nsteps:\n  - fire: open\n  - { fire: " + event +
                            ", by: clerk, input: { note: x } }\n");
  };
  const auto accepted = report("note");
  CHECK(accepted.passed());
  REQUIRE(accepted.differences.size() == 1);
  CHECK(accepted.differences[0].severity == Severity::warning);
  CHECK(accepted.differences[0].code == "nothing-expected");
  const auto refused = report("close");
  CHECK_FALSE(refused.passed());
  const auto junit = to_junit({accepted, refused});
  CHECK(junit.find("tests=\"2\" failures=\"1\"") != std::string::npos);
  CHECK(junit.find("no step of this scenario") == std::string::npos);
}

TEST_CASE("scenario: an expectation that could not fail is a mistake") {
  CHECK(differences("  - expect: {}\n") == "`expect` expects nothing | \n");
  for (const auto* part : {"state: []", "due: {}", "clock: {}", "record: {}", "not_emitted: []"}) {
    CAPTURE(part);
    CHECK(differences("  - expect: { " + std::string(part) + " }\n").find("expects nothing") != std::string::npos);
  }
  CHECK(differences("  - wait: 1h\n").starts_with("no step of this scenario expects anything"));
  CHECK(
      differences("  - expect: { emitted: { breach: finish } }\n").starts_with("`emitted` must be a list, not a map"));
  CHECK(differences("  - expect: { record: { nte: } }\n") == "field `nte` does not exist | did you mean `note`?\n");
  CHECK(differences("  - fire: note\n    because: [noted]\n").starts_with("unknown key `because` in `fire`"));
}

TEST_CASE("junit: names and messages are escaped, control characters are left out") {
  ScenarioReport failed{.file = "a&b.yaml", .title = {"\"x\" < y\x01", ""}, .workflow = "repair"};
  failed.differences.push_back({.code = "difference", .message = "is <open>\nnow"});
  ScenarioReport passed{.file = "b.yaml", .workflow = "repair"};
  const auto xml = to_junit({failed, passed});
  CHECK(xml.find("<testsuites tests=\"2\" failures=\"1\">") != std::string::npos);
  CHECK(xml.find("<testcase classname=\"repair\" name=\"&quot;x&quot; &lt; y\" file=\"a&amp;b.yaml\">") !=
        std::string::npos);
  CHECK(xml.find("<failure message=\"is &lt;open&gt;&#10;now\">") != std::string::npos);
  CHECK(xml.find("<testcase classname=\"repair\" name=\"b.yaml\" file=\"b.yaml\"/>") != std::string::npos);
}

TEST_CASE("scenario: a wait of no length is refused in every unit, and stops the scenario from being green") {
  for (const std::string length : {"0h", "0m", "0s", "0d"}) {
    CAPTURE(length);
    const auto said = differences("  - wait: " + length + "\n");
    CHECK(said.starts_with("`wait` "));
    if (length != "0d") CHECK(said == "`wait` must be longer than nothing | such as `wait: 30m`\n");
  }
  CHECK(differences("  - wait: 1m\n  - expect: { state: open }\n").empty());
}
