// Charts as SCION's own JSON to scion.js, one a line, and courses back.
// Used by tests/conformance/scion_test.cpp
#include "scion.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "support/temp_dir.hpp"

namespace docket::testing {
namespace {

using nlohmann::json;
using Kind = ChartState::Kind;

const char* type_of(Kind kind) {
  switch (kind) {
    case Kind::state: return "state";
    case Kind::parallel: return "parallel";
    case Kind::final: return "final";
    case Kind::history_shallow:
    case Kind::history_deep: return "history";
  }
  return "";
}

// What is raised, by name: random charts do nothing else.
json raised(const ChartActions& actions) {
  auto names = json::array();
  for (const auto& each : actions) {
    REQUIRE(each.kind == ChartAction::Kind::raise);
    names.push_back(each.name);
  }
  return names;
}

json model_of(const ChartState& state) {
  json model = {{"$type", type_of(state.kind)}, {"id", state.id}};
  const bool is_history = state.kind == Kind::history_deep || state.kind == Kind::history_shallow;
  if (is_history) {
    model["isDeep"] = state.kind == Kind::history_deep;
    model["transitions"] = {{{"target", state.initial}}};
    return model;
  }
  if (!state.initial.empty()) model["initial"] = state.initial;
  model["entry"] = raised(state.entry);
  model["exit"] = raised(state.exit);
  model["transitions"] = json::array();
  for (const auto& each : state.transitions) {
    json transition = {{"raise", raised(each.actions)}};
    if (!each.events.empty()) transition["events"] = each.events;
    if (!each.targets.empty()) transition["target"] = each.targets;
    if (each.is_internal) transition["type"] = "internal";
    model["transitions"].push_back(std::move(transition));
  }
  for (const auto& child : state.children) model["states"].push_back(model_of(child));
  return model;
}

}  // namespace

std::vector<Course> run_by_scion(const std::vector<RandomChart>& charts) {
  const TempDir folder("scion");
  {
    std::ofstream stream(folder.file("charts"));
    for (const auto& each : charts) {
      auto model = model_of(each.chart.root);
      model["id"] = "the_chart";
      stream << json{{"model", model}, {"story", each.story}}.dump() << '\n';
    }
  }
  const auto command =
      "node '" DOCKET_CONFORMANCE_DIR "/scion.js' '" + folder.file("charts") + "' > '" + folder.file("courses") + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  std::ifstream stream(folder.file("courses"));
  std::vector<Course> courses;
  for (std::string line; std::getline(stream, line);) courses.push_back(json::parse(line).get<Course>());
  REQUIRE(courses.size() == charts.size());
  return courses;
}

}  // namespace docket::testing
