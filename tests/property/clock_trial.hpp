// What property tests of clocks try: two random calendars, three targets, a policy.
#pragma once

#include <string>

#include "docket/rule_book.hpp"
#include "property/reference_calendar.hpp"
#include "support/seed.hpp"

namespace docket::testing {

inline constexpr Millis kMinuteMs = 60'000;

struct Row {
  int calendar = 0;
  bool is_wall = false;
  Minute budget = 60;
};

struct Trial {
  ReferenceRules calendars[2];
  Row rows[3];
  const char* policy = "carry";
  bool never_shorten = false;
  Minute grace = 0;
  Minute first = 0;  // the first minute that the reference counts
};

Trial random_trial(Random& random);

// As rule files: calendars `one` and `two`, and the workflow `w` with the clock `c`, whose rows `a`, `b`
// and `c` follow the field `level`; events `hold`, `go_on` and `raise_it`.
std::string calendar_yaml(const std::string& name, const ReferenceRules& rules);
std::string workflow_yaml(const Trial& trial);
RuleBook rules_of(const Trial& trial);

}  // namespace docket::testing
