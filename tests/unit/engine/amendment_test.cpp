// Later calendars and reliefs: what they move, what they leave, and how they are taken back.
#include "docket/amendment.hpp"

#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "engine/calendar_sets.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const char* const kWorkflow = R"(docket: 1
workflow: w
version: 1
calendar: office
states:
  run:
    on: { hold: hold, done: end }
    after: { forgotten: { in: 5 workdays, target: hold } }
  hold: { on: { go_on: run, done: end } }
  end: { type: final }
sla:
  days:  { start: run, stop: end, pause: hold, target: { any: { within: 3 workdays } }, warn: { half: 50% } }
  hours: { start: run, stop: end, pause: hold, target: { any: { within: 4h } } }
)";

RuleBook rules_closed_on(const std::string& exceptions) {
  auto report = load_rules({.files = {{"office.yaml",
                                       "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: "
                                       "[\"09:00-17:00\"] }\n" +
                                           exceptions},
                                      {"w.yaml", kWorkflow}},
                            .zone_bytes = system_zone});
  REQUIRE(report.rules);
  return *report.rules;
}

struct Story {
  RuleBook rules = rules_closed_on("");
  std::optional<Case> kase;
  Effects journal;

  explicit Story(const char* at) {
    auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "open"}, china(at), journal);
    REQUIRE(opened);
    kase = std::move(opened->opened);
  }
  void fire(const char* event, const char* now) {
    const auto outcome = step(rules, *kase, {.name = event}, china(now), journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  ClockView clock(const char* name, const char* now) const { return *kase->clock(name, china(now)); }
  int corrections() const {
    int count = 0;
    for (const auto& entry : journal) {
      for (const auto& effect : entry.effects) count += std::holds_alternative<Corrected>(effect) ? 1 : 0;
    }
    return count;
  }
};

Relief rain(const char* from, const char* to, std::vector<std::string> clocks = {}) {
  return {.id = "rain",
          .percent = 50,
          .from = china(from),
          .to = china(to),
          .clocks = std::move(clocks),
          .evidence = "a red alert"};
}

const Actor kChen = {"chen", {"admin"}};

}  // namespace

TEST_CASE("calendars: a day that becomes a holiday moves open clocks and `after`s, and says which") {
  Story story("2026-03-09 15:00");  // a Monday
  const auto later = rules_closed_on("exceptions: { 2026-03-11: closed }\n");
  const auto would = preview_calendars(later, *story.kase, china("2026-03-10 12:00"));
  REQUIRE(would);
  const auto moved = apply_calendars(later, *story.kase, kChen, china("2026-03-10 12:00"), story.journal);
  REQUIRE(moved);
  CHECK(*would == *moved);
  // The four hours were over before: 15:00 to 17:00 and 9:00 to 11:00.
  REQUIRE(moved->size() == 2);
  CHECK((*moved)[0] == MovedDue{"after run.forgotten", china("2026-03-16 17:00"), china("2026-03-17 17:00")});
  CHECK((*moved)[1] == MovedDue{"days", china("2026-03-12 17:00"), china("2026-03-13 17:00")});
  CHECK(story.clock("hours", "2026-03-10 12:00").breached_at == china("2026-03-10 11:00"));
  CHECK(story.journal.back().kind == EntryKind::amended);
  CHECK(story.journal.back().actor.id == "chen");
  CHECK(story.kase->rules() == story.rules.fingerprint());
  CHECK(story.kase->calendars() == later.fingerprint());
  // Once more is nothing new.
  const auto again = apply_calendars(later, *story.kase, kChen, china("2026-03-10 13:00"), story.journal);
  REQUIRE(again);
  CHECK(again->empty());
}

TEST_CASE("calendars: a limit in days is counted from its start by the later calendar") {
  Story story("2026-03-09 15:00");
  // Known only on Wednesday: Tuesday was a holiday after all.
  const auto later = rules_closed_on("exceptions: { 2026-03-10: closed }\n");
  const auto moved = apply_calendars(later, *story.kase, kChen, china("2026-03-11 12:00"), story.journal);
  REQUIRE(moved);
  // Wednesday, Thursday and Friday are the three days; 2 hours of Monday and 3 of Wednesday are spent.
  CHECK(story.clock("days", "2026-03-11 12:00").due == china("2026-03-13 17:00"));
  CHECK(story.clock("days", "2026-03-11 12:00").consumed.length() == 5h);
}

