// Amendments: what changes the clocks of a case from outside its rules.  A notice moves a holiday, a
// red alert gives everybody more time; the process itself stays what the case was opened with.
//
//   auto moved = docket::apply_calendars(new_rules, kase, {"chen", {"admin"}}, now, journal);
//   docket::relieve(kase, {.id = "rain-0712", .percent = 50, .from = t1, .to = t2, .evidence = "..."}, who, now,
//   journal);
//
// One amendment is made by docket itself: `semantics` (meaning.hpp), the first entry of a case that an earlier docket
// stored, with the due instants that its clocks keep.
//
// Every amendment is an entry of the case's journal, of kind `amended`, with who did it.  Deadlines that
// are due by `now` fire first.  What was missed before stays missed, unless a relief that begins
// earlier makes that untrue: then it is Corrected.  A change never puts a breach into the past.
//
// Threads: functions are pure; a Case is used by one thread at a time.
// Errors: invalid_argument when the call makes no sense; the case is then as it was.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/engine.hpp"

namespace docket {

// A deadline that an amendment moved: of a clock, or of an `after` as `after callback.no_answer`.
struct MovedDue {
  std::string name;
  std::optional<Instant> was, now;  // of a paused clock: if it went on at `now`

  friend bool operator==(const MovedDue&, const MovedDue&) = default;
};

// From `now` on the calendars of `rules` count in this case, by the names its own rules use; its
// definition stays.  Time spent before keeps the measure of the calendar it was spent on.
// Does nothing when they count already.
// Errors: invalid_argument when `rules` lack one of the calendars.
Result<std::vector<MovedDue>> apply_calendars(const RuleBook& rules, Case& kase, const Actor& who, Instant now,
                                              Effects& journal);

// What apply_calendars would move; nothing is changed.
Result<std::vector<MovedDue>> preview_calendars(const RuleBook& rules, const Case& kase, Instant now);

// More time for a reason: the clocks it names, if they run or stand paused at some instant of [from, to), get a
// budget that is larger by so many per cent, once.  Clocks that start within get it, too.
// Appointments stay where they are.
struct Relief {
  std::string id;                   // names it, for undoing it and against repeats
  int percent = 0;                  // 1 to 1,000
  Instant from, to;                 // `from` may lie before now: a late fact
  std::vector<std::string> clocks;  // empty: all
  std::string evidence;             // why: goes into the journal
};

// The same relief again does nothing.
// Errors: invalid_argument for another relief of that id, percent or times out of bounds, an unknown clock.
Result<std::vector<MovedDue>> relieve(Case& kase, const Relief& relief, const Actor& who, Instant now,
                                      Effects& journal);

// Takes a relief back from `now` on.  Does nothing when that was done before.
// Errors: not_found when the case never had it.
Result<std::vector<MovedDue>> undo_relief(Case& kase, std::string_view id, const Actor& who, Instant now,
                                          Effects& journal);

}  // namespace docket
