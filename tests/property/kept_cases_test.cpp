// No case is ever lost: random rules, the project's own and made-up ones, under random events with whatever a host may
// bring.  After every event and deadline the case is loaded, explained, amended and asked, from memory, from SQLite and
// from both forms of a snapshot, and nothing says that it cannot be read.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "docket/allowed.hpp"
#include "docket/amendment.hpp"
#include "docket/clock_explanation.hpp"
#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "docket/stores.hpp"
#include "engine/case_data.hpp"
#include "engine/keeping.hpp"
#include "support/rules.hpp"
#include "support/seed.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

template <class Items>
const auto& one_of(Random& random, const Items& items) {
  return items[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(std::size(items)) - 1))];
}

// --- Made-up rules -------------------------------------------------------------------------------------

constexpr const char* kTypes[] = {"type: string",
                                  "type: bool",
                                  "type: int",
                                  "type: double",
                                  "type: timestamp",
                                  "type: duration",
                                  "type: money, currency: CNY",
                                  "type: money",
                                  "type: enum, values: [minor, major]",
                                  "type: list, of: string",
                                  "type: list, of: { type: enum, values: [wet, dark] }",
                                  "type: list, of: { type: list, of: money }",
                                  "type: bytes"};
constexpr int kFields = 8, kInputs = 4, kEvents = 4, kStates = 4;

std::string name(const char* letter, std::int64_t number) { return letter + std::to_string(number); }

// Of no type that could be told beforehand.
std::string any_value(Random& random, bool has_input) {
  const auto given = [](const std::string& place) {
    return "(has(" + place + ") ? dyn(" + place + ") : dyn(case.state))";
  };
  const auto field = given(name("record.f", random.between(0, kFields - 1)));
  const auto event = name("e", random.between(0, kEvents - 1));
  if (has_input && random.one_in(2)) {
    const auto input = given(name("input.i", random.between(0, kInputs - 1)));
    return random.one_in(4) ? "dyn([[" + input + "]])" : input;
  }
  switch (random.between(0, 4)) {
    case 0: return field;
    case 1:
      return "count('" + event + "') > 0 ? last('" + event + "').input.?i0.orValue(dyn(case.id)) : dyn(case.opened_at)";
    case 2: return "dyn([dyn(case.opened_at), dyn(case.id), " + field + "])";
    case 3: return "count('" + event + "') > 0 ? dyn(last('" + event + "').actor.id) : dyn(case.id)";
    default: return "dyn({1: " + field + ", '1': dyn(case.id)})";
  }
}

std::string some_set(Random& random, bool has_input) {
  std::string text = "{ set: { ";
  const auto first = random.between(0, kFields - 1);
  for (std::int64_t i = 0; i < random.between(1, 3); ++i)
    text += name("f", (first + i) % kFields) + ": \"" + any_value(random, has_input) + "\", ";
  return text + "} }";
}

std::string some_actions(Random& random, bool has_input) {
  std::string text = "[";
  for (std::int64_t i = random.between(0, 2); i > 0; --i) {
    switch (random.between(0, 4)) {
      case 0: text += "{ emit: told, data: { what: \"" + any_value(random, has_input) + "\" } }, "; break;
      case 1: text += "{ send: tick, in: 30m }, "; break;
      default: text += some_set(random, has_input) + ", ";
    }
  }
  return text + "]";
}

RuleBook made_up_rules(Random& random) {
  std::string text = "workflow: made_up\nversion: 1\ncalendar: office\nroles: [desk]\nrecord:\n";
  for (int i = 0; i < kFields; ++i) text += "  " + name("f", i) + ": { " + one_of(random, kTypes) + " }\n";
  text += "open: { report: { target: s0 } }\nstates:\n";
  for (int state = 0; state < kStates; ++state) {
    text += "  " + name("s", state) + ":\n    entry: " + some_actions(random, false) + "\n";
    if (random.one_in(2))
      text += "    after: { later: { in: " + std::to_string(random.between(1, 9)) +
              "h, target: " + name("s", random.between(0, kStates - 1)) + ", do: " + some_actions(random, false) +
              " } }\n";
    text += "    on:\n      close: { target: closed }\n      tick: { do: " + some_actions(random, false) + " }\n";
    for (int event = 0; event < kEvents; ++event) {
      text += "      " + name("e", event) + ": { input: { ";
      for (int i = 0; i < kInputs; ++i)
        text += name("i", i) + ": { " + one_of(random, kTypes) + ", required: false }, ";
      text += "}, do: " + some_actions(random, true);
      if (random.one_in(2)) text += ", target: " + name("s", random.between(0, kStates - 1));
      text += " }\n";
    }
  }
  text +=
      "  closed: { type: final, on: { reopen: { target: s0 } } }\n"
      "sla:\n"
      "  finish: { start: s0, stop: closed, pause: [s1, s2], target: { odd: { when: has(record.f1), within: 3 workdays "
      "}, "
      "any: { within: 5h } }, warn: { half: 50% }, escalate: { breach: { at: breach, to: desk } } }\n"
      "  answer: { start: { event: e0 }, stop: { event: e1 }, target: { any: { within: 90m } } }\n";
  return rules_with(text);
}

