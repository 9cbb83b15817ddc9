// Tested by tests/unit/model/vocabulary_test.cpp
#include "model/vocabulary.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace docket {
namespace {

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

Type case_type() {
  return Type::structure("case", {{"id", Type::string()},
                                  {"project", Type::string()},
                                  {"opened_at", Type::timestamp()},
                                  {"state", Type::string()}});
}

void add(Schema& schema, Variable variable, std::string name, Type type) {
  const auto index = schema.add_variable(std::move(name), std::move(type));
  DOCKET_ASSERT(static_cast<std::uint32_t>(index) == static_cast<std::uint32_t>(variable));
  static_cast<void>(index), static_cast<void>(variable);
}

}  // namespace

bool reads(const Expression& expression, Variable variable) {
  const auto references = expression.references();
  return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
    const bool is_of_variable = reference.kind == Reference::Kind::variable || reference.kind == Reference::Kind::field;
    return is_of_variable && static_cast<Variable>(reference.variable) == variable;
  });
}

Type type_of_param(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean: return Type::boolean();
    case Value::Kind::integer: return Type::integer();
    case Value::Kind::real: return Type::real();
    case Value::Kind::string: return Type::string();
    case Value::Kind::duration: return Type::duration();
    case Value::Kind::money: return Type::money(value.as_money().currency);
    case Value::Kind::null:
    case Value::Kind::uinteger:
    case Value::Kind::bytes:
    case Value::Kind::list:
    case Value::Kind::map:
    case Value::Kind::timestamp:
    case Value::Kind::type:
    case Value::Kind::optional: return Type::dyn();
  }
  return Type::dyn();
}

Type params_type(const std::vector<std::pair<std::string, Value>>& params) {
  std::vector<StructureField> members;
  for (const auto& [name, value] : params) members.push_back({name, type_of_param(value)});
  return Type::structure("params", std::move(members));
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

  for (const auto& function : domain_functions()) {
    schema.add_function({.name = std::string(function.name),
                         .parameters = function.parameters(names),
                         .result = function.result(),
                         .documentation = {.en = std::string(function.en), .zh = std::string(function.zh)},
                         .example = std::string(function.example)});
  }
  for (const auto& table : names.tables) schema.add_function(table);
  for (auto& conversion : conversions(fields)) schema.add_function(std::move(conversion));
  return schema;
}

Schema with_inputs(Schema schema, std::span<const Input> inputs) {
  schema.set_type(VariableIndex{static_cast<std::uint32_t>(Variable::input)}, input_type(inputs));
  return schema;
}

std::vector<Reference> offences(const Expression& expression, Forbidden forbidden) {
  std::vector<Reference> found;
  for (const auto& reference : expression.references()) {
    const auto is_variable = [&](Variable variable) {
      return reference.kind != Reference::Kind::function &&
             static_cast<std::uint32_t>(reference.variable) == static_cast<std::uint32_t>(variable);
    };
    const bool is_function = reference.kind == Reference::Kind::function;
    const auto* function = is_function ? domain_function(reference.function) : nullptr;
    const bool is_present = is_function ? function && function->is_of_the_present : is_variable(Variable::now);
    const bool is_event = is_variable(Variable::input) || is_variable(Variable::actor);
    if ((forbidden.present && is_present) || (forbidden.event && is_event)) found.push_back(reference);
  }
  return found;
}

}  // namespace docket
