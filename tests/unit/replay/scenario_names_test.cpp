// A name that a scenario mentions and the rules do not know is a mistake of the scenario, not a pass.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "docket/scenario.hpp"
#include "support/rules.hpp"

using namespace docket;

namespace {

const char* const kWorkflow = R"y(workflow: repair
version: 1
calendar: office
record: { note: string, seen_at: timestamp, fee: { type: money, currency: CNY }, length: duration, seen: { type: list, of: timestamp } }
roles: [clerk, manager]
guards: { noted: { check: has(record.note), message: Write a note first } }
emits: { told: { en: Told, zh: 已告知 } }
states:
  working:
    type: parallel
    states:
      work: { states: { begun: { on: { note: { by: clerk, input: { note: required }, set: [note] } } }, finished: { type: final } } }
      money: { states: { unpaid: { on: { pay: { input: { fee: required, seen_at: required, length: optional, seen: optional }, set: [fee, seen_at, length, seen], do: [{ emit: told, to: clerk, data: { at: input.seen_at, fee: input.fee } }] } } }, finished: { type: final } } }
    on: { close: { require: [noted], target: closed } }
  closed: { type: final }
sla:
  finish: { start: working, stop: closed, target: { any: { within: 4h } }, warn: { half: 50% }, escalate: { breach: { at: breach, to: clerk }, more: { at: 1h after, to: manager } } }
  cool: { start: working, stop: { event: close }, target: { any: { within: not before 1h } } }
)y";

std::string differences(const std::string& steps) {
  static const RuleBook rules = testing::rules_with(kWorkflow);
  const auto report =
      run_scenario(rules, "s.yaml", "workflow: repair\nat: 2026-03-09 09:00\nsteps:\n  - fire: open\n" + steps);
  std::string text;
  for (const auto& difference : report.differences) text += difference.message + " | " + difference.hint + "\n";
  return text;
}

std::string expecting(const std::string& what) { return differences("  - expect: { " + what + " }\n"); }

}  // namespace

TEST_CASE("scenario: an unknown clock, threshold, role, emit or state is told wherever it stands") {
  struct Row {
    const char* expectation;
    const char* told;
  };
  for (const auto& row : {
           Row{"not_emitted: [{ breach: finsh }]", "clock `finsh` does not exist | did you mean `finish`?\n"},
           {"emitted: [{ warning: finsh }]", "clock `finsh` does not exist | did you mean `finish`?\n"},
           {"clock: { finsh: running }", "clock `finsh` does not exist | did you mean `finish`?\n"},
           {"due: { finsh: null }", "clock `finsh` does not exist | did you mean `finish`?\n"},
           {"not_emitted: [{ warning: finish, rung: haf }]",
            "the clock `finish` has no warning `haf` | did you mean `half`?\n"},
           {"not_emitted: [{ escalated: finish, rung: half }]",
            "the clock `finish` has no escalation `half` | known are `more`\n"},
           {"not_emitted: [{ escalated: finish, rung: breach }]",
            "the clock `finish` has no escalation `breach` | it is told as `breach`\n"},
           {"not_emitted: [{ corrected: finish, rung: breech }]",
            "the clock `finish` has no rung `breech` | did you mean `breach`?\n"},
           {"not_emitted: [{ breach: finish, rung: more }]",
            "`breach` has no `rung` | a threshold of its own is told as `warning` or `escalated`\n"},
           {"not_emitted: [{ breach: cool }]",
            "the clock `cool` never tells `breach` | its end is told as `wait_over`\n"},
           {"not_emitted: [{ expired: finish }]",
            "the clock `finish` never tells `expired` | its end is told as `breach`\n"},
           {"not_emitted: [{ breach: finish, to: clrek }]", "role `clrek` does not exist | did you mean `clerk`?\n"},
           {"not_emitted: [{ emit: tolt }]", "emitted event `tolt` does not exist | did you mean `told`?\n"},
           {"not_emitted: [{ emit: told, data: { fees: 1 } }]", "`told` carries no `fees` | did you mean `fee`?\n"},
           {"not_emitted: [{ missed: round }]", "duty `round` does not exist | there are none\n"},
           {"not_emitted: [{ faulted: 'clock finsh, stop' }]",
            "nothing faults as `clock finsh, stop` | did you mean `clock finish, stop`?\n"},
           {"not_emitted: [{ faulted: finish.braech }]",
            "nothing faults as `finish.braech` | did you mean `finish.breach`?\n"},
           {"state: wroking", "state `wroking` does not exist | did you mean `working`?\n"},
           {"state: finished",
            "several states are called `finished` | write the path: `working.work.finished` and "
            "`working.money.finished`\n"},
           {"record: { nte: null }", "field `nte` does not exist | did you mean `note`?\n"},
       }) {
    CAPTURE(row.expectation);
    CHECK(expecting(row.expectation) == row.told);
  }
  CHECK(differences("  - refuse: { fire: close, because: [nooted] }\n") ==
        "nothing refuses an event because of `nooted` | did you mean `noted`?\n");
  CHECK(differences("  - refuse: { fire: close, because: [role_mising] }\n") ==
        "nothing refuses an event because of `role_mising` | did you mean `role_missing`?\n");
  CHECK(differences("  - refuse: { fire: close, because: [guard_failed] }\n")
            .starts_with("nothing refuses an event because of `guard_failed`"));
  CHECK(differences("  - refuse: { fire: note, by: clekr, because: [role_missing] }\n") ==
        "role `clekr` does not exist | did you mean `clerk`?\n");
}

