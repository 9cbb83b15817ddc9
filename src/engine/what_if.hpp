// Trying things out on copies of a case.
// Tested by tests/unit/engine/allowed_test.cpp
#pragma once

#include "docket/allowed.hpp"
#include "engine/case_data.hpp"

namespace docket {

// A copy in which everything due by `now` has fired.
// Errors: invalid_argument when `now` lies before the case's last_at; limit_exceeded when there is no end to it.
Result<Case> caught_up(const RuleBook& rules, const Case& kase, Instant now);

// What becomes of the event in a copy.  Requires: nothing is due.
Foreseen what_if(const CaseData& kase, const Event& event, Instant now);

}  // namespace docket
