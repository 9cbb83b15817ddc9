// What the engine wants to know of a workflow's chart at every step, worked out once when it is loaded:
// which events a state hears, what a transition leaves and enters, which clocks something concerns.
//
// Tables of small numbers beside the Workflow, whose own structs are made for reading and for messages.
// Tested by tests/property/small_world_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/short_text.hpp"
#include "docket/expression.hpp"
#include "model/asking.hpp"
#include "model/indices.hpp"
#include "model/plain_plan.hpp"
#include "model/state_mask.hpp"

namespace docket {

class Workflow;

// One state on the way in.
struct EntryStep {
  StateIndex state{};
  bool is_default = false;  // entered by way of its parent's `initial`, whose actions run, too
};

// What one branch of a transition leaves and enters, where that does not depend on a history.
struct BranchPlan {
  bool is_static = false;              // else it is found out at each step
  bool is_remembered = false;          // a history is left on the way
  bool may_fault = true;               // an action on the way may fail, or more may follow of itself
  std::optional<StateIndex> domain{};  // what lies below it is left; nothing for a targetless branch
  std::vector<EntryStep> entries{};    // in document order
  std::optional<PlainPlan> plain{};    // when it is as simple as nearly all are
};

// An event that a state hears, and the transition it may take.
struct Hearing {
  static constexpr std::uint16_t kAnyEvent = 0xFFFF;
  std::uint16_t event = kAnyEvent;
  TransitionIndex transition{};
};

// What may make a clock do something.
struct ClockInterest {
  StateMask entries;                  // states whose entry is named under start, stop, cancel, pause
  std::vector<std::uint64_t> events;  // events, likewise, and those under acknowledge
  bool has_conditions = false;        // a `when:` under start, stop or cancel: look after every event
  bool has_choice = false;            // its target may change with the record or the past
  bool has_record_choice = false;     // ... but with the record only
  bool may_pause = false;
};

class ChartIndex {
 public:
  // Requires: a workflow with all its states, transitions and clocks.
  explicit ChartIndex(const Workflow& workflow);
  ChartIndex() = default;

  // kNoEvent when there is none of the name.
  EventIndex find_event(const Workflow& workflow, std::string_view name) const {
    const TextKey key(name);
    for (auto slot = key.hash() & (names_.size() - 1); !names_.empty(); slot = (slot + 1) & (names_.size() - 1)) {
      const auto& known = names_[slot];
      if (known.event == NamedEvent::kNone) break;
      if (known.key == key && (key.is_whole() || is_named(workflow, known.event, name)))
        return static_cast<EventIndex>(known.event);
    }
    return kNoEvent;
  }
  std::span<const Hearing> heard_in(StateIndex state) const {
    const auto from = hearing_offsets_[at(state)];
    return {hearings_.data() + from, hearing_offsets_[at(state) + 1] - from};
  }
  // Of the transitions on the event in the state or, when it has none, the nearest one around it that has: the
  // only one, kNobody or kSeveral.
  static constexpr std::uint16_t kNobody = 0xFFFF, kSeveral = 0xFFFE;
  std::uint16_t answer_to(EventIndex event, StateIndex state) const {
    return answers_[at(state) * events_ + at(event)];
  }
  bool has_answers() const { return !answers_.empty(); }
  StateIndex parent(StateIndex state) const { return parents_[at(state)]; }
  const BranchPlan& plan(TransitionIndex transition, BranchIndex branch) const {
    return plans_[plan_offsets_[at(transition)] + at(branch)];
  }

  const Asking& asking(TransitionIndex transition) const { return askings_[at(transition)]; }

  std::size_t words = 1;         // of a StateMask of this chart
  StateMask leaves;              // atomic and final states
  StateMask with_always;         // states that have a transition without an event
  bool has_always = false;       // any of them
  StateMask ends;                // final states at the top: the case is over in them
  std::vector<InputKey> fields;  // of the record: which values are right as they are
  std::vector<ClockInterest> clocks;
  bool has_waits = false;  // a clock that holds events back

 private:
  struct NamedEvent {
    static constexpr std::uint16_t kNone = 0xFFFF;
    TextKey key;
    std::uint16_t event = kNone;
  };
  std::uint16_t find_answer(EventIndex event, StateIndex state) const;
  static bool is_named(const Workflow& workflow, std::uint16_t event, std::string_view name);

  std::vector<NamedEvent> names_;  // open addressing, a power of two
  std::vector<Hearing> hearings_;
  std::vector<std::size_t> hearing_offsets_;
  std::vector<StateIndex> parents_;
  std::vector<std::uint16_t> answers_;  // state by state; empty for a chart so large that it would not pay
  std::size_t events_ = 0;
  std::vector<BranchPlan> plans_;
  std::vector<std::size_t> plan_offsets_;
  std::vector<Asking> askings_;
};

}  // namespace docket
