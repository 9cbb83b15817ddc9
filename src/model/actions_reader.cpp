// `do:`, `entry:`, `exit:` and `set:`.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "expr/assigning.hpp"
#include "model/domain_functions.hpp"
#include "model/draft.hpp"

namespace docket {
namespace {

constexpr Forbidden kNothing{};

// Everything an action may need to know about its place.
struct Place {
  Draft& draft;
  const Schema& schema;
  const std::vector<Input>& inputs;
  StateIndex from;
};

std::optional<FieldIndex> read_field(Draft& draft, const yaml::Node& node) {
  std::vector<std::string> names;
  for (const auto& field : draft.workflow.fields) names.push_back(field.name);
  const auto index = draft.known(node, names, "field");
  if (!index) return std::nullopt;
  return static_cast<FieldIndex>(*index);
}

std::optional<Assignment> copy_of_input(Draft& draft, const yaml::Node& name, const std::vector<Input>& inputs) {
  const auto field = read_field(draft, name);
  if (!field && !draft.is_lost("field")) return std::nullopt;  // one message for one word
  std::vector<std::string> names;
  for (const auto& input : inputs) names.push_back(input.name);
  const auto input = draft.known(name, names, "input");
  if (!field || !input) return std::nullopt;
  const auto& wanted = draft.workflow.fields[static_cast<std::size_t>(*field)].type;
  if (!(inputs[*input].type == wanted) && !inputs[*input].type.is(Type::Kind::dyn)) {
    draft.reader.report(name.error("wrong-type", "the input " + backticked(name.text()) + " is " +
                                                     to_string(inputs[*input].type) + ", the field is " +
                                                     to_string(wanted)));
    return std::nullopt;
  }
  return Assignment{.field = *field, .value = {}, .input = *input};
}

// An error for rules of today; stored ones keep what they were stored with, and the engine refuses it when it happens.
void report_misfits(Draft& draft, const yaml::Node& node, const Expression& expression, const Field& field) {
  const auto conversion = converted_to(field) ? "record." + field.name : std::string();
  for (const auto& problem : expr::misfits(expression, {field.type, field.name, conversion, known_params(draft)}))
    draft.reader.report(
        node.since(2).error_within(problem.begin, problem.end, problem.code, problem.message, problem.hint));
}

// Always the same short value, which its field takes as it is.
bool is_plain_constant(const Expression& expression, const Field& field) {
  const auto* value = expression.constant();
  if (!value || value->is_shared()) return false;
  if (value->is_null()) return true;
  const auto typed = from_json(*value, field.type, field.name);
  return typed && identical(*typed, *value);
}

std::optional<Action> read_emit(const Place& place, const yaml::Node& node, const yaml::Node& value) {
  auto& draft = place.draft;
  draft.reader.check_keys(node, {"emit", "to", "data"}, "`emit`");
  if (!draft.reader.is_scalar(value, "`emit`") || !draft.reader.is_name(value, "an event")) return std::nullopt;
  std::vector<std::string> declared;
  for (const auto& [name, title] : draft.workflow.emits) declared.push_back(name);
  if (!declared.empty() && !draft.known(value, declared, "emitted event")) return std::nullopt;
  EmitEvent emit{.name = value.text(), .to = {}, .data = {}};
  if (const auto to = node.find("to")) emit.to = read_role(draft, *to).value_or("");
  const auto data = node.find("data");
  if (data && draft.reader.is_map(*data, "`data`")) {
    for (const auto& entry : data->entries()) {
      auto expression = read_expression(draft, entry.value, place.schema, Type::dyn(), kNothing, "`data`");
      if (expression) emit.data.emplace_back(entry.key.text(), std::move(*expression));
    }
  }
  return Action{std::move(emit), node.span()};
}

std::optional<Action> read_send(const Place& place, const yaml::Node& node, const yaml::Node& value) {
  auto& draft = place.draft;
  draft.reader.check_keys(node, {"send", "in", "id", "calendar"}, "`send`");
  const auto event = read_event(draft, value);
  if (!event) return std::nullopt;
  draft.raised.push_back(*event);
  SendEvent send{
      .event = *event, .id = value.text(), .delay = {}, .calendar = read_calendar(draft, node.find("calendar"))};
  if (const auto id = node.find("id")) send.id = draft.reader.text(*id, "`id`");
  draft.sent.insert(send.id);
  if (const auto in = node.find("in")) send.delay = read_limit(draft, *in, "`in`");
  return Action{std::move(send), node.span()};
}

std::optional<Action> read_if(const Place& place, const yaml::Node& node, const yaml::Node& value) {
  auto& draft = place.draft;
  draft.reader.check_keys(node, {"if", "then", "else"}, "`if`");
  auto condition = read_expression(draft, value, place.schema, Type::boolean(), kNothing, "`if`");
  Actions then, otherwise;
  if (const auto branch = node.find("then"))
    then = read_actions(draft, *branch, place.schema, place.inputs, place.from);
  else
    draft.reader.report(node.error("missing-key", "`if` needs `then`"));
  if (const auto branch = node.find("else"))
    otherwise = read_actions(draft, *branch, place.schema, place.inputs, place.from);
  if (!condition) return std::nullopt;
  return Action{Conditional{std::move(*condition), std::move(then), std::move(otherwise)}, node.span()};
}

std::optional<Action> read_raise(const Place& place, const yaml::Node& node, const yaml::Node& value) {
  place.draft.reader.check_keys(node, {"raise"}, "`raise`");
  const auto event = read_event(place.draft, value);
  if (!event) return std::nullopt;
  place.draft.raised.push_back(*event);
  return Action{RaiseEvent{*event}, node.span()};
}

std::optional<Action> read_clock_command(const Place& place, const yaml::Node& node, const yaml::Node& value,
                                         ClockCommand command) {
  Holder holder = Holder::other;
  if (command == ClockCommand::pause) {
    place.draft.reader.check_keys(node, {"pause", "holder"}, "`pause`");
    if (const auto word = node.find("holder")) holder = read_holder(place.draft, *word);
  } else {
    place.draft.reader.check_keys(node, {node.entries().front().key.text()}, "a clock's action");
  }
  const auto clock = read_clock_name(place.draft, value);
  if (!clock) return std::nullopt;
  if (command == ClockCommand::start || command == ClockCommand::restart) place.draft.started.insert(value.text());
  if (command == ClockCommand::stop) place.draft.stopped.insert(value.text());
  return Action{CommandClock{command, *clock, holder}, node.span()};
}

struct Command {
  std::string_view key;
  ClockCommand command;
};
constexpr Command kCommands[] = {{"start", ClockCommand::start},
                                 {"pause", ClockCommand::pause},
                                 {"resume", ClockCommand::resume},
                                 {"stop", ClockCommand::stop},
                                 {"restart", ClockCommand::restart}};

std::optional<Action> read_action(const Place& place, const yaml::Node& node) {
  auto& draft = place.draft;
  if (!draft.reader.is_map(node, "an action")) return std::nullopt;
  if (const auto value = node.find("set")) {
    draft.reader.check_keys(node, {"set"}, "`set`");
    return read_set(draft, *value, place.schema, place.inputs);
  }
  if (const auto value = node.find("emit")) return read_emit(place, node, *value);
  if (const auto value = node.find("raise")) return read_raise(place, node, *value);
  if (const auto value = node.find("send")) return read_send(place, node, *value);
  if (const auto value = node.find("if")) return read_if(place, node, *value);
  if (const auto value = node.find("cancel")) {
    draft.reader.check_keys(node, {"cancel"}, "`cancel`");
    draft.cancelled.push_back(*value);
    return Action{CancelSend{draft.reader.text(*value, "`cancel`")}, node.span()};
  }
  for (const auto& [key, command] : kCommands) {
    if (const auto value = node.find(key)) return read_clock_command(place, node, *value, command);
  }
  const std::vector<std::string> known = {"set",   "emit",  "raise",  "send", "cancel", "if",
                                          "start", "pause", "resume", "stop", "restart"};
  if (node.entries().empty()) {
    draft.reader.report(node.error("unknown-action", "there is no action here", "known are " + listed(known)));
    return std::nullopt;
  }
  const auto key = node.entries().front().key;
  draft.reader.report(
      key.error("unknown-action", "there is no action " + backticked(key.text()), nearest_or_known(key.text(), known)));
  return std::nullopt;
}

}  // namespace

std::optional<Action> read_set(Draft& draft, const yaml::Node& node, const Schema& schema,
                               const std::vector<Input>& inputs) {
  SetFields set;
  if (node.is_sequence()) {
    for (const auto& name : draft.reader.one_or_more(node, "`set`")) {
      if (auto assignment = copy_of_input(draft, name, inputs)) set.assignments.push_back(std::move(*assignment));
    }
    set.is_plain = true;
    return Action{std::move(set), node.span()};
  }
  if (!draft.reader.is_map(node, "`set`")) return std::nullopt;
  for (const auto& entry : node.entries()) {
    const auto field = read_field(draft, entry.key);
    if (entry.value.is_null()) {
      if (field) set.assignments.push_back({.field = *field, .value = {}, .input = {}});
      continue;
    }
    const auto wanted = field ? draft.workflow.fields[static_cast<std::size_t>(*field)].type : Type::dyn();
    auto value = read_expression(draft, entry.value, schema, wanted, kNothing, "`set`");
    if (field && value)
      report_misfits(draft, entry.value, *value, draft.workflow.fields[static_cast<std::size_t>(*field)]);
    if (field && value) set.assignments.push_back({.field = *field, .value = std::move(*value), .input = {}});
  }
  set.is_plain = std::all_of(set.assignments.begin(), set.assignments.end(), [&](const Assignment& each) {
    return !each.value || is_plain_constant(*each.value, draft.workflow.fields[static_cast<std::size_t>(each.field)]);
  });
  return Action{std::move(set), node.span()};
}

Actions read_actions(Draft& draft, const yaml::Node& node, const Schema& schema, const std::vector<Input>& inputs,
                     StateIndex from) {
  Actions actions;
  const Place place{draft, schema, inputs, from};
  const auto items = node.is_map() ? std::vector<yaml::Node>{node} : node.items();
  if (!node.is_map() && !node.is_sequence())
    draft.reader.report(node.error("wrong-type", "actions must be a list, such as `[{ emit: customer_told }]`"));
  for (const auto& item : items) {
    if (auto action = read_action(place, item)) actions.push_back(std::move(*action));
  }
  return actions;
}

}  // namespace docket
