// What `docket due` and `docket calendar` share: which calendar is meant, which moment, and days as JSON.
#pragma once

#include <string>
#include <string_view>

#include "docket/calendar.hpp"
#include "docket/rule_book.hpp"
#include "docket/value.hpp"

namespace docket::cli {

struct CalendarChoice {
  std::string name;
  std::string project;
  std::string as_of;  // a date; empty: with every notice there is
};

// Errors: not_found with what was probably meant; invalid_argument for a date that is none.
Result<Calendar> find_calendar(const RuleBook& rules, const CalendarChoice& choice);

// A time as parse_instant reads it, or `now`: one of the few places where the command line asks the clock.
Result<Instant> moment_of(std::string_view text, const TimeZone& zone);

Value json_of(const LocalizedText& text);
Value json_of(Instant instant, const TimeZone& zone);
Value json_of(Elapsed length);  // in milliseconds
// `{date, kind, workday, name, source, notice, open_ms, windows: [[from, until]]}`
Value json_of(const Day& day, const TimeZone& zone);
Value json_of(const DueExplanation& explanation);

}  // namespace docket::cli
