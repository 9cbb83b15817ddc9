// Scenarios: stories in YAML that rules must live up to (rules/README.md shows how to write them).
//
//   scenario: { en: A major complaint unanswered for two hours goes to the project manager }
//   workflow: complaint
//   at: 2026-02-13 16:00
//   steps:
//     - fire: register
//       by: { id: li, role: receptionist }
//       input: { channel: phone, facts: "..." }
//     - wait: 2h 1m
//     - expect: { state: registered, emitted: [{ breach: reply, to: project_manager }] }
//
// Nothing reads the wall clock: time passes by `wait` and `until` only.
//
// Threads: pure functions.  Errors: mistakes in the scenario and differences alike are Diagnostics.
#pragma once

#include <string>
#include <vector>

#include "docket/coverage.hpp"
#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"

namespace docket {

struct ScenarioReport {
  std::string file;
  LocalizedText title;
  std::string workflow;
  int steps = 0;  // that were run
  // No error: passed.  Those of every step, in order; a scenario whose case was not opened ends there.  A warning
  // is a remark, such as that it expects nothing but that its events are accepted.
  Diagnostics differences;

  bool passed() const { return !has_errors(differences); }
};

// What the scenario tried is counted in `coverage`, when there is one; it must be of the same rules.
ScenarioReport run_scenario(const RuleBook& rules, std::string file, std::string text, Coverage* coverage = nullptr);

// All reports as JUnit XML, for CI servers.
std::string to_junit(const std::vector<ScenarioReport>& reports);

}  // namespace docket
