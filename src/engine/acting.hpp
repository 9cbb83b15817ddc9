// Acting on an event that was judged: accepted or refused, and written down either way.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <memory>
#include <vector>

#include "docket/engine.hpp"
#include "engine/case_data.hpp"
#include "engine/effect_log.hpp"
#include "engine/keeping.hpp"
#include "engine/plain_move.hpp"
#include "engine/recorder.hpp"
#include "engine/selection.hpp"

namespace docket {

// The case as it is, in memory that was used for this before where there is some.
void keep(const CaseData& kase, std::unique_ptr<CaseData>& copy);

// Requires: the event passed, and the log's memory holds what was chosen and its inputs.
Outcome accept_at_length(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const Times& times,
                         Selection& selecting, EffectLog& log);
// Whether the inputs are as this transition declares them, not as another one that answers the same event.
inline bool is_typed_by(const CaseData& kase, TransitionIndex transition, const Inputs& inputs) {
  return &inputs.declared() == &kase.workflow->transition(transition).inputs;
}
inline Outcome accept(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const Times& times,
                      Selection& selecting, EffectLog& log) {
  const auto& memory = log.memory;
  const PlainMove move(kase, memory.chosen);
  const bool is_plain = move.plan && index != kNoEvent &&
                        is_typed_by(kase, memory.chosen.front().transition, memory.inputs) &&
                        has_room(kase, index, event, move.plan->sets.size());
  return is_plain ? accept_plainly(kase, event, index, kind, move, times, selecting, log)
                  : accept_at_length(kase, event, index, kind, times, selecting, log);
}

// For reasons that will be worked out when somebody asks, of the case as it is now.
Outcome refuse(CaseData& kase, const Event& event, RefusedEvent::Stage stage, const Times& times, EffectLog& log);
// Because it happened before `earliest`.
Outcome refuse_late(CaseData& kase, const Event& event, Instant earliest, const Times& times, EffectLog& log);

}  // namespace docket
