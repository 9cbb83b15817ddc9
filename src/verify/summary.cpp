// Tested by tests/unit/verify/rule_book_test.cpp
#include "verify/summary.hpp"

#include <set>

namespace docket {
namespace {

void add_titles(const Workflow& workflow, WorkflowSummary& summary) {
  const auto add = [&](std::string key, const LocalizedText& title) {
    if (!title.empty()) summary.titles.emplace(std::move(key), title);
  };
  for (const auto& state : workflow.states) add("state." + state.path, state.title);
  for (const auto& [name, title] : workflow.role_titles) add("role." + name, title);
  for (const auto& [name, title] : workflow.emits) add("emitted." + name, title);
  for (const auto& clock : workflow.clocks) add("clock." + clock.name, clock.title);
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::event || transition.trigger == Trigger::open)
      add("event." + workflow.events[at(transition.event)], transition.title);
  }
}

}  // namespace

WorkflowSummary summary_of(const Workflow& workflow) {
  WorkflowSummary summary{
      .workflow = workflow.name, .project = workflow.project, .title = workflow.title, .version = workflow.version};
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    const auto type = workflow.states[i].type;
    if (type != StateType::history_deep && type != StateType::history_shallow)
      summary.states.push_back(workflow.states[i].path);
  }
  std::set<std::string> openings;
  for (const auto index : workflow.openings) {
    summary.opening_events.push_back(workflow.events[at(workflow.transition(index).event)]);
    openings.insert(summary.opening_events.back());
  }
  for (const auto& event : workflow.events) {
    if (!openings.contains(event)) summary.events.push_back(event);
  }
  for (const auto& clock : workflow.clocks) summary.clocks.push_back(clock.name);
  summary.roles = workflow.roles;
  add_titles(workflow, summary);
  return summary;
}

}  // namespace docket
