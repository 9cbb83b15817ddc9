// Tested by tests/unit/engine/allowed_test.cpp
#include "engine/inside_events.hpp"

namespace docket {

void each_action(const Actions& actions, const std::function<void(const Action&)>& see) {
  for (const auto& action : actions) {
    see(action);
    if (const auto* conditional = std::get_if<Conditional>(&action.what)) {
      each_action(conditional->then, see);
      each_action(conditional->otherwise, see);
    }
  }
}

void each_action(const Workflow& workflow, const std::function<void(const Action&)>& see) {
  for (const auto& state : workflow.states) {
    for (const auto* actions : {&state.entry, &state.exit, &state.initial_actions}) each_action(*actions, see);
  }
  for (const auto& transition : workflow.transitions) {
    each_action(transition.actions, see);
    for (const auto& branch : transition.branches) each_action(branch.actions, see);
  }
}

std::vector<EventIndex> inside_events(const Workflow& workflow) {
  std::vector<EventIndex> events;
  each_action(workflow, [&](const Action& action) {
    if (const auto* raise = std::get_if<RaiseEvent>(&action.what)) events.push_back(raise->event);
    if (const auto* send = std::get_if<SendEvent>(&action.what)) events.push_back(send->event);
  });
  for (const auto& clock : workflow.clocks) {
    for (const auto& rung : clock.rungs) {
      if (rung.raise) events.push_back(*rung.raise);
    }
  }
  return events;
}

}  // namespace docket
