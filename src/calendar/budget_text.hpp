// Budgets in one scalar: `2h 30m`, `3 workdays`, `not before 48h`.
// Tested by tests/unit/calendar/budget_test.cpp
#pragma once

#include <string_view>

#include "docket/budget.hpp"

namespace docket {

// Every form but the maps.  Errors: invalid_argument, limit_exceeded.
Result<Budget> parse_scalar_budget(std::string_view text);

}  // namespace docket
