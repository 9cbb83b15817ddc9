// Clocks: budgets, pauses, new targets, rungs, late facts.  Calendar `office`: Mon-Fri 09:00-17:00.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kWorkflow = R"(docket: 1
workflow: w
version: 1
calendar: office
record: { level: { type: enum, values: [low, high, top] } }
roles: [boss]
states:
  a:
    on:
      wait: p
      raise_it: { input: { level: required }, set: [level] }
      done: b
      poke: {}
      void: b
  p: { on: { resume: a, void: b, raise_it: { input: { level: required }, set: [level] }, done: b, poke: {} } }
  b: { on: { again: a, poke: {} } }
sla:
  fix:
    start: a
    stop: { event: done }
    cancel: { event: void }
    pause: p
    target:
      top:  { when: has(record.level) && record.level == 'top', within: 1h }
      high: { when: has(record.level) && record.level == 'high', within: 2h wall }
      low:  { within: 4h }
    warn: { half: 50%, late: 75%, last: 30m before }
    escalate:
      breach: { at: breach, to: boss }
      again: { at: 1h after, to: boss, repeat: { every: 1h, times: 2 } }
)";

struct Story {
  RuleBook rules = rules_with(kWorkflow);
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const char* at) {
    auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, china(at), journal);
    REQUIRE(opened);
    kase = std::move(opened->opened);
  }
  void fire(const char* event, const char* now, Value input = Value::map({}), std::optional<Instant> at = {}) {
    const auto outcome = step(rules, *kase, {.name = event, .input = std::move(input), .at = at}, china(now), journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  void raise(const char* level, const char* now) {
    fire("raise_it", now, Value::object({{"level", Value::string(level)}}));
  }
  void until(const char* now) { REQUIRE(advance(rules, *kase, china(now), journal)); }
  ClockView clock(const char* now) const { return *kase->clock("fix", china(now)); }
  // What was sent since the last question: `half late breach again again`.
  std::string sent() {
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    for (const auto& entry : journal) {
      for (const auto& effect : entry.effects) {
        if (const auto* warning = std::get_if<DeadlineWarning>(&effect)) add(warning->rung);
        if (std::holds_alternative<DeadlineBreached>(effect)) add("breach");
        if (const auto* escalated = std::get_if<Escalated>(&effect)) add(escalated->rung);
        if (const auto* corrected = std::get_if<Corrected>(&effect)) add("-" + corrected->rung);
      }
    }
    journal.clear();
    return text;
  }
};

}  // namespace

TEST_CASE("clock: four working hours from Monday 15:00 end on Tuesday 11:00, with every rung at its instant") {
  Story story("2026-03-09 15:00");
  CHECK(story.clock("2026-03-09 15:00").due == china("2026-03-10 11:00"));
  story.until("2026-03-09 16:59");
  CHECK(story.sent().empty());
  story.until("2026-03-09 17:00");
  CHECK(story.sent() == "half");
  story.until("2026-03-10 10:00");
  CHECK(story.sent() == "late");
  story.until("2026-03-10 11:00");
  CHECK(story.sent() == "last");
  CHECK(next_deadline(*story.kase) == china("2026-03-10 11:00") + 1ms);
  story.until("2026-03-10 13:00");
  CHECK(story.sent() == "breach again again");
  story.until("2026-03-11 17:00");
  CHECK(story.sent() == "again");
  CHECK_FALSE(next_deadline(*story.kase));
}

TEST_CASE("clock: stopping exactly at the due instant is in time, a millisecond later is late") {
  Story exact("2026-03-09 09:00");
  exact.fire("done", "2026-03-09 13:00");
  CHECK_FALSE(exact.clock("2026-03-09 13:00").breached_at);
  Story late("2026-03-09 09:00");
  late.fire("done", "2026-03-09 13:00:01");
  CHECK(late.clock("2026-03-09 13:00:01").breached_at == china("2026-03-09 13:00"));
  CHECK(late.clock("2026-03-09 13:00:01").status == ClockStatus::met);
}

