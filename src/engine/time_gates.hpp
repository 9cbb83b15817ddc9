// When a condition about the time turns: the next instants at which something that only waiting changes comes out
// otherwise.
// Tested by tests/unit/engine/nearest_guards_test.cpp
#pragma once

#include <vector>

#include "engine/case_data.hpp"
#include "engine/relevance.hpp"

namespace docket {

// After `now`, of the conditions of transitions of active states, within four years; sorted, none twice, at most
// eight.  Looked for at hours, days and months and then to the millisecond: what turns back within the hour may be
// missed. Cost: some two hundred evaluations for each comparison that asks for the time.
std::vector<Instant> next_turns(const CaseData& kase, Instant now);

}  // namespace docket
