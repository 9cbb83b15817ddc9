// Tested by tests/property/plain_move_test.cpp
#include "engine/plain_move.hpp"

#include "engine/clocks.hpp"

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

}  // namespace

const PlainPlan* plain_plan(const CaseData& kase, const std::vector<Chosen>& chosen) {
  if (chosen.size() != 1 || kase.is_closed) return nullptr;
  const auto& plan = kase.workflow->chart.plan(chosen.front().transition, chosen.front().branch);
  return plan.plain && only_leaf(kase) != kNoState ? &*plan.plain : nullptr;
}

void move_plainly(CaseData& kase, const PlainPlan& plan, const Chosen& chosen, EventIndex event, const Times& times,
                  Selection& selection, Recorder& recorder) {
  const auto& workflow = *kase.workflow;
  const auto& transition = workflow.transition(chosen.transition);
  const auto from = only_leaf(kase);
  recorder.log().taken.push_back(chosen);
  if (!plan.sets.empty()) {
    selection.speak_of(transition);
    set_fields(kase, plan.sets, selection.bindings().inputs());
  }
  kase.leave(plan.leaving);
  kase.enter(plan.entering);
  recorder.transition(Cause(Cause::Kind::event, at(event)), from, plan.leaf == kNoState ? from : plan.leaf);
  if (kase.clock_count() == 0 && !workflow.remembers_visits) return;
  auto& occurrences = selection.memory().occurrences;
  occurrences.assign(1, Occurrence::of(event));
  for (const auto& step : workflow.chart.plan(chosen.transition, chosen.branch).entries) {
    occurrences.push_back(Occurrence::of(step.state));
    kase.visit(step.state);
  }
  const WhatChanged changed{.record = !plan.sets.empty()};
  update_clocks(kase, occurrences, changed, selection.bindings(), times.at, recorder);
}

}  // namespace docket
