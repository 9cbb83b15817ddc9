// The chart's own deadlines: `after` of active states and delayed `send`s.
// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/selection.hpp"

namespace docket {

// By due time; of the same instant as they were armed, `after` and `send` alike.
std::optional<std::size_t> next_timer(const CaseData& kase);

// `after callback.no_answer`, `send remind`.
std::string name_of_timer(const CaseData& kase, const PendingTimer& timer);

// What the timer sets going: the transition of an `after`, or all that its event enables.
std::vector<Chosen> choose_for_timer(Selection& selection, const CaseData& kase, const PendingTimer& timer);

}  // namespace docket
