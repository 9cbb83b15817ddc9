// The laws of sla.md that clocks obey, on random calendars and targets with every policy.
#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "property/clock_trial.hpp"
#include "store/codec.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

Instant instant(Millis ms) { return Instant{std::chrono::milliseconds{ms}}; }

// A random story of a clock, as the events of its case.
struct Told {
  Event event;
  Instant now;
};

std::vector<Told> random_events(const Trial& trial, Random& random) {
  std::vector<Told> told;
  Minute now = trial.first + random.between(0, 3 * 1440);
  const auto level = [&] {
    const std::string word(1, static_cast<char>('a' + random.between(0, 2)));
    return Value::object({{"level", Value::string(word)}});
  };
  const Minute first = now;
  told.push_back({{.name = "open", .input = level()}, instant(now * kMinuteMs)});
  bool runs = true;
  for (auto left = random.between(2, 9); left > 0; --left) {
    now += random.between(0, 900);
    const bool moves = random.one_in(2);
    Event event{.name = !moves ? "raise_it" : runs ? "hold" : "go_on", .input = moves ? Value::map({}) : level()};
    if (random.one_in(4)) event.at = instant(std::max(first, now - random.between(0, 600)) * kMinuteMs);
    if (moves) runs = !runs;
    told.push_back({std::move(event), instant(now * kMinuteMs)});
  }
  return told;
}

std::string text_of(const Effects& journal) {
  std::string text;
  for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
  return text;
}

// How a story is told: with calls in between, and in how many processes.
struct Telling {
  bool advances_often = false, moves_house = false;
};

std::string journal_of(const Trial& trial, const RuleBook& rules, const std::vector<Told>& told, Telling how,
                       Random& random) {
  Effects journal;
  auto opened = open_case(rules, {.id = "c", .workflow = "w"}, told.front().event, told.front().now, journal);
  REQUIRE(opened);
  Case kase = *opened->opened;
  auto last = told.front().now;
  for (std::size_t i = 1; i < told.size(); ++i) {
    for (int calls = how.advances_often ? static_cast<int>(random.between(0, 5)) : 0; calls > 0; --calls) {
      last += Elapsed{random.between(0, (told[i].now - last).count())};
      REQUIRE(advance(rules, kase, last, journal));
    }
    last = told[i].now;
    if (how.moves_house) {
      // What another process has: the text of the case, and rules it read itself.
      const auto elsewhere = rules_of(trial);
      auto again = read_snapshot(snapshot(kase), elsewhere.workflow("w"));
      REQUIRE(again);
      kase = *again;
    }
    const auto outcome = step(rules, kase, told[i].event, told[i].now, journal);
    REQUIRE(outcome);
    REQUIRE(outcome->accepted());
  }
  REQUIRE(advance(rules, kase, last + std::chrono::hours(24 * 30), journal));
  return text_of(journal) + snapshot(kase);
}

}  // namespace

TEST_CASE("clock: one big advance is many small ones, and another process changes nothing, byte for byte") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  for (int i = 0; i < 12; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    for (int story = 0; story < 25; ++story) {
      const auto told = random_events(trial, random);
      const auto once = journal_of(trial, rules, told, {}, random);
      CHECK(journal_of(trial, rules, told, {.advances_often = true}, random) == once);
      if (story == 0) CHECK(journal_of(trial, rules, told, {.moves_house = true}, random) == once);
    }
  }
}

TEST_CASE("clock: splitting a pause changes nothing") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  for (int i = 0; i < 25; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    for (int story = 0; story < 40; ++story) {
      const Minute start = trial.first + random.between(0, 3 * 1440);
      const Minute from = start + random.between(0, 900), to = from + random.between(2, 2000);
      const Minute split = random.between(from, to);
      const auto due_after = [&](const std::vector<std::pair<const char*, Minute>>& events) {
        Effects journal;
        const Event open{.name = "open", .input = Value::object({{"level", Value::string("a")}})};
        Case kase = *open_case(rules, {.id = "c", .workflow = "w"}, open, instant(start * kMinuteMs), journal)->opened;
        for (const auto& [name, at] : events)
          REQUIRE(step(rules, kase, {.name = name}, instant(at * kMinuteMs), journal)->accepted());
        const auto view = *kase.clock("c", instant(to * kMinuteMs));
        return std::tuple(view.due, view.breached_at, view.consumed.length());
      };
      CHECK(due_after({{"hold", from}, {"go_on", to}}) ==
            due_after({{"hold", from}, {"go_on", split}, {"hold", split}, {"go_on", to}}));
    }
  }
}

TEST_CASE("clock: an event told twice with one id changes nothing") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  for (int i = 0; i < 10; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    const auto told = random_events(trial, random);
    const auto history = [&](int times) {
      auto runtime = Runtime::open({.rules = rules, .store = open_memory_store(), .sink = {}});
      REQUIRE(runtime);
      for (std::size_t e = 0; e < told.size(); ++e) {
        auto event = told[e].event;
        event.id = "e" + std::to_string(e);
        for (int repeat = 0; repeat < times; ++repeat) {
          const auto outcome = e == 0 ? runtime->open_case({.id = "c", .workflow = "w"}, event, told[e].now)
                                      : runtime->fire("c", event, told[e].now);
          REQUIRE(outcome);
          CHECK(outcome->repeated == (repeat > 0));
        }
      }
      std::string text;
      const auto journal = runtime->journal("c");
      REQUIRE(journal);
      for (const auto& entry : *journal) text += entry.entry + "\n";
      return text;
    };
    CHECK(history(1) == history(3));
  }
}

