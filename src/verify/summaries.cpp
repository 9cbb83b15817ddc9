// What a host may show about a workflow.
// Tested by tests/unit/verify/rule_book_test.cpp
#include "verify/summaries.hpp"

#include <set>

#include "model/event_title.hpp"
#include "model/workflow.hpp"

namespace docket {
namespace {

void add_event_titles(const Workflow& workflow, WorkflowSummary& summary) {
  const auto add = [&](std::string key, const LocalizedText& title) {
    if (!title.empty()) summary.titles.emplace(std::move(key), title);
  };
  for (std::size_t i = 0; i < workflow.events.size(); ++i)
    add("event." + workflow.events[i], title_of_event(workflow, static_cast<EventIndex>(i), {}));
  for (const auto index : workflow.openings) {
    const auto event = workflow.transition(index).event;
    add("opening." + workflow.events[at(event)], title_of_event(workflow, event, {&index, 1}));
  }
  for (const auto& state : workflow.states) {
    for (const auto index : state.transitions) {
      const auto& transition = workflow.transition(index);
      if (transition.trigger != Trigger::event) continue;
      add("event." + workflow.events[at(transition.event)] + "@" + state.path,
          title_of_event(workflow, transition.event, {&index, 1}));
    }
  }
}

void add_titles(const Workflow& workflow, WorkflowSummary& summary) {
  const auto add = [&](std::string key, const LocalizedText& title) {
    if (!title.empty()) summary.titles.emplace(std::move(key), title);
  };
  for (const auto& state : workflow.states) add("state." + state.path, state.title);
  for (const auto& [name, title] : workflow.role_titles) add("role." + name, title);
  for (const auto& [name, title] : workflow.emits) add("emitted." + name, title);
  for (const auto& clock : workflow.clocks) add("clock." + clock.name, clock.title);
  add_event_titles(workflow, summary);
}

// The innermost state around `path` that calls the event something.
const LocalizedText* title_heard_in(const WorkflowSummary& summary, const std::string& key, std::string path) {
  for (;;) {
    const auto found = summary.titles.find(key + "@" + path);
    if (found != summary.titles.end()) return &found->second;
    if (path.empty()) return nullptr;
    const auto dot = path.rfind('.');
    path.resize(dot == std::string::npos ? 0 : dot);
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

LocalizedText title_of_event(const WorkflowSummary& summary, std::string_view event,
                             std::span<const std::string> states) {
  const auto key = "event." + std::string(event);
  std::vector<LocalizedText> titles;
  for (const auto& state : states) {
    if (const auto* title = title_heard_in(summary, key, state)) titles.push_back(*title);
  }
  if (!titles.empty()) return united(titles);
  const auto opening = summary.titles.find("opening." + std::string(event));
  if (states.empty() && opening != summary.titles.end()) return opening->second;
  const auto first = summary.titles.find(key);
  return first == summary.titles.end() ? LocalizedText{} : first->second;
}

}  // namespace docket
