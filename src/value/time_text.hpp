// Timestamps and durations as text, to the nanosecond and within CEL's ranges.
// (time.hpp reads what people write in rules, in milliseconds; this is what expressions compute with.)
// Tested by tests/unit/value/text_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "docket/value.hpp"

namespace docket {

// Years 1 to 9999.
inline constexpr std::int64_t kTimestampSecondsMin = -62'135'596'800;
inline constexpr std::int64_t kTimestampSecondsMax = 253'402'300'799;

inline bool is_in_range(Timestamp t) { return t.seconds >= kTimestampSecondsMin && t.seconds <= kTimestampSecondsMax; }
// What 64 bits of nanoseconds hold: about 292 years either way.
bool is_in_range(Duration length);

// RFC 3339: `2026-02-13T16:00:00.5+08:00`.  nullopt: another form, a date that does not exist, or out of range.
std::optional<Timestamp> parse_timestamp(std::string_view text);
// `1h30m`, `-1.5s`, `300ms`, `7us`, `9ns`; nullopt: another form, or out of range.
std::optional<Duration> parse_duration(std::string_view text);

// In UTC with `Z`, with as many digits of a second as there are.
std::string timestamp_text(Timestamp moment);
// In seconds, as CEL's string() has it: `5400s`, `-0.5s`.
std::string seconds_text(Duration length);
// For people: `1h30m`, `-0.5s`.
std::string duration_text(Duration length);

}  // namespace docket
