// Recording what a scenario tried, as it happens.
// Tested by tests/unit/replay/coverage_test.cpp
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "docket/coverage.hpp"
#include "docket/engine.hpp"
#include "model/workflow.hpp"

namespace docket {

struct Coverage::Impl {
  using Key = std::tuple<RuleKind, std::string, std::string, std::uint32_t, std::uint32_t, std::string>;
  std::vector<CoveredRule> rules;
  std::map<Key, std::size_t> places;

  void add(CoveredRule rule);
  void mark(const Workflow& workflow, RuleKind kind, const SourceSpan& place, const std::string& name);
};

// What the steps behind `journal` did; `accepted` is the event that set them going, if there was one.
void record_steps(Coverage& coverage, const Workflow& workflow, Effects& journal, const std::string& accepted);

// Why the event was refused; `kase` is null while none is opened.
void record_refusal(Coverage& coverage, const Workflow& workflow, const Case* kase, const std::string& event,
                    const std::vector<Reason>& reasons);

}  // namespace docket
