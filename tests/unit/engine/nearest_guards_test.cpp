// The nearest way past ordinary guards, by kind: where somebody who reads the guard knows an input that satisfies it,
// the search finds one, and where it finds none it does not say that there is none unless that is so.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "docket/allowed.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

const std::string kHead = R"y(docket: 1
workflow: w
version: 1
calendar: office
roles: [clerk, boss]
record: { k: int, most: int, fee: { type: money, currency: CNY }, code: string, words: { type: list, of: string }, ready: bool,
          since: timestamp, ratio: double, level: { type: enum, values: [low, middle, high] } }
open: { go: { set: { k: "28", fee: "money('350.00')", code: "'A-17'", words: "['red', 'green']", since: "now", ratio: "0.25", level: "'middle'" } } }
)y";

Case opened(const RuleBook& rules, Instant now) {
  Effects journal;
  auto opened = open_case(rules, {.id = "c", .workflow = "w"}, {.name = "go"}, now, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  return *opened->opened;
}

// The way to `goal`; each move was played by `nearest` itself, and is played here once more.
Way way_in(const std::string& rest) {
  const auto rules = rules_with(kHead + rest);
  const auto now = china("2026-03-09 09:00");
  const auto kase = opened(rules, now);
  const auto way = nearest(rules, kase, {.event = "goal"}, now);
  REQUIRE(way);
  auto copy = kase;
  for (const auto& move : way->moves) {
    Effects journal;
    if (move.kind == Move::Kind::wait) continue;
    const auto outcome =
        step(rules, copy, {.name = move.event, .actor = move.actor, .input = move.input}, move.at, journal);
    REQUIRE(outcome);
    CHECK_MESSAGE(outcome->accepted(), move.event);
  }
  return *way;
}

// One event away, then the guarded one.
std::string guarded(const std::string& input, const std::string& guard) {
  return "guards:\n  g: { check: \"" + guard +
         "\", message: no }\nstates:\n  s0: { on: { e1: s1 } }\n  s1: { on: { goal: { input: " + input +
         ", require: [g], target: s2 } } }\n  s2: { type: final }\n";
}

struct Row {
  std::string kind, input, guard;
};

const Row kReachable[] = {
    {"number over the record's", "{ n: { type: int } }", "input.n > record.k"},
    {"number times", "{ n: { type: int } }", "input.n == record.k * 7"},
    {"number under", "{ n: { type: int } }", "input.n < record.k - 500"},
    {"number between", "{ n: { type: int } }", "input.n > record.k + 3 && input.n < record.k + 5"},
    {"arithmetic on the input", "{ n: { type: int } }", "input.n * 3 + 2 == 95"},
    {"division", "{ n: { type: int } }", "input.n / 4 == record.k"},
    {"divided by the input", "{ n: { type: int } }", "record.k / input.n == 4"},
    {"remainder", "{ n: { type: int } }", "input.n % 7 == 3 && input.n > 100"},
    {"difference", "{ n: { type: int } }", "record.k - input.n >= 20 && input.n >= 5"},
    {"negative", "{ n: { type: int } }", "-input.n == record.k"},
    {"double", "{ x: { type: double } }", "input.x > record.ratio * 10.0"},
    {"double between", "{ x: { type: double } }", "input.x > 0.245 && input.x < 0.265"},
    {"converted", "{ n: { type: int } }", "double(input.n) > record.ratio * 1000.0"},
    {"choice of two", "{ n: { type: int } }", "input.n == (record.k > 20 ? 41 : 42)"},
    {"magnitude", "{ n: { type: int } }", "math.abs(input.n) == 63 && input.n < 0"},
    {"largest", "{ n: { type: int } }", "math.greatest(input.n, record.k) == 77"},
    {"money over the record's", "{ paid: { type: money, currency: CNY } }", "input.paid > record.fee"},
    {"money equal", "{ paid: { type: money, currency: CNY } }", "input.paid == record.fee + money('12.50')"},
    {"money times", "{ paid: { type: money, currency: CNY } }", "input.paid * 3 >= record.fee * 7"},
    {"money left", "{ paid: { type: money, currency: CNY } }", "record.fee - input.paid == money('0.50')"},
    {"text equal to the record's", "{ code: { type: string } }", "input.code == record.code"},
    {"text otherwise", "{ code: { type: string } }", "input.code != record.code && size(input.code) > 0"},
    {"text begins", "{ code: { type: string } }", "input.code.startsWith('KD-')"},
    {"text ends", "{ code: { type: string } }", "input.code.endsWith('.pdf') && size(input.code) > 12"},
    {"text contains", "{ code: { type: string } }", "input.code.contains(record.code)"},
    {"text of a length", "{ code: { type: string } }", "size(input.code) == record.k - 10"},
    {"text of a form", "{ phone: { type: string } }", "input.phone.matches('^1[3-9][0-9]{9}$')"},
    {"text of Chinese", "{ name: { type: string } }", "input.name.matches('^[\\u4e00-\\u9fa5]{2,4}$')"},
    {"text put together", "{ code: { type: string } }", "'no. ' + input.code == 'no. 9'"},
    {"text of a number", "{ n: { type: int } }", "string(input.n) == '4711'"},
    {"number of a text", "{ code: { type: string } }", "int(input.code) > 300"},
    {"text in small letters", "{ code: { type: string } }", "input.code.lowerAscii() == 'yes'"},
    {"text among the record's", "{ code: { type: string } }", "input.code in record.words"},
    {"text not among them", "{ code: { type: string } }", "!(input.code in record.words)"},
    {"size of a list", "{ photos: { type: list, of: string } }", "size(input.photos) >= 3"},
    {"list holds", "{ photos: { type: list, of: string } }", "record.code in input.photos"},
    {"list of such items", "{ photos: { type: list, of: string } }",
     "size(input.photos) >= 2 && input.photos.all(p, p.endsWith('.jpg'))"},
    {"list has one", "{ marks: { type: list, of: int } }", "input.marks.exists(m, m > record.k)"},
    {"first of a list", "{ marks: { type: list, of: int } }", "input.marks[0] == record.k + 1"},
    {"sum of a list", "{ marks: { type: list, of: int } }", "sum(input.marks) == record.k"},
    {"enumeration of the record", "{ level: { type: enum, values: [low, middle, high] } }",
     "input.level == record.level"},
    {"enumeration otherwise", "{ level: { type: enum, values: [low, middle, high] } }",
     "input.level != record.level && input.level != 'low'"},
    {"moment after", "{ when: { type: timestamp } }", "input.when > now + days(3)"},
    {"moment since the record's", "{ when: { type: timestamp } }",
     "input.when >= record.since && input.when <= record.since + duration('2h')"},
    {"moment before", "{ when: { type: timestamp } }", "now - input.when > duration('48h')"},
    {"moment on a weekday", "{ when: { type: timestamp } }", "input.when.getDayOfWeek('Asia/Shanghai') == 3"},
    {"moment in working time", "{ when: { type: timestamp } }", "input.when > now + days(5) && is_working(input.when)"},
    {"working days apart", "{ when: { type: timestamp } }", "workdays_between(now, input.when) == 4"},
    {"length", "{ spent: { type: duration } }", "input.spent >= duration('90m')"},
    {"there", "{ why: { type: string, required: false } }", "has(input.why)"},
    {"not there", "{ why: { type: string, required: false } }", "!has(input.why)"},
    {"there and more", "{ n: { type: int, required: false } }", "has(input.n) && input.n > record.k"},
    {"otherwise taken", "{ n: { type: int, required: false } }", "input.?n.orValue(0) == record.k - 1"},
    {"one of two", "{ a: { type: int }, b: { type: string } }", "input.a > record.k * 100 || input.b == record.code"},
    {"both", "{ a: { type: int }, b: { type: string } }", "input.a > record.k * 100 && input.b == record.code + 'x'"},
    {"not both", "{ a: { type: int }, b: { type: int } }", "!(input.a <= record.k || input.b <= record.k)"},
    {"one over the other", "{ a: { type: int }, b: { type: int } }", "input.a > input.b && input.b > record.k"},
    {"three in order", "{ a: { type: int }, b: { type: int }, c: { type: int } }",
     "input.a < input.b && input.b < input.c && input.a > record.k"},
    {"moments in order", "{ from: { type: timestamp }, to: { type: timestamp } }",
     "input.to - input.from >= duration('72h') && input.from > now"},
    {"two money inputs", "{ price: { type: money, currency: CNY }, paid: { type: money, currency: CNY } }",
     "input.price > record.fee && input.paid * 2 >= input.price && input.paid < input.price"},
    {"where it matters", "{ ok: { type: bool }, why: { type: string, required: false } }",
     "!input.ok && (input.ok || size(input.?why.orValue('')) > record.k)"},
    {"bound name", "{ n: { type: int } }", "cel.bind(m, record.k * 2, input.n > m && input.n < m + 2)"},
};

}  // namespace

