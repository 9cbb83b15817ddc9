#include "support/complaint_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace docket::testing {
namespace {

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

}  // namespace

unsigned walk_seed() {
  const char* chosen = std::getenv("DOCKET_SEED");
  return chosen ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 20260509U;
}

std::vector<Tried> random_walk(std::mt19937& random, Instant start) {
  static const std::vector<std::string> kEvents = {
      "contact",        "classify",        "notify",     "investigate", "plan",       "rectify",
      "reply",          "agree_line",      "reclassify", "extend",      "resume",     "wait_for_customer",
      "record_opinion", "record_callback", "summarise",  "archive",     "give_notice"};
  std::vector<Tried> moves;
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

Case opened_complaint(const RuleBook& rules, Instant start, Effects* journal) {
  Effects ignored;
  auto opened = open_case(rules, {.id = "c", .workflow = "complaint"},
                          {.name = "register",
                           .actor = {"li", {"receptionist"}},
                           .input = Value::object({{"complainant", Value::string("w")},
                                                   {"room", Value::string("1")},
                                                   {"channel", Value::string("phone")},
                                                   {"facts", Value::string("long enough to count")},
                                                   {"read_back", Value::boolean(true)}})},
                          start, journal ? *journal : ignored);
  REQUIRE(opened);
  REQUIRE(opened->opened);
  return *std::move(opened->opened);
}

}  // namespace docket::testing
