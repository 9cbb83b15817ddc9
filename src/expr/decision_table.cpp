// Tested by tests/unit/expr/decision_table_test.cpp
#include "expr/decision_table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "value/compare.hpp"

namespace docket {
namespace {

// The columns and the parameters, to the expressions in cells.
class CellBindings final : public Bindings {
 public:
  explicit CellBindings(const TableQuestion& question) : question_(question) {}

  EvalResult variable(VariableIndex variable) const override {
    const auto index = static_cast<std::size_t>(variable);
    if (index < question_.arguments.size()) return question_.arguments[index];
    std::vector<MapEntry> entries;
    for (const auto& [name, value] : question_.params) entries.push_back({Value::string(name), value});
    return Value::map(std::move(entries));
  }
  const Value* field(VariableIndex, FieldIndex field) const override {
    const auto index = static_cast<std::size_t>(field);
    return index < question_.params.size() ? &question_.params[index].second : nullptr;
  }
  EvalResult call(FunctionIndex, std::span<const Value>) const override {
    return EvalError{"a table asks no function of the case", 0, 0};
  }
  const Zones* zones() const override { return question_.zones; }

 private:
  const TableQuestion& question_;
};

using Held = std::variant<bool, EvalError>;

Held holds(const TableCell& cell, const Value& value, const CellBindings& bindings) {
  if (cell.condition) {
    auto result = evaluate(*cell.condition, bindings);
    if (auto* error = std::get_if<EvalError>(&result)) return std::move(*error);
    return std::get<Value>(result).as_bool();
  }
  return cell.is_any() || std::any_of(cell.ranges.begin(), cell.ranges.end(),
                                      [&](const CellRange& range) { return range.holds(value); });
}

// Cells are asked from left to right, up to the first that does not hold.
Held holds(const TableRow& row, std::span<const Value> arguments, const CellBindings& bindings) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    auto held = holds(row.cells[i], arguments[i], bindings);
    const auto* answer = std::get_if<bool>(&held);
    if (!answer || !*answer) return held;
  }
  return true;
}

EvalResult result_of(const TableRow& row, const CellBindings& bindings) {
  if (const auto* value = std::get_if<Value>(&row.result)) return *value;
  return evaluate(std::get<Expression>(row.result), bindings);
}

EvalError blamed(const DecisionTable& table, EvalError error) {
  return {"the table " + backticked(table.name) + ": " + error.message, 0, 0};
}

}  // namespace

bool CellRange::holds(const Value& value) const {
  if (from) {
    const auto order = compare(value, *from);
    if (!order && value == *from) return true;  // of a kind without an order there are only single values
    if (order != Ordering::greater && (is_from_open || order != Ordering::equal)) return false;
  }
  if (!to) return true;
  const auto order = compare(value, *to);
  return order == Ordering::less || (!is_to_open && order == Ordering::equal);
}

bool TableRow::has_condition() const {
  return std::any_of(cells.begin(), cells.end(), [](const TableCell& cell) { return cell.condition.has_value(); });
}

Type DecisionTable::result() const {
  if (hit == HitPolicy::collect) return Type::list(gives);
  return allows_gaps ? Type::optional(gives) : gives;
}

Function DecisionTable::as_function() const {
  Function function{.name = name, .result = result()};
  for (const auto& column : columns) function.parameters.push_back({column.type});
  return function;
}

Schema schema_of(const DecisionTable& table, const Type& params) {
  Schema schema;
  for (const auto& column : table.columns) schema.add_variable(column.name, column.type);
  schema.add_variable("params", params);
  return schema;
}

std::variant<std::vector<const TableRow*>, EvalError> rows_that_hold(const DecisionTable& table,
                                                                     const TableQuestion& question) {
  const CellBindings bindings(question);
  std::vector<const TableRow*> rows;
  for (const auto& row : table.rows) {
    auto held = holds(row, question.arguments, bindings);
    if (auto* error = std::get_if<EvalError>(&held)) return blamed(table, std::move(*error));
    if (!std::get<bool>(held)) continue;
    rows.push_back(&row);
    if (table.hit == HitPolicy::first) return rows;
    if (table.hit == HitPolicy::unique && rows.size() == 2)
      return blamed(table, {"the rows " + backticked(rows[0]->name) + " and " + backticked(rows[1]->name) +
                                " both hold, and at most one may",
                            0, 0});
  }
  return rows;
}

EvalResult decide(const DecisionTable& table, const TableQuestion& question, std::vector<const TableRow*>* answered) {
  auto found = rows_that_hold(table, question);
  if (auto* error = std::get_if<EvalError>(&found)) return std::move(*error);
  auto& rows = std::get<std::vector<const TableRow*>>(found);
  if (rows.empty() && !table.allows_gaps && table.hit != HitPolicy::collect && table.otherwise)
    rows.push_back(&*table.otherwise);
  if (answered) *answered = rows;
  const CellBindings bindings(question);
  std::vector<Value> values;
  for (const auto* row : rows) {
    auto result = result_of(*row, bindings);
    if (auto* error = std::get_if<EvalError>(&result)) return blamed(table, std::move(*error));
    values.push_back(std::get<Value>(std::move(result)));
  }
  if (table.hit == HitPolicy::collect) return Value::list(std::move(values));
  if (!values.empty()) return table.allows_gaps ? Value::some(std::move(values.front())) : std::move(values.front());
  if (table.allows_gaps) return Value::none();
  return blamed(table, {"no row holds", 0, 0});
}

}  // namespace docket
