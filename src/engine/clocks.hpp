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

// The end of a step: all clocks answer to what happened in it, and the case is over where it came to its `end`, or
// goes on that was over before.  `happened` is when, which may be before `now`.
void come_to_rest(CaseData& kase, StateIndex end, std::span<const Occurrence> occurrences, const WhatChanged& changed,
                  const CaseBindings& bindings, Instant happened, Recorder& recorder);

// The part of it that is about clocks which go on.
void update_clocks(CaseData& kase, std::span<const Occurrence> occurrences, const WhatChanged& changed,
                   const CaseBindings& bindings, Instant happened, Recorder& recorder);

// An action of a transition: start, pause, resume, stop, restart, cancel.
void command_clock(CaseData& kase, const CommandClock& command, const CaseBindings& bindings, Instant happened,
                   Recorder& recorder);

}  // namespace docket
