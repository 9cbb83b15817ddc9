// Minimum waits, expiries and appointments; holders, acknowledgement and notice calendars; promises of
// a new target.  Calendar `office`: Mon-Fri 09:00-17:00.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kWorkflow = R"(docket: 1
workflow: renovation
version: 1
calendar: office
record: { visit_at: timestamp, level: { type: enum, values: [low, high] } }
roles: [steward, boss]
open: { open: { input: { level: optional }, set: [level] } }
states:
  wet:
    on:
      check: { by: steward, target: work }
      drain: gone
  work:
    on:
      agree: { input: { visit_at: required }, set: [visit_at] }
      visited: { do: [{ emit: seen }] }
      raise_it: { input: { level: required }, set: [level] }
      noted: {}
      wait: hold
      permit_over: gone
  hold: { on: { go_on: work } }
  gone: { on: { renew: work } }
sla:
  closed_water:
    title: { zh: 闭水试验, en: Closed-water test }
    start: wet
    stop: { event: check }
    cancel: gone
    target: { any: { within: not before 48h wall } }
    escalate: { reached: { at: reached, to: steward }, forgotten: { at: 8h after, to: boss } }
  permit:
    start: work
    stop: { event: renew }
    target: { any: { within: valid 5 days } }
    warn: { soon: 24h before wall }
    escalate: { expiry: { at: expiry, to: steward, raise: permit_over } }
  visit:
    start: work
    stop: { event: visited }
    pause: { state: hold, holder: customer }
    target: { agreed: { at: record.visit_at } }
    warn: { near: { at: 1h before, to: steward } }
    escalate: { breach: { at: breach, to: boss } }
  answer:
    start: work
    stop: gone
    acknowledge: { event: noted }
    notice_calendar: office
    target:
      high: { when: has(record.level) && record.level == 'high', within: 1h wall }
      low:  { within: 4h wall }
    retarget: { policy: carry, never_shorten: true, grace: 30m }
    escalate:
      breach: { at: breach, to: boss }
      again:  { at: 1h after, to: boss, repeat: { every: 1h, times: 5 } }
)";

struct Story {
  RuleBook rules = rules_with(kWorkflow);
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const char* at) {
    auto opened = open_case(rules, {.id = "c", .workflow = "renovation"}, {.name = "open"}, china(at), journal);
    REQUIRE(opened);
    kase = std::move(opened->opened);
  }
  Outcome tell(const Event& event, const char* now) {
    const auto outcome = step(rules, *kase, event, china(now), journal);
    REQUIRE(outcome);
    return *outcome;
  }
  void fire(const char* name, const char* now, Value input = Value::map({})) {
    REQUIRE(tell({.name = name, .actor = {"wu", {"steward"}}, .input = std::move(input)}, now).accepted());
  }
  void agree(const char* at, const char* now) {
    fire("agree", now, Value::object({{"visit_at", Value::string(to_string(china(at)))}}));
  }
  void until(const char* now) { REQUIRE(advance(rules, *kase, china(now), journal)); }
  ClockView clock(const char* name, const char* now) const { return *kase->clock(name, china(now)); }
  template <class Wanted>
  std::vector<Wanted> all(std::string_view clock) const {
    std::vector<Wanted> found;
    for (const auto& entry : journal) {
      for (const auto& effect : entry.effects) {
        const auto* each = std::get_if<Wanted>(&effect);
        if (each && each->clock == clock) found.push_back(*each);
      }
    }
    return found;
  }
};

}  // namespace

