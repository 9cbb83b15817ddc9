// The lists that a step fills and throws away, kept from one step to the next so that it need not allocate.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/case_data.hpp"
#include "engine/inputs.hpp"

namespace docket {

// What may enable a transition.
struct Stimulus {
  Trigger trigger = Trigger::event;
  EventIndex event{};  // for `event`
  StateIndex state{};  // for `done`: the state that came to its end
};

// A transition with its branch chosen.
struct Chosen {
  TransitionIndex transition;
  BranchIndex branch{};
};

// What clocks react to: a state entered or an event accepted, in the order of the macrostep.
struct Occurrence {
  bool is_entry = false;
  StateIndex state{};
  EventIndex event{};

  static Occurrence of(StateIndex entered) { return {.is_entry = true, .state = entered}; }
  static Occurrence of(EventIndex accepted) { return {.is_entry = false, .event = accepted}; }
};

// Something that could not be evaluated or counted, and where it stands.
struct Failure {
  std::string where, message;
};

// A row of a table that answered, or its `otherwise`.
struct AnsweredRow {
  static constexpr std::uint32_t kOtherwise = 0xFFFFFFFF;
  std::uint32_t table = 0, row = 0;
};

struct StepMemory {
  Inputs inputs;
  std::vector<Chosen> chosen;
  std::vector<TransitionIndex> stuck;
  std::vector<Failure> failures, unarmed;
  std::vector<Stimulus> internal;  // events raised and not yet heard, from `heard` on
  std::size_t internal_heard = 0;
  std::vector<Occurrence> occurrences;
  std::vector<StateIndex> states;
  std::vector<AnsweredRow> answered;  // until the log is cleared: no effect tells it, but who tests rules asks
  std::unique_ptr<CaseData> before;   // the case as it was, while a step may still fail
};

}  // namespace docket
