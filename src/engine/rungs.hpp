// The rungs of a clock: warnings, the due instant itself, escalations and their repeats.
// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <vector>

#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

struct RungDeadline {
  ClockIndex clock{};
  std::uint16_t rung = 0;
  Instant fires_at;  // strictly after the due instant for a limit
  Instant at;        // the instant it stands for
};

// The next rung of any clock, by (time, clock, warnings before the due instant before escalations).
std::optional<RungDeadline> next_rung(const CaseData& kase);

// `reply.breach`.
std::string name_of_rung(const CaseData& kase, const RungDeadline& deadline);

void fire_rung(CaseData& kase, const RungDeadline& deadline, Recorder& recorder);

// The clock changed at `change`: finds out again when its rungs fire.  What was overtaken is settled: of
// several warnings only the highest is sent, at the change, and a breach makes all of them idle
// (semantics.md 16).
void rearm_rungs(CaseData& kase, ClockIndex clock, Instant change, Recorder& recorder);

// A fact of `from` came late: says of what was sent for later instants, and is untrue now, that it is
// so, once each.  `now` is what the clock was instead: `met`, `paused` …
void correct_rungs(CaseData& kase, ClockIndex clock, Instant from, const std::string& now, Recorder& recorder);

// A clock ends that was late, and nobody was told.
void settle_breach(CaseData& kase, ClockIndex clock, Recorder& recorder);

// The reminders of what was sent are no longer needed.
void acknowledge_rungs(CaseData& kase, ClockIndex clock);

// Finds out when the rungs of a running clock fire, without saying anything: for a clock that was stored.
void restore_rungs(const CaseData& kase, const ClockRules& rules, ClockState& clock);

// Of a clock that has just started: the rung that fires first, if any will.
struct FirstRung {
  std::size_t rung = 0;
  Instant fires_at;
};
std::optional<FirstRung> first_rung(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);
// Of a clock that has just started: the warnings that would come with the start or before it, and so never do.
struct SkippedRung {
  std::size_t rung = 0;
  Instant at;  // where it would lie
};
std::vector<SkippedRung> skipped_warnings(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);

// A limit that was missed; an expired permit is none.
bool is_breached(const CaseData& kase, ClockIndex clock);

}  // namespace docket
