// A case keeps a bounded amount, and what it keeps fits its fields.
#include "engine/keeping.hpp"

#include <doctest/doctest.h>

#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "docket/stores.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace std::chrono_literals;
using testing::china;

namespace {

const RuleBook& rules() {
  static const RuleBook book = testing::rules_with(R"yaml(workflow: repair
version: 1
calendar: office
record:
  note: string
  other: string
  tries: int
  level: { type: enum, values: [minor, major], title: { en: Level, zh: 等级 } }
  fee: { type: money, currency: CNY }
  days: { type: list, of: timestamp }
  share: double
guards: { told: { check: "count('tell') < 100 && (count('tell') == 0 || last('tell').input.text != '')", message: Tell } }
open: { report: { target: open } }
states:
  open:
    on:
      write: { input: { note: required }, set: [note] }
      add: { input: { note: required }, set: { other: "record.?note.orValue('') + input.note" } }
      both: { input: { note: required }, set: { note: input.note, other: input.note } }
      count: { input: { tries: required }, set: [tries] }
      clear: { set: { note: null } }
      tell: { input: { text: { type: string } } }
      ask: { require: [told] }
      rate: { input: { level: { type: string } }, set: { level: dyn(input.level) } }
      price: { input: { fee: { type: money } }, set: { fee: dyn(input.fee) } }
      share: { input: { a: { type: double }, b: { type: double } }, set: { share: input.a / input.b } }
      mark: { input: { day: { type: string } }, set: { days: "[dyn(input.day)]" } }
      hold: { target: held }
      close: { target: closed }
  held: { on: { go: { target: open }, close: { target: closed } } }
  closed: { type: final }
sla: { finish: { start: open, stop: closed, pause: [held], target: { any: { within: 2h } } } }
)yaml");
  return book;
}

struct Desk {
  Runtime runtime;
  Instant now = china("2026-03-09 09:00");

