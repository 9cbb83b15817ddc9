// ClockView: how a clock of a case stands, as of some instant, for whoever shows it.
//
// Threads: plain values.  Errors: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/budget.hpp"
#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"
#include "docket/time.hpp"

namespace docket {

// `ended`: it came to its stop without a limit, which is neither met nor missed.
enum class ClockStatus : std::uint8_t { idle, running, paused, met, cancelled, ended };
const char* name_of(ClockStatus status) noexcept;

// A stretch of a clock's life: counting on a calendar, or paused for a reason.
struct ClockSegment {
  Instant from;
  std::optional<Instant> to;  // nullopt: still going on
  bool counts = true;
  std::string calendar;        // the one that counts: a project may mean another one by the name in its rules
  std::string reason;          // of a pause: the state or rule
  Holder holder = Holder::us;  // who holds the ball
  WorkingTime length{};        // what it counts for, as of `now`
};

struct ClockView {
  std::string name;
  LocalizedText title;
  ClockStatus status = ClockStatus::idle;
  int cycle = 0;
  std::string target;    // the row of `target:` in force
  std::string budget;    // as written: `3 workdays`
  std::string calendar;  // the one that counts, as in a segment
  std::optional<Instant> started_at, ended_at, due, breached_at;
  std::optional<Instant> projected_due;  // of a paused clock: its due time if it went on at `now`
  Budget::Purpose purpose = Budget::Purpose::limit;
  WorkingTime consumed{};              // open time spent, as of `now`
  std::optional<WorkingTime> left;     // open time left; negative when it is overdue; absent with nothing due
  Holder holder = Holder::us;          // whom a paused clock waits for
  bool acknowledged = false;           // no more reminders of what was sent
  bool provisional = false;            // due lies beyond the known holidays
  std::vector<Instant> was_late;       // due instants it missed before a new target brought it back into time
  bool untargeted = false;             // no row of its target holds: nothing is due
  bool awaiting = false;               // its row waits for an instant that is not set: nothing is due yet
  std::optional<Instant> settled;      // what happened before it is kept in sums; `segments` begins there
  std::vector<ClockSegment> segments;  // of this cycle
};

}  // namespace docket
