// The calendars of a rule set as a workflow of another one names them.
// Tested by tests/unit/engine/amendment_test.cpp
#pragma once

#include <memory>

#include "docket/rule_book.hpp"
#include "engine/case_data.hpp"

namespace docket {

// Errors: invalid_argument when the rule set lacks a calendar that the workflow uses.
Result<std::shared_ptr<const CalendarSet>> calendars_for(const RuleBook& rules, const Workflow& workflow);

}  // namespace docket