  Outcome fire(const char* name, Value input = Value::map({})) {
    now += 1s;
    auto outcome = runtime.fire("A", {.name = name, .actor = {"li", {}}, .input = std::move(input)}, now);
    REQUIRE(outcome);
    // Whatever happened, the case can be read, in every form, and is the same.
    const auto kase = runtime.load("A");
    REQUIRE(kase);
    const auto again = restore(binary_snapshot(*kase), rules());
    REQUIRE(again);
    CHECK(snapshot(*again) == snapshot(*kase));
    CHECK(kept_bytes(kase->data()) <= limits::kCaseBytes);
    return *std::move(outcome);
  }
  Value field(const char* name) { return runtime.load("A")->field(name).value_or(Value()); }
};

Desk a_desk() {
  auto runtime = Runtime::open({.rules = rules(), .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  Desk desk{std::move(*runtime)};
  REQUIRE(desk.runtime.open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, desk.now));
  return desk;
}

Value text(const char* name, std::size_t size) {
  return Value::object({{name, Value::string(std::string(size, 'x'))}});
}

std::string told(const Outcome& outcome) {
  std::string all;
  for (const auto& reason : outcome.reasons())
    all += reason.subject + ": " + reason.message.in(Language::en) + ": " + reason.detail.in(Language::en) + "\n";
  return all;
}

}  // namespace

TEST_CASE("keeping: the record takes 196,608 bytes and not one more, and a full case goes on") {
  auto desk = a_desk();
  constexpr std::size_t kAround = std::string_view(R"({"note":""})").size();
  CHECK(desk.fire("write", text("note", limits::kCaseBytes - kAround)).accepted());
  CHECK(kept_bytes(desk.runtime.load("A")->data()) == limits::kCaseBytes);
  const auto refused = desk.fire("write", text("note", limits::kCaseBytes - kAround + 1));
  CHECK(told(refused) ==
        "note: `note` cannot be kept as it would be: `note` would make the case larger than the 196608 bytes it may "
        "keep\n");
  CHECK(refused.reasons().front().message.zh == "`note`的内容无法保存");
  // Not a number more, be it ever so short; but everything that keeps nothing.
  CHECK(told(desk.fire("count", Value::object({{"tries", Value::integer(1)}}))).starts_with("tries: "));
  CHECK(desk.fire("hold").accepted());
  CHECK(desk.fire("go").accepted());
  CHECK(
      desk.runtime.relieve({}, {.id = "r", .percent = 50, .from = desk.now - 1s, .to = desk.now}, {"li", {}}, desk.now)
          ->failures.empty());
  CHECK(desk.fire("write", text("note", 100)).accepted());
  CHECK(desk.fire("count", Value::object({{"tries", Value::integer(1)}})).accepted());
  CHECK(desk.fire("close").accepted());
}

TEST_CASE("keeping: copies, sums and inputs that last() keeps count, each named") {
  auto desk = a_desk();
  CHECK(told(desk.fire("both", text("note", 150'000))).starts_with("other: "));
  CHECK(desk.field("note").is_null());
  CHECK(desk.fire("write", text("note", 100'000)).accepted());
  CHECK(told(desk.fire("add", text("note", 50'000))).starts_with("other: "));
  const auto refused = desk.fire("tell", text("text", 120'000));
  CHECK(told(refused).find("the input of `tell`, which `last()` keeps") != std::string::npos);
  CHECK(told(refused).starts_with("tell: "));
  CHECK(desk.fire("tell", text("text", 90'000)).accepted());
  CHECK(desk.fire("ask").accepted());
  CHECK(told(desk.fire("add", text("note", 1))).starts_with("other: "));
  CHECK(desk.fire("tell", text("text", 5)).accepted());
  CHECK(desk.fire("clear").accepted());
  CHECK(desk.fire("add", text("note", 100'000)).accepted());
}

TEST_CASE("keeping: control characters take what they take in the stored form") {
  auto desk = a_desk();
  const auto controls = [](std::size_t size) {
    return Value::object({{"note", Value::string(std::string(size, '\1'))}});
  };
  CHECK(desk.fire("write", controls(32'000)).accepted());
  CHECK(told(desk.fire("write", controls(33'000))).starts_with("note: "));
}

TEST_CASE("keeping: a value that only turns out not to fit its field refuses the event and names the field") {
  auto desk = a_desk();
  const auto rated = desk.fire("rate", Value::object({{"level", Value::string("majr")}}));
  CHECK(told(rated) ==
        "level: Level cannot be kept as it would be: `level` must be one of `minor`, `major`, not `majr`; did you mean "
        "`major`?\n");
  CHECK(rated.reasons().front().message.zh == "等级的内容无法保存");
  CHECK(rated.reasons().front().detail.zh == "字段 `level` 应为以下之一：`minor`、`major`，而不是 'majr'");
  CHECK(desk.field("level").is_null());
  CHECK(desk.fire("rate", Value::object({{"level", Value::string("major")}})).accepted());
  CHECK(told(desk.fire("price", Value::object({{"fee", Value::string("5.00 USD")}}))).starts_with("fee: "));
  CHECK(desk.fire("price", Value::object({{"fee", Value::string("5.00 CNY")}})).accepted());
  const auto shared = [&](double a, double b) {
    return told(desk.fire("share", Value::object({{"a", Value::real(a)}, {"b", Value::real(b)}})));
  };
  CHECK(shared(0.0, 0.0).find("`share` must be a finite number, not `NaN`") != std::string::npos);
  CHECK(shared(1e300, 1e-300).find("`share` must be a finite number") != std::string::npos);
  CHECK(shared(1.0, 2.0).empty());
  CHECK(told(desk.fire("mark", Value::object({{"day", Value::string("soon")}}))).find("`days[0]` must be a time") !=
        std::string::npos);
  // What would come back from the store as another kind is that kind at once.
  CHECK(desk.fire("mark", Value::object({{"day", Value::string("2026-03-09T09:00:00Z")}})).accepted());
  CHECK(desk.field("days").as_list()[0].kind() == Value::Kind::timestamp);
}

TEST_CASE("keeping: from a deadline a value that does not fit is Faulted, and the case stays") {
  auto book = testing::rules_with(R"yaml(workflow: repair
version: 1
record: { level: { type: enum, values: [minor, major] } }
open: { report: { target: open } }
states:
  open: { after: { soon: { in: 1h, target: late } }, on: { close: { target: closed } } }
  late: { entry: [{ set: { level: dyn(case.id) } }], on: { close: { target: closed } } }
  closed: { type: final }
)yaml");
  auto runtime = Runtime::open({.rules = book, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  const auto now = china("2026-03-09 09:00");
  REQUIRE(runtime->open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, now));
  const auto due = runtime->run_due(now + 2h);
  REQUIRE(due);
  CHECK(due->fired == 1);
  CHECK(due->failures.empty());
  CHECK(runtime->load("A")->states() == std::vector<std::string>{"open"});
  CHECK(runtime->journal("A")->back().entry.find("`level` must be one of `minor`, `major`, not `A`") !=
        std::string::npos);
  CHECK(runtime->fire("A", {.name = "close"}, now + 3h)->accepted());
}

TEST_CASE("keeping: what is told by one event is bounded, and the event that tells more is refused") {
  auto book = testing::rules_with(R"yaml(workflow: repair
version: 1
open: { report: { target: open } }
states:
  open:
    on:
      tell: { input: { text: { type: string } }, do: [{ emit: told, data: { a: input.text, b: input.text, c: input.text } }] }
      mix: { do: [{ emit: told, data: { a: "{1: 'x', '1': 'y'}" } }] }
)yaml");
  auto runtime = Runtime::open({.rules = book, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  const auto now = china("2026-03-09 09:00");
  REQUIRE(runtime->open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, now));
  const auto tell = [&](std::size_t size) {
    return *runtime->fire("A", {.name = "tell", .input = text("text", size)}, now + 1h);
  };
  CHECK(tell(80'000).accepted());
  CHECK(told(tell(100'000)).find("more than 262144 bytes to tell") != std::string::npos);
  CHECK(told(*runtime->fire("A", {.name = "mix"}, now + 1h)).find("has the key `1` twice") != std::string::npos);
  const auto events = runtime->events(100);
  for (const auto& event : *events) CHECK(parse_json(event.event).has_value());
}

TEST_CASE("keeping: inputs of one name that two regions declare differently never change a field's type") {
  auto book = testing::rules_with(R"yaml(workflow: repair
version: 1
record: { number: int, words: string }
open: { report: { target: both } }
states:
  both:
    type: parallel
    states:
      a: { initial: x, states: { x: { on: { note: { input: { it: { type: string } }, set: { words: input.it } } } } } }
      b:
        initial: y
        states:
          y: { on: { note: { input: { it: { type: int } }, when: "size(string(input.it)) > 0", set: { number: input.it } } } }
)yaml");
  auto runtime = Runtime::open({.rules = book, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  const auto now = china("2026-03-09 09:00");
  REQUIRE(runtime->open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, now));
  for (const auto& it : {Value::string("5"), Value::string("five"), Value::integer(5)})
    static_cast<void>(runtime->fire("A", {.name = "note", .input = Value::object({{"it", it}})}, now + 1h));
  CHECK(runtime->load("A"));
}
