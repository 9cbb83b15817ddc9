// Selecting transitions: what an event, the end of a state or nothing at all enables (SCXML's
// selectTransitions), by document order and from the inside out.  It only reads the case.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/bindings.hpp"
#include "engine/configuration.hpp"
#include "engine/step_memory.hpp"

namespace docket {

class Selection {
 public:
  // The case and the memory must outlive the selection; `actor` and `inputs` may be null: there is no event.
  Selection(const CaseData& kase, Instant now, const Actor* actor, Inputs* inputs, StepMemory& memory)
      : kase_(kase), workflow_(*kase.workflow), bindings_(kase, now, actor, inputs, &memory.answered), memory_(memory) {
    memory_.failures.clear();
    memory_.stuck.clear();
  }

  // What is enabled, until the next call.  Conditions that cannot be evaluated count as false and are
  // remembered in failures().  A transition on an event none of whose `choose:` rows holds is remembered in
  // stuck(): no outer one is tried instead.
  const std::vector<Chosen>& select(const Stimulus& stimulus);

  // The same where only this one transition answers an event; false, and nothing chosen, when it does not.
  bool select_only(TransitionIndex transition) {
    memory_.chosen.clear();
    if (workflow_.chart.asking(transition).is_conditional) return take(transition, true);
    memory_.chosen.push_back({transition, BranchIndex{0}});
    return true;
  }

  // The branch the transition would take; kNoBranch when no row of `choose:` holds.
  BranchIndex choose_branch(const Transition& transition);
  // The same, when its own `when:` holds.
  BranchIndex choose_if_enabled(const Transition& transition);
  // What is said from now on about `input` is said of this transition's.
  void speak_of(const Transition& transition) { bindings_.speak_of(transition.inputs); }

  const std::vector<Failure>& failures() const { return memory_.failures; }
  void forget_failures() { memory_.failures.clear(); }
  const std::vector<TransitionIndex>& stuck() const { return memory_.stuck; }
  const CaseBindings& bindings() const { return bindings_; }
  StepMemory& memory() { return memory_; }

 private:
  bool is_enabled(const Transition& transition);
  bool holds(const Expression& condition, const Transition& transition);
  // Whether one of the state's own transitions answers the stimulus: then no outer one is asked.
  bool select_in(StateIndex state, const Stimulus& stimulus);
  bool select_on_event(StateIndex state, EventIndex event);
  bool take(TransitionIndex index, bool is_event);

  const CaseData& kase_;
  const Workflow& workflow_;
  CaseBindings bindings_;
  StepMemory& memory_;
};

}  // namespace docket
