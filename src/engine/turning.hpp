// Where a condition turns: the values of one thing at which its comparisons come out otherwise, while everything else
// is as it is.  What `input.n > record.k` asks of `input.n` in a case whose `k` is 28 is 28, 29 and 27.
// Tested by tests/unit/engine/nearest_guards_test.cpp
#pragma once

#include <span>
#include <vector>

#include "docket/expression.hpp"
#include "model/vocabulary.hpp"

namespace docket {

// What is looked for.
struct Unknown {
  Variable variable = Variable::input;
  std::size_t field = 0;
  std::string name;  // for made-up texts
  Type type;
};

// Bindings in which the unknown has another value.
class Supposing final : public Bindings {
 public:
  Supposing(const Bindings& inner, const Unknown& unknown, const Value& value)
      : inner_(inner), unknown_(unknown), value_(value) {}

  EvalResult variable(VariableIndex variable) const override { return inner_.variable(variable); }
  const Value* field(VariableIndex variable, FieldIndex field) const override {
    const bool is_it =
        static_cast<Variable>(variable) == unknown_.variable && static_cast<std::size_t>(field) == unknown_.field;
    if (!is_it) return inner_.field(variable, field);
    return value_.is_null() ? nullptr : &value_;
  }
  std::span<const Value> fields(VariableIndex) const override { return {}; }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override {
    return inner_.call(function, arguments);
  }
  const Zones* zones() const override { return inner_.zones(); }

 private:
  const Bindings& inner_;
  const Unknown& unknown_;
  const Value& value_;
};

// Whether the expression looks at the field, or at all of its variable.
bool mentions(const Expression& expression, Variable variable, std::size_t field);

// Of the unknown's type, none twice, the likelier ones first; bounded.  Parts that cannot be turned around are tried
// with values that are often asked for.  None of them is promised to satisfy the condition.
std::vector<Value> turning_values(const Expression& condition, const Unknown& unknown, const Bindings& bindings,
                                  Instant now);

// Values of the unknown with which an expression gives one of these.
std::vector<Value> values_giving(const Expression& expression, const Unknown& unknown, const Bindings& bindings,
                                 std::span<const Value> wanted);

}  // namespace docket