TEST_CASE("calendars: closed clocks never change, and a stored case keeps both versions") {
  Story story("2026-03-09 15:00");
  story.fire("hold", "2026-03-09 16:00");
  const auto later = rules_closed_on("exceptions: { 2026-03-11: closed }\n");
  REQUIRE(apply_calendars(later, *story.kase, kChen, china("2026-03-09 17:00"), story.journal));
  const auto calendars_of = [&](const std::string& rules, const Workflow& workflow) {
    REQUIRE(rules == later.fingerprint());
    return calendars_for(later, workflow);
  };
  auto again = read_snapshot(snapshot(*story.kase), story.rules.workflow("w"), calendars_of);
  REQUIRE(again);
  CHECK(snapshot(*again) == snapshot(*story.kase));
  CHECK(again->calendars() == later.fingerprint());
  const auto others = [&](const std::string& fingerprint) {
    return fingerprint == later.fingerprint() ? &later : nullptr;
  };
  const auto packed = restore(binary_snapshot(*story.kase), story.rules, others);
  REQUIRE(packed);
  CHECK(snapshot(*packed) == snapshot(*story.kase));
  CHECK(restore(binary_snapshot(*story.kase), story.rules).error().code == ErrorCode::not_found);
  story.kase = *again;
  story.fire("go_on", "2026-03-10 09:00");
  // 26 hours on Monday, Tuesday, Thursday and Friday; one was spent, and one waited away.
  CHECK(story.clock("days", "2026-03-10 09:00").due == china("2026-03-16 10:00"));
  story.fire("done", "2026-03-10 10:00");
  const auto closed = rules_closed_on("exceptions: { 2026-03-12: closed }\n");
  const auto moved = apply_calendars(closed, *story.kase, kChen, china("2026-03-10 11:00"), story.journal);
  REQUIRE(moved);
  CHECK(moved->empty());
}

TEST_CASE("calendars: a rule set without the calendar is refused, and nothing changes") {
  Story story("2026-03-09 15:00");
  auto other =
      load_rules({.files = {{"x.yaml", "calendar: x\ntimezone: Asia/Shanghai\nweek: { mon: [\"09:00-17:00\"] }\n"}},
                  .zone_bytes = system_zone});
  REQUIRE(other.rules);
  const auto before = snapshot(*story.kase);
  const auto moved = apply_calendars(*other.rules, *story.kase, kChen, china("2026-03-10 12:00"), story.journal);
  REQUIRE_FALSE(moved);
  CHECK(moved.error().code == ErrorCode::invalid_argument);
  CHECK(snapshot(*story.kase) == before);
}