TEST_CASE("nearest: past each of 62 ordinary guards there is a way of two moves, and it is found") {
  CHECK(std::size(kReachable) == 62);
  for (const auto& row : kReachable) {
    CAPTURE(row.kind);
    CAPTURE(row.guard);
    const auto way = way_in(guarded(row.input, row.guard));
    CHECK(way.is_found);
    CHECK(way.moves.size() == 2);
  }
}

TEST_CASE("nearest: where no input satisfies a guard, that is said only of guards that were searched out") {
  const auto tried = [](const char* input, const char* guard) {
    const auto way = way_in(guarded(input, guard));
    CHECK(!way.is_found);
    return way.is_searched_out;
  };
  // On this or that side of something fixed: all sides were tried.
  CHECK(tried("{ n: { type: int } }", "input.n > 5 && input.n < 6"));
  CHECK(tried("{ n: { type: int } }", "input.n in [3, 4] && input.n != 3 && input.n != 4"));
  CHECK(tried("{ ok: { type: bool } }", "input.ok && !input.ok"));
  CHECK(tried("{ code: { type: string } }", "input.code == 'a' && input.code == 'b'"));
  CHECK(tried("{ level: { type: enum, values: [low, high] } }", "input.level != 'low' && input.level != 'high'"));
  // Two equations at once are solved by nobody here, and that is not taken for a proof.
  CHECK(!tried("{ a: { type: int }, b: { type: int } }", "input.a + input.b == record.k && input.a == 3 * input.b"));
  // Nobody can know that by trying.
  CHECK(!tried("{ n: { type: int } }", "input.n * input.n == 2"));
  CHECK(!tried("{ n: { type: int } }", "input.n > record.k && input.n < record.k"));
  CHECK(!tried("{ code: { type: string } }", "input.code.matches('^(?i)z$') && input.code == 'y'"));
  CHECK(!tried("{ code: { type: string } }", "input.code > 'a' && input.code < 'a'"));
  CHECK(!tried("{ x: { type: double } }", "input.x > 1.5 && input.x < 1.25"));
  CHECK(!tried("{ when: { type: timestamp } }", "input.when > now && input.when < now"));
  CHECK(!tried("{ marks: { type: list, of: int } }", "size(input.marks) > 2 && size(input.marks) < 2"));
}

