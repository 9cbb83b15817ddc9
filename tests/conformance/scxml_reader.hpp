// Reads an SCXML document into a Chart.
#pragma once

#include <string>

#include "support/chart.hpp"

namespace docket::testing {

// Throws Untranslatable for elements that need more than structure, events, timers and counters.
Chart read_scxml(const std::string& document);

}  // namespace docket::testing