TEST_CASE("clock: a pause moves the due instant by the working time spent paused, and splitting it changes nothing") {
  Story whole("2026-03-09 09:00");
  whole.fire("wait", "2026-03-09 10:00");
  CHECK_FALSE(whole.clock("2026-03-09 12:00").due);
  CHECK(whole.clock("2026-03-10 10:00").projected_due == china("2026-03-10 13:00"));
  whole.fire("resume", "2026-03-10 10:00");
  CHECK(whole.clock("2026-03-10 10:00").due == china("2026-03-10 13:00"));
  Story split("2026-03-09 09:00");
  split.fire("wait", "2026-03-09 10:00");
  split.fire("resume", "2026-03-09 13:00");
  split.fire("wait", "2026-03-09 13:00");
  split.fire("resume", "2026-03-10 10:00");
  CHECK(split.clock("2026-03-10 10:00").due == china("2026-03-10 13:00"));
}

TEST_CASE("clock: while paused nothing fires, and what was overtaken is sent once, the highest only") {
  Story story("2026-03-09 09:00");
  story.fire("wait", "2026-03-09 10:00");
  story.until("2026-03-12 10:00");
  CHECK(story.sent().empty());
  story.raise("top", "2026-03-12 10:00");  // one hour is spent: nothing is left, all warnings are behind
  CHECK(story.sent().empty());
  story.fire("resume", "2026-03-12 11:00");
  CHECK(story.clock("2026-03-12 11:00").due == china("2026-03-12 11:00"));
  CHECK(story.sent() == "late");  // 45 of 60 minutes; half and last (30 of 60) are skipped
}

TEST_CASE("clock: a new target carries the time already spent to the new calendar") {
  Story story("2026-03-09 16:30");
  story.raise("high", "2026-03-09 16:50");  // 20 minutes of office time; 1 h 40 of clock time left
  CHECK(story.clock("2026-03-09 16:50").due == china("2026-03-09 18:30"));
  CHECK(story.clock("2026-03-09 16:50").target == "high");
}

TEST_CASE("clock: a new target that is used up already is missed at the change, never before it") {
  Story story("2026-03-09 09:00");
  story.until("2026-03-09 12:00");
  CHECK(story.sent() == "half late");
  story.raise("top", "2026-03-09 12:10");
  CHECK(story.sent() == "breach");
  const auto clock = story.clock("2026-03-09 12:10");
  CHECK(clock.breached_at == china("2026-03-09 12:10"));
  story.until("2026-03-09 13:10");
  CHECK(story.sent() == "again");  // an hour after the change
}

TEST_CASE("clock: after it was met a new start is a new cycle with a full budget; while running a start does nothing") {
  Story story("2026-03-09 09:00");
  story.fire("done", "2026-03-09 10:00");
  story.fire("again", "2026-03-09 11:00");
  const auto clock = story.clock("2026-03-09 11:00");
  CHECK(clock.cycle == 2);
  CHECK(clock.due == china("2026-03-09 15:00"));
}

TEST_CASE("clock: a stop recorded late takes back what was sent after it happened, once") {
  Story story("2026-03-09 09:00");
  story.until("2026-03-09 15:00");
  CHECK(story.sent() == "half late last breach again again");
  story.fire("done", "2026-03-09 15:30", Value::map({}), china("2026-03-09 12:45"));
  CHECK(story.sent() == "-breach -again -again");
  const auto clock = story.clock("2026-03-09 15:30");
  CHECK(clock.status == ClockStatus::met);
  CHECK_FALSE(clock.breached_at);
  CHECK(clock.ended_at == china("2026-03-09 12:45"));
  CHECK(clock.consumed.length() == 3h + 45min);
}

TEST_CASE("clock: a pause recorded late takes the breach back, and the clock goes on from there") {
  Story story("2026-03-09 09:00");
  story.until("2026-03-09 13:30");
  CHECK(story.sent() == "half late last breach");
  story.fire("wait", "2026-03-09 13:30", Value::map({}), china("2026-03-09 12:00"));
  CHECK(story.sent() == "-last -breach");
  story.fire("resume", "2026-03-09 14:00");
  CHECK(story.clock("2026-03-09 14:00").due == china("2026-03-09 15:00"));
  story.until("2026-03-09 15:01");
  CHECK(story.sent() == "last breach");
}

