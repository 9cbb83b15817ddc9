// How much a case keeps, and whether there is room for more (limits::kCaseBytes): its record, and the inputs that
// `last()` may be asked for, as JSON.
//
// Most cases are light: all they could ever hold in numbers and short texts fits easily, and so nobody counts while no
// long value comes in.
// Tested by tests/unit/engine/keeping_test.cpp, tests/property/kept_cases_test.cpp
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "engine/case_data.hpp"
#include "value/storable.hpp"

namespace docket {

// As it stands.  Cost: linear in the case.
std::size_t kept_bytes(const CaseData& kase);

// Whether nothing long is among it: each value takes kBriefBytes at most.
inline constexpr std::size_t kBriefWeight = 8, kBriefBytes = kBriefWeight * kJsonBytesOfWeight;
inline bool is_brief(const Value& input) {
  return std::ranges::all_of(input.as_map(),
                             [](const MapEntry& entry) { return entry.value.weight() <= kBriefWeight; });
}

// Whether the case is far from being full, counting generously; it is light from then on, if it is.  `more`: bytes that
// come in besides.  False: it may be too much, and has to be counted.
bool has_room_for(CaseData& kase, std::size_t more);

// Whether all that the event brings fits in, were it copied to so many fields.
bool has_room_at_length(CaseData& kase, EventIndex index, const Event& event, std::size_t copies);
inline bool has_room(CaseData& kase, EventIndex index, const Event& event, std::size_t copies) {
  const bool is_easy = kase.is_light() && is_brief(event.input) && kase.workflow->remembered_events.empty();
  return is_easy || has_room_at_length(kase, index, event, copies);
}

// What of the record makes it too large: the field that takes most.
std::string largest_field(const CaseData& kase);

}  // namespace docket
