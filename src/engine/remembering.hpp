// What rules may ask of a case's past with `last()` and `count()`: kept only of the events that they name.
// Tested by tests/unit/model/domain_functions_test.cpp, tests/property/plain_move_test.cpp
#pragma once

#include "engine/case_data.hpp"

namespace docket {

// Notes that the event was accepted.
void remember(CaseData& kase, EventIndex event, const Actor& actor, const Value& input, Instant happened);

}  // namespace docket
