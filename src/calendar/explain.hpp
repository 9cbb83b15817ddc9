// Why a budget is due when it is, as data.
// Tested by tests/unit/calendar/explanation_test.cpp
#pragma once

#include <span>

#include "calendar/calendar_parts.hpp"
#include "docket/calendar.hpp"

namespace docket {

Day describe_day(const CalendarParts& calendar, DayNumber day);

// `paused` as in Calendar::due.
Result<DueExplanation> explain_due(const CalendarParts& calendar, Instant start, const Budget& budget,
                                   std::span<const Paused> paused);

}  // namespace docket
