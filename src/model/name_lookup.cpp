// Names in rules, turned into indices; each one that does not exist is reported with the nearest.
// Tested by tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "model/draft.hpp"

namespace docket {
namespace {

constexpr std::string_view kDeep = ".history";
constexpr std::string_view kShallow = ".history_shallow";

std::vector<StateIndex> states_called(const Draft& draft, std::string_view name) {
  std::vector<StateIndex> found;
  for (std::size_t i = 1; i < draft.state_paths.size(); ++i) {
    const auto& path = draft.state_paths[i];
    if (path == name) return {static_cast<StateIndex>(i)};
    if (path.size() > name.size() && path.ends_with(name) && path[path.size() - name.size() - 1] == '.')
      found.push_back(static_cast<StateIndex>(i));
  }
  return found;
}

// Of several states of one name, the one nearest to where it is mentioned: a child, then a sibling.
std::optional<StateIndex> nearest_to(const Workflow& workflow, const std::vector<StateIndex>& states, StateIndex from) {
  for (const auto parent : {from, workflow.state(from).parent}) {
    const auto place = std::find_if(states.begin(), states.end(),
                                    [&](StateIndex state) { return workflow.state(state).parent == parent; });
    if (place != states.end()) return *place;
  }
  return std::nullopt;
}

void report_ambiguous(Draft& draft, const yaml::Node& node, std::string_view name,
                      const std::vector<StateIndex>& states) {
  std::vector<std::string> paths;
  for (const auto state : states) paths.push_back(draft.state_paths[at(state)]);
  draft.reader.report(node.error("ambiguous-state", "several states are called " + backticked(name),
                                 "write the path: " + listed(paths)));
}

}  // namespace

std::optional<std::size_t> Draft::known(const yaml::Node& node, const std::vector<std::string>& candidates,
                                        std::string_view what) {
  if (!node.is_scalar() || !is_lost(what)) return reader.known(node, candidates, what);
  const auto place = std::find(candidates.begin(), candidates.end(), node.text());
  if (place == candidates.end()) return std::nullopt;
  return static_cast<std::size_t>(place - candidates.begin());
}

// The first mention makes one, behind all states.
StateIndex history_of(Workflow& workflow, StateIndex parent, bool is_deep) {
  auto& known = is_deep ? workflow.states[at(parent)].deep_history : workflow.states[at(parent)].shallow_history;
  if (known) return *known;
  State history;
  history.name = is_deep ? "history" : "history_shallow";
  history.path = workflow.state(parent).path + "." + history.name;
  history.type = is_deep ? StateType::history_deep : StateType::history_shallow;
  history.parent = parent;
  history.depth = static_cast<std::uint16_t>(workflow.state(parent).depth + 1);
  const auto& owner = workflow.state(parent);
  history.initial = owner.type == StateType::parallel ? owner.children : owner.initial;
  history.place = owner.place;
  const auto index = static_cast<StateIndex>(workflow.states.size());
  known = index;
  workflow.states.push_back(std::move(history));
  workflow.states.back().last_descendant = index;
  return index;
}

std::optional<StateIndex> read_state(Draft& draft, const yaml::Node& node, StateIndex from, bool allows_history) {
  if (!draft.reader.is_scalar(node, "a state")) return std::nullopt;
  return find_state(draft, node, node.text(), from, allows_history);
}

std::optional<StateIndex> find_state(Draft& draft, const yaml::Node& node, std::string_view name, StateIndex from,
                                     bool allows_history) {
  const bool is_shallow = allows_history && name.ends_with(kShallow);
  const bool is_deep = allows_history && name.ends_with(kDeep);
  if (is_shallow) name.remove_suffix(kShallow.size());
  if (is_deep) name.remove_suffix(kDeep.size());

  const auto states = states_called(draft, name);
  const auto found = states.size() == 1 ? std::optional(states.front()) : nearest_to(draft.workflow, states, from);
  if (!found && !states.empty()) {
    report_ambiguous(draft, node, name, states);
    return std::nullopt;
  }
  if (!found) {
    if (draft.is_lost("state")) return std::nullopt;
    draft.reader.report(node.error("unknown-state", "state " + backticked(name) + " does not exist",
                                   nearest_or_known(name, draft.names.states)));
    return std::nullopt;
  }
  if (!is_shallow && !is_deep) return found;
  if (draft.workflow.state(*found).children.empty()) {
    draft.reader.report(node.error("no-history", "state " + backticked(name) + " has no states inside, so no history"));
    return std::nullopt;
  }
  return history_of(draft.workflow, *found, is_deep);
}

std::optional<EventIndex> read_event(Draft& draft, const yaml::Node& node) {
  const auto index = draft.known(node, draft.workflow.events, "event");
  if (!index) return std::nullopt;
  return static_cast<EventIndex>(*index);
}

std::optional<ClockIndex> read_clock_name(Draft& draft, const yaml::Node& node) {
  const auto index = draft.known(node, draft.names.clocks, "clock");
  if (!index) return std::nullopt;
  return static_cast<ClockIndex>(*index);
}

std::optional<std::string> read_role(Draft& draft, const yaml::Node& node) {
  if (node.is_scalar() && draft.workflow.roles.empty() && !draft.is_lost("role")) {
    draft.reader.report(
        node.error("unknown-role", "role " + backticked(node.text()) + " does not exist", "declare it under `roles:`"));
    return std::nullopt;
  }
  if (!draft.known(node, draft.workflow.roles, "role")) return std::nullopt;
  return node.text();
}

CalendarIndex read_calendar(Draft& draft, const std::optional<yaml::Node>& node) {
  if (!node || !draft.reader.is_scalar(*node, "a calendar")) return CalendarIndex{0};
  auto& calendars = draft.workflow.calendars;
  for (std::size_t i = 0; i < calendars.size(); ++i) {
    if (calendars[i].name == node->text()) return static_cast<CalendarIndex>(i);
  }
  const auto calendar = draft.calendars(node->text());
  if (!calendar) {
    draft.reader.report(node->error("unknown-calendar", "calendar " + backticked(node->text()) + " does not exist",
                                    nearest_or_known(node->text(), draft.calendar_names)));
    return CalendarIndex{0};
  }
  calendars.push_back({node->text(), *calendar});
  return static_cast<CalendarIndex>(calendars.size() - 1);
}

}  // namespace docket
