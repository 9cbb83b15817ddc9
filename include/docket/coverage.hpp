// Coverage: which rules a set of scenarios has tried, and which nobody has.
//
//   Coverage coverage(rules);
//   for (…) run_scenario(rules, file, text, &coverage);
//   for (const auto& rule : coverage.rules()) if (rule.times == 0) …
//
// What is counted:
//   transition  each way on: an opening event, an event of a state, `always`, `after`, `onDone`, and each row of
//               their `choose:`
//   rung        each warning and escalation of each clock, and its end: the breach, the expiry, the wait that is over
//   refusal     of each event: by somebody who may not, without each required input, by each guard
//   outcome     of each guard, where it is written: that it let somebody through, and that it refused somebody
//   row         each row of each decision table, and its `otherwise`: that it answered
//
// A rule is known by its workflow and the place where it is written.  What a project leaves as it is counts for
// the workflow, whoever tried it; what a project's file adds or writes anew is that project's own.
//
// Threads: used by one thread at a time.  Lifetime: its own.  Errors: none.
// Cost: some hundred rules a workflow; recording is a look-up for each thing that happened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"

namespace docket {

enum class RuleKind : std::uint8_t { transition, rung, refusal, outcome, row };
inline constexpr std::size_t kRuleKinds = 5;
const char* name_of(RuleKind kind) noexcept;

struct CoveredRule {
  RuleKind kind = RuleKind::transition;
  std::string workflow;
  std::string project;  // whose file adds it; empty: the workflow's own
  SourceSpan place;
  std::string name;    // in the words of the rules: `classify` in `registered`, row `not_valid`
  LocalizedText hint;  // what a scenario would do to try it
  int times = 0;       // how often it was tried
};

// How many there are, and how many were tried at least once.
struct CoveredShare {
  int tried = 0, all = 0;
  // Whole per cent, rounded down: 100 means all.  Of nothing, all was tried.
  int percent() const { return all == 0 ? 100 : tried * 100 / all; }
};

class Coverage {
 public:
  explicit Coverage(const RuleBook& rules);
  Coverage(Coverage&&) noexcept;
  Coverage& operator=(Coverage&&) noexcept;
  ~Coverage();

  // By workflow, then the workflow's own before its projects', each in the order of their places.
  const std::vector<CoveredRule>& rules() const;
  CoveredShare share(RuleKind kind, std::string_view workflow, std::string_view project) const;

  struct Impl;
  Impl& impl() { return *impl_; }  // for the library's own modules

 private:
  std::unique_ptr<Impl> impl_;
};

// All of it for programs, as one JSON document.
std::string to_json(const Coverage& coverage);

}  // namespace docket