TEST_CASE("nearest: what was not tried is named") {
  const auto inputs = way_in(guarded("{ n: { type: int } }", "input.n * input.n == 2"));
  CHECK(inputs.untried == std::vector{Untried::other_inputs});
  const auto people = way_in(guarded("{}", "actor.id == 'a' && actor.id == 'b'"));
  CHECK(people.untried == std::vector{Untried::other_people});
  const auto times = way_in(guarded("{}", "now > record.since + days(9) && now < record.since"));
  CHECK(times.untried == std::vector{Untried::longer_ways, Untried::other_times});
}

TEST_CASE("nearest: what an earlier event sets is chosen for what a later guard asks of the record") {
  const auto told = [](const char* input, const char* set, const char* guard) {
    return way_in(std::string("guards:\n  g: { check: \"") + guard +
                  "\", message: no }\nstates:\n  s0: { on: { tell: { input: " + input + ", set: " + set +
                  ", target: s1 } } }\n  s1: { on: { goal: { require: [g], target: s2 } } }\n" +
                  "  s2: { type: final }\n")
        .is_found;
  };
  CHECK(told("{ most: required }", "[most]", "record.most > record.k * 3"));
  CHECK(told("{ n: { type: int } }", "{ most: input.n + 100 }", "record.most == record.k * 30"));
  CHECK(told("{ most: required, code: required }", "[most, code]",
             "record.most > record.k * 3 && record.code.startsWith('B-')"));
  CHECK(told("{ fee: required }", "[fee]", "record.fee * 2 > money('999.00') && record.fee < money('500.00')"));
  CHECK(told("{ words: required }", "[words]", "size(record.words) > 2 && record.words.all(w, size(w) == 4)"));
  CHECK(told("{ since: required }", "[since]", "record.since > case.opened_at + days(30)"));
}

