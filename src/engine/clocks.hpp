// How the clocks of a case answer to what happens to it: which of them start, stop, pause or get
// another target.  What that does to a clock is in clock_fold.hpp.
// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#pragma once

#include <span>

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

// What else a macrostep did that clocks look at.
struct WhatChanged {
  bool record = false;
};

// Applies an event that was accepted to all clocks.  `happened` is when, which may be before `now`.
void update_clocks(CaseData& kase, std::span<const Occurrence> occurrences, const WhatChanged& changed,
                   const CaseBindings& bindings, Instant happened, Recorder& recorder);

// An action of a transition: start, pause, resume, stop, restart, cancel.
void command_clock(CaseData& kase, const CommandClock& command, const CaseBindings& bindings, Instant happened,
                   Recorder& recorder);

// The case reaches its end, or is opened again.
void close_clocks(CaseData& kase, Instant happened, Recorder& recorder);
void reopen_clocks(CaseData& kase, Instant happened, Recorder& recorder);
// Whether it was closing that ended the clock, so that reopening continues it.
void mark_ended_by_close(CaseData& kase, ClockIndex clock, bool was_ended);

}  // namespace docket
