// What a host brings, held against limits.hpp before anything is done with it: what passes here can be written down and
// read again.
// Tested by tests/unit/engine/event_bounds_test.cpp
#pragma once

#include "base/short_text.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"

namespace docket {

// Nearly every event: short plain texts, few inputs.  Whatever is not ordinary is looked at more closely.
bool is_ordinary(const Event& event, bool is_known);

// Errors: invalid_argument and limit_exceeded, naming what is wrong.  A name that the rules know may be as long as it
// likes.
Status check_event(const Event& event, bool is_known = false);
Status check_actor(const Actor& actor);
Status check_new_case(const NewCase& what);
// An id, a name, a project: `what` says which, such as "the id of the event".
Status check_name(std::string_view name, std::string_view what);

// The bounds of limits.hpp as instants.
inline constexpr Instant kFirstInstant = std::chrono::sys_days{std::chrono::year{limits::kYearMin} / 1 / 1};
inline constexpr Instant kBeyondInstants = std::chrono::sys_days{std::chrono::year{limits::kYearMax + 1} / 1 / 1};
// `what` says which, such as "the time".
Status check_instant(Instant instant, std::string_view what);

}  // namespace docket