// --- What a host may bring -----------------------------------------------------------------------------

std::string some_text(Random& random) {
  switch (random.between(0, 9)) {
    case 0: return std::string(static_cast<std::size_t>(random.between(0, 300'000)), 'x');
    case 1: return std::string(static_cast<std::size_t>(random.between(0, 60'000)), '\1');
    case 2: return "\xFF\xFE";
    case 3: return std::string("a\0b", 3);
    case 4: return "投诉电梯";
    case 5: return std::string(79, 'x') + "中文";  // cut for a message after 80 bytes
    case 6: return "minor";
    case 7: return "2026-03-09T09:00:00Z";
    case 8: return "5.00 CNY";
    default: return "wet";
  }
}

Value some_value(Random& random, int level = 0) {
  switch (random.between(0, level > 3 ? 8 : 11)) {
    case 0: return {};
    case 1: return Value::boolean(random.one_in(2));
    case 2: return Value::integer(random.one_in(2) ? random.between(-9, 9) : static_cast<std::int64_t>(random.next()));
    case 3: {
      const double reals[] = {0.5, -0.0, 1e308, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity()};
      return Value::real(one_of(random, reals));
    }
    case 4:
      return Value::timestamp(Timestamp{
          random.one_in(4) ? static_cast<std::int64_t>(random.next()) : random.between(1'700'000'000, 1'900'000'000),
          0});
    case 5: return Value::money(random.between(-5, 5'000), random.one_in(5) ? "x!" : random.one_in(3) ? "USD" : "CNY");
    case 6: return Value::bytes(some_text(random));
    case 7: return Value::duration(Duration{random.one_in(4) ? static_cast<std::int64_t>(random.next()) : 60, 1});
    case 8: return Value::string(some_text(random));
    case 9: {
      auto deep = some_value(random, level + 1);
      for (auto levels = random.between(0, 70); levels > 0; --levels) deep = Value::list({deep});
      return deep;
    }
    case 10: {
      std::vector<Value> items;
      for (auto count = random.between(0, 4); count > 0; --count) items.push_back(some_value(random, level + 1));
      return Value::list(std::move(items));
    }
    default: return Value::map({{some_value(random, 4), some_value(random, level + 1)}});
  }
}

// Mostly what the type asks for.
Value value_of(const Type& type, Random& random) {
  if (random.one_in(12)) return some_value(random);
  switch (type.kind()) {
    case Type::Kind::boolean: return Value::boolean(random.one_in(2));
    case Type::Kind::integer: return Value::integer(random.between(-3, 100));
    case Type::Kind::real: return Value::real(static_cast<double>(random.between(-3, 9)) / 4);
    case Type::Kind::string: return Value::string(random.one_in(3) ? some_text(random) : "a note");
    case Type::Kind::bytes: return Value::bytes("abc");
    case Type::Kind::timestamp: return Value::timestamp(Timestamp{random.between(1'770'000'000, 1'780'000'000), 0});
    case Type::Kind::duration: return Value::duration(Duration{random.between(1, 100'000), 0});
    case Type::Kind::money: return Value::money(random.between(1, 500'000), type.name().empty() ? "CNY" : type.name());
    case Type::Kind::enumeration: return Value::string(one_of(random, type.values()));
    case Type::Kind::list: {
      std::vector<Value> items;
      for (auto count = random.between(0, 3); count > 0; --count)
        items.push_back(value_of(type.parameters()[0], random));
      return Value::list(std::move(items));
    }
    case Type::Kind::dyn:
    case Type::Kind::null:
    case Type::Kind::uinteger:
    case Type::Kind::type:
    case Type::Kind::map:
    case Type::Kind::optional:
    case Type::Kind::structure:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return some_value(random);
  }
  return {};
}

// For one of the transitions that hear the event, in the name of somebody who may do everything.
Event some_event(const Workflow& workflow, bool is_opening, Random& random) {
  std::vector<const Transition*> heard;
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == (is_opening ? Trigger::open : Trigger::event)) heard.push_back(&transition);
  }
  const auto& transition = *one_of(random, heard);
  Event event{.name = workflow.events[at(transition.event)]};
  event.actor = {random.one_in(40) ? "\xFF" : random.one_in(3) ? "li" : "wang", workflow.roles};
  if (random.one_in(40)) event.actor.roles.assign(static_cast<std::size_t>(random.between(1, 3'000)), "guest");
  std::vector<MapEntry> input;
  for (const auto& each : transition.inputs) {
    if (each.is_required || random.one_in(2)) input.push_back({Value::string(each.name), value_of(each.type, random)});
  }
  if (random.one_in(30)) input.push_back({Value::string(some_text(random)), some_value(random)});
  event.input = Value::map(std::move(input));
  if (random.one_in(3)) event.id = std::to_string(random.between(0, 1'000'000));
  return event;
}

// --- What must hold, whatever happened ------------------------------------------------------------------

struct Host {
  std::string what;
  Runtime runtime;
  RuleBook later;
};

void check_explained(const RuleBook& book, const Case& kase, Instant now) {
  for (const auto& clock : kase.clocks(now)) {
    if (clock.status == ClockStatus::idle) continue;
    const auto explained = explain_clock(kase, clock.name, now);
    CHECK_MESSAGE(explained, clock.name << ": " << (explained ? "" : explained.error().message));
  }
  const auto asked = allowed(book, kase, Actor{"li", {}}, now);
  CHECK_MESSAGE(asked, (asked ? "" : asked.error().message));
}

// The same rules with longer days, for amendments.
RuleBook with_longer_days(const RuleBook& book) {
  auto files = book.files();
  for (auto& [file, text] : files) {
    if (text.find("calendar:") == std::string::npos) continue;
    for (auto at = text.find("-17:"); at != std::string::npos; at = text.find("-17:", at)) text.replace(at, 4, "-19:");
  }
  auto report = load_rules({.files = std::move(files), .zone_bytes = system_zone});
  return report.rules ? *report.rules : book;
}

void check_amended(const RuleBook& later, const Case& kase, Instant now) {
  auto changed = kase;
  Effects journal;
  const Relief relief{.id = "storm", .percent = 20, .from = now - 1h, .to = now + 1h, .evidence = "wind"};
  const auto relieved = relieve(changed, relief, {"li", {}}, now, journal);
  CHECK_MESSAGE(relieved, (relieved ? "" : relieved.error().message));
  const auto recounted = apply_calendars(later, changed, {"li", {}}, now, journal);
  CHECK_MESSAGE(recounted, (recounted ? "" : recounted.error().message));
  const auto undone = undo_relief(changed, "storm", {"li", {}}, now, journal);
  CHECK_MESSAGE(undone, (undone ? "" : undone.error().message));
}

void check_snapshots(const RuleBook& book, const Case& kase) {
  const auto text = snapshot(kase);
  CHECK(text.size() <= limits::kStoredBytes);
  for (const auto& form : {text, binary_snapshot(kase)}) {
    const auto again = restore(form, book);
    REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
    CHECK(snapshot(*again) == text);
  }
}

void check_stored(Host& host, const std::string& id, Instant now, std::size_t& journalled) {
  const auto kase = host.runtime.load(id);
  REQUIRE_MESSAGE(kase, host.what << ": " << (kase ? "" : kase.error().message));
  CHECK(kept_bytes(kase->data()) <= limits::kCaseBytes);
  const auto& book = host.runtime.rules();
  check_snapshots(book, *kase);
  check_explained(book, *kase, now);
  if (!kase->is_closed()) check_amended(host.later, *kase, now);
  const auto journal = host.runtime.journal(id);
  REQUIRE(journal);
  for (; journalled < journal->size(); ++journalled) {
    const auto entry = parse_json((*journal)[journalled].entry);
    CHECK_MESSAGE(entry, (entry ? "" : entry.error().message));
  }
}

void check_outbox(Host& host) {
  const auto events = host.runtime.events(1'000'000);
  REQUIRE(events);
  for (const auto& event : *events) {
    const auto read = parse_json(event.event);
    CHECK_MESSAGE(read, (read ? "" : read.error().message));
  }
  REQUIRE(host.runtime.take_events(*events));
}

struct Counts {
  int accepted = 0, refused = 0, errors = 0, fired = 0;

  void add(const Counts& more) {
    accepted += more.accepted;
    refused += more.refused;
    errors += more.errors;
    fired += more.fired;
  }
};

// Both hosts do the same, and come to the same.
void live(Host& memory, Host& sqlite, const std::string& workflow, Random& random, int steps, Counts& counts) {
  const auto id = "C-" + std::to_string(random.between(0, 1'000'000'000));
  Instant now = china("2026-02-10 08:00") + std::chrono::minutes(random.between(0, 20'000));
  const auto rules = memory.runtime.rules().workflow(workflow, "");
  bool is_open = false;
  std::size_t journalled[2] = {};
  for (int step = 0; step < steps; ++step) {
    now += std::chrono::minutes(random.one_in(4) ? random.between(0, 3'000) : random.between(0, 90));
    const auto event = some_event(*rules, !is_open, random);
    const auto act = [&](Host& host) {
      return is_open ? host.runtime.fire(id, event, now)
                     : host.runtime.open_case({.id = id, .workflow = workflow}, event, now);
    };
    const auto outcome = act(memory), same = act(sqlite);
    CHECK(outcome.has_value() == same.has_value());
    if (outcome && same) CHECK(outcome->kind == same->kind);
    if (!outcome && !same) CHECK(outcome.error().message == same.error().message);
    counts.errors += outcome ? 0 : 1;
    counts.accepted += outcome && outcome->accepted() ? 1 : 0;
    counts.refused += outcome && !outcome->accepted() ? 1 : 0;
    is_open = is_open || (outcome && outcome->accepted());
    if (random.one_in(3)) now += std::chrono::hours(random.between(0, 60));
    for (auto* host : {&memory, &sqlite}) {
      const auto due = host->runtime.run_due(now);
      REQUIRE(due);
      CHECK(due->failures.empty());
      if (host == &memory) counts.fired += due->fired;
      if (is_open) check_stored(*host, id, now, journalled[host == &memory ? 0 : 1]);
      check_outbox(*host);
    }
  }
}

Counts live_by(const RuleBook& book, Random& random, int cases, int steps) {
  Counts counts;
  const TempDir dir("kept-cases");
  auto store = open_sqlite_store({.path = dir.file("cases.db"), .durability = SqliteOptions::Durability::normal});
  REQUIRE(store);
  auto one = Runtime::open({.rules = book, .store = open_memory_store(), .sink = {}});
  auto two = Runtime::open({.rules = book, .store = std::move(*store), .sink = {}});
  REQUIRE(one);
  REQUIRE(two);
  const auto later = with_longer_days(book);
  Host memory{"memory", std::move(*one), later}, sqlite{"SQLite", std::move(*two), later};
  const auto workflows = book.workflows();
  for (int i = 0; i < cases; ++i) {
    const auto workflow = one_of(random, workflows).workflow;
    CAPTURE(workflow);
    live(memory, sqlite, workflow, random, steps, counts);
  }
  return counts;
}

// What a seed, or another compiler's order of evaluation, makes up may be dull: then more is made up, so many times as
// much at most.
constexpr int kRoundsMore = 10;

bool is_slow() { return std::getenv("DOCKET_SLOW") != nullptr; }

void tell(const Counts& counts) {
  if (is_slow())
    MESSAGE("accepted " << counts.accepted << ", refused " << counts.refused << ", errors " << counts.errors
                        << ", fired " << counts.fired);
}

}  // namespace

TEST_CASE("kept cases: of the project's rules every case can be read after whatever a host brings") {
  CAPTURE(seed());
  Random random(seed());
  Counts all;
  const auto has_seen_enough = [&] { return all.accepted > 40 && all.errors > 5; };
  for (int round = 0; round == 0 || (!has_seen_enough() && round < kRoundsMore); ++round)
    all.add(live_by(project_rules(), random, is_slow() ? 60 : 12, 25));
  tell(all);
  CHECK(has_seen_enough());
}

TEST_CASE("kept cases: of made-up rules that set anything to anything every case can be read") {
  CAPTURE(seed());
  Random random(seed() + 1);
  Counts all;
  const auto has_seen_enough = [&] { return all.accepted > 40 && all.refused > 40 && all.fired > 40; };
  const int rounds = is_slow() ? 300 : 12;
  for (int round = 0; round < rounds || (!has_seen_enough() && round < rounds * kRoundsMore); ++round) {
    CAPTURE(round);
    all.add(live_by(made_up_rules(random), random, 1, 30));
  }
  tell(all);
  CHECK(has_seen_enough());
}
