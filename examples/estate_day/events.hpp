// The events of the day as the ERP wrote them: one JSON object a line.
#pragma once

#include <string>
#include <vector>

#include "docket/engine.hpp"

struct DayEvent {
  std::string case_id, workflow, project;  // `workflow` only on the line that opens a case
  docket::Event event;
  docket::Instant now;
};

// Every line of the file, or the first thing that is wrong with it.
docket::Result<std::vector<DayEvent>> read_events(const std::string& path);
