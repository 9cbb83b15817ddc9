// What a duty means: names resolved, the recurrence ready.  Immutable once read.
// Tested by tests/unit/engine/duty_test.cpp and tests/golden/diagnostics/
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/engine.hpp"
#include "docket/recurrence.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

struct Duty {
  std::string name;
  LocalizedText title;
  std::string workflow;
  Event event;  // which opens its cases
  std::optional<Calendar> calendar;
  std::optional<Recurrence> recurrence;
  DayOff day_off = DayOff::none;
  std::optional<Elapsed> until;  // wall time of the same day, or
  Budget within = Budget::today();
  int times = 1;
  Elapsed at_least{0};            // how long each case stays ...
  std::optional<std::string> in;  // ... in this state; nothing: from its opening until it is done
  std::string done;               // the state in which it counts as done; empty: when it is closed
  std::string to;
  SourceSpan place;

  Instant end_of(const Recurrence::Occurrence& occurrence) const;
};

// What the names in a file of duties mean for one project.
struct DutyWorld {
  std::function<std::optional<Calendar>(const std::string& name)> calendar;
  std::vector<std::string> calendar_names, workflow_names;
  std::function<const Workflow*(const std::string& name)> workflow;  // nullptr: none, or one with mistakes
  std::function<bool(const std::string& name)> is_broken;            // the mistakes of a workflow are told elsewhere
};

// Every duty of the file; nothing of it is to be used when there were errors.
std::vector<Duty> read_duties(const yaml::Node& root, const DutyWorld& world, Diagnostics& diagnostics);

}  // namespace docket
