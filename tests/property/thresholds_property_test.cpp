// What `docket preview` says of a clock's thresholds is what the engine does (semantics.md 32): random budgets of every
// kind, distances and percentages, repeats, calendars and starts.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "docket/clock_explanation.hpp"
#include "docket/engine.hpp"
#include "docket/runtime.hpp"
#include "property/clock_trial.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

std::string a_count(Random& random, int most, const char* one, const char* many) {
  const auto count = random.between(1, most);
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string random_budget(Random& random, Instant first) {
  const auto minutes = std::to_string(random.between(1, 3'000)) + "m";
  switch (random.between(0, 9)) {
    case 0: return "within: " + minutes;
    case 1: return "within: " + minutes + " wall";
    case 2: return "within: " + a_count(random, 4, "workday", "workdays");
    case 3: return "within: " + a_count(random, 6, "day", "days");
    case 4: return "within: " + a_count(random, 2, "month", "months");
    case 5: return "within: today";
    case 6: return "within: { first_of: [" + minutes + ", 2 days] }";
    case 7: return "within: { last_of: [" + minutes + ", 1 workday] }";
    case 8: return "within: { then: [" + minutes + ", 30m] }";
    default: return "within: \"at " + to_string(first + std::chrono::minutes{random.between(0, 20'000)}) + "\"";
  }
}

std::string random_distance(Random& random) {
  const auto minutes = std::to_string(random.between(1, 3'000)) + "m";
  switch (random.between(0, 3)) {
    case 0: return minutes;
    case 1: return minutes + " wall";
    case 2: return a_count(random, 3, "workday", "workdays");
    default: return a_count(random, 3, "day", "days");
  }
}

std::string random_place(Random& random, const char* side) {
  const auto distance = random_distance(random) + " " + side;
  const bool has_time = distance.find("day") != std::string::npos && random.one_in(3);
  return has_time ? "'" + distance + " at \"13:30\"'" : distance;
}

std::string random_repeat(Random& random) {
  if (!random.one_in(3)) return "";
  return ", repeat: { every: " + random_distance(random) + ", times: " + std::to_string(random.between(1, 3)) + " }";
}

std::string random_workflow(Random& random, Instant first) {
  std::string text =
      "workflow: w\nversion: 1\ncalendar: one\nroles: [boss]\n"
      "states: { run: { on: { stop: end } }, end: {} }\n"
      "sla:\n  c:\n    start: run\n    stop: end\n    target: { any: { ";
  text += random_budget(random, first) + ", calendar: " + (random.one_in(2) ? "one" : "two") + " } }\n    warn:\n";
  for (auto i = random.between(1, 4); i > 0; --i) {
    const auto place = random.one_in(3) ? std::to_string(random.between(1, 99)) + "%" : random_place(random, "before");
    text += "      w" + std::to_string(i) + ": { at: " + place + ", to: boss }\n";
  }
  text += "    escalate:\n      breach: { at: breach, to: boss }\n";
  for (auto i = random.between(1, 3); i > 0; --i)
    text += "      e" + std::to_string(i) + ": { at: " + random_place(random, "after") + ", to: boss" +
            random_repeat(random) + " }\n";
  return text;
}

// What the engine sent first of each rung.
std::map<std::string, Instant> sent_first(const Effects& journal) {
  std::map<std::string, Instant> first;
  for (const auto& entry : journal) {
    for (const auto& effect : entry.effects) {
      if (const auto* warning = std::get_if<DeadlineWarning>(&effect)) first.emplace(warning->rung, warning->at);
      if (const auto* breach = std::get_if<DeadlineBreached>(&effect)) first.emplace("breach", breach->due);
      if (const auto* escalated = std::get_if<Escalated>(&effect)) first.emplace(escalated->rung, escalated->at);
    }
  }
  return first;
}

std::string text_of(const std::map<std::string, Instant>& instants) {
  std::string text;
  for (const auto& [rung, at] : instants) text += rung + " " + to_string(at) + "\n";
  return text;
}

}  // namespace

TEST_CASE("thresholds: preview and engine agree on every one, and no warning comes with the start") {
  Random random(seed());
  MESSAGE("DOCKET_SEED=" << seed());
  int compared = 0, skipped = 0, loaded = 0;
  for (int i = 0; i < 420; ++i) {
    const auto trial = random_trial(random);
    const Instant start{std::chrono::minutes{trial.first + random.between(0, 7 * 1440)}};
    const auto workflow = random_workflow(random, start - std::chrono::hours{24});
    CAPTURE(i);
    CAPTURE(workflow);
    auto report = load_rules({.files = {{"one.yaml", calendar_yaml("one", trial.calendars[0])},
                                        {"two.yaml", calendar_yaml("two", trial.calendars[1])},
                                        {"w.yaml", workflow}},
                              .zone_bytes = system_zone});
    std::string problems;
    for (const auto& each : report.diagnostics) problems += render(each);
    CAPTURE(problems);
    REQUIRE(report.rules);
    ++loaded;
    const auto previews = preview(*report.rules, {.workflow = "w", .start = start});
    REQUIRE(previews);
    const auto& told = previews->front();
    Effects journal;
    auto opened = open_case(*report.rules, {.id = "c", .workflow = "w"}, {.name = "open"}, start, journal);
    REQUIRE(opened);
    Case kase = *opened->opened;
    CHECK(kase.clock("c", start)->due == told.due);
    if (!told.due) continue;
    REQUIRE(advance(*report.rules, kase, std::max(*told.due, start) + std::chrono::hours{24 * 400}, journal));
    const auto sent = sent_first(journal);
    std::map<std::string, Instant> said;
    for (const auto& rung : told.rungs) said.emplace(rung.rung, rung.at);
    // What is due at the start already is late at once: then no warning is left to send.
    CHECK(text_of(said) == text_of(sent));
    for (const auto& rung : told.skipped) {
      CHECK(rung.at <= start);
      CHECK_FALSE(sent.contains(rung.rung));
      ++skipped;
    }
    for (const auto& [rung, at] : sent) {
      CAPTURE(rung);
      if (rung.starts_with("w")) CHECK(at > start);
      ++compared;
    }
  }
  CHECK(loaded == 420);
  CHECK(compared > 1'000);
  CHECK(skipped > 100);
}
