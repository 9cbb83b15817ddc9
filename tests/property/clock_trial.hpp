// What property tests of clocks try: two random calendars, three targets, a policy.
#pragma once

#include <string>

#include "docket/rule_book.hpp"
#include "property/reference_calendar.hpp"
#include "support/seed.hpp"

namespace docket::testing {

inline constexpr Millis kMinuteMs = 60'000;

// A row of `target:`: so many minutes of open or clock time, so many workdays or days, two of them in turn or
// the earlier one, or an instant.
struct Row {
  enum class Kind : std::uint8_t { open, wall, workdays, days, first_of, then, at };
  Kind kind = Kind::open;
  int calendar = 0;
  Minute budget = 60;  // minutes; `at`: after the trial's first
  int days = 1;
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
