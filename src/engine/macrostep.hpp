// Macrostep: what one event or deadline sets going, run to completion (SCXML appendix D): leave,
// act, enter, then eventless transitions and internal events until nothing more is enabled.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/clocks.hpp"
#include "engine/fault.hpp"
#include "engine/recorder.hpp"
#include "engine/selection.hpp"

namespace docket {

class Macrostep {
 public:
  // Works on `kase` in place: whoever calls it keeps what was before, and goes back to that when there is a
  // fault().  For `times` see JournalEntry; the selection knows who is heard, and its memory is the step's.
  Macrostep(CaseData& kase, const Times& times, Selection& selection, Recorder& recorder);

  // Takes the transitions, then everything that follows from them, then updates the clocks.
  // `event` is the accepted event, if any; `cause` is what the journal says.
  void run(std::vector<Chosen>& chosen, const Cause& cause, EventIndex event);

  // Why the case must stay as it was: an action could not be evaluated, a value does not fit its field, or a bound
  // was hit.
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  void microstep(const std::vector<Chosen>& chosen, const Cause& cause);
  void move_as_planned(const Chosen& chosen, const BranchPlan& plan);
  void move(const std::vector<Chosen>& chosen);
  void act_on(const Chosen& chosen);
  void leave(StateIndex state, const StateList& configuration_before);
  void enter(const EntryStep& step, const std::vector<StateIndex>& default_history);
  void finish(StateIndex final_state);
  void act(const Actions& actions);
  void act(const Action& action);
  void set(const SetFields& action);
  std::optional<Value> value_of(const Assignment& assignment);
  std::optional<Value> as_field(FieldIndex field, Value value);
  void refuse_overflow(const std::vector<std::pair<FieldIndex, Value>>& before);
  bool has_told_too_much();
  void send(const SendEvent& action);
  void emit(const EmitEvent& action);
  std::optional<Value> evaluated(const Expression& expression);
  void settle();
  bool is_hearing() const { return memory_.internal_heard < memory_.internal.size(); }
  // The final state of the case that is active, if any.
  StateIndex end_of_case() const {
    return kase_.configuration().meets(workflow_.chart.ends) ? final_state() : kNoState;
  }
  StateIndex final_state() const;
  void arm(StateIndex state);
  void report_failures();

  CaseData& kase_;
  const Workflow& workflow_;
  Instant happened_, now_;
  Recorder& recorder_;
  Selection& selection_;
  StepMemory& memory_;
  WhatChanged changed_;
  std::size_t told_bytes_ = 0;  // of what the journal entry will say
  std::optional<Fault> fault_;
};

}  // namespace docket
