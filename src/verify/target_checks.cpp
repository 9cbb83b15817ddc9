// The fields that the rows ask about are given every value there is, or for numbers those around the ones that the rows
// name; the rows are evaluated as a case would.  What cannot be evaluated so proves nothing, and is not told.
// Tested by tests/unit/verify/target_checks_test.cpp
#include "verify/target_checks.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "model/vocabulary.hpp"
#include "verify/chart_checks.hpp"

namespace docket {
namespace {

constexpr std::size_t kCombinationsMax = 20'000;

// One combination of values, as a case's record.
class Combination final : public Bindings {
 public:
  explicit Combination(const Workflow& workflow) : workflow_(workflow), values_(workflow.fields.size()) {}

  void set(std::size_t field, Value value) { values_[field] = std::move(value); }

  EvalResult variable(VariableIndex variable) const override {
    if (static_cast<Variable>(variable) == Variable::params) return workflow_.params_value;
    return EvalError{"not known beforehand"};
  }
  const Value* field(VariableIndex variable, FieldIndex field) const override {
    const auto index = static_cast<std::size_t>(field);
    if (static_cast<Variable>(variable) == Variable::params)
      return index < workflow_.params.size() ? &workflow_.params[index].second : nullptr;
    if (static_cast<Variable>(variable) != Variable::record || index >= values_.size() || values_[index].is_null())
      return nullptr;
    return &values_[index];
  }
  EvalResult call(FunctionIndex, std::span<const Value>) const override { return EvalError{"not known beforehand"}; }

 private:
  const Workflow& workflow_;
  std::vector<Value> values_;
};

bool is_part_of_word(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '.';
}

// Numbers around those that the rows compare with.
std::vector<Value> numbers_near(const ClockRules& clock) {
  std::vector<std::int64_t> numbers = {0, 1};
  for (const auto& target : clock.targets) {
    const auto& text = target.when->text();
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] < '0' || text[i] > '9' || (i > 0 && is_part_of_word(text[i - 1]))) continue;
      std::int64_t number = 0;
      const auto read = std::from_chars(text.data() + i, text.data() + text.size(), number);
      i = static_cast<std::size_t>(read.ptr - text.data());
      if (read.ec != std::errc{} || number > 1'000'000'000'000) continue;
      for (const auto near : {number - 1, number, number + 1}) numbers.push_back(near);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::vector<Value> values;
  for (const auto number : numbers) values.push_back(Value::integer(number));
  return values;
}

struct Column {
  std::size_t field = 0;
  std::vector<Value> values;
};

// The fields that the rows ask about; nothing where they ask about anything else.
std::vector<Column> columns_of(const Workflow& workflow, const ClockRules& clock) {
  std::map<std::size_t, Column> columns;
  for (const auto& target : clock.targets) {
    for (const auto& reference : target.when->references()) {
      if (reference.kind != Reference::Kind::field) continue;
      if (static_cast<Variable>(reference.variable) != Variable::record) continue;
      const auto field = static_cast<std::size_t>(reference.field);
      if (columns.contains(field)) continue;
      const auto& type = workflow.fields[field].type;
      Column column{field, {}};
      if (type.is(Type::Kind::enumeration)) {
        for (const auto& value : type.values()) column.values.push_back(Value::string(value));
      } else if (type.is(Type::Kind::boolean)) {
        column.values = {Value::boolean(false), Value::boolean(true)};
      } else if (type.is(Type::Kind::integer)) {
        column.values = numbers_near(clock);
      } else {
        return {};
      }
      columns.emplace(field, std::move(column));
    }
  }
  std::vector<Column> all;
  for (auto& [field, column] : columns) all.push_back(std::move(column));
  return all;
}

bool no_row_holds(const ClockRules& clock, const Combination& combination) {
  return std::all_of(clock.targets.begin(), clock.targets.end(), [&](const ClockTarget& target) {
    return test(*target.when, combination).outcome == Verdict::Outcome::refused;
  });
}

std::string said(const Value& value) {
  if (value.kind() == Value::Kind::string) return std::string(value.as_string());
  if (value.kind() == Value::Kind::boolean) return value.as_bool() ? "true" : "false";
  return std::to_string(value.as_int());
}

// `level` is `fatal` and `people` is `3`; empty: there is none.
std::string find_gap(const Workflow& workflow, const ClockRules& clock) {
  const auto columns = columns_of(workflow, clock);
  std::size_t combinations = 1;
  for (const auto& column : columns) combinations = std::min(kCombinationsMax, combinations * column.values.size());
  Combination combination(workflow);
  for (std::size_t number = 0; !columns.empty() && number < combinations; ++number) {
    std::string text;
    auto rest = number;
    for (const auto& column : columns) {
      const auto& value = column.values[rest % column.values.size()];
      rest /= column.values.size();
      combination.set(column.field, value);
      text += (text.empty() ? "" : " and ") + backticked(workflow.fields[column.field].name) + " is " +
              backticked(said(value));
    }
    if (no_row_holds(clock, combination)) return text;
  }
  return {};
}

}  // namespace

void check_targets(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (const auto& clock : workflow.clocks) {
    const bool has_last_word =
        std::any_of(clock.targets.begin(), clock.targets.end(), [](const ClockTarget& target) { return !target.when; });
    if (clock.targets.empty() || has_last_word) continue;
    const auto gap = find_gap(workflow, clock);
    if (gap.empty()) continue;
    warn(diagnostics, root, clock.place, "no-target",
         "where " + gap + ", no row of `target` holds: the clock " + backticked(clock.name) + " has no limit then",
         "let the last row have no `when`");
  }
}

}  // namespace docket
