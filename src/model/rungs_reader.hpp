// The rungs of a clock: `warn:` and `escalate:`, around the due instant itself.
#pragma once

#include "model/draft.hpp"

namespace docket {

// Requires: the clock's purpose is known.
void read_rungs(Draft& draft, const yaml::Node& clock_node, ClockRules& clock);

}  // namespace docket
