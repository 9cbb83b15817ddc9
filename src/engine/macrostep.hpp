// Macrostep: what one event or deadline sets going, run to completion (SCXML appendix D): leave,
// act, enter, then eventless transitions and internal events until nothing more is enabled.
// Tested by tests/unit/engine/step_test.cpp and tests/scenarios/
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/bindings.hpp"
#include "engine/clocks.hpp"
#include "engine/configuration.hpp"
#include "engine/recorder.hpp"

namespace docket {

// What may enable a transition.
struct Stimulus {
  Trigger trigger = Trigger::event;
  EventIndex event{};   // for `event`
  StateIndex state{};   // for `done`: the state that came to its end
};

class Macrostep {
 public:
  // Works on `kase` in place: give it a copy, and keep that only when fault() stays empty.
  // `happened` is when the event happened, `now` when it is recorded.
  Macrostep(CaseData& kase, Instant happened, Instant now, const Actor* actor, const Value* input, Recorder& recorder);

  // The transitions that the stimulus enables, by document order and from the inside out; conditions
  // that cannot be evaluated count as false and are remembered in failures().  A transition on an event
  // none of whose `choose:` rows holds is remembered in stuck(): no outer one is tried instead.
  std::vector<Chosen> select(const Stimulus& stimulus);
  const std::vector<TransitionIndex>& stuck() const { return stuck_; }

  // The branch the transition would take; nothing when no row of `choose:` holds.
  std::optional<std::size_t> choose_branch(const Transition& transition);
  // The same, when its own `when:` holds.
  std::optional<std::size_t> choose_if_enabled(const Transition& transition);

  // Takes the transitions, then everything that follows from them, then updates the clocks.
  // `event` is the accepted event, if any.
  void run(const std::vector<Chosen>& chosen, const std::string& event_name, std::optional<EventIndex> event);

  // Why the case must stay as it was: an action could not be evaluated, or a bound was hit.
  const std::optional<std::string>& fault() const { return fault_; }

  struct Failure { std::string where, message; };
  const std::vector<Failure>& failures() const { return failures_; }
  const CaseBindings& bindings() const { return bindings_; }

 private:
  bool enables(const Transition& transition, const Stimulus& stimulus);
  bool holds(const Expression& condition, const Transition& transition);

  void microstep(const std::vector<Chosen>& chosen, const std::string& event_name);
  void leave(StateIndex state, const StateList& configuration_before);
  void enter(const EntrySet::Item& item, const EntrySet& entries);
  void finish(StateIndex final_state);
  void act(const Actions& actions);
  void act(const Action& action);
  void set(const SetFields& action);
  void send(const SendEvent& action);
  void emit(const EmitEvent& action);
  std::optional<Value> evaluated(const Expression& expression);
  void settle();
  // The final state of the case that is active, if any.
  std::optional<StateIndex> end_of_case() const;
  void close(StateIndex end);
  void arm(StateIndex state);
  void report_failures();

  CaseData& kase_;
  const Workflow& workflow_;
  Instant happened_, now_;
  Recorder& recorder_;
  CaseBindings bindings_;
  std::deque<Stimulus> internal_;
  std::vector<Occurrence> occurrences_;
  std::vector<Failure> failures_;
  std::vector<TransitionIndex> stuck_;
  std::optional<std::string> fault_;
};

}  // namespace docket
