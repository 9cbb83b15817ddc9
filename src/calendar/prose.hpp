// Pieces of sentences that budgets and explanations share.
// Tested by tests/unit/calendar/budget_test.cpp and tests/unit/calendar/explanation_test.cpp
#pragma once

#include <string>

#include "docket/calendar.hpp"

namespace docket {

// `26h 30m`, `26 小时 30 分钟`: hours, never days, whose length readers disagree about.
std::string length_text(Elapsed length, Language language);

}  // namespace docket
