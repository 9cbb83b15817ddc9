// Tested by tests/property/plain_move_test.cpp
#include "engine/plain_move.hpp"

#include <algorithm>

#include "engine/clocks.hpp"
#include "engine/remembering.hpp"

namespace docket {
namespace {

// Copies of inputs, and values that are always the same: nothing looks at the record meanwhile.
void set_fields(CaseData& kase, const std::vector<PlainSet>& sets, std::span<const Value> inputs) {
  const auto record = kase.record();
  for (const auto& set : sets) {
    auto& field = record[static_cast<std::size_t>(set.field)];
    if (set.input == PlainSet::kNoInput)
      field = set.constant;
    else if (set.input < inputs.size() && !inputs[set.input].is_null())
      field = inputs[set.input];  // an optional input that was not given leaves its field alone
  }
}

[[gnu::noinline]] void come_to_rest(CaseData& kase, const PlainPlan& plan, const Chosen& chosen, EventIndex event,
                                    Instant happened, Selection& selection, Recorder& recorder) {
  auto& occurrences = selection.memory().occurrences;
  occurrences.assign(1, Occurrence::of(event));
  for (const auto& step : kase.workflow->chart.plan(chosen.transition, chosen.branch).entries) {
    occurrences.push_back(Occurrence::of(step.state));
    kase.visit(step.state);
  }
  docket::come_to_rest(kase, plan.is_end ? plan.leaf : kNoState, occurrences, {.record = !plan.sets.empty()},
                       selection.bindings(), happened, recorder);
}

}  // namespace

Outcome accept_plainly(CaseData& kase, const Event& event, EventIndex index, EntryKind kind, const PlainMove& move,
                       const Times& times, Selection& selecting, EffectLog& log) {
  const auto& workflow = *kase.workflow;
  const auto& plan = *move.plan;
  const auto chosen = log.memory.chosen.front();
  Recorder recorder(kase, log, kind, cause_of(index), times);
  recorder.hear({}, event.actor, event.input);
  if (kind == EntryKind::opened) recorder.opened(kase);
  kase.last_at = std::max(kase.last_at, times.now);
  if (!workflow.remembered_events.empty()) remember(kase, index, event.actor, event.input, times.at);
  log.taken.push_back(chosen);
  if (!plan.sets.empty()) {
    selecting.speak_of(workflow.transition(chosen.transition));
    set_fields(kase, plan.sets, selecting.bindings().inputs());
  }
  kase.move(plan.leaving, plan.entering);
  for (std::size_t i = 0; i < plan.emits.size(); ++i) recorder.emitted(chosen, i);
  recorder.transition(cause_of(index), move.from, plan.leaf == kNoState ? move.from : plan.leaf);
  if (kase.clock_count() > 0 || workflow.remembers_visits || plan.is_end)
    come_to_rest(kase, plan, chosen, index, times.at, selecting, recorder);
  kase.sequence += 1;
  return {.kind = OutcomeKind::accepted, .sequence = kase.sequence};
}

}  // namespace docket
