// No amount, number or length of time that a person types into the rules of this project may be below zero. Every
// scenario is lived through, and before each event that it has accepted the same event is tried with one figure below
// zero: it must be refused, whatever the rest says.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/match.hpp"
#include "docket/engine.hpp"
#include "model/workflow.hpp"
#include "replay/scenario_reader.hpp"
#include "support/rules.hpp"
#include "yaml/document.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

std::optional<Value> below_zero(const Type& type) {
  if (type.is(Type::Kind::integer)) return Value::integer(-1);
  if (type.is(Type::Kind::real)) return Value::real(-1.0);
  if (type.is(Type::Kind::money)) return Value::money(-1, "CNY");
  if (type.is(Type::Kind::duration)) return Value::duration(Elapsed{std::chrono::hours(-1)});
  return std::nullopt;
}

// Where a figure is typed, and what stands for one below zero.
struct Figure {
  std::string state, event, input;  // without a state: it opens the case
  Value negative;
};

std::vector<Figure> figures_of(const Workflow& workflow) {
  std::vector<Figure> figures;
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger != Trigger::open && transition.trigger != Trigger::event) continue;
    const bool opens = transition.trigger == Trigger::open;
    for (const auto& input : transition.inputs) {
      if (auto negative = below_zero(input.type))
        figures.push_back({opens ? "" : workflow.states[static_cast<std::size_t>(transition.source)].path,
                           workflow.events[static_cast<std::size_t>(transition.event)], input.name, *negative});
    }
  }
  return figures;
}

Value with(const Value& input, const std::string& name, const Value& value) {
  std::vector<MapEntry> entries(input.as_map().begin(), input.as_map().end());
  std::erase_if(entries, [&](const MapEntry& entry) { return entry.key.as_string() == name; });
  entries.push_back({Value::string(name), value});
  return Value::map(std::move(entries));
}

class Trial {
 public:
  Trial(const RuleBook& rules, const Scenario& scenario, std::set<std::string>& tried)
      : rules_(rules),
        scenario_(scenario),
        figures_(figures_of(*rules.workflow(scenario.workflow, scenario.project))),
        tried_(tried),
        now_(scenario.start) {}

  void run() {
    for (const auto& each : scenario_.steps) {
      match(
          each.what, [&](const FireStep& fire) { try_and_fire(fire); },
          [&](const WaitStep& wait) { pass_time(now_ + wait.length); },
          [&](const UntilStep& until) { pass_time(until.instant); },
          [&](const ReliefStep& relief) {
            if (Effects journal; kase_) REQUIRE(relieve(*kase_, relief.relief, {}, now_, journal));
          },
          [&](const UndoReliefStep& relief) {
            if (Effects journal; kase_) REQUIRE(undo_relief(*kase_, relief.id, {}, now_, journal));
          },
          [](const ExpectStep&) {});
    }
  }

 private:
  void pass_time(Instant until) {
    now_ = until;
    while (kase_) {
      Effects journal;
      const auto next = advance(rules_, *kase_, now_, journal);
      REQUIRE(next);
      if (!*next || **next > now_) return;
    }
  }

  bool is_accepted(std::optional<Case>& kase, const Event& event) const {
    Effects journal;
    if (kase) {
      const auto outcome = step(rules_, *kase, event, now_, journal);
      REQUIRE(outcome);
      return outcome->accepted();
    }
    auto opened = open_case(rules_, {.id = "case", .workflow = scenario_.workflow, .project = scenario_.project}, event,
                            now_, journal);
    REQUIRE(opened);
    kase = std::move(opened->opened);
    return opened->outcome.accepted();
  }

  void try_and_fire(const FireStep& fire) {
    if (fire.is_refused) return;
    for (const auto& figure : figures_) {
      if (figure.event != fire.event.name) continue;
      const bool is_here = kase_ ? !figure.state.empty() && kase_->is_in(figure.state) : figure.state.empty();
      if (!is_here) continue;
      auto event = fire.event;
      event.input = with(event.input, figure.input, figure.negative);
      auto copy = kase_;
      CAPTURE(figure.input);
      CAPTURE(figure.event);
      CHECK_FALSE(is_accepted(copy, event));
      tried_.insert(scenario_.workflow + "/" + figure.state + "/" + figure.event + "/" + figure.input);
    }
    is_accepted(kase_, fire.event);
  }

  const RuleBook& rules_;
  const Scenario& scenario_;
  const std::vector<Figure> figures_;
  std::set<std::string>& tried_;
  Instant now_;
  std::optional<Case> kase_;
};

}  // namespace

TEST_CASE("the packs: no event of any scenario is accepted with an amount, number or length of time below zero") {
  const auto& rules = project_rules();
  std::set<std::string> tried, declared;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(DOCKET_SOURCE_DIR) / "rules/workflows")) {
    const auto path = entry.path().string();
    if (!path.ends_with(".scenario.yaml")) continue;
    CAPTURE(path);
    Diagnostics mistakes;
    const auto root = yaml::parse(path, text_of(path), mistakes);
    REQUIRE(root);
    const auto scenario = read_scenario(*root, rules, mistakes);
    REQUIRE(scenario);
    for (const auto& figure : figures_of(*rules.workflow(scenario->workflow, scenario->project)))
      declared.insert(scenario->workflow + "/" + figure.state + "/" + figure.event + "/" + figure.input);
    if (scenario->duty.empty()) Trial(rules, *scenario, tried).run();
  }
  CHECK(declared.size() > 40);
  for (const auto& figure : declared) CHECK_MESSAGE(tried.count(figure) == 1, figure << " was never tried below zero");
}
