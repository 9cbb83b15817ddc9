// Hears which rows of which tables answer while a rule is explained.
// Tested by tests/unit/engine/tables_test.cpp
#pragma once

#include <string>
#include <vector>

#include "docket/localized_text.hpp"
#include "model/workflow.hpp"

namespace docket {

class TableAnswers final : public Bindings {
 public:
  // Both must outlive it.
  TableAnswers(const Workflow& workflow, const Bindings& inner) : workflow_(workflow), inner_(inner) {}

  EvalResult variable(VariableIndex variable) const override { return inner_.variable(variable); }
  const Value* field(VariableIndex variable, FieldIndex field) const override { return inner_.field(variable, field); }
  std::span<const Value> fields(VariableIndex variable) const override { return inner_.fields(variable); }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override;
  const Zones* zones() const override { return inner_.zones(); }

  // "the table `price_list` answers by its row `lamp` (workflows/repair.yaml:12)", each once, in the order asked.
  const std::vector<LocalizedText>& heard() const { return heard_; }

 private:
  void hear(const DecisionTable& table, std::span<const Value> arguments) const;

  const Workflow& workflow_;
  const Bindings& inner_;
  mutable std::vector<LocalizedText> heard_;
};

}  // namespace docket
