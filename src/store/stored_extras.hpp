// The stored form of a case's extras.  See stored_clock.hpp for the pieces.
#pragma once

#include "store/codec.hpp"
#include "store/stored_clock.hpp"

namespace docket {

void write_extras(stored::Writer& writer, const CaseData& kase);

// What does not fit is in the Reading's problem.
// Errors: those of `calendars_of`.
Status read_extras(stored::Reading& in, CaseData& kase, const Value& value, const CalendarsOfRules& calendars_of);

}  // namespace docket
