// One project's file: which calendars it uses, which parameters it sets, what it changes.
// Tested by tests/golden/diagnostics/
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "yaml/document.hpp"

namespace docket {

struct Project {
  std::string id;
  LocalizedText title;
  std::vector<yaml::Node::Entry> calendars;  // name in workflows -> calendar of this project
  std::optional<yaml::Node> params;          // for every workflow that has them
  std::vector<yaml::Node::Entry> patches;    // workflow -> merge patch
  std::optional<yaml::Node> node;
};

std::optional<Project> read_project(const yaml::Node& root, Diagnostics& diagnostics);

// Whether the project leaves the workflow's definition as it was written; it may choose other calendars.
bool leaves_alone(const Project& project, const std::string& workflow, const yaml::Node& root);

// The workflow as this project has it.
yaml::Node apply_project(const Project& project, const std::string& workflow, const yaml::Node& root,
                         Diagnostics& diagnostics);

}  // namespace docket
