// What people call an event, which depends on where it happens.
#pragma once

#include <span>
#include <vector>

#include "model/workflow.hpp"

namespace docket {

// The titles of the transitions that hear the event, each once, with ` / ` between them.  What has no title of
// its own goes by the first that the event is given anywhere; so does an event that nothing hears.
LocalizedText title_of_event(const Workflow& workflow, EventIndex event, std::span<const TransitionIndex> hearing);

// Several titles as one, each once, in their order.
LocalizedText united(const std::vector<LocalizedText>& titles);

}  // namespace docket
