// `shared:` files, and what `include:` takes from them into a workflow.
//
// A workflow gets the guards, tables and parameters of what it includes as if it had written them, and of the
// roles those that it names; all of it keeps its own file and line.
// Tested by tests/golden/diagnostics/includes/ and tests/unit/model/includes_test.cpp
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

class Includes {
 public:
  // `broken` names shared files that could not be read at all: they are not unknown, too.
  Includes(const std::vector<yaml::Node>& files, std::set<std::string, std::less<>> broken, Diagnostics& diagnostics);

  // The workflow with what it includes; nullopt when something is missing, which was reported.
  std::optional<yaml::Node> expand(const yaml::Node& workflow, Diagnostics& diagnostics) const;

 private:
  std::map<std::string, yaml::Node> files_;
  std::set<std::string, std::less<>> broken_;
};

}  // namespace docket
