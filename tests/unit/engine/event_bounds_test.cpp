// What a host brings and could not be read again is refused before anything is stored.
#include "engine/event_bounds.hpp"

#include <doctest/doctest.h>

#include "docket/amendment.hpp"
#include "docket/runtime.hpp"
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
roles: [desk]
record: { note: string }
open: { report: { input: { note: optional }, set: [note] } }
states:
  open: { on: { write: { input: { note: required }, set: [note] }, close: { target: closed } } }
  closed: { type: final }
sla: { finish: { start: open, stop: closed, target: { any: { within: 2h } } } }
)yaml");
  return book;
}

Event event_with(Value note) {
  return {.name = "write", .actor = {"li", {"desk"}}, .input = Value::object({{"note", std::move(note)}}), .id = "e1"};
}

Value nested(std::size_t levels) {
  auto value = Value::integer(1);
  for (std::size_t i = 0; i < levels; ++i) value = Value::list({value});
  return value;
}

struct Odd {
  const char* what;
  Event event;
  ErrorCode code;
  const char* named;  // in the message
};

std::vector<Odd> odd_events() {
  const std::string broken = "\xFF\xFE", surrogate = "\xED\xA0\x80";
  const std::string large(10'000'000, 'x');
  std::vector<Odd> odd;
  const auto add = [&](const char* what, ErrorCode code, const char* named, auto change) {
    odd.push_back({what, event_with(Value::string("hi")), code, named});
    change(odd.back().event);
  };
  const auto invalid = ErrorCode::invalid_argument, exceeded = ErrorCode::limit_exceeded;
  add("no name", invalid, "a name", [&](Event& e) { e.name.clear(); });
  add("broken name", invalid, "the name of the event", [&](Event& e) { e.name = broken; });
  add("long name", exceeded, "the name of the event", [&](Event& e) { e.name = std::string(257, 'n'); });
  add("broken id", invalid, "the id of the event", [&](Event& e) { e.id = broken; });
  add("long id", exceeded, "the id of the event", [&](Event& e) { e.id = large; });
  add("broken actor", invalid, "the id of the actor", [&](Event& e) { e.actor.id = surrogate; });
  add("long actor", exceeded, "the id of the actor", [&](Event& e) { e.actor.id = large; });
  add("broken role", invalid, "a role of the actor", [&](Event& e) { e.actor.roles.push_back(broken); });
  add("long role", exceeded, "a role of the actor", [&](Event& e) { e.actor.roles.push_back(large); });
  add("many roles", exceeded, "100000 roles", [&](Event& e) { e.actor.roles.assign(100'000, "desk"); });
  add("large roles", exceeded, "the actor with all its roles",
      [&](Event& e) { e.actor.roles.assign(1'000, std::string(200, 'r')); });
  add("escaped roles", exceeded, "the actor with all its roles",
      [&](Event& e) { e.actor.roles.assign(100, std::string(200, '\1')); });
  add("no map", invalid, "must be a map", [&](Event& e) { e.input = Value::integer(3); });
  add("null", invalid, "must be a map", [&](Event& e) { e.input = Value::null(); });
  add("broken text", invalid, "the input `'note'`", [&](Event& e) { e = event_with(Value::string(broken)); });
  add("broken text inside", invalid, "the input `'note'`", [&](Event& e) {
    e = event_with(Value::list({Value::object({{surrogate, Value()}})}));
  });
  add("broken input name", invalid, "a name that is not UTF-8", [&](Event& e) {
    e.input = Value::object({{broken, Value()}});
  });
  add("a key that is no name", invalid, "the key `1`", [&](Event& e) {
    e.input = Value::map({{Value::integer(1), Value()}});
  });
  add("keys alike", invalid, "the key `1` twice", [&](Event& e) {
    e = event_with(Value::map({{Value::integer(1), Value()}, {Value::string("1"), Value()}}));
  });
  add("large text", exceeded, "the input of the event", [&](Event& e) { e = event_with(Value::string(large)); });
  add("escaped text", exceeded, "the input of the event",
      [&](Event& e) { e = event_with(Value::string(std::string(50'000, '\1'))); });
  add("65 levels", exceeded, "nested deeper than 64", [&](Event& e) { e = event_with(nested(65)); });
  add("50,000 levels", exceeded, "nested deeper than 64", [&](Event& e) { e = event_with(nested(50'000)); });
  add("a time of no year", invalid, "the years 1 to 9999", [&](Event& e) {
    e = event_with(Value::timestamp(Timestamp{INT64_MAX, 0}));
  });
  add("happened before all", invalid, "the years 1900 to 2200", [&](Event& e) { e.at = Instant::min(); });
  return odd;
}

struct Known {
  Runtime runtime;
  Instant now = china("2026-03-09 09:00");
};

Known with_a_case() {
  auto runtime = Runtime::open({.rules = rules(), .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  Known known{std::move(*runtime)};
  REQUIRE(known.runtime.open_case({.id = "A", .workflow = "repair"}, {.name = "report"}, known.now));
  return known;
}

}  // namespace

TEST_CASE("event bounds: what could not be read again is an error that names it, and nothing is stored") {
  auto known = with_a_case();
  for (const auto& odd : odd_events()) {
    CAPTURE(odd.what);
    const auto fired = known.runtime.fire("A", odd.event, known.now + 1s);
    REQUIRE_FALSE(fired);
    CHECK(fired.error().code == odd.code);
    CAPTURE(fired.error().message.substr(0, 300));
    CHECK(fired.error().message.find(odd.named) != std::string::npos);
    CHECK(fired.error().message.size() < 1'000);
    auto opening = odd.event;
    if (opening.name == "write") opening.name = "report";
    CHECK_FALSE(known.runtime.open_case({.id = "B", .workflow = "repair"}, opening, known.now + 1s));
  }
  CHECK(known.runtime.journal("A")->size() == 1);
  CHECK(known.runtime.journal("B")->empty());
  CHECK(known.runtime.events(100)->size() == 3);
  CHECK(known.runtime.fire("A", event_with(Value::string("中文")), known.now + 1s)->accepted());
}

TEST_CASE("event bounds: the largest that is taken is stored and read again") {
  auto known = with_a_case();
  auto event = event_with(Value::string(std::string(180'000, 'x')));
  event.actor = {std::string(limits::kNameBytes, 'a'), std::vector<std::string>(1'024, std::string(60, 'r'))};
  CHECK(known.runtime.fire("A", event, known.now + 1s)->accepted());
  event = event_with(nested(limits::kValueDepth));
  event.id = "e2";
  CHECK_FALSE(known.runtime.fire("A", event, known.now + 2s)->accepted());  // no text, and told as such
  CHECK(known.runtime.load("A")->field("note")->size() == 180'000);
  const auto journal = known.runtime.journal("A");
  for (const auto& entry : *journal) CHECK(parse_json(entry.entry).has_value());
  CHECK(known.runtime.fire("A", event, known.now + 3s)->repeated);
}

TEST_CASE("event bounds: thousands of unknown inputs are refused in an entry that can be stored") {
  auto known = with_a_case();
  std::vector<MapEntry> entries = {{Value::string("note"), Value::string("x")}};
  for (int i = 0; i < 9'000; ++i) entries.push_back({Value::string("unknown_" + std::to_string(i)), Value::integer(i)});
  auto event = event_with(Value());
  event.input = Value::map(entries);
  const auto refused = known.runtime.fire("A", event, known.now + 1s);
  REQUIRE(refused);
  CHECK(refused->reasons().size() == limits::kUnknownInputsNamed + 1);
  CHECK(refused->reasons().back().message.en == "there are 8984 more inputs that nobody asked for");
  CHECK(known.runtime.journal("A")->back().entry.size() < limits::kStoredBytes);
}

TEST_CASE("event bounds: ids of cases are names that a host may give") {
  auto known = with_a_case();
  const auto open = [&](const std::string& id, const std::string& project = {},
                        const std::string& workflow = "repair") {
    const auto opened =
        known.runtime.open_case({.id = id, .workflow = workflow, .project = project}, {.name = "report"}, known.now);
    return opened ? std::string("opened") : opened.error().message;
  };
  CHECK(open("") == "a case needs an id");
  CHECK(open(std::string("A\0B", 3)) == "a case id must not have control characters");
  CHECK(open("A\nB") == "a case id must not have control characters");
  CHECK(open("A\x7F") == "a case id must not have control characters");
  CHECK(open("A/2") == "the case id `A/2` has a `/`, which is kept for ids that docket derives");
  CHECK(open("\xFF") == "a case id must be UTF-8 text of at most 256 bytes");
  CHECK(open(std::string(257, 'x')) == "a case id must be UTF-8 text of at most 256 bytes");
  CHECK(open("C", "\xFF") == "the name of the project is not UTF-8 text");
  CHECK(open("C", std::string(257, 'p')) == "the name of the project has 257 bytes; at most 256 are taken");
  CHECK(open("C", "", std::string(1'000'000, 'w')) ==
        "the name of the workflow has 1000000 bytes; at most 256 are taken");
  CHECK(known.runtime.find({})->size() == 1);
  CHECK(open("投诉 1") == "opened");
  // What docket derives itself holds it.
  Effects journal;
  CHECK(open_case(rules(), {.id = "day/2026-03-09/1", .workflow = "repair", .is_derived = true}, {.name = "report"},
                  known.now, journal));
}

TEST_CASE("event bounds: amendments are held against the same bounds") {
  auto known = with_a_case();
  const auto relieve = [&](const Relief& relief, const Actor& who, Instant now) {
    const auto done = known.runtime.relieve({}, relief, who, now);
    REQUIRE(done);
    return done->failures.empty() ? std::string("done") : done->failures.front().error.message;
  };
  const auto day = known.now + 1h;
  const Relief right{.id = "storm", .percent = 50, .from = known.now, .to = day, .evidence = "wind"};
  CHECK(relieve(right, {"\xFF", {}}, day) == "the id of the actor is not UTF-8 text");
  CHECK(relieve(right, {"li", {"\xFF"}}, day) == "a role of the actor is not UTF-8 text");
  CHECK(relieve(right, {"li", {}}, Instant::max()).find("the years 1900 to 2200") != std::string::npos);
  auto wrong = right;
  wrong.evidence = std::string(200'000, '\1');  // six bytes each
  CHECK(relieve(wrong, {"li", {}}, day).find("the evidence") != std::string::npos);
  wrong = right;
  wrong.from = Instant::min();
  CHECK(relieve(wrong, {"li", {}}, day).find("the beginning of a relief") != std::string::npos);
  wrong = right;
  wrong.clocks.assign(1'000'000, "finish");
  CHECK(relieve(wrong, {"li", {}}, day).find("1000000 clocks") != std::string::npos);
  CHECK(known.runtime.journal("A")->size() == 1);
  CHECK(relieve(right, {"li", {}}, day) == "done");
  CHECK(known.runtime.load("A"));
}
