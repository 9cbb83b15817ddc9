// Explanations as JSON.
// Tested by tests/unit/expr/explanation_test.cpp
#include "docket/explanation.hpp"

namespace docket {
namespace {

std::string_view name_of(PartPlayed part) {
  switch (part) {
    case PartPlayed::decided: return "decided";
    case PartPlayed::irrelevant: return "irrelevant";
    case PartPlayed::not_reached: return "not_reached";
    case PartPlayed::failed: return "failed";
  }
  return "";
}

Value number(std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); }

// An explanation is for a person: what is too much to read is cut.
Value readable(const Value& value) {
  constexpr std::size_t kWeightMax = 64;
  return value.weight() <= kWeightMax ? value : Value::string(to_text(value, 200));
}

Value as_value(const DecidingClause& clause) {
  std::vector<Value> operands;
  for (const auto& operand : clause.operands)
    operands.push_back(Value::object({{"text", Value::string(operand.text)}, {"value", readable(operand.value)}}));
  std::vector<MapEntry> entries = {{Value::string("begin"), number(clause.begin)},
                                   {Value::string("end"), number(clause.end)},
                                   {Value::string("text"), Value::string(clause.text)}};
  if (clause.error.empty())
    entries.push_back({Value::string("value"), Value::boolean(clause.is_true)});
  else
    entries.push_back({Value::string("error"), Value::string(clause.error)});
  if (!clause.relation.empty()) entries.push_back({Value::string("relation"), Value::string(clause.relation)});
  if (!operands.empty()) entries.push_back({Value::string("operands"), Value::list(std::move(operands))});
  return Value::map(std::move(entries));
}

Value as_value(const ExplanationStep& step) {
  std::vector<MapEntry> entries = {{Value::string("begin"), number(step.begin)},
                                   {Value::string("end"), number(step.end)},
                                   {Value::string("level"), number(step.level)},
                                   {Value::string("part"), Value::string(name_of(step.part))}};
  if (!step.note.empty()) entries.push_back({Value::string("note"), Value::string(step.note)});
  if (step.part == PartPlayed::not_reached) return Value::map(std::move(entries));
  if (step.error.empty())
    entries.push_back({Value::string("value"), readable(step.value)});
  else
    entries.push_back({Value::string("error"), Value::string(step.error)});
  return Value::map(std::move(entries));
}

}  // namespace

std::string to_json(const Explanation& explanation, const Expression& expression) {
  std::vector<Value> steps;
  for (const auto& step : explanation.steps) steps.push_back(as_value(step));
  std::vector<Value> deciding;
  for (const auto& clause : explanation.deciding) deciding.push_back(as_value(clause));
  std::vector<MapEntry> entries = {{Value::string("expression"), Value::string(expression.text())}};
  if (const auto* value = std::get_if<Value>(&explanation.result))
    entries.push_back({Value::string("result"), readable(*value)});
  else
    entries.push_back({Value::string("error"), Value::string(std::get_if<EvalError>(&explanation.result)->message)});
  entries.push_back({Value::string("deciding"), Value::list(std::move(deciding))});
  entries.push_back({Value::string("steps"), Value::list(std::move(steps))});
  return to_json(Value::map(std::move(entries)));
}

}  // namespace docket
