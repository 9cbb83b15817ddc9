// Each example limit of the processes, started on Friday 2026-03-13 at 15:00 and paused over the weekend,
// from Friday 16:00 to Monday 10:00.  All dates were worked out by hand, as the comments say.
//
// Office: 08:30-12:00 and 13:30-17:30, 7.5 hours a day.  One hour is spent before the pause.  The pause
// takes 1.5 hours of Friday and 1.5 of Monday: 3 of the office, 66 of the clock on the wall.
#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "docket/runtime.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

struct Limit {
  const char* clock;
  const char* target;
  const char* due;  // after the pause
};

const Limit kLimits[] = {
    // Two hours day and night: one is left at 10:00.
    {"reply_major", "within: 2h, calendar: always", "2026-03-16 11:00"},
    // The same of the office, by chance.
    {"reply_minor", "within: 2h", "2026-03-16 11:00"},
    // Monday 17:30, and three hours: Tuesday 08:30 + 3 h.
    {"reply_important", "within: 1 workday", "2026-03-17 11:30"},
    {"tell_why_invalid", "within: 1 workday", "2026-03-17 11:30"},
    // Tuesday 17:30 and three hours.
    {"finish_important", "within: 2 workdays", "2026-03-18 11:30"},
    // Wednesday 17:30 and three hours.
    {"finish_major", "within: 3 workdays", "2026-03-19 11:30"},
    {"callback", "within: 3 workdays", "2026-03-19 11:30"},
    // Missed at 15:10, before anybody waited: that stays.
    {"arrive_urgent", "within: 10m, calendar: always", "2026-03-13 15:10"},
    {"dispatch", "within: 2h", "2026-03-16 11:00"},
    // An appointment stays where it is.
    {"arrive_ordinary", "at: \"timestamp('2026-03-17T01:00:00Z')\"", "2026-03-17 09:00"},
    // Three dates later than Friday: the close of Monday.
    {"return_key", "within: today", "2026-03-16 17:30"},
    // 47 hours on the wall from Monday 10:00 on.
    {"closed_water", "within: not before 48h wall", "2026-03-18 09:00"},
    // As 33 days: Wednesday 15 April.
    {"permit", "within: valid 30 days", "2026-04-15 17:30"},
    // As 13 days: Thursday the 26th.
    {"notice_posted", "within: 10 days", "2026-03-26 17:30"},
    // The earlier of 2 h and 1 workday is 2 h.
    {"first", "within: { first_of: [2h, 1 workday] }", "2026-03-16 11:00"},
};

RuleBook rules() {
  std::string text =
      "workflow: w\nversion: 1\ncalendar: office\nstates:\n  run: { on: { hold: hold, done: end } }\n"
      "  hold: { on: { go_on: run } }\n  end: { type: final }\nsla:\n";
  for (const auto& limit : kLimits)
    text += std::string("  ") + limit.clock +
            ": { start: run, stop: { event: done }, pause: { state: hold, holder: customer }, " + "target: { any: { " +
            limit.target + " } } }\n";
  auto report = load_rules({.files = {{"office.yaml",
                                       "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"08:30-12:00\", "
                                       "\"13:30-17:30\"] }\n"},
                                      {"w.yaml", text}},
                            .zone_bytes = system_zone});
  std::string mistakes;
  for (const auto& each : report.diagnostics) mistakes += render(each);
  REQUIRE_MESSAGE(report.rules, mistakes);
  return *report.rules;
}

}  // namespace

TEST_CASE("limits: paused over a weekend, each is due when the hand says so") {
  const auto book = rules();
  Effects journal;
  auto kase =
      *open_case(book, {.id = "c", .workflow = "w"}, {.name = "open"}, china("2026-03-13 15:00"), journal)->opened;
  REQUIRE(step(book, kase, {.name = "hold"}, china("2026-03-13 16:00"), journal)->accepted());
  for (const auto& limit : kLimits) {
    const auto clock = *kase.clock(limit.clock, china("2026-03-14 12:00"));
    CAPTURE(limit.clock);
    CHECK(clock.status == ClockStatus::paused);
    CHECK(clock.holder == Holder::customer);
  }
  REQUIRE(step(book, kase, {.name = "go_on"}, china("2026-03-16 10:00"), journal)->accepted());
  for (const auto& limit : kLimits) {
    const auto clock = *kase.clock(limit.clock, china("2026-03-16 10:00"));
    CAPTURE(limit.clock);
    CAPTURE(limit.target);
    CAPTURE(clock.due ? to_string(*clock.due) : "nothing");
    CHECK(clock.due == china(limit.due));
  }
}
