// The clocks of a case: a fold over what happened to it (sla.md, "A clock").
//
// A clock spends its budget as open time.  `spent` adds up its counting segments; every point of
// interest, the due instant and the rungs alike, is the instant at which a certain amount has been
// spent, so that pauses and re-targets move all of them by the same rule.
// Tested by tests/unit/engine/clocks_test.cpp and tests/scenarios/
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

// What clocks react to: a state entered or an event accepted, in the order of the macrostep.
struct Occurrence {
  bool is_entry = false;
  StateIndex state{};
  EventIndex event{};
};

// Applies an event that was accepted to all clocks.  `happened` is when, which may be before `now`.
void update_clocks(CaseData& kase, std::span<const Occurrence> occurrences, const CaseBindings& bindings,
                   Instant happened, Recorder& recorder);

// An action of a transition: start, pause, resume, stop, restart, cancel.
void command_clock(CaseData& kase, const CommandClock& command, const CaseBindings& bindings, Instant happened,
                   Recorder& recorder);

// The case reaches its end, or is opened again.
void close_clocks(CaseData& kase, Instant happened, Recorder& recorder);
void reopen_clocks(CaseData& kase, Instant happened, Recorder& recorder);

// Open time spent by `until`.
Elapsed spent(const CaseData& kase, const ClockState& clock, Instant until);

// The instant at which a running clock will have spent `amount`; when that lies before its current
// segment, the segment's beginning.  nullopt: not while it is paused, or beyond what calendars count.
std::optional<Instant> when_spent(const CaseData& kase, const ClockState& clock, Elapsed amount);

// The due instant the clock would have if it went on counting at `at`.
std::optional<Instant> projected_due(const CaseData& kase, ClockIndex clock, Instant at);

}  // namespace docket
