// How clocks counted under the first meaning of rules, until December 2026 (docket/meaning.hpp): for reading what was
// stored then, and nothing else.  It is the fold of then, word by word; what came later has no part in it.
//
// A clock that had begun keeps what it had: adopt_earlier_clock() turns it into one that stands there as of its case's
// last instant, whatever the present rules would make of its past.
// Tested by tests/unit/store/stored_stories_test.cpp
#pragma once

#include <span>

#include "engine/case_data.hpp"
#include "engine/effect_log.hpp"

namespace docket {

// Requires: the clock's facts and what was sent are as they were stored; the case has its calendars and reliefs.
// Afterwards it is due when it was, late with the due instant it missed, or paused with the due instant it would have
// if it went on at the case's last instant.  What is armed keeps its instants: those that were stored, or, where the
// stored form left them to the rules, those that the rules meant then.
enum class Armed : bool { stored, by_rules };
void adopt_earlier_clock(CaseData& kase, ClockIndex index, Armed armed);

// A clock of a compact snapshot, of which its slot was stored and nothing else.
void adopt_earlier_plain_clock(CaseData& kase, ClockIndex index);

// The size of the budget, without reliefs, after these facts.
Elapsed earlier_size(const CaseData& kase, const ClockRules& rules, std::span<const ClockFact> facts);

// Whether the case has clocks that were adopted, which its journal does not say yet.
inline bool has_untold_adoption(const CaseData& kase) { return kase.rest().has_untold_adoption; }
// Says so, in an entry of the case's last instant: whenever the host comes next, the journal is the same.
void tell_adoption(CaseData& kase, EffectLog& log);

}  // namespace docket
