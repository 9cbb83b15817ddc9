// Determinism: how often and how late the host calls, and where a case is stored and read back in
// between, changes nothing of what happened.
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "engine/case_data.hpp"
#include "store/codec.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

unsigned seed() {
  const char* chosen = std::getenv("DOCKET_SEED");
  return chosen ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 20260509U;
}

// A random walk through the complaint workflow: events that may or may not be possible.
struct Move {
  Event event;
  Instant now;
};

Value input_for(const std::string& event, std::mt19937& random) {
  const auto severity = std::vector<std::string>{"major", "important", "minor"}[random() % 3];
  if (event == "classify")
    return Value::object({{"severity", Value::string(severity)},
                          {"valid", Value::boolean(random() % 4 != 0)},
                          {"invalid_reason", Value::string("no")},
                          {"department", Value::string("engineering")}});
  if (event == "reclassify")
    return Value::object({{"severity", Value::string(severity)}, {"reason", Value::string("r")}});
  if (event == "investigate") return Value::object({{"cause", Value::string("c")}});
  if (event == "plan") return Value::object({{"measures", Value::string("m")}});
  if (event == "rectify") return Value::object({{"result", Value::string("r")}});
  if (event == "reply") return Value::object({{"reply", Value::string("r")}});
  if (event == "agree_line") return Value::object({{"agreed_line", Value::string("l")}});
  if (event == "wait_for_customer") return Value::object({{"waiting_for", Value::string("w")}});
  if (event == "extend")
    return Value::object({{"extension_reason", Value::string("e")}, {"explained", Value::boolean(true)}});
  if (event == "record_opinion") return Value::object({{"opinion", Value::string("o")}});
  if (event == "record_callback")
    return Value::object({{"satisfied", Value::boolean(random() % 2 == 0)}, {"callback_note", Value::string("n")}});
  if (event == "summarise") return Value::object({{"summary", Value::string("s")}});
  if (event == "archive")
    return Value::object({{"register_form", Value::boolean(true)}, {"handling_form", Value::boolean(true)}});
  if (event == "give_notice") return Value::object({{"note", Value::string("n")}});
  return Value::map({});
}

std::vector<Move> random_walk(std::mt19937& random, Instant start) {
  static const std::vector<std::string> kEvents = {
      "contact",        "classify",        "notify",     "investigate", "plan",       "rectify",
      "reply",          "agree_line",      "reclassify", "extend",      "resume",     "wait_for_customer",
      "record_opinion", "record_callback", "summarise",  "archive",     "give_notice"};
  std::vector<Move> moves;
  Instant now = start;
  std::size_t likely = 0;
  for (int i = 0; i < 40; ++i) {
    now += std::chrono::minutes(random() % 240);
    // Mostly in the order of the process, so that the walk gets somewhere.
    const auto& name = random() % 3 == 0 ? kEvents[random() % kEvents.size()] : kEvents[likely++ % kEvents.size()];
    Event event{.name = name,
                .actor = {"p" + std::to_string(random() % 3),
                          {"receptionist", "service_supervisor", "department_head", "project_manager"}}};
    event.input = input_for(name, random);
    if (random() % 6 == 0) event.at = std::max(start, now - std::chrono::minutes(random() % 300));
    moves.push_back({std::move(event), now});
  }
  return moves;
}

std::string text_of(const Effects& journal) {
  std::string text;
  for (const auto& entry : journal) text += to_json(entry_value(entry)) + "\n";
  return text;
}

struct Schedule {
  int calls_between = 0;           // extra advances before each event, at random times
  bool stores_in_between = false;  // through JSON and back before each call
};

std::string play(const std::vector<Move>& moves, Instant start, const Schedule& schedule, unsigned seed_of_calls) {
  const auto& rules = project_rules();
  std::mt19937 random(seed_of_calls);
  Effects journal;
  auto opened = open_case(rules, {.id = "c", .workflow = "complaint"},
                          {.name = "register",
                           .actor = {"li", {"receptionist"}},
                           .input = Value::object({{"complainant", Value::string("w")},
                                                   {"room", Value::string("1")},
                                                   {"channel", Value::string("phone")},
                                                   {"facts", Value::string("long enough to count")},
                                                   {"read_back", Value::boolean(true)}})},
                          start, journal);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  Case kase = *opened->opened;
  Instant last = start;
  const auto refresh = [&] {
    if (!schedule.stores_in_between) return;
    auto again = read_snapshot(snapshot(kase), kase.data().workflow);
    REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
    CHECK(snapshot(*again) == snapshot(kase));
    kase = *again;
  };
  for (const auto& move : moves) {
    for (int i = 0; i < schedule.calls_between; ++i) {
      const auto gap = (move.now - last).count();
      last += Elapsed{gap > 0 ? static_cast<std::int64_t>(random()) % gap : 0};
      refresh();
      REQUIRE(advance(rules, kase, last, journal));
    }
    last = move.now;
    refresh();
    const auto outcome = step(rules, kase, move.event, move.now, journal);
    REQUIRE(outcome);
  }
  return text_of(journal);
}

}  // namespace

TEST_CASE("determinism: any schedule of calls, and any number of restarts, gives the same journal byte for byte") {
  MESSAGE("seed ", seed(), " (DOCKET_SEED chooses another)");
  std::mt19937 random(seed());
  const int rounds = std::getenv("DOCKET_SLOW") ? 200 : 15;
  for (int round = 0; round < rounds; ++round) {
    const Instant start =
        china("2026-02-09 09:00") + std::chrono::hours(24 * (round % 5)) + std::chrono::minutes(random() % 60);
    const auto moves = random_walk(random, start);
    CAPTURE(round);
    const auto plain = play(moves, start, {}, 1);
    CHECK(play(moves, start, {}, 1) == plain);
    CHECK(play(moves, start, {.calls_between = 3}, 2) == plain);
    CHECK(play(moves, start, {.stores_in_between = true}, 3) == plain);
    CHECK(play(moves, start, {.calls_between = 5, .stores_in_between = true}, 4) == plain);
  }
}
