// The nearest way: the fewest moves after which an event may happen, each of them played.
#include <doctest/doctest.h>

#include "docket/allowed.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

Case open(const RuleBook& rules, const std::string& workflow, const Event& event, Instant now) {
  Effects journal;
  auto opened = open_case(rules, {.id = "c", .workflow = workflow}, event, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  return *opened->opened;
}

std::string told(const Way& way) {
  std::string text;
  for (const auto& move : way.moves) {
    text += text.empty() ? "" : " ";
    text += move.kind == Move::Kind::wait ? "wait" : move.event;
  }
  return text;
}

// Fires every move in the real engine.
void play(const RuleBook& rules, Case kase, const Way& way) {
  Effects journal;
  for (const auto& move : way.moves) {
    if (move.kind == Move::Kind::wait) continue;
    const auto outcome =
        step(rules, kase, {.name = move.event, .actor = move.actor, .input = move.input}, move.at, journal);
    REQUIRE(outcome);
    CHECK_MESSAGE(outcome->accepted(), move.event);
    CHECK(kase.states() == move.states);
  }
}

Way way_in(const std::string& text, const Wanted& wanted) {
  const auto rules = rules_with("docket: 1\nworkflow: w\nversion: 1\n" + text);
  const auto now = china("2026-03-09 09:00");
  const auto kase = open(rules, "w", {.name = "open"}, now);
  const auto way = nearest(rules, kase, wanted, now);
  REQUIRE(way);
  play(rules, kase, *way);
  return *way;
}

Case complaint(Instant now) {
  return open(project_rules(), "complaint",
              {.name = "register",
               .actor = {"li", {"receptionist"}},
               .input = Value::object({{"complainant", Value::string("w")},
                                       {"room", Value::string("1")},
                                       {"channel", Value::string("phone")},
                                       {"facts", Value::string("leak")}})},
              now);
}

}  // namespace

TEST_CASE("nearest: an event that may happen now takes one move, its own") {
  const auto way = way_in("initial: a\nstates: { a: { on: { go: b } }, b: {} }\n", {.event = "go"});
  REQUIRE(way.is_found);
  CHECK(told(way) == "go");
}

TEST_CASE("nearest: of two ways the one with fewer moves is told") {
  const auto way = way_in(R"y(
initial: a
states:
  a: { on: { long: b, short: d } }
  b: { on: { on: c } }
  c: { on: { on: d } }
  d: { on: { finish: e } }
  e: {}
)y",
                          {.event = "finish"});
  CHECK(told(way) == "short finish");
}

TEST_CASE("nearest: an input is found on the side of a number that a rule asks for") {
  const auto way = way_in(R"y(
record: { fee: int }
params: { most: 500 }
guards: { high: { check: record.fee > params.most, message: too low } }
initial: a
states: { a: { on: { price: { input: { fee: required }, set: [fee] }, approve: { require: [high], target: b } } }, b: {} }
)y",
                          {.event = "approve"});
  CHECK(told(way) == "price approve");
  CHECK(way.moves.at(0).input.find("fee")->as_int() == 501);
}

TEST_CASE("nearest: a text is made as long as a rule wants it, and a word is the one that a rule compares with") {
  const auto way = way_in(R"y(
record: { facts: string, code: string }
guards:
  long: { check: "has(record.facts) && size(record.facts) >= 12", message: too short }
  right: { check: "record.code == 'sesame'", message: wrong code }
initial: a
states: { a: { on: { tell: { input: { facts: required, code: required }, set: [facts, code] }, open_up: { require: [long, right], target: b } } }, b: {} }
)y",
                          {.event = "open_up"});
  CHECK(told(way) == "tell open_up");
  CHECK(way.moves.at(0).input.find("facts")->as_string() == "facts facts.");
  CHECK(way.moves.at(0).input.find("code")->as_string() == "sesame");
}

TEST_CASE("nearest: where only time opens the way, waiting for it is a move") {
  const auto way = way_in(R"y(
initial: a
states: { a: { after: { ripe: { in: 4h, target: b } } }, b: { on: { pick: c } }, c: {} }
)y",
                          {.event = "pick"});
  CHECK(told(way) == "wait pick");
  CHECK(way.moves.at(0).at == china("2026-03-09 13:00"));
}

