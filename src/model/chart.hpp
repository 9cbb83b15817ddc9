// Which states a transition leaves and enters: the sets of SCXML's appendix D, "Algorithm for SCXML
// Interpretation".  Pure functions of a chart; what a history stands for is asked of the caller.
// Tested by tests/unit/engine/statechart_test.cpp, tests/property/small_world_test.cpp, tests/conformance/
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "model/workflow.hpp"

namespace docket {

using StateList = std::vector<StateIndex>;

// The states that a history stands for now; nullptr: nothing is stored, its default is meant.
using StoredHistory = std::function<const StateList*(StateIndex history)>;

struct EntrySet {
  std::vector<EntryStep> items;             // in document order
  std::vector<StateIndex> default_history;  // histories with nothing stored: their actions run
};

bool is_history(const State& state);

// Targets with each history replaced by what it stands for.
StateList effective_targets(const Workflow& workflow, const StateList& targets, const StoredHistory& stored);

// The smallest compound state that contains the source and all targets; nothing for a targetless branch.
std::optional<StateIndex> domain_of(const Workflow& workflow, const Transition& transition, const Branch& branch,
                                    const StoredHistory& stored);

// Collects what transitions enter; its methods are named for the procedures of appendix D.
class Entering {
 public:
  Entering(const Workflow& workflow, const StoredHistory& stored) : workflow_(workflow), stored_(stored) {}

  // What one branch enters.
  void add(const Transition& transition, const Branch& branch);
  EntrySet take();

 private:
  void add_descendants(StateIndex index);
  void add_ancestors(StateIndex index, StateIndex ancestor);
  void add_history(StateIndex index, const State& state);
  void add_missing_regions(const State& parallel);
  void add_state(StateIndex state);

  const Workflow& workflow_;
  const StoredHistory& stored_;
  StateList states_, defaults_, default_history_;
};

}  // namespace docket
