// A clock as people see it.
#pragma once

#include "engine/case_data.hpp"

namespace docket {

ClockView clock_view(const CaseData& kase, ClockIndex clock, Instant now);

// What a clock that ended before a migration was measured by; null: what its rules say now.
const KeptMeasure* kept_measure(const CaseData& kase, ClockIndex clock);

}  // namespace docket
