// When a clock is due, how much of its budget is spent, and when any amount of it will be: answers about a ClockFold,
// which is not changed by asking (semantics.md 30).
// Tested by tests/property/clock_property_test.cpp, tests/unit/engine/clocks_test.cpp
#pragma once

#include <optional>

#include "engine/case_data.hpp"

namespace docket {

// How the budget of a clock ends if it counts from some instant on.
struct BudgetEnd {
  std::optional<Instant> due;  // nullopt: nothing is due, or beyond what calendars count
  Elapsed size{0};             // the whole budget as time to be spent
  bool is_provisional = false;
  bool in_days = false;    // by a count of days
  bool is_behind = false;  // it lay behind the instant that was asked about: `due` is the next opening instead
};

class ClockMeasure {
 public:
  ClockMeasure(const CaseData& kase, const ClockRules& rules, const ClockFold& fold);

  const ClockTarget* target() const { return target_; }
  CalendarVersion calendars() const { return fold_.calendars; }
  // A row that says an instant: it never moves.
  bool is_instant() const;
  bool has_budget() const { return target_ && (!target_->at || fold_.until); }

  // Time from one instant to another, as the row measures it; and the instant after so much of it.
  Elapsed between(Instant from, Instant to) const;
  std::optional<Instant> add(Instant from, Elapsed length) const;
  std::optional<Instant> before(Instant to, Elapsed length) const;
  // A pause in the same measure.
  Elapsed of(const Paused& paused) const;

  // Spent by then, which is not before the last fact.
  Elapsed spent(Instant by) const;
  // Requires: not late.
  BudgetEnd end_if_counting_from(Instant instant) const;
  // nullopt: beyond what calendars count.
  std::optional<Instant> when_spent(Elapsed amount) const;

 private:
  std::optional<Instant> base_end(Instant from, BudgetEnd& end) const;
  std::optional<Instant> moved(Instant due, const Paused& by) const;
  Elapsed size_until(Instant end, Instant from) const;
  int relief_percent() const;

  const CaseData& kase_;
  const ClockRules& rules_;
  const ClockFold& fold_;
  const ClockTarget* target_;
  const Calendar* calendar_;
};

}  // namespace docket