TEST_CASE("relief: half as much time again, for the clocks it names, and back") {
  Story story("2026-03-09 09:00");
  const auto moved = relieve(*story.kase, rain("2026-03-09 10:00", "2026-03-09 20:00", {"hours"}), kChen,
                             china("2026-03-09 11:00"), story.journal);
  REQUIRE(moved);
  REQUIRE(moved->size() == 1);
  CHECK((*moved)[0] == MovedDue{"hours", china("2026-03-09 13:00"), china("2026-03-09 15:00")});
  CHECK(*story.journal.back().input.find("evidence") == Value::string("a red alert"));
  // The same again is nothing new; another one of that name is refused.
  CHECK(relieve(*story.kase, rain("2026-03-09 10:00", "2026-03-09 20:00", {"hours"}), kChen, china("2026-03-09 11:00"),
                story.journal)
            ->empty());
  CHECK_FALSE(relieve(*story.kase, rain("2026-03-09 10:00", "2026-03-09 21:00"), kChen, china("2026-03-09 11:00"),
                      story.journal));
  const auto back = undo_relief(*story.kase, "rain", kChen, china("2026-03-09 12:00"), story.journal);
  REQUIRE(back);
  CHECK((*back)[0] == MovedDue{"hours", china("2026-03-09 15:00"), china("2026-03-09 13:00")});
  CHECK(undo_relief(*story.kase, "rain", kChen, china("2026-03-09 12:00"), story.journal)->empty());
  CHECK(undo_relief(*story.kase, "snow", kChen, china("2026-03-09 12:00"), story.journal).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("relief: taken back too late, the clock is missed at that moment and not before") {
  Story story("2026-03-09 09:00");
  REQUIRE(relieve(*story.kase, rain("2026-03-09 09:00", "2026-03-09 20:00", {"hours"}), kChen,
                  china("2026-03-09 10:00"), story.journal));
  REQUIRE(undo_relief(*story.kase, "rain", kChen, china("2026-03-09 14:00"), story.journal));
  const auto clock = story.clock("hours", "2026-03-09 14:00");
  CHECK(clock.breached_at == china("2026-03-09 14:00"));
}

TEST_CASE("relief: recorded after a breach it began before, it corrects that breach") {
  Story story("2026-03-09 09:00");
  REQUIRE(advance(story.rules, *story.kase, china("2026-03-09 13:30"), story.journal));
  CHECK(story.clock("hours", "2026-03-09 13:30").breached_at == china("2026-03-09 13:00"));
  REQUIRE(relieve(*story.kase, rain("2026-03-09 12:00", "2026-03-09 20:00"), kChen, china("2026-03-09 13:30"),
                  story.journal));
  CHECK(story.corrections() == 1);
  CHECK_FALSE(story.clock("hours", "2026-03-09 13:30").breached_at);
  CHECK(story.clock("hours", "2026-03-09 13:30").due == china("2026-03-09 15:00"));
  // And when that passes, too, it is missed again, as another generation.
  REQUIRE(advance(story.rules, *story.kase, china("2026-03-09 15:01"), story.journal));
  const auto* breach = std::get_if<DeadlineBreached>(&story.journal.back().effects.front());
  REQUIRE(breach);
  CHECK(breach->due == china("2026-03-09 15:00"));
  CHECK(breach->generation == 1);
}

TEST_CASE("relief: what was late before it began stays late, and clocks that start within get it") {
  Story story("2026-03-09 09:00");
  REQUIRE(relieve(*story.kase, rain("2026-03-09 14:00", "2026-03-10 00:00"), kChen, china("2026-03-09 15:00"),
                  story.journal));
  CHECK(story.clock("hours", "2026-03-09 15:00").breached_at == china("2026-03-09 13:00"));
  CHECK(story.clock("days", "2026-03-09 15:00").due ==
        china("2026-03-13 13:00") + 4h + 24h * 3);  // 24 h + 8 h + 4 h more
  Story paused("2026-03-09 09:00");
  paused.fire("hold", "2026-03-09 10:00");
  REQUIRE(relieve(*paused.kase, rain("2026-03-09 14:00", "2026-03-10 00:00"), kChen, china("2026-03-09 15:00"),
                  paused.journal));
  paused.fire("go_on", "2026-03-10 09:00");
  CHECK(paused.clock("hours", "2026-03-10 09:00").due == china("2026-03-10 14:00"));  // six hours, one of them spent
}

TEST_CASE("relief: nonsense is refused in words") {
  Story story("2026-03-09 09:00");
  const auto message = [&](Relief relief) {
    const auto result = relieve(*story.kase, relief, kChen, china("2026-03-09 11:00"), story.journal);
    return result ? std::string() : result.error().message;
  };
  auto relief = rain("2026-03-09 10:00", "2026-03-09 20:00");
  CHECK(message({}) == "a relief needs an id of at most 256 bytes of UTF-8");
  relief.percent = 0;
  CHECK(message(relief) == "a relief of 0 per cent; it must be 1 to 1000");
  CHECK(message(rain("2026-03-09 10:00", "2026-03-09 10:00")) == "a relief must end after it begins");
  CHECK(message(rain("2026-03-09 12:00", "2026-03-09 20:00")) ==
        "a relief that begins at 2026-03-09T04:00:00Z cannot be recorded before that");
  CHECK(message(rain("2026-03-09 10:00", "2026-03-09 20:00", {"hour"})) ==
        "the workflow has no clock `hour`; did you mean `hours`?");
}
