// Where the expressions of a workflow find the case, the event and the time they speak of.
// Tested by tests/unit/engine/step_test.cpp
#pragma once

#include <array>
#include <optional>
#include <span>

#include "docket/expression.hpp"
#include "engine/case_data.hpp"
#include "engine/inputs.hpp"
#include "engine/step_memory.hpp"
#include "model/domain_functions.hpp"

namespace docket {

class CaseBindings final : public Bindings, private CaseView, private Zones {
 public:
  // `actor` and `inputs` may be null: there is no event.  `answered`, if it is given, hears which rows of tables
  // answer.
  CaseBindings(const CaseData& kase, Instant now, const Actor* actor, Inputs* inputs,
               std::vector<AnsweredRow>* answered = nullptr)
      : kase_(kase), now_(now), actor_(actor), inputs_(inputs), answered_(answered) {}

  // `input` means what this transition declares, from now on.
  void speak_of(const std::vector<Input>& declared) {
    if (!inputs_ || declared_ == &declared) return;
    declared_ = &declared;
    input_ = inputs_->as(declared);
  }

  // As the transition that is spoken of declares them; null: not given.
  std::span<const Value> inputs() const { return input_; }

  EvalResult variable(VariableIndex variable) const override;
  const Value* field(VariableIndex variable, FieldIndex field) const override;
  std::span<const Value> fields(VariableIndex variable) const override;
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override;
  const Zones* zones() const override { return this; }

 private:
  std::optional<std::int32_t> offset_seconds(std::string_view zone, std::int64_t epoch_seconds) const override;

  const Workflow& workflow() const override { return *kase_.workflow; }
  const Calendar& calendar() const override { return kase_.calendar(CalendarIndex{0}); }
  Instant now() const override { return now_; }
  bool is_active(StateIndex state) const override { return kase_.is_active(state); }
  bool was_visited(StateIndex state) const override;
  std::int64_t count(EventIndex event) const override;
  std::optional<LastTime> last(EventIndex event) const override;
  ClockFacts clock(ClockIndex index) const override;

  EvalResult ask_table(std::size_t index, std::span<const Value> arguments) const;
  Value input_as_map() const;
  const Value& actor_field(std::size_t index) const;
  const Value& case_field(std::size_t index) const;

  const CaseData& kase_;
  Instant now_;
  const Actor* actor_;
  Inputs* inputs_;
  std::vector<AnsweredRow>* answered_;
  const std::vector<Input>* declared_ = nullptr;
  std::span<const Value> input_;
  // What field() lends where no Value lies ready: made once, and unchanged while an evaluation lasts.
  struct Lent {
    std::array<Value, 2> actor_fields;
    std::array<Value, 4> case_fields;
  };
  Lent& lent() const { return lent_ ? *lent_ : lent_.emplace(); }
  mutable std::optional<Lent> lent_;
};

// Whether a condition holds; an error where it cannot be evaluated.
struct Asked {
  bool holds = false;
  std::optional<EvalError> error{};
};
Asked ask(const Expression& condition, const Bindings& bindings);

Value value_of(const Actor& actor);
// The record's fields that are set, as a map.
Value record_as_map(const Workflow& workflow, std::span<const Value> record);
// The path of the first leaf: what `case.state` says.
std::string state_of(const CaseData& kase);

}  // namespace docket
