// Conditions about what is not known yet: the inputs of an event that nobody has fired, or the person of
// whom only the role is known.  The answer may be that it depends.
// Tested by tests/unit/engine/allowed_test.cpp
#pragma once

#include <string>
#include <vector>

#include "docket/allowed.hpp"
#include "engine/bindings.hpp"

namespace docket {

// A case as its expressions see it, with the inputs open, and with an actor without an id open in that.
class OpenBindings final : public Bindings {
 public:
  OpenBindings(const CaseData& kase, Instant now, const Actor& actor)
      : inner_(kase, now, &actor, nullptr), has_identity_(!actor.id.empty()) {}

  EvalResult variable(VariableIndex variable) const override;
  const Value* field(VariableIndex variable, FieldIndex field) const override;
  std::span<const Value> fields(VariableIndex variable) const override { return inner_.fields(variable); }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override {
    return inner_.call(function, arguments);
  }
  const Zones* zones() const override { return inner_.zones(); }

  // Whether something open was looked at since the last call.
  bool was_asked() const { return std::exchange(was_asked_, false); }
  bool is_open(const Reference& reference) const;

 private:
  bool is_open(VariableIndex variable, std::optional<FieldIndex> field) const;

  CaseBindings inner_;
  bool has_identity_;
  mutable bool was_asked_ = false;
};

// Whether a condition holds whatever the open things turn out to be, fails likewise, or depends on them.
// `no` includes a condition that cannot be evaluated.
Answer weigh(const Expression& condition, const OpenBindings& bindings);

// The open things that a condition mentions: `input.severity`, `actor.id`; none twice.
void note_open(const Expression& condition, const OpenBindings& bindings, const Transition& transition,
               std::vector<std::string>& names);

}  // namespace docket
