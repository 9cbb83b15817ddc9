// DayPlan: which hours each date has, once the layers are laid over each other, and which dates are
// working days, as bits that can be counted 64 at a time.
// Tested by tests/unit/calendar/day_plan_test.cpp
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/fingerprint.hpp"
#include "calendar/definition.hpp"

namespace docket {

// Days since 1970-01-01, on the wall.
using DayNumber = std::int32_t;

DayNumber day_number(Date date);
Date date_of(DayNumber day);

// Why a date has the hours it has.
struct DayReason {
  DayKind kind = DayKind::week;
  LocalizedText name;
  std::string source;
  std::string notice;
};

class DayPlan {
 public:
  explicit DayPlan(const CalendarDefinition& definition);
  // The plan that was known on that day: without what was published later.
  DayPlan as_of(DayNumber day) const;

  const DayHours& hours(DayNumber day) const;
  bool is_workday(DayNumber day) const;
  DayReason reason(DayNumber day) const;

  // The n-th working day strictly after `day`, or before it when n is negative; n is not 0.
  std::optional<DayNumber> nth_workday(DayNumber day, int n) const;
  // Working days d with after < d <= until.  Requires after <= until.
  int count_workdays(DayNumber after, DayNumber until) const;

  // All that can change an answer: every date's hours, and what people read about it.
  void add_to(Fingerprinter& fingerprinter) const;

  std::size_t memory_used() const;

 private:
  // Twenty years have some 700 special days but only a few hundred reasons, and those share a few
  // dozen texts: everything is kept once and named by its index.
  using PoolIndex = std::uint32_t;
  struct Reason {
    PoolIndex hours;
    PoolIndex name;
    PoolIndex file;
    PoolIndex notice;
    std::uint32_t line;
    DayKind kind;
    DayNumber known_from;  // [known_from, replaced_on)
    DayNumber replaced_on;
    friend bool operator==(const Reason&, const Reason&) = default;
  };
  struct Special {
    DayNumber day;
    PoolIndex reason;
  };

  const Reason* special(DayNumber day) const;  // nullptr on an ordinary day
  std::uint64_t workdays_of_word(std::int32_t word) const;
  void add_special_days(std::vector<SpecialDay> days);
  void decide(std::vector<Special> layers, DayNumber known_on);
  void mark_bits();

  std::array<PoolIndex, 7> week_{};
  std::array<std::uint64_t, 7> week_words_{};  // 64 days of the plain week, by the weekday of the first
  std::string week_source_;
  std::vector<Special> specials_;  // what this version decided, by day
  std::vector<Special> others_;    // what it did not: lower layers, and what other versions know
  std::int32_t first_word_ = 0;    // of workday_words_ and special_words_
  std::vector<std::uint64_t> workday_words_;
  std::vector<std::uint64_t> special_words_;
  std::vector<Reason> reasons_;
  std::vector<DayHours> hours_;
  std::vector<LocalizedText> names_;
  std::vector<std::string> texts_;
};

}  // namespace docket
