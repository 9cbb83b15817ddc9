// Whose rule it is: a workflow's own, or one that a project's overlay put there or changed.  A refusal
// names the overlay, because that is the file to ask about.
// Tested by tests/unit/engine/refusal_test.cpp
#pragma once

#include <string>

#include "model/draft.hpp"

namespace docket {

// The first overlay, in document order, that has a hand in this part of the workflow or in a parameter
// that it uses; empty when all of it stands in the workflow's own file.
std::string overlay_of(const Draft& draft, const yaml::Node& node);

}  // namespace docket