TEST_CASE("scenario: whoever acts may have a role of somewhere else, and an event an input nobody knows") {
  CHECK(differences("  - refuse: { fire: note, by: tenant, input: { note: x }, because: [role_missing] }\n").empty());
  CHECK(differences("  - refuse: { fire: note, by: clerk, input: { note: x, sent: y }, because: [sent] }\n").empty());
}

TEST_CASE("scenario: a state may be named by its path, the end of it, or its name alone, as in rules") {
  CHECK(expecting("state: [working.work.begun, work.begun, begun, working, money.unpaid]").empty());
  CHECK(expecting("state: work.finished") ==
        "the case is in `working.work.begun` and `working.money.unpaid` | expected `working.work.finished`\n");
}

TEST_CASE("scenario: moments, money and lengths are written one way, in inputs, expectations and failures") {
  const std::string pay =
      "  - { fire: pay, input: { fee: 12.50 CNY, seen_at: 2026-03-09 08:30, length: 90m, seen: [2026-03-09 08:30, "
      "2026-03-09 08:31] } }\n";
  CHECK(differences(
            pay +
            "  - expect: { record: { fee: 12.50 CNY, seen_at: 2026-03-09 08:30, length: 1h 30m, seen: [2026-03-09 "
            "08:30, 2026-03-09T08:31:00+08:00] }, emitted: [{ emit: told, data: { at: 2026-03-09 08:30, fee: "
            "12.5 CNY } }] }\n")
            .empty());
  CHECK(differences(pay +
                    "  - expect: { record: { fee: 12 CNY, seen_at: 2026-03-09 08:31, length: 2h, seen: [2026-03-09 "
                    "08:30] } }\n") ==
        "`fee` is 12.50 CNY | expected 12 CNY\n"
        "`seen_at` is 2026-03-09 08:30 | expected 2026-03-09 08:31\n"
        "`length` is 1h30m | expected 2h\n"
        "`seen` is [2026-03-09 08:30, 2026-03-09 08:31] | expected [2026-03-09 08:30]\n");
}

TEST_CASE("scenario: every subject that the engine gives to a fault may be expected or not") {
  for (const auto* subject : {"clock finish", "clock finish, start", "clock finish, stop", "clock finish, cancel",
                              "clock finish, pause", "clock finish, target any", "finish.half", "finish.breach",
                              "send close", "working", "working.work.begun", "repair"}) {
    CAPTURE(subject);
    CHECK(expecting("not_emitted: [{ faulted: '" + std::string(subject) + "' }]").empty());
  }
  CHECK(expecting("not_emitted: [{ faulted: something }]").starts_with("nothing faults as `something` | "));
}

