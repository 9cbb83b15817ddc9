// What a RuleBook holds, and the way from texts to it.  It lies behind the checks: nothing enters a RuleBook that was
// not verified.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "docket/rule_book.hpp"
#include "model/duty.hpp"
#include "model/workflow.hpp"

namespace docket {

struct RuleBook::Impl {
  using Key = std::pair<std::string, std::string>;  // workflow, project
  std::string fingerprint;
  std::string earlier_fingerprint;  // what dockets before December 2026 called it
  int meaning = kRulesMeaning;
  std::map<std::string, std::string> files, zones;
  std::map<std::string, Calendar> calendars;
  std::map<std::string, std::map<std::string, std::string>> calendar_choices;  // project -> name -> calendar
  std::map<Key, std::shared_ptr<const Workflow>> workflows;
  std::map<std::string, std::vector<Duty>, std::less<>> duties;  // by project
  std::vector<std::string> projects;
  Diagnostics warnings;  // that came with it

  static const Impl& of(const RuleBook& rules) { return *rules.impl_; }
  static RuleBook book(std::shared_ptr<const Impl> impl) { return RuleBook(std::move(impl)); }
};

// All of it, or the errors that kept it out.
struct Loaded {
  std::shared_ptr<const RuleBook::Impl> impl;  // null when there are errors
  Diagnostics diagnostics;
};
// `fingerprint`: of a stored set, which the texts must live up to; empty: they get one.
Loaded load_all(RuleSources sources, const std::string& fingerprint = {});

}  // namespace docket
