// A clock as people see it.
#pragma once

#include "engine/case_data.hpp"

namespace docket {

ClockView clock_view(const CaseData& kase, ClockIndex clock, Instant now);

}  // namespace docket
