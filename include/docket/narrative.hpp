// Narrative: what happened, as a sentence a person reads: for timelines, notices and audit prints.
//
// Threads: pure functions.  Errors: none; an unknown type of event is told by its name.
#pragma once

#include <string>
#include <string_view>

#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"
#include "docket/timezone.hpp"
#include "docket/value.hpp"

namespace docket {

struct Narrator {
  Language language = Language::en;
  TimeZone zone = TimeZone::utc();            // in which times are told
  const WorkflowSummary* workflow = nullptr;  // whose titles are used; its names otherwise
};

// One effect: `type` and `data` as in its CloudEvent.  "reply: breached, was due 2026-02-13 18:00,
// project_manager is told"
std::string narrate(std::string_view type, const Value& data, const Narrator& narrator);

// `2026-02-13 16:00` in the narrator's zone, with seconds only where there are any.
std::string narrate(Instant instant, const Narrator& narrator);

}  // namespace docket