// The whole scenario, with one word of it written wrongly.
TEST_CASE("scenario: no key takes a misspelt value in silence") {
  static const RuleBook rules = testing::rules_with(kWorkflow);
  const std::string as_written = R"y(docket: 1
workflow: repair
at: 2026-03-09 09:00
steps:
  - fire: open
  - refuse: { fire: note, by: clerk, at: 2026-03-09 09:00, because: [note] }
  - { fire: note, by: clerk, input: { note: broken }, id: e1 }
  - { fire: pay, by: manager, input: { fee: 12.50 CNY, seen_at: 2026-03-09 08:30, length: 90m, seen: [2026-03-09 08:31] } }
  - wait: 30m
  - relieve: { id: rain, percent: 50, from: 2026-03-09 09:00, to: 2026-03-09 18:00, clocks: [finish] }
  - undo_relief: rain
  - until: 2026-03-09 11:00
  - expect:
      state: [begun]
      due: { finish: 2026-03-09 13:00 }
      clock: { finish: running }
      record: { note: broken, fee: 12.50 CNY }
      closed: false
      emitted: [{ emit: told, to: clerk, data: { fee: 12.50 CNY } }]
      not_emitted: [{ breach: finish }, { escalated: finish, rung: more, to: manager }, { faulted: finish.half }]
)y";
  const auto told = [&](const std::string& text) { return run_scenario(rules, "s.yaml", text).differences; };
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"docket: 1", "docket: 7"},
      {"workflow: repair", "workflow: repiar"},
      {"at: 2026-03-09 09:00\nsteps", "at: soon\nsteps"},
      {"steps:", "stesp:"},
      {"- fire: open", "- fire: opne"},
      {"refuse: {", "refuze: {"},
      {"fire: note, by: clerk, at", "fire: note, by: clrek, at"},
      {"at: 2026-03-09 09:00, because", "at: 2026-03-09 29:00, because"},
      {"because: [note]", "because: [nite]"},
      {"fire: note, by: clerk, input", "fire: nite, by: clerk, input"},
      {"by: clerk, input: { note", "by: clrek, input: { note"},
      {"input: { note: broken", "input: { nite: broken"},
      {"input: { fee: 12.50 CNY", "input: { fee: 12.50 CNX"},
      {"seen_at: 2026-03-09 08:30", "seen_at: 2026-03-09 8h30"},
      {"length: 90m", "length: 90x"},
      {"[2026-03-09 08:31]", "[2026-03-09 08:61]"},
      {"wait: 30m", "wait: 30 mm"},
      {"percent: 50", "percent: half"},
      {"from: 2026-03-09 09:00", "from: morning"},
      {"to: 2026-03-09 18:00", "to: evening"},
      {"clocks: [finish]", "clocks: [finsh]"},
      {"undo_relief: rain", "undo_relief: rein"},
      {"until: 2026-03-09 11:00", "until: 2026-13-09 11:00"},
      {"state: [begun]", "state: [begnu]"},
      {"due: { finish", "due: { finsh"},
      {"due: { finish: 2026-03-09 13:00", "due: { finish: later"},
      {"clock: { finish", "clock: { finsh"},
      {"clock: { finish: running", "clock: { finish: runing"},
      {"record: { note", "record: { nite"},
      {"closed: false", "closed: flase"},
      {"emit: told", "emit: tolt"},
      {"to: clerk, data", "to: clrek, data"},
      {"data: { fee", "data: { fe"},
      {"breach: finish", "breach: finsh"},
      {"breach: finish", "braech: finish"},
      {"escalated: finish", "escalated: finsh"},
      {"rung: more", "rung: mroe"},
      {"to: manager", "to: manger"},
      {"faulted: finish.half", "faulted: finish.haf"},
  };
  for (const auto& difference : told(as_written)) FAIL(difference.message << " | " << difference.hint);
  for (const auto& [right, wrong] : mistakes) {
    CAPTURE(wrong);
    auto text = as_written;
    const auto place = text.find(right);
    REQUIRE(place != std::string::npos);
    CHECK_FALSE(told(text.replace(place, right.size(), wrong)).empty());
  }
}
