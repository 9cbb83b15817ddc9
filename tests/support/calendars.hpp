// Zones and calendars for tests: the one place where tests read the system's zone files and our rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "calendar/calendar_reader.hpp"
#include "docket/calendar.hpp"

namespace docket::testing {

// The text of a file; fails the test when there is none.
std::string file_text(const std::string& path);

// The bytes of the system's zone file, or nullopt when the system has no such zone.
std::optional<std::string> zone_bytes(std::string_view name);
// Fails the test when there is no such zone.
TimeZone zone(std::string_view name);

// Holidays out of rules/holidays and zones of this system.
CalendarSources sources();

// Fails the test, showing the diagnostics, when the YAML holds a mistake.
Calendar calendar(const std::string& yaml);
// rules/calendars/<name>.yaml
Calendar shipped_calendar(const std::string& name);
// Mon-Fri 09:00-12:00 and 13:30-18:00 in Shanghai, without holidays.
Calendar plain_week();

// The diagnostics of a calendar that must have some, rendered; `none` when it has none.
std::string complaint_about_calendar(const std::string& yaml);

// `2026-02-13 16:00` on the wall of Shanghai, or any RFC 3339 text.
Instant at(std::string_view text);
Instant at(std::string_view text, const TimeZone& zone);
std::string in_shanghai(Instant instant);

}  // namespace docket::testing
