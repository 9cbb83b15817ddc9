// Tested by tests/unit/model/language_examples_test.cpp
#include "model/vocabulary.hpp"

#include "base/assert.hpp"

namespace docket {
namespace {

Type actor_type() { return Type::structure("actor", {{"id", Type::string()}, {"roles", Type::list(Type::string())}}); }

Type record_type(const std::vector<Field>& fields) {
  std::vector<StructureField> members;
  for (const auto& field : fields) members.push_back({field.name, field.type, Presence::optional});
  return Type::structure("record", std::move(members));
}

Type input_type(std::span<const Input> inputs) {
  std::vector<StructureField> members;
  for (const auto& input : inputs)
    members.push_back({input.name, input.type, input.is_required ? Presence::required : Presence::optional});
  return Type::structure("input", std::move(members));
}

Type params_type(const std::vector<std::pair<std::string, Value>>& params) {
  std::vector<StructureField> members;
  for (const auto& [name, value] : params) members.push_back({name, type_of_param(value)});
  return Type::structure("params", std::move(members));
}

Type case_type() {
  return Type::structure("case", {{"id", Type::string()},
                                  {"project", Type::string()},
                                  {"opened_at", Type::timestamp()},
                                  {"state", Type::string()}});
}

Type last_type() {
  return Type::structure(
      "last", {{"at", Type::timestamp()}, {"actor", actor_type()}, {"input", Type::map(Type::string(), Type::dyn())}});
}

Type clock_type() {
  return Type::structure("clock", {{"due", Type::timestamp(), Presence::optional},
                                   {"left", Type::duration(), Presence::optional},
                                   {"overdue", Type::boolean()},
                                   {"paused", Type::boolean()},
                                   {"running", Type::boolean()}});
}

Parameter literal_of(const std::vector<std::string>& permitted, std::string what) {
  return {.type = Type::string(), .permitted = permitted, .what = std::move(what), .is_literal_only = true};
}

void add(Schema& schema, HostFunction function, std::string name, std::vector<Parameter> parameters, Type result,
         std::string documentation, std::string example) {
  const auto index = schema.add_function({.name = std::move(name),
                                          .parameters = std::move(parameters),
                                          .result = std::move(result),
                                          .documentation = std::move(documentation),
                                          .example = std::move(example)});
  DOCKET_ASSERT(static_cast<std::uint32_t>(index) == static_cast<std::uint32_t>(function));
  static_cast<void>(index), static_cast<void>(function);
}

void add(Schema& schema, Variable variable, std::string name, Type type) {
  const auto index = schema.add_variable(std::move(name), std::move(type));
  DOCKET_ASSERT(static_cast<std::uint32_t>(index) == static_cast<std::uint32_t>(variable));
  static_cast<void>(index), static_cast<void>(variable);
}

}  // namespace

Type type_of_param(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean: return Type::boolean();
    case Value::Kind::integer: return Type::integer();
    case Value::Kind::real: return Type::real();
    case Value::Kind::string: return Type::string();
    case Value::Kind::duration: return Type::duration();
    case Value::Kind::null:
    case Value::Kind::uinteger:
    case Value::Kind::bytes:
    case Value::Kind::list:
    case Value::Kind::map:
    case Value::Kind::timestamp:
    case Value::Kind::type:
    case Value::Kind::optional:
    case Value::Kind::money: return Type::dyn();
  }
  return Type::dyn();
}

Schema make_schema(const std::vector<Field>& fields, const std::vector<std::pair<std::string, Value>>& params,
                   const Names& names, std::span<const Input> inputs) {
  Schema schema;
  add(schema, Variable::record, "record", record_type(fields));
  add(schema, Variable::input, "input", input_type(inputs));
  add(schema, Variable::actor, "actor", actor_type());
  add(schema, Variable::now, "now", Type::timestamp());
  add(schema, Variable::kase, "case", case_type());
  add(schema, Variable::params, "params", params_type(params));

  add(schema, HostFunction::in_state, "in_state", {literal_of(names.states, "state")}, Type::boolean(),
      "Whether the state is active.", "in_state('handling')");
  add(schema, HostFunction::visited, "visited", {literal_of(names.states, "state")}, Type::boolean(),
      "Whether the case has ever been in the state.", "visited('callback')");
  add(schema, HostFunction::count, "count", {literal_of(names.events, "event")}, Type::integer(),
      "How often the event was accepted.", "count('extend') < 2");
  add(schema, HostFunction::last, "last", {literal_of(names.events, "event")}, last_type(),
      "The last time the event was accepted; an error before the first.", "last('rectify').actor.id");
  add(schema, HostFunction::clock, "clock", {literal_of(names.clocks, "clock")}, clock_type(),
      "A clock of the case as it stands now.", "clock('reply').overdue");
  add(schema, HostFunction::workdays_between, "workdays_between", {{Type::timestamp()}, {Type::timestamp()}},
      Type::integer(), "Working days after the first moment's day, up to and with the second's.",
      "workdays_between(case.opened_at, now) <= 3");
  add(schema, HostFunction::is_working, "is_working", {{Type::timestamp()}}, Type::boolean(),
      "Whether the workflow's calendar is open at that moment.", "is_working(now)");
  return schema;
}

std::vector<Reference> offences(const Expression& expression, Forbidden forbidden) {
  std::vector<Reference> found;
  for (const auto& reference : expression.references()) {
    const auto is_variable = [&](Variable variable) {
      return reference.kind != Reference::Kind::function &&
             static_cast<std::uint32_t>(reference.variable) == static_cast<std::uint32_t>(variable);
    };
    const auto is_function = [&](HostFunction function) {
      return reference.kind == Reference::Kind::function &&
             static_cast<std::uint32_t>(reference.function) == static_cast<std::uint32_t>(function);
    };
    const bool is_present =
        is_variable(Variable::now) || is_function(HostFunction::clock) || is_function(HostFunction::is_working);
    const bool is_event = is_variable(Variable::input) || is_variable(Variable::actor);
    if ((forbidden.present && is_present) || (forbidden.event && is_event)) found.push_back(reference);
  }
  return found;
}

}  // namespace docket
