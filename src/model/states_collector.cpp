// The first look at a chart: all states with their places in the tree, all events, all clocks.  What
// they do is read later, when every name is known.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "model/transitions_reader.hpp"

namespace docket {
namespace {

StateType type_of(Draft& draft, const yaml::Node& node) {
  const bool has_children = node.is_map() && node.find("states").has_value();
  const auto type = node.is_map() ? node.find("type") : std::nullopt;
  if (!type) return has_children ? StateType::compound : StateType::atomic;
  const auto word = draft.reader.word(*type, {"parallel", "final"}, "`type`");
  if (!word) return StateType::atomic;
  if (*word == 0 && !has_children)
    draft.reader.report(type->error("empty-parallel", "a parallel state needs `states`"));
  if (*word == 1 && has_children)
    draft.reader.report(type->error("final-with-states", "a final state cannot hold states"));
  return *word == 0 ? StateType::parallel : StateType::final;
}

// With a state the events that it handles are lost.
void lose_states(Draft& draft) { draft.lost.insert({"state", "event"}); }

void collect(Draft& draft, const yaml::Node& states, StateIndex parent) {
  auto& all = draft.workflow.states;
  for (const auto& entry : states.entries()) {
    if (!draft.reader.is_name(entry.key, "a state")) {
      lose_states(draft);
      continue;
    }
    if (entry.key.text() == "history" || entry.key.text() == "history_shallow") {
      draft.reader.report(entry.key.error("reserved-name", backticked(entry.key.text()) + " is reserved",
                                          "every state with states inside has its history without declaring it"));
      continue;
    }
    // Whatever it is, it has a name; what it was to hold is lost.
    if (!entry.value.is_map() && !entry.value.is_null()) {
      draft.reader.is_map(entry.value, "a state");
      lose_states(draft);
    }
    if (all.size() >= limits::kStates || all[at(parent)].depth + 1U > limits::kStateDepth) {
      draft.reader.report(entry.key.error("too-many-states", "more than " + std::to_string(limits::kStates) +
                                                                 " states, or deeper than " +
                                                                 std::to_string(limits::kStateDepth) + " levels"));
      return;
    }
    const auto index = static_cast<StateIndex>(all.size());
    State state;
    state.name = entry.key.text();
    state.path = at(parent) == 0 ? state.name : all[at(parent)].path + "." + state.name;
    state.parent = parent;
    state.depth = static_cast<std::uint16_t>(all[at(parent)].depth + 1);
    state.type = type_of(draft, entry.value);
    state.place = entry.key.span();
    all.push_back(std::move(state));
    all[at(parent)].children.push_back(index);
    draft.state_paths.push_back(all.back().path);
    draft.state_nodes.push_back(entry.value);
    const auto children = entry.value.is_map() ? entry.value.find("states") : std::nullopt;
    if (children && draft.reader.is_map(*children, "`states`"))
      collect(draft, *children, index);
    else if (children)
      lose_states(draft);
    all[at(index)].last_descendant = static_cast<StateIndex>(all.size() - 1);
  }
}

void add_event(Draft& draft, const yaml::Node& key) {
  auto& events = draft.workflow.events;
  if (!draft.reader.is_name(key, "an event")) {
    draft.lost.insert("event");
    return;
  }
  if (std::find(events.begin(), events.end(), key.text()) == events.end()) events.push_back(key.text());
}

// Names that stand for one state: its path, and its name where no other state has it.
std::vector<std::string> unambiguous_names(const Workflow& workflow) {
  std::vector<std::string> names;
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    const auto same = std::count_if(workflow.states.begin() + 1, workflow.states.end(),
                                    [&](const State& other) { return other.name == state.name; });
    if (same == 1 && state.name != state.path) names.push_back(state.name);
    names.push_back(state.path);
  }
  return names;
}

}  // namespace

void collect_states(Draft& draft, const yaml::Node& root) {
  State whole;
  whole.type = StateType::compound;
  whole.place = root.span();
  draft.workflow.states.push_back(std::move(whole));
  draft.state_paths.emplace_back();
  draft.state_nodes.push_back(root);
  const auto states = root.find("states");
  if (!states) {
    draft.reader.report(root.error("missing-key", "a workflow needs `states`"));
    lose_states(draft);
  } else if (!states->is_map()) {
    draft.reader.is_map(*states, "`states`");
    lose_states(draft);
  } else {
    collect(draft, *states, StateIndex{0});
    if (draft.workflow.states.size() == 1) draft.reader.report(states->error("no-states", "`states` holds no state"));
  }
  draft.workflow.states.front().last_descendant = static_cast<StateIndex>(draft.workflow.states.size() - 1);
  draft.names.states = unambiguous_names(draft.workflow);
}

void collect_events(Draft& draft, const yaml::Node& root) {
  const auto open = root.find("open");
  if (open && draft.reader.is_map(*open, "`open`")) {
    for (const auto& entry : open->entries()) add_event(draft, entry.key);
  } else if (open) {
    draft.lost.insert("event");
  }
  if (!open) draft.workflow.events.emplace_back("open");
  for (const auto& node : draft.state_nodes) {
    const auto on = node.is_map() ? node.find("on") : std::nullopt;
    if (!on) continue;
    if (!draft.reader.is_map(*on, "`on`")) {
      draft.lost.insert("event");
      continue;
    }
    for (const auto& entry : on->entries()) {
      if (entry.key.text() != "*" && !entry.key.text().starts_with(kDonePrefix)) add_event(draft, entry.key);
    }
  }
  draft.names.events = draft.workflow.events;
}

void collect_clocks(Draft& draft, const yaml::Node& root) {
  const auto sla = root.find("sla");
  const bool is_map = sla && draft.reader.is_map(*sla, "`sla`");
  if (sla && !is_map) draft.lost.insert("clock");
  for (const auto& entry : is_map ? sla->entries() : std::vector<yaml::Node::Entry>{}) {
    if (draft.reader.is_name(entry.key, "a clock"))
      draft.names.clocks.push_back(entry.key.text());
    else
      draft.lost.insert("clock");
  }
}

void note_lost_names(Draft& draft) {
  draft.names.are_states_lost = draft.is_lost("state");
  draft.names.are_events_lost = draft.is_lost("event");
  draft.names.are_clocks_lost = draft.is_lost("clock");
}

}  // namespace docket
