// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include "model/transitions_reader.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "model/origin.hpp"

namespace docket {
namespace {

// --- Inputs ----------------------------------------------------------------------------------------

std::optional<Type> type_of_field(const Workflow& workflow, const std::string& name, LocalizedText& title) {
  for (const auto& field : workflow.fields) {
    if (field.name != name) continue;
    title = field.title;
    return field.type;
  }
  return std::nullopt;
}

std::vector<std::string> field_names(const Workflow& workflow) {
  std::vector<std::string> names;
  for (const auto& field : workflow.fields) names.push_back(field.name);
  return names;
}

// `severity: required`: the type is the record field's.
std::optional<Input> input_by_word(Draft& draft, const yaml::Node& key, const yaml::Node& word) {
  const auto presence = draft.reader.word(word, {"required", "optional"}, "an input");
  if (!presence) return std::nullopt;
  Input input{.name = key.text(), .title = {}, .type = {}, .is_required = *presence == 0};
  const auto type = type_of_field(draft.workflow, input.name, input.title);
  if (!type && draft.is_lost("field")) return input;
  if (!type) {
    const auto names = field_names(draft.workflow);
    draft.reader.report(
        key.error("untyped-input", "the record has no field " + backticked(input.name) + " to take the type from",
                  did_you_mean(input.name, names, "give it a type: `" + input.name + ": { type: string }`")));
    return std::nullopt;
  }
  input.type = *type;
  return input;
}

std::optional<Input> read_input(Draft& draft, const yaml::Node& key, const yaml::Node& value) {
  if (!draft.reader.is_name(key, "an input")) return std::nullopt;
  if (value.is_scalar() && (value.text() == "required" || value.text() == "optional"))
    return input_by_word(draft, key, value);
  Input input{.name = key.text(), .title = {}, .type = {}, .is_required = true};
  if (value.is_null()) {
    draft.reader.report(key.error("untyped-input", "the input " + backticked(key.text()) + " has no type",
                                  "write `required`, `optional` or a type"));
    return std::nullopt;
  }
  if (value.is_scalar() && !is_type_name(value.text())) {
    draft.reader.report(value.error(
        "unknown-word", "an input must be `required`, `optional` or a type, not " + backticked(value.text()),
        did_you_mean(value.text(), std::vector<std::string>{"required", "optional", "string"},
                     "types are " + listed(type_names()))));
    return std::nullopt;
  }
  if (value.is_map() && !value.find("type")) {
    draft.reader.report(key.error("untyped-input", "the input " + backticked(key.text()) + " has no type",
                                  "add `type: string` or another type"));
    return std::nullopt;
  }
  auto type = read_type(draft, value, &input.title);
  if (!type) return std::nullopt;
  input.type = std::move(*type);
  const auto required = value.is_map() ? value.find("required") : std::nullopt;
  if (required) input.is_required = draft.reader.boolean(*required, "`required`").value_or(true);
  return input;
}

std::vector<Input> read_inputs(Draft& draft, const yaml::Node& node) {
  std::vector<Input> inputs;
  const auto value = node.find("input");
  if (!value) return inputs;
  if (!draft.reader.is_map(*value, "`input`")) {
    draft.lost.insert("input");
    return inputs;
  }
  for (const auto& entry : value->entries()) {
    auto input = read_input(draft, entry.key, entry.value);
    // One with a mistake may be of any type.
    if (!input) input = Input{.name = entry.key.text(), .title = {}, .type = {}, .is_required = false};
    input->place = entry.key.span();
    input->overlay = overlay_of(draft, entry.value);
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

// --- Rules and rows ----------------------------------------------------------------------------------

std::vector<Requirement> read_requirements(Draft& draft, const yaml::Node& node, const Schema& schema) {
  std::vector<Requirement> requirements;
  const auto value = node.find("require");
  if (!value) return requirements;
  std::vector<std::string> names;
  for (const auto& [name, guard] : draft.guards) names.push_back(name);
  for (const auto& name : draft.reader.one_or_more(*value, "`require`")) {
    draft.required.insert(name.text());
    if (!draft.known(name, names, "guard")) continue;
    const auto& guard = draft.guards.at(name.text());
    if (!guard.is_map()) continue;  // reported where it is defined
    const auto check = guard.find("check");
    const auto message = guard.find("message");
    if (!check) continue;  // reported where the guard is defined
    auto expression = read_expression(draft, *check, schema, Type::boolean(), {}, "a guard");
    if (!expression) continue;
    auto overlay = overlay_of(draft, name);
    if (overlay.empty()) overlay = overlay_of(draft, guard);
    requirements.push_back({name.text(), message ? draft.reader.localized(*message, "`message`") : LocalizedText{},
                            std::move(*expression), check->span(), std::move(overlay)});
  }
  return requirements;
}

// They lie in two regions of one parallel state.  A history stands for what is inside its state.
bool can_be_active_together(const Workflow& workflow, StateIndex one, StateIndex other) {
  for (auto* state : {&one, &other}) {
    const auto type = workflow.state(*state).type;
    if (type == StateType::history_deep || type == StateType::history_shallow) *state = workflow.state(*state).parent;
  }
  if (one == other || workflow.is_descendant(one, other) || workflow.is_descendant(other, one)) return false;
  auto common = workflow.state(one).parent;
  while (common != StateIndex{0} && !workflow.is_descendant(other, common)) common = workflow.state(common).parent;
  return workflow.state(common).type == StateType::parallel;
}

std::vector<StateIndex> read_targets(Draft& draft, const yaml::Node& node, StateIndex source) {
  const auto value = node.find("target");
  if (!value) return {};
  if (value->is_sequence() && value->size() == 0)
    draft.reader.report(
        value->error("no-target", "`target` names no state", "leave `target` out when the case stays where it is"));
  return read_states_together(draft, *value, source, true);
}

// `set:` first, then `do:`.
Actions read_acts(Draft& draft, const yaml::Node& node, const Schema& schema, const std::vector<Input>& inputs,
                  StateIndex source) {
  Actions actions;
  if (const auto set = node.find("set")) {
    if (auto action = read_set(draft, *set, schema, inputs)) actions.push_back(std::move(*action));
  }
  if (const auto acts = node.find("do")) {
    for (auto& action : read_actions(draft, *acts, schema, inputs, source)) actions.push_back(std::move(action));
  }
  return actions;
}

Forbidden forbidden_for(Trigger trigger) {
  switch (trigger) {
    case Trigger::open:
    case Trigger::event:
    case Trigger::any_event: return {};
    case Trigger::always: return {.present = true, .event = true};
    case Trigger::after:
    case Trigger::done: return {.present = false, .event = true};
  }
  return {};
}

void read_choice(Draft& draft, const yaml::Node& choose, Transition& transition, const Schema& schema,
                 bool is_internal) {
  if (!draft.reader.is_map(choose, "`choose`")) return;
  if (!draft.reader.are_rows_named(choose, {"when", "target", "set", "do"}, "`choose`",
                                   "give the row a name: `choose: { major: { when: …, target: … } }`"))
    return;
  transition.has_choice = true;
  transition.overlay = overlay_of(draft, choose);
  bool takes_everything = false;  // the row before
  for (const auto& entry : choose.entries()) {
    if (!draft.reader.is_name(entry.key, "a row") || !draft.reader.is_map(entry.value, "a row of `choose`")) continue;
    draft.reader.check_keys(entry.value, {"when", "target", "set", "do", "type"}, "a row of `choose`");
    Branch branch{.name = entry.key.text(), .is_internal = reads_internal(draft, entry.value, is_internal)};
    branch.place = entry.key.span();
    if (const auto when = entry.value.find("when"))
      branch.when = read_expression(draft, *when, schema, Type::boolean(), forbidden_for(transition.trigger), "`when`");
    branch.targets = read_targets(draft, entry.value, transition.source);
    branch.actions = read_acts(draft, entry.value, schema, transition.inputs, transition.source);
    check_internal(draft, entry.value, transition, {&branch, 1});
    if (std::exchange(takes_everything, !entry.value.find("when")))
      draft.reader.report(entry.key.error("unreachable-row",
                                          "the row " + backticked(entry.key.text()) + " is never reached",
                                          "the row before it has no `when` and takes everything"));
    transition.branches.push_back(std::move(branch));
  }
  if (choose.entries().empty()) draft.reader.report(choose.error("no-rows", "`choose` needs at least one row"));
}

// What all kinds of transitions share.
void read_body(Draft& draft, const yaml::Node& node, Transition& transition, const Schema& schema) {
  if (const auto title = node.find("title")) transition.title = draft.reader.localized(*title, "`title`");
  const bool is_internal = reads_internal(draft, node, false);
  if (const auto when = node.find("when"))
    transition.when =
        read_expression(draft, *when, schema, Type::boolean(), forbidden_for(transition.trigger), "`when`");
  transition.actions = read_acts(draft, node, schema, transition.inputs, transition.source);
  const auto choose = node.find("choose");
  if (!choose) {
    transition.branches.push_back(
        {.name = {}, .when = {}, .targets = read_targets(draft, node, transition.source), .is_internal = is_internal});
    check_internal(draft, node, transition, transition.branches);
    return;
  }
  if (const auto target = node.find("target"))
    draft.reader.report(
        target->error("target-and-choose", "`target` and `choose` exclude each other", "put the target into the rows"));
  read_choice(draft, *choose, transition, schema, is_internal);
  check_internal(draft, node, transition, transition.branches);
  if (transition.branches.empty()) transition.branches.emplace_back();
}

TransitionIndex add(Draft& draft, Transition transition) {
  const auto index = static_cast<TransitionIndex>(draft.workflow.transitions.size());
  draft.workflow.transitions.push_back(std::move(transition));
  return index;
}

// `close: archived` is short for `close: { target: archived }`.
void read_short_form(Draft& draft, const yaml::Node& value, Transition& transition) {
  Branch branch;
  if (value.is_scalar()) {
    if (const auto state = read_state(draft, value, transition.source, true)) branch.targets.push_back(*state);
  } else if (value.is_sequence()) {
    draft.reader.report(
        value.error("wrong-type", "a transition must be a map or a state, not a list", "use `choose` with named rows"));
  }
  transition.branches.push_back(std::move(branch));
}

}  // namespace

std::vector<StateIndex> read_states_together(Draft& draft, const yaml::Node& node, StateIndex from,
                                             bool allows_history) {
  std::vector<StateIndex> states;
  for (const auto& name : draft.reader.one_or_more(node, "the states")) {
    const auto state = read_state(draft, name, from, allows_history);
    if (!state) continue;
    for (const auto earlier : states) {
      if (!can_be_active_together(draft.workflow, earlier, *state))
        draft.reader.report(name.error("impossible-target",
                                       "a case cannot be in " + backticked(draft.workflow.state(earlier).path) +
                                           " and in " + backticked(draft.workflow.state(*state).path) + " at once",
                                       "only regions of one parallel state are active together"));
    }
    states.push_back(*state);
  }
  return states;
}

std::optional<StateIndex> read_ended_state(Draft& draft, const yaml::Node& key, StateIndex from) {
  const auto name = std::string_view(key.text()).substr(kDonePrefix.size());
  const auto state = find_state(draft, key, name, from, false);
  if (!state || !draft.workflow.state(*state).children.empty()) return state;
  draft.reader.report(key.error("no-done-here", "state " + backticked(name) + " has no states inside, so no end",
                                "`done.` goes before a state with states inside"));
  return std::nullopt;
}

void read_event_transition(Draft& draft, const yaml::Node& key, const yaml::Node& value, StateIndex source,
                           Trigger trigger) {
  auto& workflow = draft.workflow;
  Transition transition{
      .source = source, .trigger = key.text() == "*" ? Trigger::any_event : trigger, .place = key.span()};
  if (const auto event = workflow.find_event(key.text()))
    transition.event = *event;
  else if (transition.trigger != Trigger::any_event)
    return;  // a bad name, already reported
  if (!value.is_map()) {
    read_short_form(draft, value, transition);
  } else {
    draft.reader.check_keys(value, {"title", "by", "input", "require", "when", "set", "do", "choose", "target", "type"},
                            "a transition");
    if (const auto by = value.find("by")) {
      if (by->is_sequence() && by->size() == 0)
        draft.reader.report(by->error("no-roles", "`by` names nobody", "leave `by` out when anybody may"));
      for (const auto& role : draft.reader.one_or_more(*by, "`by`")) {
        if (auto name = read_role(draft, role)) transition.roles.push_back(std::move(*name));
      }
      transition.by_place = by->span();
      transition.by_overlay = overlay_of(draft, *by);
    }
    transition.inputs = read_inputs(draft, value);
    const auto schema = schema_with_inputs(draft, transition.inputs);
    transition.requirements = read_requirements(draft, value, schema);
    read_body(draft, value, transition, schema);
    draft.lost.erase("input");
  }
  const auto index = add(draft, std::move(transition));
  if (trigger == Trigger::open)
    workflow.openings.push_back(index);
  else
    workflow.states[at(source)].transitions.push_back(index);
}

std::optional<TransitionIndex> read_silent_transition(Draft& draft, const yaml::Node& value, StateIndex source,
                                                      Trigger trigger, const std::string& name) {
  Transition transition{.source = source, .trigger = trigger, .ended = source, .name = name, .place = value.span()};
  if (!value.is_map()) {
    read_short_form(draft, value, transition);
    return add(draft, std::move(transition));
  }
  for (const auto& entry : value.entries()) {
    const auto& key = entry.key.text();
    if (key == "by" || key == "input" || key == "require")
      draft.reader.report(entry.key.error(
          "no-event-here", backticked(key) + " makes no sense here: no person's event stands behind this transition",
          "use `when`"));
  }
  if (trigger == Trigger::after) {
    draft.reader.check_keys(
        value, {"title", "in", "calendar", "when", "set", "do", "choose", "target", "type", "by", "input", "require"},
        "`after`");
  } else {
    draft.reader.check_keys(value, {"title", "when", "set", "do", "choose", "target", "type", "by", "input", "require"},
                            trigger == Trigger::always ? "`always`" : backticked(name));
  }
  read_body(draft, value, transition, schema_without_event(draft));
  return add(draft, std::move(transition));
}

void check_raised_events(Draft& draft) {
  auto& workflow = draft.workflow;
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger != Trigger::event) continue;
    const bool is_raised = std::find(draft.raised.begin(), draft.raised.end(), transition.event) != draft.raised.end();
    if (!is_raised || (transition.roles.empty() && transition.inputs.empty() && transition.requirements.empty()))
      continue;
    draft.reader.report(draft.state_nodes.front().error_at(
        transition.place, "no-event-here",
        "`by`, `input` and `require` make no sense on " + backticked(workflow.events[at(transition.event)]) +
            ": it is raised or sent from inside",
        "use `when`, or give the event from inside a name of its own"));
  }
}

}  // namespace docket
