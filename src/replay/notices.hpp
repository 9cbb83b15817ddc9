// What a scenario can expect to have been sent: warnings, breaches, escalations, corrections and
// emitted events, in the words scenarios use for them.
// Tested by tests/unit/model/language_examples_test.cpp
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "docket/timezone.hpp"
#include "yaml/document.hpp"

namespace docket {

// `{ breach: reply, to: project_manager }`
struct Notice {
  std::string kind;     // emit, warning, breach, escalated, corrected
  std::string subject;  // the clock, or the emitted event's name
  std::string rung, to;
  Value data;  // of an emitted event
};

std::vector<Notice> notices_in(const JournalEntry& entry);
std::string to_text(const Notice& notice);

// A notice as written in a scenario, which may leave out what does not matter.
std::optional<Notice> read_notice(const yaml::Node& node, Diagnostics& diagnostics);
bool fits(const Notice& wanted, const Notice& actual, const TimeZone& zone);

}  // namespace docket
