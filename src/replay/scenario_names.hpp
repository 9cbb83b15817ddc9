// The names that a scenario may mention: a misspelt one would be expected in vain, or not missed for ever.
// Tested by tests/unit/replay/scenario_names_test.cpp
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "docket/rule_book.hpp"
#include "model/reader.hpp"
#include "model/workflow.hpp"

namespace docket {

// Lifetime: within that of the reader.
class ScenarioNames {
 public:
  ScenarioNames(const RuleBook& rules, std::shared_ptr<const Workflow> workflow, std::vector<std::string> duties,
                Reader& reader);

  // The whole path of a state that is named as in rules: by its path, the end of it, or its name.
  std::optional<std::string> state(const yaml::Node& name);
  bool clock(const yaml::Node& name);
  bool field(const yaml::Node& name);
  // Whoever acts may have roles that the rules do not know, but not one that is nearly one of the workflow's.
  void role_of_actor(const yaml::Node& name);
  // An item of `emitted` or `not_emitted`, which is a map.
  void notice(const yaml::Node& item);
  // An item of `because`; `inputs` are what the event brings.
  void reason(const yaml::Node& name, const std::vector<std::string>& inputs);

  const Workflow& workflow() const { return *workflow_; }

 private:
  void emitted(const yaml::Node& item, const yaml::Node& name);
  void of_clock(const yaml::Node& item, const yaml::Node& name, const std::string& kind);
  void threshold(const yaml::Node& rung, const ClockRules& clock, const std::string& kind);
  void faulted(const yaml::Node& name);
  void collect(const Actions& actions);

  std::shared_ptr<const Workflow> workflow_;
  std::vector<std::string> clocks_, fields_, duties_, reasons_;
  std::set<std::string> roles_anywhere_;                // of all workflows
  std::map<std::string, std::set<std::string>> emits_;  // with the names of their data
  Reader& reader_;
};

}  // namespace docket
