// What can happen to one clock: it starts, pauses, goes on, gets another target, ends.  Each operation
// is a step of the fold over the case's history (sla.md, "A clock"); clocks.cpp decides which happens.
//
// A clock spends its budget as open time.  `spent` adds up its counting segments; every point of
// interest, the due instant and the rungs alike, is the instant at which a certain amount has been
// spent, so that pauses and re-targets move all of them by the same rule.
// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <string>

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

bool is_ticking(const ClockState& clock);

// The row of `target:` that holds now; the present one where a row cannot be evaluated.
int choose_target(const CaseData& kase, ClockIndex index, const CaseBindings& bindings, Recorder& recorder);

// `happened` may lie in the past of the case: what a clock did since is taken back, and said so.
void start_clock(CaseData& kase, ClockIndex index, const CaseBindings& bindings, Instant happened, Recorder& recorder);
void end_clock(CaseData& kase, ClockIndex index, ClockStatus how, Instant happened, Recorder& recorder);
void pause_clock(CaseData& kase, ClockIndex index, const std::string& reason, Instant happened, Recorder& recorder);
void resume_clock(CaseData& kase, ClockIndex index, Instant happened, Recorder& recorder);
void retarget_clock(CaseData& kase, ClockIndex index, int row, Instant happened, Recorder& recorder);

// Open time spent by `until`.
Elapsed spent(const CaseData& kase, const ClockState& clock, Instant until);

// The instant at which a running clock will have spent `amount`; when that lies before its current
// segment, the segment's beginning.  nullopt: not while it is paused, or beyond what calendars count.
std::optional<Instant> when_spent(const CaseData& kase, const ClockState& clock, Elapsed amount);

// The due instant a paused clock would have if it went on counting at `now`.
std::optional<Instant> projected_due(const CaseData& kase, ClockIndex clock, Instant now);

}  // namespace docket
