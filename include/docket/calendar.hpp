// Calendar: when a business is open, and what "2h" or "3 workdays" from some moment on come to.
//
// One version of it is a time zone, weekly windows and the days that differ: holidays, make-up
// working days, a project's own days, exceptions.  The later of these layers wins.  Intervals are
// half-open: at the closing instant it is closed.  A repeated hour counts twice, a skipped one not
// at all.  Rules are written in YAML (rules/LANGUAGE.md, "Calendars").
//
// Threads: immutable; share it freely.  Tables are extended behind the scenes, and never change an answer.
// Lifetime: a value; copies share their contents.
// Errors: limit_exceeded for what lies outside the years of limits.hpp.
// Cost: some 10 ns for open time added or measured, whatever the distance within a year; 6 KB a year used.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "docket/budget.hpp"
#include "docket/distance.hpp"
#include "docket/localized_text.hpp"
#include "docket/result.hpp"
#include "docket/time.hpp"
#include "docket/timezone.hpp"

namespace docket {

struct CalendarDefinition;  // src/calendar/definition.hpp: what calendar files are read into

// The layer that decided about a day, in rising precedence.
enum class DayKind : std::uint8_t { week, holiday, make_up, project, exception };

// Open time of one stretch: [from, until).
struct Stretch {
  Instant from;
  Instant until;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

// One date of a calendar.
struct Day {
  Date date;
  DayKind kind = DayKind::week;
  bool is_workday = false;       // it has windows; those over midnight belong to the day they start on
  LocalizedText name;            // of the holiday or exception; empty on an ordinary day
  std::string source;            // file and line that say so
  std::string notice;            // the official notice it comes from, where there is one
  std::vector<Stretch> windows;  // in order; a window that the clocks cut in two appears twice
  WorkingTime open;              // their sum
};

// When a budget is used up.
struct Due {
  Instant at;
  // From where it is counted.  Open time: the start, or the next opening when that was outside hours.
  // Days: when it counts as received (Counting::received).
  Instant effective_start;
  bool provisional = false;  // holidays that are not known yet, or may still be moved, lie on its way
  bool in_days = false;      // counted in days: a due at midnight belongs to the date that ends there
};

// What a limit stood still for, in each unit: every kind of budget asks for its own.
struct Paused {
  WorkingTime open;  // moves open time and workdays
  int dates = 0;     // moves days, months and today: the dates from the one it stopped on to the one it went on
  Elapsed wall{0};   // moves clock time

  friend Paused operator+(const Paused& a, const Paused& b) {
    return {a.open + b.open, a.dates + b.dates, a.wall + b.wall};
  }
  friend bool operator==(const Paused&, const Paused&) = default;
};

// One day of an explanation, with what it contributed.
struct ExplainedDay {
  Day day;
  std::vector<Stretch> counted;  // the open time used on this day
  WorkingTime subtotal;          // the sum of `counted`
  WorkingTime total;             // of all days so far
  std::optional<int> number;     // of a counted day: 0 is the day it starts on; absent on a day not counted
};

// Why a budget is due when it is: every day from the start to the end.
// What it adds up to *is* the due date: for open time the subtotals sum up to the budget and the last
// stretch ends at `due.at`; for days the last number is the budget's.  With pauses the sum is the budget
// and what was paused, and the last number the budget's and the dates paused.
struct DueExplanation {
  std::string calendar;
  TimeZone zone = TimeZone::utc();
  Counting counting;  // as it was applied
  Budget budget;
  Instant start;
  std::vector<Paused> paused;  // as it was asked, one for each leaf of the budget
  Due due;
  std::vector<ExplainedDay> days;     // empty for a combination
  std::vector<DueExplanation> parts;  // of a combination
  std::size_t decisive_part = 0;      // the part whose due date counts
};

// For people, several lines without a trailing newline.
std::string to_text(const DueExplanation& explanation, Language language);

class Calendar {
 public:
  // Open day and night; its days end at midnight in `zone`.
  static Calendar always(TimeZone zone);

  const std::string& name() const noexcept;
  const LocalizedText& title() const noexcept;
  const TimeZone& zone() const noexcept;
  const Counting& counting() const noexcept;
  // Of everything that can change an answer: hours, days, counting, zone.  It names the version.
  const std::string& fingerprint() const noexcept;

  // The version that was known on `date`: a notice published later is left out, whether it brought a
  // year or changed one in its middle, and what it decides is provisional.  From the last notice on
  // that is this calendar again, with the same fingerprint.
  // Cost: a calendar's tables, as if it had been read anew.
  Calendar as_of(Date date) const;

