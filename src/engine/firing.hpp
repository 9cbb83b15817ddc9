// Firing what is due: deadlines of the chart and rungs of clocks, in order, each as of its own due time.
// Tested by tests/unit/engine/step_test.cpp and tests/property/schedule_test.cpp
#pragma once

#include <optional>

#include "engine/case_data.hpp"
#include "engine/effect_log.hpp"

namespace docket {

// When something fires next; nullopt: never.
std::optional<Instant> first_due(const CaseData& kase);

// Whether nothing is due by `now`, told without looking at clocks that have a history of their own.
inline bool is_quiet_until(const CaseData& kase, Instant now) {
  if (!kase.rest().timers.empty()) return false;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto& slot = kase.slot(i);
    if (slot.status != ClockStatus::running) continue;
    if (slot.is_full || (slot.next_rung != ClockSlot::kNoRung && slot.next <= now)) return false;
  }
  return true;
}

// At most `max` of it.  Returns the next deadline, which is still due when the bound was reached.
std::optional<Instant> fire_all_due(CaseData& kase, Instant now, int max, EffectLog& log);

}  // namespace docket
