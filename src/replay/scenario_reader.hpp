// A scenario as it is written: its steps in order, each with its place.
// Tested by tests/unit/model/language_examples_test.cpp
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "docket/amendment.hpp"
#include "docket/engine.hpp"
#include "yaml/document.hpp"

namespace docket {

struct FireStep {
  Event event;
  bool is_refused = false;
  std::vector<std::string> because;
};
struct WaitStep {
  Elapsed length{0};
};
struct UntilStep {
  Instant instant;
};

struct ReliefStep {
  Relief relief;
};
struct UndoReliefStep {
  std::string id;
};

// Every member that is there must be so.
struct ExpectStep {
  struct State {
    yaml::Node place;
    std::string path;
  };
  std::vector<State> states;
  struct Pair {
    yaml::Node key, value;
  };
  std::vector<Pair> dues, clocks, record;
  std::vector<yaml::Node> emitted, not_emitted;
  bool nothing_emitted = false;  // `emitted: []`
  std::optional<bool> closed;
  std::optional<yaml::Node> opened;  // by the duty: when, or false
};

struct ScenarioStep {
  std::variant<FireStep, WaitStep, UntilStep, ReliefStep, UndoReliefStep, ExpectStep> what;
  yaml::Node place;
};

struct Scenario {
  LocalizedText title;
  std::string workflow, project;
  std::string duty;  // that opens the case; empty: the first `fire` does
  std::optional<TimeZone> zone;
  Instant start;
  std::vector<ScenarioStep> steps;
};

// `rules` gives the zone in which its times are written.
std::optional<Scenario> read_scenario(const yaml::Node& root, const RuleBook& rules, Diagnostics& diagnostics);

}  // namespace docket
