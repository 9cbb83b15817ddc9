// The whole of a workflow as it holds in a project: what it includes, what the project changes, and the
// project's own calendars, as one definition.
// Tested by tests/unit/verify/effective_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "docket/rule_book.hpp"

namespace docket {

// As YAML, each value followed by a comment with the file and line it comes from.  Loaded as a workflow's file
// beside the same calendars, it behaves as the workflow does in that project.
// nullopt: there is no such workflow.  Cost: reads all rule files anew.
std::optional<std::string> effective_definition(const RuleBook& rules, std::string_view workflow,
                                                std::string_view project = {});

}  // namespace docket
