// What nearly every event comes to: a case that is in one state takes one transition that copies and sets fields, and
// what it leaves and enters is known from the rules.  The long way of acting.cpp would come to the same.
// Tested by tests/property/plain_move_test.cpp
#pragma once

#include "engine/recorder.hpp"
#include "engine/selection.hpp"

namespace docket {

struct PlainMove {
  const PlainPlan* plan = nullptr;  // null: the chosen transitions cannot be taken plainly
  StateIndex from = kNoState;

  PlainMove(const CaseData& kase, const std::vector<Chosen>& chosen) {
    if (chosen.size() != 1 || kase.is_closed) return;
    const auto& branch = kase.workflow->chart.plan(chosen.front().transition, chosen.front().branch);
    if (!branch.plain) return;
    from = only_leaf(kase);
    if (from != kNoState) plan = &*branch.plain;
  }
};

// Takes the one transition that was chosen, updates the clocks and writes it all down; it cannot fail.
// Requires: a plan, and the event's index.
Outcome accept_plainly(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const PlainMove& move,
                       const Times& times, Selection& selecting, EffectLog& log);

}  // namespace docket
