// What states do: entry and exit, transitions, `after`, `onDone`.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include "base/text.hpp"
#include "model/draft.hpp"
#include "model/transitions_reader.hpp"

namespace docket {
namespace {

const std::vector<Input> kNoInputs;

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
  if (const auto target = read_state(draft, *initial, index, false)) {
    if (draft.workflow.is_descendant(*target, index)) {
      draft.workflow.states[at(index)].initial = {*target};
    } else {
      draft.reader.report(initial->error("initial-outside", "`initial` must be a state inside this one"));
    }
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
  for (const auto& entry : always.entries()) {
    if (!draft.reader.is_name(entry.key, "a row")) continue;
    const auto transition = read_silent_transition(draft, entry.value, index, Trigger::always, entry.key.text());
    if (transition) draft.workflow.states[at(index)].transitions.push_back(*transition);
  }
}

bool is_zero(const Budget& budget) {
  const auto* open = std::get_if<Budget::Open>(&budget.kind());
  const auto* wall = std::get_if<Budget::Wall>(&budget.kind());
  return (open && open->length.length().count() == 0) || (wall && wall->length.count() == 0);
}

void read_after(Draft& draft, const yaml::Node& after, StateIndex index) {
  if (!draft.reader.is_map(after, "`after`")) return;
  for (const auto& entry : after.entries()) {
    if (!draft.reader.is_name(entry.key, "a deadline") || !draft.reader.is_map(entry.value, "a deadline of `after`"))
      continue;
    const auto in = entry.value.find("in");
    if (!in) {
      draft.reader.report(
          entry.key.error("missing-key", backticked(entry.key.text()) + " needs `in`", "e.g. `in: 3 workdays`"));
      continue;
    }
    const auto delay = read_limit(draft, *in, "`in`");
    if (delay && is_zero(*delay))
      draft.reader.report(in->error("zero-delay", "a deadline needs a time above zero", "use `always`"));
    const auto calendar = read_calendar(draft, entry.value.find("calendar"));
    const auto transition = read_silent_transition(draft, entry.value, index, Trigger::after, entry.key.text());
    if (delay && transition)
      draft.workflow.states[at(index)].afters.push_back({entry.key.text(), *delay, calendar, *transition});
  }
}

void read_state_body(Draft& draft, const yaml::Node& node, StateIndex index) {
  if (!node.is_map()) return;
  if (at(index) != 0) {
    draft.reader.check_keys(
        node, {"title", "type", "initial", "states", "on", "always", "after", "entry", "exit", "onDone"}, "a state");
    if (const auto title = node.find("title"))
      draft.workflow.states[at(index)].title = draft.reader.localized(*title, "`title`");
    read_entry_and_exit(draft, node, index);
  }
  read_initial(draft, node, index);
  if (at(index) == 0) return;
  if (const auto on = node.find("on"); on && on->is_map()) {
    for (const auto& entry : on->entries()) read_event_transition(draft, entry.key, entry.value, index, Trigger::event);
  }
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
    SetFields copies;
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
      if (branch.targets.empty()) branch.targets = draft.workflow.states.front().initial;
    }
  }
}

}  // namespace

void read_states(Draft& draft, const yaml::Node& root) {
  // Initial states first: histories that are mentioned on the way take theirs from there.
  const auto count = draft.state_nodes.size();
  for (std::size_t i = 0; i < count; ++i) read_state_body(draft, draft.state_nodes[i], static_cast<StateIndex>(i));
  read_openings(draft, root);
  for (auto& state : draft.workflow.states) {
    const bool is_history = state.type == StateType::history_deep || state.type == StateType::history_shallow;
    if (!is_history) continue;
    const auto& parent = draft.workflow.state(state.parent);
    state.initial = parent.type == StateType::parallel ? parent.children : parent.initial;
  }
}

}  // namespace docket
