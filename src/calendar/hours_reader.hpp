// Opening hours as YAML writes them: `["08:30-12:00", "13:30-17:30"]`, `closed`, and the week of them.
// Tested by tests/unit/calendar/calendar_reader_test.cpp
#pragma once

#include <array>
#include <optional>

#include "calendar/definition.hpp"
#include "yaml/document.hpp"

namespace docket {

// A list of windows, one window, or `closed`.  A window that ends at or before its start runs over
// midnight.  Windows must be in order and may not overlap.
std::optional<DayHours> read_hours(const yaml::Node& node, Diagnostics& diagnostics);

// `{ mon-fri: [...], sat: [...] }`; days not named are closed.  Neighbouring days may not overlap either.
std::array<DayHours, 7> read_week(const yaml::Node& node, Diagnostics& diagnostics);

}  // namespace docket
