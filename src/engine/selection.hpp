// Selecting transitions: what an event, the end of a state or nothing at all enables (SCXML's
// selectTransitions), by document order and from the inside out.  It only reads the case.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/bindings.hpp"
#include "engine/configuration.hpp"

namespace docket {

// What may enable a transition.
struct Stimulus {
  Trigger trigger = Trigger::event;
  EventIndex event{};  // for `event`
  StateIndex state{};  // for `done`: the state that came to its end
};

class Selection {
 public:
  // The case must outlive the selection; `actor` and `input` may be null: there is no event.
  Selection(const CaseData& kase, Instant now, const Actor* actor, const Value* input)
      : kase_(kase), workflow_(*kase.workflow), bindings_(kase, now, actor, input) {}

  // Conditions that cannot be evaluated count as false and are remembered in failures().  A transition
  // on an event none of whose `choose:` rows holds is remembered in stuck(): no outer one is tried
  // instead.
  std::vector<Chosen> select(const Stimulus& stimulus);

  // The branch the transition would take; nothing when no row of `choose:` holds.
  std::optional<std::size_t> choose_branch(const Transition& transition);
  // The same, when its own `when:` holds.
  std::optional<std::size_t> choose_if_enabled(const Transition& transition);

  struct Failure {
    std::string where, message;
  };
  const std::vector<Failure>& failures() const { return failures_; }
  void forget_failures() { failures_.clear(); }
  const std::vector<TransitionIndex>& stuck() const { return stuck_; }
  const CaseBindings& bindings() const { return bindings_; }

 private:
  bool enables(const Transition& transition, const Stimulus& stimulus);
  bool holds(const Expression& condition, const Transition& transition);

  const CaseData& kase_;
  const Workflow& workflow_;
  CaseBindings bindings_;
  std::vector<Failure> failures_;
  std::vector<TransitionIndex> stuck_;
};

}  // namespace docket