namespace {

// A case told in some order; what its clock comes to.
struct Came {
  std::optional<Instant> due, breached;
  std::vector<Instant> missed;
  WorkingTime consumed;
  std::string target;

  friend bool operator==(const Came&, const Came&) = default;
};

Came told_in_order(const RuleBook& rules, Minute start, const std::vector<std::pair<Event, Minute>>& events,
                   Minute now) {
  Effects journal;
  const Event open{.name = "open", .input = Value::object({{"level", Value::string("a")}})};
  Case kase = *open_case(rules, {.id = "c", .workflow = "w"}, open, instant(start * kMinuteMs), journal)->opened;
  for (auto [event, at] : events) {
    event.at = instant(at * kMinuteMs);
    REQUIRE(step(rules, kase, event, instant(now * kMinuteMs), journal)->accepted());
  }
  REQUIRE(advance(rules, kase, instant(now * kMinuteMs), journal));
  const auto view = *kase.clock("c", instant(now * kMinuteMs));
  return {view.due, view.breached_at, view.was_late, view.consumed, view.target};
}

}  // namespace

TEST_CASE("clock: pauses and new targets may become known in any order") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  for (int i = 0; i < 25; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    for (int story = 0; story < 20; ++story) {
      const Minute start = trial.first + random.between(0, 3 * 1440);
      // Two things that happened to the clock, each in its order: it stood still at times, and its level changed.
      std::vector<std::pair<Event, Minute>> moves, levels;
      for (Minute at = start; moves.size() < 4;) {
        at += random.between(1, 700);
        moves.push_back({{.name = moves.size() % 2 == 0 ? "hold" : "go_on"}, at});
      }
      for (Minute at = start; levels.size() < 2;) {
        at += random.between(1, 900);
        const std::string level(1, static_cast<char>('a' + random.between(0, 2)));
        levels.push_back({{.name = "raise_it", .input = Value::object({{"level", Value::string(level)}})}, at});
      }
      const Minute now = start + 5 * 1440;
      auto in_time = moves;
      in_time.insert(in_time.end(), levels.begin(), levels.end());
      std::stable_sort(in_time.begin(), in_time.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
      std::vector<std::pair<Event, Minute>> mixed;
      for (std::size_t m = 0, l = 0; m < moves.size() || l < levels.size();) {
        const bool takes_move = l == levels.size() || (m < moves.size() && random.one_in(2));
        mixed.push_back(takes_move ? moves[m++] : levels[l++]);
      }
      INFO("DOCKET_SEED=" << seed() << " trial " << i << " story " << story << "\n" << workflow_yaml(trial));
      CHECK(told_in_order(rules, start, in_time, now) == told_in_order(rules, start, mixed, now));
    }
  }
}

TEST_CASE("clock: a pause never makes a limit due earlier, and it ends within hours unless its row says otherwise") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  int closed_seen = 0;
  for (int i = 0; i < 40; ++i) {
    const auto trial = random_trial(random);
    const auto rules = rules_of(trial);
    const auto& row = trial.rows[0];
    const auto calendar = *rules.calendar(row.calendar == 0 ? "one" : "two");
    for (int story = 0; story < 20; ++story) {
      const Minute start = trial.first + random.between(0, 3 * 1440);
      const Minute from = start + random.between(0, 900), to = from + random.between(1, 4000);
      const auto due_with = [&](bool pauses) {
        Effects journal;
        const Event open{.name = "open", .input = Value::object({{"level", Value::string("a")}})};
        Case kase = *open_case(rules, {.id = "c", .workflow = "w"}, open, instant(start * kMinuteMs), journal)->opened;
        if (pauses) {
          REQUIRE(step(rules, kase, {.name = "hold"}, instant(from * kMinuteMs), journal)->accepted());
          REQUIRE(step(rules, kase, {.name = "go_on"}, instant(to * kMinuteMs), journal)->accepted());
        }
        const auto view = *kase.clock("c", instant(std::max(start, pauses ? to : start) * kMinuteMs));
        return view.breached_at ? view.breached_at : view.due;
      };
      const auto without = due_with(false), with = due_with(true);
      if (!without || !with) continue;
      INFO("DOCKET_SEED=" << seed() << " trial " << i << " story " << story << "\n" << workflow_yaml(trial));
      CHECK(*with >= *without);
      const bool may_be_closed = row.kind == Row::Kind::wall || row.kind == Row::Kind::at;
      // At closing it is still within hours: due at closing.
      const bool is_within = calendar.is_open(*with) || calendar.is_open(*with - Elapsed{1});
      closed_seen += is_within ? 0 : 1;
      if (!may_be_closed) CHECK(is_within);
    }
  }
  CHECK(closed_seen > 0);
}