TEST_CASE("minimum wait: its event is refused before 48 hours have passed, with the time from which it may come") {
  Story story("2026-03-06 16:00");  // a Friday
  const auto early = story.tell({.name = "check", .actor = {"wu", {"steward"}}}, "2026-03-08 15:59:59");
  REQUIRE(early.reasons().size() == 1);
  CHECK(early.reasons()[0].kind == ReasonKind::too_early);
  CHECK(early.reasons()[0].subject == "closed_water");
  CHECK(early.reasons()[0].message.zh == "闭水试验：时间未到");
  CHECK(early.reasons()[0].detail.en == "not before 2026-03-08T16:00:00+08:00");
  // Whoever lacks the role hears of both.
  CHECK(story.tell({.name = "check"}, "2026-03-08 15:59:59").reasons().size() == 2);
  CHECK(story.all<WaitOver>("closed_water").empty());
  // At the very instant it is over, and it may be done.
  story.fire("check", "2026-03-08 16:00");
  const auto over = story.all<WaitOver>("closed_water");
  REQUIRE(over.size() == 1);
  CHECK(over[0].at == china("2026-03-08 16:00"));
  CHECK(over[0].to == "steward");
  CHECK(story.clock("closed_water", "2026-03-08 16:00").status == ClockStatus::met);
  CHECK_FALSE(story.clock("closed_water", "2026-03-08 16:00").breached_at);
}

TEST_CASE("minimum wait: never late, its reminders are escalations, and an early end is no way around it") {
  Story story("2026-03-06 16:00");
  story.until("2026-03-09 17:00");
  CHECK(story.all<DeadlineBreached>("closed_water").empty());
  const auto forgotten = story.all<Escalated>("closed_water");
  REQUIRE(forgotten.size() == 1);
  CHECK(forgotten[0].at == china("2026-03-09 17:00"));  // eight hours of the office, whatever the wait is counted in
  Story drained("2026-03-06 16:00");
  drained.fire("drain", "2026-03-07 16:00");
  CHECK(drained.clock("closed_water", "2026-03-07 16:00").status == ClockStatus::cancelled);
  // A check that happened after the wait, recorded late, is taken; one from before is not.
  Story late("2026-03-06 16:00");
  late.until("2026-03-08 18:00");
  CHECK(late.tell({.name = "check", .actor = {"wu", {"steward"}}, .at = china("2026-03-08 17:00")}, "2026-03-08 18:00")
            .accepted());
}

TEST_CASE("expiry: strictly after its last day the permit expires, and its event moves the case on") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 09:00");  // a Monday; the fifth day is Saturday, so it rolls to Monday
  CHECK(story.clock("permit", "2026-03-09 09:00").due == china("2026-03-16 17:00"));
  CHECK(story.clock("permit", "2026-03-09 09:00").purpose == Budget::Purpose::valid);
  story.until("2026-03-16 17:00");
  CHECK(story.kase->is_in("work"));
  CHECK(story.all<DeadlineWarning>("permit").size() == 1);
  story.until("2026-03-16 17:01");
  CHECK(story.kase->is_in("gone"));
  const auto expired = story.all<Expired>("permit");
  REQUIRE(expired.size() == 1);
  CHECK(expired[0].due == china("2026-03-16 17:00"));
  // The move is part of the same journal entry, dated when it was due.
  const auto& entry = story.journal.back();
  CHECK(entry.event == "permit.expiry");
  CHECK(entry.at == china("2026-03-16 17:00"));
  CHECK(std::holds_alternative<TransitionTaken>(entry.effects[1]));
  // Renewed, it begins anew.
  story.fire("renew", "2026-03-17 09:00");
  CHECK(story.clock("permit", "2026-03-17 09:00").cycle == 2);
}

TEST_CASE("appointment: nothing is due before one is made, and a new one moves the clock") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 09:00");
  CHECK_FALSE(story.clock("visit", "2026-03-09 09:00").due);
  story.agree("2026-03-10 10:00", "2026-03-09 10:00");
  CHECK(story.clock("visit", "2026-03-09 10:00").due == china("2026-03-10 10:00"));
  story.agree("2026-03-11 15:00", "2026-03-09 11:00");
  CHECK(story.clock("visit", "2026-03-09 11:00").due == china("2026-03-11 15:00"));
  story.until("2026-03-11 14:00");
  const auto warned = story.all<DeadlineWarning>("visit");
  REQUIRE(warned.size() == 1);
  CHECK(warned[0].at == china("2026-03-11 14:00"));
  CHECK(warned[0].generation == 1);  // the second appointment moved it before it fired
  story.fire("visited", "2026-03-11 15:00");
  CHECK_FALSE(story.clock("visit", "2026-03-11 15:00").breached_at);
  Story late("2026-03-06 16:00");
  late.fire("check", "2026-03-09 09:00");
  late.agree("2026-03-10 10:00", "2026-03-09 10:00");
  late.fire("visited", "2026-03-10 10:00:01");
  CHECK(late.clock("visit", "2026-03-10 10:00:01").breached_at == china("2026-03-10 10:00"));
}

