// Macrostep: what one event or deadline sets going, run to completion (SCXML appendix D): leave,
// act, enter, then eventless transitions and internal events until nothing more is enabled.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/clocks.hpp"
#include "engine/recorder.hpp"
#include "engine/selection.hpp"

namespace docket {

class Macrostep {
 public:
  // Works on `kase` in place: give it a copy, and keep that only when fault() stays empty.
  // `happened` is when the event happened, `now` when it is recorded.
  Macrostep(CaseData& kase, Instant happened, Instant now, const Actor* actor, const Value* input, Recorder& recorder);

  // Takes the transitions, then everything that follows from them, then updates the clocks.
  // `event` is the accepted event, if any.
  void run(const std::vector<Chosen>& chosen, const std::string& event_name, std::optional<EventIndex> event);

  // Why the case must stay as it was: an action could not be evaluated, or a bound was hit.
  const std::optional<std::string>& fault() const { return fault_; }

  Selection& selection() { return selection_; }

 private:
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
  void close(StateIndex end, const std::vector<bool>& were_ticking);
  void arm(StateIndex state);
  void report_failures();

  CaseData& kase_;
  const Workflow& workflow_;
  Instant happened_, now_;
  Recorder& recorder_;
  Selection selection_;
  std::deque<Stimulus> internal_;
  std::vector<Occurrence> occurrences_;
  std::vector<Selection::Failure> unarmed_;  // deadlines of states entered that could not be counted
  std::optional<std::string> fault_;
};

}  // namespace docket
