// The rungs of a clock: warnings, the breach, escalations and their repeats.
// Tested by tests/unit/engine/clocks_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>

#include "engine/case_data.hpp"
#include "engine/recorder.hpp"

namespace docket {

inline constexpr int kBreachRung = -1;

struct RungDeadline {
  ClockIndex clock{};
  int rung = kBreachRung;
  Instant fires_at;  // strictly after the due instant for a breach
  Instant at;        // the instant it stands for
};

// The next rung of any clock, by (time, clock, warnings before the breach before escalations).
std::optional<RungDeadline> next_rung(const CaseData& kase);

void fire_rung(CaseData& kase, const RungDeadline& deadline, Recorder& recorder);

// A new target or a resume may leave several warnings, or the due instant itself, behind: only the
// highest warning is sent, at the change; a breach makes all warnings idle (semantics.md 16).
void settle_overtaken(CaseData& kase, ClockIndex clock, Instant change, Recorder& recorder);

// A late fact made untrue what had been sent for instants after `from`: says so, once each.
void correct_rungs(CaseData& kase, ClockIndex clock, Instant from, const std::string& now, Recorder& recorder);

}  // namespace docket
