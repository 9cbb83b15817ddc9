// What states do: entry and exit, transitions, `after`, `onDone`.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "model/draft.hpp"
#include "model/no_length.hpp"
#include "model/transitions_reader.hpp"

namespace docket {
namespace {

const std::vector<Input> kNoInputs;

// Where a state begins, and what is done on the way.
struct Beginning {
  std::vector<StateIndex> states;
  Actions actions;
};

// A state, several, or a map of `target` and `do`.
Beginning read_beginning(Draft& draft, const yaml::Node& node, StateIndex index, const std::string& what,
                         bool allows_history) {
  Beginning beginning;
  auto target = std::optional(node);
  if (node.is_map()) {
    draft.reader.check_keys(node, {"target", "do"}, what);
    target = node.find("target");
    if (!target) draft.reader.report(node.error("missing-key", what + " needs `target`"));
    if (const auto acts = node.find("do"))
      beginning.actions = read_actions(draft, *acts, schema_without_event(draft), kNoInputs, index);
  }
  if (target) beginning.states = read_states_together(draft, *target, index, allows_history);
  const auto& workflow = draft.workflow;
  const bool is_inside = std::all_of(beginning.states.begin(), beginning.states.end(), [&](StateIndex state) {
    return workflow.is_descendant(state, index) || workflow.state(state).parent == index ||
           workflow.is_descendant(workflow.state(state).parent, index);
  });
  if (!is_inside) draft.reader.report(target->error("initial-outside", what + " must be a state inside this one"));
  return beginning;
}

void read_initial(Draft& draft, const yaml::Node& node, StateIndex index) {
  auto& state = draft.workflow.states[at(index)];
  const auto initial = node.find("initial");
  if (state.type != StateType::compound) {
    if (initial)
      draft.reader.report(
          initial->error("no-initial-here", "only a state with states inside, one at a time, has an `initial`"));
    return;
  }
  if (state.children.empty()) return;
  if (!initial) {
    state.initial = {state.children.front()};  // SCXML: the first in document order
    return;
  }
  auto beginning = read_beginning(draft, *initial, index, "`initial`", true);
  draft.workflow.states[at(index)].initial = std::move(beginning.states);
  draft.workflow.states[at(index)].initial_actions = std::move(beginning.actions);
}

// `history:` and `history_shallow:`: what they mean while the case was never inside.
void read_histories(Draft& draft, const yaml::Node& node, StateIndex index) {
  for (const bool is_deep : {true, false}) {
    const auto* const key = is_deep ? "history" : "history_shallow";
    const auto value = node.find(key);
    if (!value) continue;
    if (draft.workflow.state(index).children.empty()) {
      draft.reader.report(value->error("no-history", "a state with no states inside has no history"));
      continue;
    }
    auto beginning = read_beginning(draft, *value, index, backticked(key), false);
    const auto history = history_of(draft.workflow, index, is_deep);
    draft.declared_histories.insert(history);
    draft.workflow.states[at(history)].initial = std::move(beginning.states);
    draft.workflow.states[at(history)].initial_actions = std::move(beginning.actions);
  }
}

bool is_history(const State& state) {
  return state.type == StateType::history_deep || state.type == StateType::history_shallow;
}

// What no `history:` says otherwise means the state's own beginning, with what is done there, which must then not be
// that history.
void complete_histories(Draft& draft) {
  auto& workflow = draft.workflow;
  for (auto& state : workflow.states) {
    const auto index = static_cast<StateIndex>(&state - workflow.states.data());
    if (!is_history(state) || draft.declared_histories.contains(index)) continue;
    const auto& parent = workflow.state(state.parent);
    state.initial = parent.type == StateType::parallel ? parent.children : parent.initial;
    state.initial_actions = parent.initial_actions;
    if (std::find(state.initial.begin(), state.initial.end(), index) == state.initial.end()) continue;
    draft.reader.report(draft.state_nodes[at(state.parent)].find("initial").value().error(
        "circular-history", backticked(parent.path) + " begins in its own history, which begins there",
        "say where it begins the first time: `" + state.name + ": <state>`"));
  }
}

void read_entry_and_exit(Draft& draft, const yaml::Node& node, StateIndex index) {
  const auto schema = schema_without_event(draft);
  if (const auto entry = node.find("entry")) {
    auto actions = read_actions(draft, *entry, schema, kNoInputs, index);
    draft.workflow.states[at(index)].entry = std::move(actions);
  }
  if (const auto exit = node.find("exit")) {
    auto actions = read_actions(draft, *exit, schema, kNoInputs, index);
    draft.workflow.states[at(index)].exit = std::move(actions);
  }
}

void read_always(Draft& draft, const yaml::Node& always, StateIndex index) {
  if (!draft.reader.is_map(always, "`always`")) return;
  if (!draft.reader.are_rows_named(always, {"when", "do", "set", "choose"}, "`always`",
                                   "give the row a name: `always: { at_once: { when: …, target: … } }`"))
    return;
  for (const auto& entry : always.entries()) {
    if (!draft.reader.is_name(entry.key, "a row")) continue;
    const auto transition = read_silent_transition(draft, entry.value, index, Trigger::always, entry.key.text());
    if (transition) draft.workflow.states[at(index)].transitions.push_back(*transition);
  }
}

// A deadline of no time is told how to do without one.
bool is_at_once(Draft& draft, const yaml::Node& in) {
  if (!is_no_length(in)) return false;
  draft.reader.report(in.error("zero-delay", "a deadline needs a time above zero", "use `always`"));
  return true;
}

void read_after(Draft& draft, const yaml::Node& after, StateIndex index) {
  if (!draft.reader.is_map(after, "`after`")) return;
  if (!draft.reader.are_rows_named(after, {"in", "target", "when", "do", "set", "choose"}, "`after`",
                                   "give the deadline a name: `after: { no_answer: { in: 2h, target: … } }`"))
    return;
  for (const auto& entry : after.entries()) {
    if (!draft.reader.is_name(entry.key, "a deadline") || !draft.reader.is_map(entry.value, "a deadline of `after`"))
      continue;
    const auto in = entry.value.find("in");
    if (!in) {
      draft.reader.report(
          entry.key.error("missing-key", backticked(entry.key.text()) + " needs `in`", "e.g. `in: 3 workdays`"));
      continue;
    }
    const auto delay = is_at_once(draft, *in) ? std::nullopt : read_limit(draft, *in, "`in`");
    const auto calendar = read_calendar(draft, entry.value.find("calendar"));
    const auto transition = read_silent_transition(draft, entry.value, index, Trigger::after, entry.key.text());
    if (delay && transition)
      draft.workflow.states[at(index)].afters.push_back({entry.key.text(), *delay, calendar, *transition});
  }
}

void read_on(Draft& draft, const yaml::Node& on, StateIndex index) {
  for (const auto& entry : on.entries()) {
    if (!entry.key.text().starts_with(kDonePrefix)) {
      read_event_transition(draft, entry.key, entry.value, index, Trigger::event);
      continue;
    }
    const auto ended = read_ended_state(draft, entry.key, index);
    const auto transition = read_silent_transition(draft, entry.value, index, Trigger::done, entry.key.text());
    if (!ended || !transition) continue;
    draft.workflow.transitions[at(*transition)].ended = *ended;
    draft.workflow.states[at(index)].transitions.push_back(*transition);
  }
}

void read_state_body(Draft& draft, const yaml::Node& node, StateIndex index) {
  if (!node.is_map()) return;
  if (at(index) != 0) {
    draft.reader.check_keys(node,
                            {"title", "type", "initial", "states", "on", "always", "after", "entry", "exit", "onDone",
                             "history", "history_shallow"},
                            "a state");
    if (const auto title = node.find("title"))
      draft.workflow.states[at(index)].title = draft.reader.localized(*title, "`title`");
    read_entry_and_exit(draft, node, index);
  }
  read_initial(draft, node, index);
  if (at(index) == 0) return;
  read_histories(draft, node, index);
  if (const auto on = node.find("on"); on && on->is_map()) read_on(draft, *on, index);
  if (const auto always = node.find("always")) read_always(draft, *always, index);
  if (const auto after = node.find("after")) read_after(draft, *after, index);
  if (const auto done = node.find("onDone")) {
    const auto type = draft.workflow.state(index).type;
    if (type != StateType::compound && type != StateType::parallel)
      draft.reader.report(done->error("no-done-here", "`onDone` belongs to a state with states inside"));
    const auto transition = read_silent_transition(draft, *done, index, Trigger::done, "onDone");
    if (transition) draft.workflow.states[at(index)].transitions.push_back(*transition);
  }
}

// Without `open:` a case is opened by anybody with `open`, which sets the fields it brings.
void read_openings(Draft& draft, const yaml::Node& root) {
  const auto open = root.find("open");
  if (open) {
    if (!open->is_map()) return;
    for (const auto& entry : open->entries())
      read_event_transition(draft, entry.key, entry.value, StateIndex{0}, Trigger::open);
    if (open->entries().empty()) draft.reader.report(open->error("no-opening", "`open` needs at least one event"));
  } else {
    Transition transition{
        .source = StateIndex{0}, .trigger = Trigger::open, .event = EventIndex{0}, .place = root.span()};
    SetFields copies{.assignments = {}, .is_plain = true};
    for (std::size_t i = 0; i < draft.workflow.fields.size(); ++i) {
      const auto& field = draft.workflow.fields[i];
      transition.inputs.push_back({field.name, field.title, field.type, false});
      copies.assignments.push_back({.field = static_cast<FieldIndex>(i), .value = {}, .input = i});
    }
    transition.actions.push_back({std::move(copies), root.span()});
    transition.branches.emplace_back();
    draft.workflow.openings.push_back(static_cast<TransitionIndex>(draft.workflow.transitions.size()));
    draft.workflow.transitions.push_back(std::move(transition));
  }
  // A case begins in the chart's initial state unless its opening event says otherwise.
  for (const auto index : draft.workflow.openings) {
    for (auto& branch : draft.workflow.transitions[at(index)].branches) {
      if (!branch.targets.empty()) continue;
      const auto& whole = draft.workflow.states.front();
      branch.targets = whole.initial;
      branch.actions.insert(branch.actions.end(), whole.initial_actions.begin(), whole.initial_actions.end());
    }
  }
}

}  // namespace

void read_states(Draft& draft, const yaml::Node& root) {
  // Initial states first: histories that are mentioned on the way take theirs from there.
  const auto count = draft.state_nodes.size();
  for (std::size_t i = 0; i < count; ++i) read_state_body(draft, draft.state_nodes[i], static_cast<StateIndex>(i));
  read_openings(draft, root);
  complete_histories(draft);
}

}  // namespace docket
