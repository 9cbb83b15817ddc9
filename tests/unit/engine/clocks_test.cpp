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