TEST_CASE("clock: a start recorded late is due from when it happened, and what has passed is told as of its own time") {
  Story story("2026-03-09 09:00");
  story.fire("done", "2026-03-09 09:10");
  story.sent();
  story.fire("again", "2026-03-09 15:30", Value::map({}), china("2026-03-09 10:00"));
  CHECK(story.clock("2026-03-09 15:30").due == china("2026-03-09 14:00"));
  CHECK(story.sent().empty());
  CHECK(next_deadline(*story.kase) == china("2026-03-09 12:00"));
  story.until("2026-03-09 15:30");
  REQUIRE(story.journal.size() == 5);
  CHECK(story.journal[3].event == "fix.breach");
  CHECK(story.journal[3].at == china("2026-03-09 14:00"));
  CHECK(story.sent() == "half late last breach again");
}

TEST_CASE("clock: a cancellation recorded late takes back what was sent after it, once") {
  Story story("2026-03-09 09:00");
  story.until("2026-03-09 13:30");
  CHECK(story.sent() == "half late last breach");
  story.fire("void", "2026-03-09 13:30", Value::map({}), china("2026-03-09 12:10"));
  CHECK(story.sent() == "-last -breach");
  CHECK(story.clock("2026-03-09 13:30").status == ClockStatus::cancelled);
  CHECK(story.clock("2026-03-09 13:30").ended_at == china("2026-03-09 12:10"));
  CHECK_FALSE(story.clock("2026-03-09 13:30").breached_at);
}

TEST_CASE("clock: a resume recorded late counts from when it happened") {
  Story story("2026-03-09 09:00");
  story.fire("wait", "2026-03-09 10:00");
  story.fire("resume", "2026-03-09 16:00", Value::map({}), china("2026-03-09 11:00"));
  CHECK(story.clock("2026-03-09 16:00").due == china("2026-03-09 14:00"));
  CHECK(story.clock("2026-03-09 16:00").consumed.length() == 6h);
  story.until("2026-03-09 16:00");
  CHECK(story.clock("2026-03-09 16:00").breached_at == china("2026-03-09 14:00"));
}

TEST_CASE("clock: a late pause before a new target leaves the new target in force") {
  Story story("2026-03-09 09:00");
  story.raise("top", "2026-03-09 09:30");  // one hour: due at 10:00
  CHECK(story.clock("2026-03-09 09:30").due == china("2026-03-09 10:00"));
  story.fire("wait", "2026-03-09 09:50", Value::map({}), china("2026-03-09 09:20"));
  story.fire("resume", "2026-03-09 12:00");
  CHECK(story.clock("2026-03-09 12:00").target == "top");
  CHECK(story.clock("2026-03-09 12:00").due == china("2026-03-09 12:40"));  // twenty minutes were spent
}

namespace {

// Calendar `office`; the first row is shorter, so a late clock can be brought back by a longer one.
const char* const kReminded = R"(docket: 1
workflow: w
version: 1
calendar: office
late_facts_max: 90d
record: { level: { type: enum, values: [short, long] } }
roles: [boss]
open: { open: { input: { level: required }, set: [level], target: a } }
states:
  a: { on: { raise_it: { input: { level: required }, set: [level] }, done: b, poke: {} } }
  b: {}
sla:
  fix:
    start: a
    stop: b
    retarget: { policy: POLICY }
    target:
      short: { when: record.level == 'short', within: 2h }
      long:  { within: 6h }
    warn: { half: 50% }
    escalate:
      breach: { at: breach, to: boss }
      again: { at: 1h after, to: boss, repeat: { every: 1h, until: stopped } }
)";

std::string with_policy(const std::string& policy) {
  std::string text = kReminded;
  text.replace(text.find("POLICY"), 6, policy);
  return text;
}

struct Reminded {
  RuleBook rules;
  std::optional<Case> kase;
  Effects journal;

