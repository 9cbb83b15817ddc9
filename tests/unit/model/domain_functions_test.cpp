// The functions of the domain, each in a guard of a workflow that is loaded and stepped.
#include "model/domain_functions.hpp"

#include <doctest/doctest.h>

#include "docket/engine.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string workflow(const std::string& check) {
  return R"(docket: 1
workflow: w
version: 1
calendar: office
record:
  fee: { type: money, currency: CNY }
  costs: { type: list, of: money }
  visits: { type: list, of: int }
guards:
  asked:
    check: |-
      )" +
         check +
         R"(
    message: no
open:
  begin: { input: { fee: required, costs: required, visits: required }, set: [fee, costs, visits] }
states:
  open:
    on:
      note: {}
      wait: waiting
      ask: { require: [asked] }
  waiting: { on: { resume: open, ask: { require: [asked] } } }
sla: { reply: { start: open, stop: waiting, target: { any: { within: 2h } } } }
)";
}

Event event(std::string name, const std::string& actor = "li") {
  return {.name = std::move(name), .actor = {actor, {"clerk"}}};
}

// `yes`, `no`, or why the guard failed; opened on Friday 2026-03-06 16:00, asked at `now` (in China).
std::string answer(const std::string& check, const std::string& now = "2026-03-09 10:00",
                   std::initializer_list<const char*> before = {}) {
  const auto rules = rules_with(workflow(check));
  Effects journal;
  auto opening = event("begin");
  opening.input = Value::object({{"fee", Value::money(10'05, "CNY")},
                                 {"costs", Value::list({Value::money(1'50, "CNY"), Value::money(2'75, "CNY")})},
                                 {"visits", Value::list({Value::integer(3), Value::integer(7)})}});
  auto opened = open_case(rules, {.id = "c", .workflow = "w"}, opening, china("2026-03-06 16:00"), journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *std::move(opened->opened);
  for (const auto* name : before) REQUIRE(step(rules, kase, event(name), china("2026-03-06 16:30"), journal));
  const auto outcome = step(rules, kase, event("ask", "wang"), china(now), journal);
  REQUIRE(outcome);
  if (outcome->accepted()) return "yes";
  const auto& reason = outcome->reasons().front();
  if (reason.kind != ReasonKind::guard_error) return "no";
  return "failed: " + reason.detail.en.substr(reason.detail.en.rfind(": ") + 2);
}

}  // namespace

TEST_CASE("domain functions: workdays(n) is where the budget `n workdays` from now is due") {
  CHECK(answer("workdays(1) == timestamp('2026-03-10T17:00:00+08:00')") == "yes");
  CHECK(answer("workdays(1) == timestamp('2026-03-09T17:00:00+08:00')", "2026-03-06 16:30") == "yes");
  CHECK(answer("workdays(1) == timestamp('2026-03-09T17:00:00+08:00')", "2026-03-07 12:00") == "yes");
  CHECK(answer("workdays(5) == timestamp('2026-03-16T17:00:00+08:00')") == "yes");
}

TEST_CASE("domain functions: workdays(n, t) counts from another moment") {
  CHECK(answer("workdays(1, case.opened_at) == timestamp('2026-03-09T17:00:00+08:00')") == "yes");
  CHECK(answer("now <= workdays(1, case.opened_at)", "2026-03-09 17:00") == "yes");
  CHECK(answer("now <= workdays(1, case.opened_at)", "2026-03-09 17:01") == "no");
}

TEST_CASE("domain functions: workdays counts 1 to 3660 days, and says so") {
  CHECK(answer("workdays(3660) > now") == "yes");
  CHECK(answer("workdays(3661) > now") == "failed: working days are counted from 1 to 3660, not 3661");
  CHECK(answer("workdays(0) > now") == "failed: working days are counted from 1 to 3660, not 0");
  CHECK(answer("workdays(3660, timestamp('9999-12-01T00:00:00Z')) > now").starts_with("failed: "));
}

TEST_CASE("domain functions: workdays_between leaves out the first day, takes in the last, and knows weekends") {
  CHECK(answer("workdays_between(case.opened_at, now) == 1") == "yes");
  CHECK(answer("workdays_between(now, case.opened_at) == -1") == "yes");
  CHECK(answer("workdays_between(now, now) == 0") == "yes");
  // Whatever the distance, it ends.
  CHECK(answer("workdays_between(timestamp('0001-01-01T00:00:00Z'), timestamp('9999-12-31T00:00:00Z')) > 0") != "");
}

TEST_CASE("domain functions: is_working asks the calendar of the workflow") {
  CHECK(answer("is_working(now)", "2026-03-09 09:00") == "yes");
  CHECK(answer("is_working(now)", "2026-03-09 17:00") == "no");
  CHECK(answer("is_working(timestamp('2026-03-08T10:00:00+08:00'))") == "no");
}

TEST_CASE("domain functions: days and weeks are lengths of time, day and night") {
  CHECK(answer("now - case.opened_at < days(3) && case.opened_at + days(2) < now") == "yes");
  CHECK(answer("weeks(2) == days(14) && days(1) == duration('24h')") == "yes");
}

TEST_CASE("domain functions: the parts of a moment are asked for in the zone of a calendar") {
  CHECK(answer("now.getHours('Asia/Shanghai') == 10 && now.getHours() == 2 && now.getHours('+08:00') == 10") == "yes");
  CHECK(answer("now.getDayOfWeek('Asia/Shanghai') == 1") == "yes");
  CHECK(mistakes_in(workflow("now.getHours('Asia/Shanghi') == 10")).find("no calendar is in the zone `Asia/Shanghi`") !=
        std::string::npos);
}

TEST_CASE("domain functions: money is rounded as the guard says") {
  CHECK(answer("record.fee.scale(5, 100, 'half_up') == money('0.50')") == "yes");
  CHECK(answer("record.fee.scale(5, 100, 'up') == money('0.51')") == "yes");
  CHECK(answer("record.fee.scale(1, 2, 'half_even') == money('5.02') && record.fee.scale(1, 2, 'half_up') == "
               "money('5.03')") == "yes");
}

TEST_CASE("domain functions: sum, min and max look at a list of the record") {
  CHECK(answer("sum(record.costs) == money('4.25')") == "yes");
  CHECK(answer("sum(record.costs) <= record.fee") == "yes");
  CHECK(answer("max(record.costs) == money('2.75') && min(record.visits) == 3 && sum(record.visits) == 10") == "yes");
  CHECK(answer("sum(record.visits.filter(v, v > 9)) == 0") == "yes");
  CHECK(answer("min(record.visits.filter(v, v > 9)) == 0") == "failed: an empty list has no min");
}

TEST_CASE("domain functions: a case knows where it has been, what happened, how often and by whom") {
  CHECK(answer("in_state('open') && !visited('waiting')") == "yes");
  CHECK(answer("in_state('waiting')", "2026-03-09 10:00", {"wait"}) == "yes");
  CHECK(answer("visited('waiting') && in_state('open')", "2026-03-09 10:00", {"wait", "resume"}) == "yes");
  CHECK(answer("count('note') == 2", "2026-03-09 10:00", {"note", "note"}) == "yes");
  CHECK(answer("last('note').actor.id == 'li' && last('note').at < now", "2026-03-09 10:00", {"note"}) == "yes");
  CHECK(answer("last('note').actor.id == 'li'") == "failed: `note` has not happened yet");
}

TEST_CASE("domain functions: a clock tells what it is doing, and when it is due only while it runs") {
  CHECK(answer("clock('reply').running && clock('reply').left == duration('1h')", "2026-03-06 16:00") == "no");
  CHECK(answer("clock('reply').due == timestamp('2026-03-09T10:00:00+08:00')") == "yes");
  CHECK(answer("clock('reply').overdue", "2026-03-09 10:00") == "no");
  CHECK(answer("clock('reply').overdue", "2026-03-09 10:01") == "yes");
  CHECK(answer("has(clock('reply').due)", "2026-03-09 10:00", {"wait"}) == "no");
}

TEST_CASE("domain functions: every one has a sentence in both languages and an example") {
  for (const auto& function : domain_functions()) {
    CAPTURE(function.name);
    CHECK_FALSE(function.en.empty());
    CHECK_FALSE(function.zh.empty());
    CHECK_FALSE(function.example.empty());
  }
}