TEST_CASE("nearest: a minimum wait is waited for") {
  const auto way = way_in(R"y(
initial: filled
states: { filled: { on: { drain: dry } }, dry: {} }
sla: { test: { start: filled, stop: { event: drain }, target: { any: { within: not before 48h, calendar: always } } } }
)y",
                          {.event = "drain"});
  CHECK(told(way) == "wait drain");
  CHECK(way.moves.at(0).at == china("2026-03-11 09:00"));
}

TEST_CASE("nearest: where another person is asked for, another person comes") {
  const auto way = way_in(R"y(
roles: [clerk]
guards: { other: { check: actor.id != last('do_it').actor.id, message: somebody else } }
initial: a
states: { a: { on: { do_it: { by: clerk, target: b } } }, b: { on: { check_it: { by: clerk, require: [other], target: c } } }, c: {} }
)y",
                          {.event = "check_it"});
  CHECK(told(way) == "do_it check_it");
  CHECK(way.moves.at(0).actor.id != way.moves.at(1).actor.id);
}

TEST_CASE("nearest: the wanted actor fires the wanted event, and if they never may there is no way") {
  const std::string text = R"y(
roles: [clerk, boss]
initial: a
states: { a: { on: { go: { by: clerk, target: b } } }, b: { on: { sign: { by: boss, target: c } } }, c: {} }
)y";
  CHECK(told(way_in(text, {.event = "sign", .actor = Actor{"wu", {"boss"}}})) == "go sign");
  const auto none = way_in(text, {.event = "sign", .actor = Actor{"wu", {"clerk"}}});
  CHECK(!none.is_found);
  CHECK(none.is_searched_out);
  CHECK(none.moves.empty());
}

TEST_CASE("nearest: an event that no state reaches, and one that does not exist, are searched out and not found") {
  const std::string text = "initial: a\nstates: { a: { on: { go: a } }, b: { on: { never: a } } }\n";
  const auto way = way_in(text, {.event = "never"});
  CHECK(!way.is_found);
  CHECK(way.is_searched_out);
  CHECK(way.cases_seen == 1);
  CHECK(!way_in(text, {.event = "nevr"}).is_found);
}

TEST_CASE("nearest: a rule that no made-up text satisfies leaves the way unfound, and that is said") {
  const auto way = way_in(R"y(
guards: { phone: { check: "input.number.matches('^(?i:b)[0-9]{10}$')", message: not a number } }
initial: a
states: { a: { on: { call: { input: { number: { type: string } }, require: [phone], target: b } } }, b: {} }
)y",
                          {.event = "call"});
  CHECK(!way.is_found);
  CHECK(!way.is_searched_out);
  CHECK(way.untried == std::vector{Untried::other_inputs});
}

TEST_CASE("nearest: a new complaint is archived in four moves, by way of a fault of the customer's own") {
  const auto now = china("2026-02-09 10:00");
  const auto kase = complaint(now);
  const auto way = nearest(project_rules(), kase, {.event = "archive"}, now);
  REQUIRE(way);
  REQUIRE(way->is_found);
  CHECK(told(*way) == "contact classify summarise archive");
  play(project_rules(), kase, *way);
  CHECK(way->cases_seen < 700);  // each step with each person that its guards may ask for
}

TEST_CASE("nearest: the same question has the same answer, and a callback is four moves from a new complaint") {
  const auto now = china("2026-02-09 10:00");
  const auto kase = complaint(now);
  const auto one = nearest(project_rules(), kase, {.event = "record_callback"}, now);
  const auto two = nearest(project_rules(), kase, {.event = "record_callback"}, now);
  REQUIRE(one->is_found);
  CHECK(told(*one) == told(*two));
  CHECK(one->cases_seen == two->cases_seen);
  CHECK(told(*one) == "complete_record settle_on_the_spot record_opinion record_callback");
  CHECK(one->cases_seen < 500);
  play(project_rules(), kase, *one);
}
