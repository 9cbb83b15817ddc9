#include "support/guard_record.hpp"

#include <stdexcept>

namespace docket::testing {
namespace {

Type record_type() {
  const Type photo =
      Type::structure("photo", {{"kind", Type::string()}, {"size", Type::integer(), Presence::optional}});
  const auto optional = Presence::optional;
  return Type::structure("record",
                         {{"severity", Type::enumeration({"major", "important", "minor"})},
                          {"channel", Type::enumeration({"visit", "phone", "in_person", "written"}), optional},
                          {"handler_role", Type::string(), optional},
                          {"attachments", Type::list(photo), optional},
                          {"estimate", Type::integer(), optional},
                          {"sealed", Type::boolean(), optional},
                          {"facts", Type::string(), optional},
                          {"fee", Type::money("CNY"), optional},
                          {"paid", Type::integer(), optional},
                          {"weight", Type::real(), optional},
                          {"signed_at", Type::timestamp(), optional},
                          {"allowed", Type::duration(), optional},
                          {"extra", Type::dyn(), optional},
                          {"scores", Type::map(Type::string(), Type::integer()), optional}});
}

GuardSchema make_schema() {
  GuardSchema result;
  result.record = result.schema.add_variable("record", record_type());
  result.actor = result.schema.add_variable(
      "actor", Type::structure("actor", {{"id", Type::string()}, {"roles", Type::list(Type::string())}}));
  result.now = result.schema.add_variable("now", Type::timestamp());
  result.in_state = result.schema.add_function(
      {.name = "in_state",
       .parameters = {{Type::string(), {"open", "waiting", "closed"}, "state", true}},
       .result = Type::boolean(),
       .documentation = {.en = "Whether the case is in that state.", .zh = "工单是否处于该状态。"},
       .example = "in_state('open')"});
  const Type actor = Type::structure("actor", {{"id", Type::string()}});
  const auto last_of = [&](const Type& input) {
    return Type::structure("event", {{"at", Type::timestamp()}, {"actor", actor}, {"input", input}});
  };
  result.last = result.schema.add_function(
      {.name = "last",
       .parameters = {{Type::string(), {"rectify", "reply"}, "event", true}},
       .result = last_of(Type::dyn()),
       .results_by_literal = {last_of(Type::structure("input", {{"cost", Type::integer()}})), last_of(Type::dyn())},
       .documentation = {.en = "The last time an event was accepted.", .zh = "该事件最近一次受理。"}});
  return result;
}

}  // namespace

const GuardSchema& guard_schema() {
  static const GuardSchema kSchema = make_schema();
  return kSchema;
}

GuardBindings::GuardBindings(bool is_array) : is_array_(is_array), record_(14), actor_(2) {
  set("severity", Value::string("major"));
  set_actor("li", {"manager"});
}

GuardBindings& GuardBindings::set(std::string_view field, Value value) {
  const auto index = guard_schema().schema.type_of(guard_schema().record).find_field(field);
  if (!index) throw std::invalid_argument("no field " + std::string(field));
  record_[static_cast<std::size_t>(*index)] = std::move(value);
  return *this;
}

GuardBindings& GuardBindings::set_actor(std::string_view id, std::vector<std::string> roles) {
  std::vector<Value> list;
  for (const auto& role : roles) list.push_back(Value::string(role));
  actor_ = {Value::string(id), Value::list(std::move(list))};
  return *this;
}

EvalResult GuardBindings::variable(VariableIndex variable) const {
  if (variable == guard_schema().now) return Value::timestamp(Timestamp{1'000'000'000, 0});
  std::vector<MapEntry> entries;
  const auto fields = guard_schema().schema.type_of(variable).fields();
  const auto& values = variable == guard_schema().record ? record_ : actor_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_null()) entries.push_back({Value::string(fields[i].name), values[i]});
  }
  return Value::map(std::move(entries));
}

const Value* GuardBindings::field(VariableIndex variable, FieldIndex field) const {
  const auto& values = variable == guard_schema().record ? record_ : actor_;
  const Value* value = &values[static_cast<std::size_t>(field)];
  return value->is_null() ? nullptr : value;
}

std::span<const Value> GuardBindings::fields(VariableIndex variable) const {
  if (!is_array_) return {};
  return variable == guard_schema().record ? record_ : actor_;
}

EvalResult GuardBindings::call(FunctionIndex function, std::span<const Value> arguments) const {
  if (function == guard_schema().in_state) return Value::boolean(arguments[0].as_string() == "open");
  if (arguments[0].as_string() != "rectify") return EvalError{"`reply` has not happened yet", 0, 0};
  return Value::object({{"at", Value::timestamp(Timestamp{999'999'000, 0})},
                        {"actor", Value::object({{"id", Value::string("wang")}})},
                        {"input", Value::object({{"cost", Value::integer(5)}})}});
}

Expression compiled(std::string_view text, const Type& expected) {
  Compiled result = compile(text, guard_schema().schema, expected);
  if (!result.expression) throw std::invalid_argument(std::string(text) + ": " + result.problems.front().message);
  return *std::move(result.expression);
}

}  // namespace docket::testing
