// The work that the step and store benchmarks share: complaints through their whole process.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "docket/runtime.hpp"

namespace docket::bench {

inline RuleBook rules() {
  auto report = read_rules(DOCKET_SOURCE_DIR "/rules");
  if (!report.rules) std::abort();
  return *report.rules;
}

// Monday 2026-03-09 09:00 in China.
inline Instant start() { return std::chrono::sys_days{std::chrono::March / 9 / 2026} + std::chrono::hours(1); }

inline Value text(std::string_view words) { return Value::string(words); }

inline Event registration() {
  return {.name = "register",
          .actor = {"li", {"receptionist"}},
          .input = Value::object({{"complainant", text("Ms Wang")},
                                  {"room", text("3-1201")},
                                  {"channel", text("phone")},
                                  {"facts", text("water drips through the ceiling")},
                                  {"read_back", Value::boolean(true)}})};
}

// From contact to archive: eleven events, two of them refused.
inline std::vector<Event> process() {
  const Actor desk{"li", {"receptionist"}}, supervisor{"chen", {"service_supervisor"}},
      head{"zhao", {"department_head"}};
  return {
      {.name = "contact", .actor = desk},
      {.name = "classify",
       .actor = desk,
       .input = Value::object(
           {{"severity", text("minor")}, {"valid", Value::boolean(true)}, {"department", text("engineering")}})},
      {.name = "classify",
       .actor = supervisor,
       .input = Value::object(
           {{"severity", text("minor")}, {"valid", Value::boolean(true)}, {"department", text("engineering")}})},
      {.name = "notify", .actor = supervisor},
      {.name = "investigate", .actor = head, .input = Value::object({{"cause", text("a leak")}})},
      {.name = "plan", .actor = head, .input = Value::object({{"measures", text("mend it")}})},
      {.name = "reply", .actor = head, .input = Value::object({{"reply", text("today")}})},
      {.name = "rectify", .actor = head, .input = Value::object({{"result", text("done")}})},
      {.name = "record_opinion", .actor = desk, .input = Value::object({{"opinion", text("fine")}})},
      {.name = "record_callback",
       .actor = desk,
       .input = Value::object({{"satisfied", Value::boolean(true)}, {"callback_note", text("happy")}})},
      {.name = "archive",
       .actor = desk,
       .input = Value::object({{"register_form", Value::boolean(true)}, {"handling_form", Value::boolean(true)}})},
  };
}

}  // namespace docket::bench
