// Answers the working-time cases of other projects with our calendar: see ../shared/cases/working-time.
// A case's own policy flags decide about policies, never the file it comes from.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "docket/calendar.hpp"

namespace docket::testing {

using Json = nlohmann::json;

// Our answer in the form of the case's `expected`.
Json answer(const Json& kase);

// Whether the answer is what the case expects, within the tolerance that it grants.
bool agrees(const Json& kase, const Json& answer);

}  // namespace docket::testing
