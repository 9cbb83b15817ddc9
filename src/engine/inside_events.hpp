// Actions looked through without running them.
// Tested by tests/unit/engine/allowed_test.cpp
#pragma once

#include <functional>
#include <vector>

#include "model/workflow.hpp"

namespace docket {

// Every action of the workflow, those inside `if` included, in document order.
void each_action(const Workflow& workflow, const std::function<void(const Action&)>& see);
// The same for one list.
void each_action(const Actions& actions, const std::function<void(const Action&)>& see);

// The events that the rules raise or send themselves.
std::vector<EventIndex> inside_events(const Workflow& workflow);

}  // namespace docket
