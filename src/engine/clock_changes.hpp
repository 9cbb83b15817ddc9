// What can happen to one clock: it starts, pauses, goes on, gets another target or more time, ends.
// Each is a fact put in its place, the fold made anew, and what follows from that said; clocks.cpp
// decides which of them happens.
//
// `happened` may lie in the past of the case: what the clock did since is taken back, and said so.
// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#pragma once

#include <string>

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

// The row of `target:` that holds, with the due instant of a row with `at:`.
struct TargetChoice {
  std::int16_t row = -1;
  std::optional<Instant> until;

  friend bool operator==(const TargetChoice&, const TargetChoice&) = default;
};

// The choice that holds now; the present one where a row cannot be evaluated.
TargetChoice choose_target(const CaseData& kase, ClockIndex clock, const CaseBindings& bindings, Recorder& recorder);
TargetChoice present_target(const CaseData& kase, ClockIndex clock);

// Why a clock stands still.
struct PauseReason {
  PauseCause cause = PauseCause::action;
  std::uint16_t index = 0;  // of the state, or the place under `pause:`
  Holder holder = Holder::other;
};
// For people: the state's path, the condition, `action`, `closed`.
std::string text_of(const CaseData& kase, const ClockRules& rules, PauseCause cause, std::uint16_t index);

void start_clock(CaseData& kase, ClockIndex clock, const CaseBindings& bindings, Instant happened, Recorder& recorder);
void end_clock(CaseData& kase, ClockIndex clock, ClockStatus how, Instant happened, Recorder& recorder);
void pause_clock(CaseData& kase, ClockIndex clock, const PauseReason& reason, Instant happened, Recorder& recorder);
void resume_clock(CaseData& kase, ClockIndex clock, Instant happened, Recorder& recorder);
void retarget_clock(CaseData& kase, ClockIndex clock, const TargetChoice& choice, Instant happened, Recorder& recorder);
// A clock that closing its case ended goes on; the closed stretch becomes a pause.
void reopen_clock(CaseData& kase, ClockIndex clock, Instant happened, Recorder& recorder);
// From `now` on the case's present calendars count.
void recount_clock(CaseData& kase, ClockIndex clock, Instant now, Recorder& recorder);
// The relief at that place in the case begins, or ends, to stretch the clock's budget.
void relieve_clock(CaseData& kase, ClockIndex clock, std::uint16_t relief, bool is_undone, Instant from,
                   Recorder& recorder);

}  // namespace docket
