// The record that tests of expressions look at: 14 fields, as in the figures of performance.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "docket/expression.hpp"

namespace docket::testing {

struct GuardSchema {
  Schema schema;
  VariableIndex record{};
  VariableIndex actor{};
  VariableIndex now{};
  FunctionIndex in_state{};
  FunctionIndex last{};
};
const GuardSchema& guard_schema();

// A record whose fields are set by name; `fields()` lends them as an array when `is_array`.
class GuardBindings final : public Bindings {
 public:
  explicit GuardBindings(bool is_array = true);
  GuardBindings& set(std::string_view field, Value value);
  GuardBindings& set_actor(std::string_view id, std::vector<std::string> roles);

  EvalResult variable(VariableIndex variable) const override;
  const Value* field(VariableIndex variable, FieldIndex field) const override;
  std::span<const Value> fields(VariableIndex variable) const override;
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override;

 private:
  bool is_array_;
  std::vector<Value> record_;
  std::vector<Value> actor_;
};

Expression compiled(std::string_view text, const Type& expected = Type::boolean());

}  // namespace docket::testing
