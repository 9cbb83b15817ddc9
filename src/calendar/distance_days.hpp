// Where distances from a due instant lie on a calendar.
// Tested by tests/unit/calendar/distance_test.cpp
#pragma once

#include "calendar/calendar_parts.hpp"
#include "docket/calendar.hpp"

namespace docket {

// Of workdays and days; the other units are open time or clock time.  nullopt: beyond the years of limits.hpp.
std::optional<Instant> days_before(const CalendarParts& calendar, const Due& due, const Distance& distance);
std::optional<Instant> days_after(const CalendarParts& calendar, const Due& due, const Distance& distance);

}  // namespace docket