TEST_CASE("appointment: waiting for the customer does not move it, and names who holds the ball") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 09:00");
  story.agree("2026-03-10 10:00", "2026-03-09 10:00");
  story.fire("wait", "2026-03-09 12:00");
  const auto paused = story.clock("visit", "2026-03-09 13:00");
  CHECK(paused.status == ClockStatus::paused);
  CHECK(paused.holder == Holder::customer);
  CHECK(paused.segments.back().holder == Holder::customer);
  CHECK(paused.projected_due == china("2026-03-10 10:00"));
  story.fire("go_on", "2026-03-09 16:00");
  CHECK(story.clock("visit", "2026-03-09 16:00").due == china("2026-03-10 10:00"));
  // Over when work goes on: late from then on, and the appointment is where it was.
  Story over("2026-03-06 16:00");
  over.fire("check", "2026-03-09 09:00");
  over.agree("2026-03-10 10:00", "2026-03-09 10:00");
  over.fire("wait", "2026-03-09 12:00");
  over.fire("go_on", "2026-03-11 09:00");
  CHECK(over.clock("visit", "2026-03-11 09:00").due == china("2026-03-10 10:00"));
  CHECK(next_deadline(*over.kase) == china("2026-03-11 09:00") + std::chrono::milliseconds(1));
}

TEST_CASE("new target: never shorter, and at least the grace is left") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 09:00");
  CHECK(story.clock("answer", "2026-03-09 09:00").due == china("2026-03-09 13:00"));
  story.fire("raise_it", "2026-03-09 11:00", Value::object({{"level", Value::string("high")}}));
  // One hour was over at ten; it stays due at 13:00.
  CHECK(story.clock("answer", "2026-03-09 11:00").due == china("2026-03-09 13:00"));
  CHECK_FALSE(story.clock("answer", "2026-03-09 11:00").breached_at);
  CHECK(story.clock("answer", "2026-03-09 11:00").target == "high");
  // Shortly before the end, the grace reaches further than what was left.
  Story close("2026-03-06 16:00");
  close.fire("check", "2026-03-09 09:00");
  close.fire("raise_it", "2026-03-09 12:50", Value::object({{"level", Value::string("high")}}));
  CHECK(close.clock("answer", "2026-03-09 12:50").due == china("2026-03-09 13:20"));
}

TEST_CASE("notice calendar: people hear of it when their office opens, the truth keeps its time") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 16:00");
  story.until("2026-03-09 21:00");
  const auto breach = story.all<DeadlineBreached>("answer");
  REQUIRE(breach.size() == 1);
  CHECK(breach[0].due == china("2026-03-09 20:00"));
  CHECK(breach[0].deliver_at == china("2026-03-10 09:00"));
  CHECK(story.all<WaitOver>("closed_water")[0].deliver_at == std::nullopt);
}

TEST_CASE("acknowledged: what was sent is not repeated any more") {
  Story story("2026-03-06 16:00");
  story.fire("check", "2026-03-09 09:00");
  story.until("2026-03-09 15:30");  // due 13:00, again at 14:00 and 15:00
  CHECK(story.all<Escalated>("answer").size() == 2);
  story.fire("noted", "2026-03-09 15:30");
  CHECK(story.clock("answer", "2026-03-09 15:30").acknowledged);
  story.until("2026-03-10 15:30");
  CHECK(story.all<Escalated>("answer").size() == 2);
  // Before anything was sent there is nothing to acknowledge.
  Story early("2026-03-06 16:00");
  early.fire("check", "2026-03-09 09:00");
  early.fire("noted", "2026-03-09 09:30");
  early.until("2026-03-10 15:30");
  CHECK(early.all<Escalated>("answer").size() == 6);
}
