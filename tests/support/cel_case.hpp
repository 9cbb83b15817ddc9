// One case of the CEL specification's conformance suite, as the folder `cel/` encodes it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "docket/expression.hpp"

namespace docket::testing {

// Everything an expression of a case can see.
class CaseBindings final : public Bindings {
 public:
  explicit CaseBindings(std::vector<std::optional<Value>> values) : values_(std::move(values)) {}
  EvalResult variable(VariableIndex variable) const override;
  const Value* field(VariableIndex, FieldIndex) const override { return nullptr; }
  EvalResult call(FunctionIndex, std::span<const Value>) const override { return EvalError{"unbound function", 0, 0}; }
  const Zones* zones() const override;

 private:
  std::vector<std::optional<Value>> values_;
};

struct CelCase {
  std::string name;
  std::string expression;
  bool is_checked = true;
  Schema schema;
  std::vector<std::optional<Value>> values;  // of the schema's variables
};

CelCase read_cel_case(const nlohmann::json& json);
// What is wrong with our answer, or nullopt when it is the expected one.
std::optional<std::string> failure_of(const nlohmann::json& json);
// The same value as CEL compares results: NaN equal to NaN, kinds the same.
bool is_same(const Value& a, const Value& b);

}  // namespace docket::testing
