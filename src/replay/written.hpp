// Values as scenarios write them and as their failures tell them: a moment as `2026-05-11 09:30` in the scenario's
// zone, money as `5000.00 CNY`, a length as `2h 30m`, everything else as YAML has it. Tested by
// tests/unit/replay/scenario_values_test.cpp
#pragma once

#include <string>

#include "docket/timezone.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"

namespace docket {

std::string written(Instant instant, const TimeZone& zone);
std::string written(const Value& value, const TimeZone& zone);

// What was written, where a value of that type is wanted; as it stands where it is no such value: whoever takes it
// says so.
Value read_written(const Value& plain, const Type& type, const TimeZone& zone);

// Whether a value is what was written.
bool is_as_written(const Value& actual, const Value& plain, const TimeZone& zone);

}  // namespace docket
