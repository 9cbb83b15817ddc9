// A workflow out of YAML: everything read, resolved and checked, or every mistake in it reported.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#pragma once

#include <memory>
#include <optional>

#include "model/draft.hpp"

namespace docket {

// `root` may be the result of includes and of an overlay, the file of a project: its nodes know their own files.
std::optional<Workflow> read_workflow(const yaml::Node& root, const std::string& overlay_file, CalendarLookup calendars,
                                      std::vector<std::string> calendar_names, Diagnostics& diagnostics);

}  // namespace docket