  Reminded(const std::string& policy, const char* at) : rules(rules_with(with_policy(policy))) {
    auto opened =
        open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open", .input = level("short")}, china(at), journal);
    REQUIRE(opened);
    REQUIRE(opened->opened);
    kase = std::move(opened->opened);
  }
  static Value level(const char* word) { return Value::object({{"level", Value::string(word)}}); }
  void fire(const char* event, const char* now, Value input = Value::map({}), std::optional<Instant> at = {}) {
    const auto outcome = step(rules, *kase, {.name = event, .input = std::move(input), .at = at}, china(now), journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  void until(const char* now) { REQUIRE(advance(rules, *kase, china(now), journal)); }
  ClockView clock(const char* now) const { return *kase->clock("fix", china(now)); }
  // `half breach#1 again#1`: with the generation where there is one; `met+late`, `met+was_late`, `-breach`, `fault`.
  std::string told() {
    std::string text;
    const auto add = [&](const std::string& word, int generation) {
      text += (text.empty() ? "" : " ") + word + (generation > 0 ? "#" + std::to_string(generation) : "");
    };
    for (const auto& entry : journal) {
      for (const auto& effect : entry.effects) {
        if (const auto* warning = std::get_if<DeadlineWarning>(&effect)) add(warning->rung, warning->generation);
        if (const auto* breach = std::get_if<DeadlineBreached>(&effect)) add("breach", breach->generation);
        if (const auto* escalated = std::get_if<Escalated>(&effect)) add(escalated->rung, escalated->generation);
        if (const auto* corrected = std::get_if<Corrected>(&effect)) add("-" + corrected->rung, 0);
        if (std::holds_alternative<Faulted>(effect)) add("fault", 0);
        if (const auto* met = std::get_if<ClockMet>(&effect))
          add(std::string("met") + (met->breached ? "+late" : "") + (met->was_late ? "+was_late" : ""), 0);
      }
    }
    journal.clear();
    return text;
  }
};

}  // namespace

TEST_CASE("late clock: a new target that lies ahead cancels its reminders and tells every rung again") {
  Reminded story("carry", "2026-03-09 09:00");
  story.until("2026-03-09 12:30");
  CHECK(story.told() == "half breach again");
  story.fire("raise_it", "2026-03-09 12:30", Reminded::level("long"));
  const auto now = story.clock("2026-03-09 12:30");
  CHECK(now.due == china("2026-03-09 15:00"));
  CHECK_FALSE(now.breached_at);
  CHECK(now.was_late == std::vector<Instant>{china("2026-03-09 11:00")});
  // The warning at half of six hours was passed by at 12:00, before the change: told at the change, once.
  CHECK(story.told() == "half#1");
  // The reminder that was pending for 13:00 is cancelled: nothing comes before the new due instant.
  story.until("2026-03-09 15:00");
  CHECK(story.told().empty());
  story.until("2026-03-09 16:00");
  CHECK(story.told() == "breach#1 again#1");
  CHECK(story.clock("2026-03-09 16:00").breached_at == china("2026-03-09 15:00"));
  story.fire("done", "2026-03-09 16:10");
  CHECK(story.told() == "met+late+was_late");
}

TEST_CASE("late clock: done after a new target in time it is met, and its reports say after a new limit") {
  Reminded story("carry", "2026-03-09 09:00");
  story.until("2026-03-09 12:30");
  story.fire("raise_it", "2026-03-09 12:30", Reminded::level("long"));
  story.told();
  story.fire("done", "2026-03-09 14:00");
  const auto* met = [&]() -> const ClockMet* {
    for (const auto& effect : story.journal.back().effects) {
      if (const auto* each = std::get_if<ClockMet>(&effect)) return each;
    }
    return nullptr;
  }();
  REQUIRE(met);
  CHECK(met->was_late);
  CHECK_FALSE(met->breached);
  const auto clock = story.clock("2026-03-09 14:00");
  CHECK(clock.status == ClockStatus::met);
  CHECK_FALSE(clock.breached_at);
  CHECK(clock.was_late.size() == 1);
}

TEST_CASE("late clock: restart gives the whole new budget from the change, late or not") {
  Reminded late("restart", "2026-03-09 09:00");
  late.until("2026-03-09 12:00");
  late.fire("raise_it", "2026-03-09 12:00", Reminded::level("long"));
  CHECK(late.clock("2026-03-09 12:00").due == china("2026-03-10 10:00"));
  CHECK(late.clock("2026-03-09 12:00").was_late.size() == 1);
  Reminded in_time("restart", "2026-03-09 09:00");
  in_time.fire("raise_it", "2026-03-09 10:00", Reminded::level("long"));
  CHECK(in_time.clock("2026-03-09 10:00").due == china("2026-03-09 16:00"));
  CHECK(in_time.clock("2026-03-09 10:00").was_late.empty());
}

TEST_CASE("late clock: keep_due never brings it back") {
  Reminded story("keep_due", "2026-03-09 09:00");
  story.until("2026-03-09 12:30");
  story.told();
  story.fire("raise_it", "2026-03-09 12:30", Reminded::level("long"));
  CHECK(story.clock("2026-03-09 12:30").breached_at == china("2026-03-09 11:00"));
  CHECK(story.clock("2026-03-09 12:30").was_late.empty());
  story.until("2026-03-09 13:00");
  CHECK(story.told() == "again");  // its reminders go on
}

TEST_CASE("late clock: a stop or a change that happened before the first breach takes it out of was_late") {
  Reminded stopped("carry", "2026-03-09 09:00");
  stopped.until("2026-03-09 12:30");
  stopped.fire("raise_it", "2026-03-09 12:30", Reminded::level("long"));
  stopped.told();
  stopped.fire("done", "2026-03-09 13:00", Value::map({}), china("2026-03-09 10:30"));
  CHECK(stopped.told().find("-breach") != std::string::npos);
  CHECK(stopped.clock("2026-03-09 13:00").was_late.empty());
  CHECK(stopped.clock("2026-03-09 13:00").status == ClockStatus::met);

  Reminded changed("carry", "2026-03-09 09:00");
  changed.until("2026-03-09 12:30");
  CHECK(changed.told() == "half breach again");
  changed.fire("raise_it", "2026-03-09 12:30", Reminded::level("long"), china("2026-03-09 10:30"));
  const auto told = changed.told();
  CHECK(told.find("-breach") != std::string::npos);
  CHECK(told.find("-again") != std::string::npos);
  CHECK(changed.clock("2026-03-09 12:30").was_late.empty());
  CHECK(changed.clock("2026-03-09 12:30").due == china("2026-03-09 15:00"));
}

TEST_CASE("late clock: reminders until it is stopped are told when they are used up, once") {
  Reminded story("carry", "2026-03-09 09:00");
  // Eight reminders a working day: a thousand of them are used up in half a year.
  for (int calls = 0; calls < 100 && next_deadline(*story.kase); ++calls) story.until("2026-09-01 17:00");
  const auto told = story.told();
  const auto count = [&](const std::string& word) {
    int found = 0;
    for (auto at = told.find(word); at != std::string::npos; at = told.find(word, at + 1)) ++found;
    return found;
  };
  CHECK(count("again") == 1'001);
  CHECK(count("fault") == 1);
  CHECK(told.ends_with("again fault"));
  CHECK_FALSE(next_deadline(*story.kase));
}

TEST_CASE("late clock: a new target whose due lies behind the change, or that has nothing left, leaves it late") {
  // Saturday: the next opening is no more time.
  for (const char* now : {"2026-03-10 12:00", "2026-03-14 12:00", "2026-03-14 00:30"}) {
    CAPTURE(now);
    for (const std::string policy : {"carry", "carry_percent"}) {
      CAPTURE(policy);
      Reminded story(policy, "2026-03-09 09:00");
      story.until(now);
      story.told();
      story.fire("raise_it", now, Reminded::level("long"));
      const auto clock = story.clock(now);
      CHECK(clock.breached_at == china("2026-03-09 11:00"));
      CHECK(clock.was_late.empty());
      CHECK(story.told().empty());  // no second breach
    }
  }
}