  bool is_open(Instant instant) const noexcept;
  // The instant itself when open; nullopt when it never opens again within the years of limits.hpp.
  std::optional<Instant> next_open(Instant instant) const;
  // The end of the current or next stretch of open time.
  std::optional<Instant> next_close(Instant instant) const;
  // The instant itself when it is open just before it; else the end of the stretch before.
  std::optional<Instant> previous_close(Instant instant) const;

  // The moment at which `length` of open time has passed since `start`.
  // When that falls exactly on closing time, the closing time is returned, not the next opening
  // (unless `counting: { boundary: next_open }`).  No length at all leaves the start where it is, or
  // moves it to the next opening when it lies outside hours.  A negative length goes backwards.
  Result<Instant> add(Instant start, WorkingTime length) const;
  // Backwards: the moment from which `length` of open time remains until `end`.  When that falls
  // exactly on an opening, the opening is returned (with boundary next_open: the closing before it).
  // No length at all: the end itself, or the closing before it when it lies outside hours.
  Result<Instant> subtract(Instant end, WorkingTime length) const;
  // Zero when `to` lies before `from` (unless `counting: { reversed: negative }`).
  WorkingTime open_time_between(Instant from, Instant to) const noexcept;

  bool is_workday(Date date) const noexcept;
  // The n-th working day after `date` (before it when n is negative); `date` itself is not counted.
  // n = 0: `date` itself, whatever it is.
  std::optional<Date> workday_from(Date date, int n) const;
  // Working days d with from < d <= to; negative when `to` lies before `from`.
  int workdays_between(Date from, Date to) const noexcept;
  // The same between two moments, by this calendar's counting: `from` counts on the day on which it is
  // received, `to` on the day whose hours it lies in.  For moments within hours it is at most n exactly
  // when a limit of n workdays from `from` on ends on that day or later.
  int workdays_between(Instant from, Instant to) const noexcept;
  // Dates d with date of from < d <= date of to, in the calendar's zone.
  int dates_between(Instant from, Instant to) const noexcept;
  Day day(Date date) const;

  // Whether the holidays at this instant are not yet known, or may still be moved by the next notice.
  bool is_provisional(Instant instant) const noexcept;
  // The first date without holiday data; nullopt when the calendar needs none.
  std::optional<Date> horizon() const noexcept;

  Result<Due> due(Instant start, const Budget& budget) const;

  // The same for a limit that stood still meanwhile.  Only sums count: the order of pauses and how they
  // are split changes nothing, and none makes a limit due earlier.
  //   open time        that much more open time
  //   clock time       that much more clock time
  //   days, months     as if it had that many dates more: end and roll are asked again
  //   today            the same of a date that many dates later
  //   workdays         the open time is added to the due; of its ends only `end_of_day` and a time of day
  //                    are asked again: the first such instant of a working day at or after that
  //   at               never moves
  // `paused`: one for each leaf of the budget (leaf_count); or a single one for all of them, unless there
  // is a `then`; or none.  Errors: invalid_argument for another number.
  Result<Due> due(Instant start, const Budget& budget, std::span<const Paused> paused) const;
  Result<DueExplanation> explain(Instant start, const Budget& budget, std::span<const Paused> paused = {}) const;

  // What a pause comes to in each unit.
  Paused paused_in(Stretch pause) const noexcept;
  // Adds a pause to what each leaf stood still for; `paused` has leaf_count entries, or none yet.  All
  // parts of first_of and last_of stand still together; of `then` the one that runs when the pause
  // begins (at its due instant the next one runs).  Pauses are handed over in their order, those
  // that touch as one.
  Status add_pause(Instant start, const Budget& budget, Stretch pause, std::vector<Paused>& paused) const;

  // Where a due instant goes that was fixed (adopted, kept) when a limit of that kind stands still after
  // that: by the same units, end and roll asked again where dates move it.
  Result<Instant> move(const Due& due, const Budget& budget, const Paused& paused) const;

  // The moment that lies a distance before or after a due instant; never at it or on its other side.
  //   open, wall         open time, clock time
  //   workdays, days     counted from the date of the due instant; one at midnight that is `in_days` belongs to
  //                      the date that ends there.  A day off rolls on, away from the due instant.  Before: at
  //                      the opening of that day, after: at its close, unless the distance has a time of day
  // Errors: limit_exceeded.
  Result<Instant> before(const Due& due, const Distance& distance) const;
  Result<Instant> after(const Due& due, const Distance& distance) const;

  // Bytes of all tables built so far.
  std::size_t memory_used() const noexcept;

 private:
  struct Impl;
  explicit Calendar(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  friend Calendar make_calendar(CalendarDefinition definition);

  std::shared_ptr<const Impl> impl_;
};

}  // namespace docket