TEST_CASE("nearest: a row of a choice is reached by the input that it asks for") {
  const auto way = way_in(R"y(
states:
  s0:
    on:
      tell:
        input: { n: { type: int } }
        choose:
          small: { when: input.n < record.k * 2, target: s0 }
          right: { when: input.n == record.k * 2, target: s1 }
          large: { target: s3 }
  s1: { on: { goal: s2 } }
  s2: { type: final }
  s3: { type: final }
)y");
  CHECK(way.is_found);
  CHECK(way.moves.size() == 2);
}

TEST_CASE("nearest: the person whom a guard asks for is found") {
  const auto found = [](const char* guard) { return way_in(guarded("{ to: { type: string } }", guard)).is_found; };
  CHECK(found("actor.id == record.code"));
  CHECK(found("actor.id in record.words"));
  CHECK(found("actor.id == input.to"));
  CHECK(found("'boss' in actor.roles"));
  CHECK(found("'boss' in actor.roles && 'clerk' in actor.roles"));
}

TEST_CASE("nearest: a gate of time is waited for, to the instant at which it opens") {
  const auto opens = [](const std::string& guard) {
    const auto way = way_in(guarded("{}", guard));
    REQUIRE(way.is_found);
    REQUIRE(way.moves.size() == 3);
    const auto wait = std::find_if(way.moves.begin(), way.moves.end(),
                                   [](const Move& move) { return move.kind == Move::Kind::wait; });
    REQUIRE(wait != way.moves.end());
    return wait->at;
  };
  CHECK(opens("now >= record.since + duration('26h')") == china("2026-03-10 11:00"));
  CHECK(opens("now > timestamp('2026-04-01T00:00:00Z')") == china("2026-04-01 08:00") + Elapsed{1});
  CHECK(opens("now - record.since >= days(400)") == china("2026-03-09 09:00") + std::chrono::hours(24 * 400));
  CHECK(opens("now >= workdays(3, record.since)") == china("2026-03-12 17:00"));
  CHECK(opens("!is_working(now)") == china("2026-03-09 17:00"));
  CHECK(opens("now.getDayOfWeek('Asia/Shanghai') == 4") == china("2026-03-12 00:00"));
  CHECK(opens("workdays_between(record.since, now) >= 2") == china("2026-03-11 00:00"));
}

TEST_CASE("nearest: a gate of time and an input are satisfied together") {
  const auto way = way_in(guarded("{ n: { type: int } }", "now >= record.since + days(2) && input.n > record.k"));
  REQUIRE(way.is_found);
  CHECK(way.moves.size() == 3);
  CHECK(way.moves.back().input.find("n")->as_int() == 29);
}
