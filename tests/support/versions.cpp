#include "support/versions.hpp"

#include <doctest/doctest.h>

namespace docket::testing {

std::string repair_v1() {
  return R"(docket: 1
workflow: repair
version: 1
calendar: office
record:
  note: string
  handler: string
  grade: { type: enum, values: [a, b, c] }
roles: [clerk, manager]
open: { report: { input: { note: optional, handler: optional, grade: optional }, set: [note, handler, grade] } }
initial: reported
states:
  reported: { on: { dispatch: work, cancel: done }, after: { forgotten: { in: 5 workdays, target: done } } }
  work:
    type: parallel
    onDone: { target: done }
    on: { hold: suspended }
    states:
      job:
        initial: plan
        states:
          plan: { on: { agree: fix }, after: { slow: { in: 8h, target: fix } } }
          fix: { on: { fixed: job_done } }
          job_done: { type: final }
      talk:
        initial: waiting
        states:
          waiting: { on: { told: heard } }
          heard: { type: final }
  suspended: { on: { resume: work.history } }
  done: { type: final }
sla:
  reply: { start: reported, stop: { event: told }, pause: suspended, target: { any: { within: 2h } }, warn: { half: 50% }, escalate: { breach: { at: breach, to: manager } } }
  finish: { start: reported, stop: done, pause: suspended, target: { any: { within: 3 workdays } } }
)";
}

std::string repair_v2() {
  return R"(docket: 1
workflow: repair
version: 2
calendar: office
record:
  note: string
  owner: string
  grade: { type: enum, values: [a, b] }
roles: [clerk, manager]
open: { report: { input: { note: optional, owner: optional, grade: optional }, set: [note, owner, grade] } }
initial: reported
states:
  reported: { on: { dispatch: work, cancel: done }, after: { forgotten: { in: 8 workdays, target: done } } }
  work:
    type: parallel
    onDone: { target: done }
    on: { hold: suspended }
    states:
      job:
        initial: measures
        states:
          measures: { on: { agree: { require: [called], target: fix } }, after: { slow: { in: 16h, target: fix } } }
          fix: { on: { fixed: job_done } }
          job_done: { type: final }
      talk:
        initial: waiting
        states:
          waiting: { on: { told: heard } }
          heard: { type: final }
      safety:
        initial: unchecked
        states:
          unchecked: { on: { check: checked } }
          checked: { type: final }
  suspended: { on: { resume: work.history } }
  done: { type: final }
guards: { called: { check: count('dispatch') > 0 && visited('reported'), message: Dispatch first } }
sla:
  first_reply: { start: reported, stop: { event: told }, pause: suspended, target: { any: { within: 1h } }, warn: { half: 50% }, escalate: { breach: { at: breach, to: manager } } }
  finish: { start: reported, stop: done, pause: suspended, target: { any: { within: 3 workdays } } }
)";
}

std::string repair_mapping() {
  return R"(docket: 1
migration: repair
name: with_safety
from: 1
to: 2
states: { work.job.plan: work.job.measures }
enter: [work.safety]
clocks: { reply: first_reply }
record: { handler: owner }
)";
}

Mapping mapping_between(const std::string& text, const RuleBook& from, const RuleBook& to) {
  const auto report = read_mapping("m.migration.yaml", text, {from}, to);
  for (const auto& diagnostic : report.diagnostics) {
    if (!report.mapping) MESSAGE(render(diagnostic));
  }
  REQUIRE(report.mapping);
  return *report.mapping;
}

std::string mistakes_in_mapping(const std::string& text, const RuleBook& from, const RuleBook& to) {
  std::string mistakes;
  for (const auto& diagnostic : read_mapping("m.migration.yaml", text, {from}, to).diagnostics)
    mistakes += render(diagnostic) + "\n";
  return mistakes;
}

}  // namespace docket::testing
