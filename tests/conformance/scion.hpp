// SCION, an interpreter of SCXML in JavaScript, as a second opinion: it is installed by tests/conformance/run and
// runs as a process of its own.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "random_chart.hpp"

namespace docket::testing {

// For each chart where it is at first and after each event of its story, as ids of active states without active
// children.
using Course = std::vector<std::set<std::string>>;
std::vector<Course> run_by_scion(const std::vector<RandomChart>& charts);

}  // namespace docket::testing
