// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/timers.hpp"

namespace docket {

std::optional<std::size_t> next_timer(const CaseData& kase) {
  std::optional<std::size_t> best;
  const auto& timers = kase.rest().timers;
  for (std::size_t i = 0; i < timers.size(); ++i) {
    // They stand as they were armed: of one instant the earlier one comes first.
    if (!best || timers[i].due < timers[*best].due) best = i;
  }
  return best;
}

std::string name_of_timer(const CaseData& kase, const PendingTimer& timer) {
  if (timer.kind == TimerKind::send) return "send " + kase.workflow->events[at(timer.event)];
  const auto& state = kase.workflow->state(timer.state);
  return "after " + state.path + "." + state.afters[timer.row].name;
}

std::vector<Chosen> choose_for_timer(Selection& selection, const CaseData& kase, const PendingTimer& timer) {
  if (timer.kind == TimerKind::send) return selection.select({.trigger = Trigger::event, .event = timer.event});
  const auto index = kase.workflow->state(timer.state).afters[timer.row].transition;
  const auto branch = selection.choose_if_enabled(kase.workflow->transition(index));
  if (branch == kNoBranch) return {};
  return {{index, branch}};
}

}  // namespace docket
