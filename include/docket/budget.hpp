// Budget: how much time something may take, as its author wrote it; Counting: what a "day" of it means.
//
//   2h, 90m            open time of the calendar it runs on
//   48h wall           clock time, day and night, on any calendar
//   3 workdays         ends on the third working day after the date it starts on
//   10 days, 3 months  calendar days or months; a last day off rolls to the next working day
//   today              the close of the date it starts on, or its midnight when that is past
//   {first_of: [2h, 1 workday]}, {last_of: [...]}, {then: [...]}
//   not before 48h     a minimum wait;  valid 30 days   an expiry
//
// A Budget alone is no date: Calendar::due (calendar.hpp) makes it one.
//
// Threads: plain values.  Errors: invalid_argument with what would be right; limit_exceeded beyond
// limits::kBudgetDays.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "docket/localized_text.hpp"
#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

// What a start outside hours counts as where days are counted.  Within hours, and between two windows
// of one day, a start counts as it is.
struct Received {
  enum class As : std::uint8_t {
    as_is,         // on its own date, at its own time
    next_opening,  // at the next opening
    same_time,     // on the next working day at its own time, moved into that day's hours
  };

  As before_opening = As::as_is;  // before the first window of a working day
  As after_closing = As::as_is;   // after the last one
  As day_off = As::as_is;

  // Every start counts on its own date.
  static constexpr Received by_date() { return {}; }
  static constexpr Received next_opening() { return {As::next_opening, As::next_opening, As::next_opening}; }
  friend bool operator==(const Received&, const Received&) = default;
};

// How days are counted and what happens at the edges.  A calendar has one, each budget may differ.
struct Counting {
  enum class Start : std::uint8_t { next_day, same_day };  // the day received is day 0, or day 1 when it counts
  enum class End : std::uint8_t {
    close_of_business,  // the last closing of that day
    same_time,          // the wall time of the start, moved into that day's hours
    end_of_day,         // 24:00
    at_time,            // `end_at`
  };
  enum class Roll : std::uint8_t { next_workday, previous_workday, none };  // a last calendar day off
  enum class Boundary : std::uint8_t { close, next_open };                  // open time used up exactly at closing time
  enum class Reversed : std::uint8_t { zero, negative };  // open time of an interval that ends before it begins

  Start start = Start::next_day;
  End end = End::close_of_business;
  std::chrono::seconds end_at{0};  // for End::at_time, since midnight
  Received received;
  std::optional<std::chrono::seconds> cut_off;  // a start at or after it counts as the next working day's
  Roll roll = Roll::next_workday;
  Boundary boundary = Boundary::close;
  Reversed reversed = Reversed::zero;

  friend bool operator==(const Counting&, const Counting&) = default;
};

// What a budget changes of its calendar's Counting.
struct CountingChanges {
  std::optional<Counting::Start> start;
  std::optional<Counting::End> end;
  std::optional<std::chrono::seconds> end_at;
  std::optional<Received> received;
  std::optional<std::chrono::seconds> cut_off;
  std::optional<Counting::Roll> roll;

  bool empty() const noexcept { return !start && !end && !end_at && !received && !cut_off && !roll; }
  // `received: by_date` of a budget leaves out the calendar's cut-off, too.
  Counting applied_to(Counting counting) const;
  friend bool operator==(const CountingChanges&, const CountingChanges&) = default;
};

class Budget {
 public:
  enum class Purpose : std::uint8_t { limit, not_before, valid };
  enum class Combination : std::uint8_t { first_of, last_of, then };

  struct Open {
    WorkingTime length;
  };
  struct Wall {
    Elapsed length{0};
  };
  struct Workdays {
    int count = 1;
    CountingChanges counting;
  };
  struct Days {
    int count = 1;
    CountingChanges counting;
  };
  struct Months {
    int count = 1;
    CountingChanges counting;
  };
  struct Today {
    CountingChanges counting;
  };
  struct Until {
    Instant at;
  };  // an instant known beforehand, such as an appointment
  struct Combined {
    Combination how = Combination::first_of;
    std::vector<Budget> parts;
  };
  using Kind = std::variant<Open, Wall, Workdays, Days, Months, Today, Until, Combined>;

  // No open time at all: due at its start.
  Budget() = default;

  static Budget open(WorkingTime length) { return Budget(Open{length}); }
  static Budget wall(Elapsed length) { return Budget(Wall{length}); }
  static Budget workdays(int count, CountingChanges counting = {}) { return Budget(Workdays{count, counting}); }
  static Budget days(int count, CountingChanges counting = {}) { return Budget(Days{count, counting}); }
  static Budget months(int count, CountingChanges counting = {}) { return Budget(Months{count, counting}); }
  static Budget today(CountingChanges counting = {}) { return Budget(Today{counting}); }
  static Budget until(Instant at) { return Budget(Until{at}); }
  // Requires: at least one part.
  static Budget combined(Combination how, std::vector<Budget> parts) { return Budget(Combined{how, std::move(parts)}); }

  const Kind& kind() const noexcept { return kind_; }
  Purpose purpose() const noexcept { return purpose_; }
  Budget with_purpose(Purpose purpose) const;

  friend bool operator==(const Budget& a, const Budget& b);

 private:
  explicit Budget(Kind kind) : kind_(std::move(kind)) {}

  Kind kind_;
  Purpose purpose_ = Purpose::limit;
};

// How many budgets without parts it is made of, in document order: 1, unless it is a combination.
std::size_t leaf_count(const Budget& budget);

// Every form: the scalars above, and maps as in rules, `{ length: 3 workdays, end: same_time }` among them.
Result<Budget> parse_budget(std::string_view text);

// The same form again: parse_budget(to_string(b)) == b.
std::string to_string(const Budget& budget);

// For people: "3 workdays", "3 个工作日"; "the earlier of 2h and 1 workday".
std::string to_text(const Budget& budget, Language language);

}  // namespace docket
