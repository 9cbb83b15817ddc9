// `received:` out of YAML: what a start outside hours counts as.
// Tested by tests/unit/calendar/received_test.cpp
#pragma once

#include <optional>

#include "docket/budget.hpp"
#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

//   by_date | next_opening
//   { before_opening: as_is, after_closing: next_opening, day_off: same_time }
// A part of the day that the map leaves out counts as it is; with a `cut_off` beside it what comes after
// closing counts at the next opening.  nullopt, also after a diagnostic, where nothing is written.
std::optional<Received> read_received(const yaml::Node& map, Diagnostics& diagnostics);

}  // namespace docket
