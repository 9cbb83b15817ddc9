// A case of a translated chart, driven the way SCXML is: an event that no transition takes is ignored,
// and what was sent without a delay comes before the next event from outside.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "docket/engine.hpp"
#include "support/chart.hpp"

namespace docket::testing {

// The chart's rules, or nothing when docket refuses them; `mistakes` then says why.
std::optional<RuleBook> rules_of(const TranslatedChart& chart, std::string* mistakes = nullptr);

class ChartRun {
 public:
  // Opens the case.  Requires: `chart` and `rules` outlive the run.
  ChartRun(const TranslatedChart& chart, const RuleBook& rules);

  void fire(const std::string& event);  // of the chart
  void wait(Elapsed length);
  void wait_for_all_deadlines();

  std::set<std::string> states() const;  // ids of the chart's active states without active children
  const Case& kase() const { return *kase_; }
  bool is_open() const { return kase_.has_value(); }  // false: opening it never came to rest
  bool was_bounded() const;                           // an event never came to rest, so it was refused
  const Effects& journal() const { return journal_; }

 private:
  void settle();

  const TranslatedChart& chart_;
  const RuleBook& rules_;
  Instant now_;
  Effects journal_;
  std::optional<Case> kase_;
};

}  // namespace docket::testing
