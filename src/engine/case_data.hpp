// What a Case holds: slots and indices into its Workflow, nothing that has to be looked up by name.
// A plain value; store/snapshot.cpp writes and reads it.
// Tested by tests/unit/engine/step_test.cpp and tests/property/schedule_test.cpp
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "docket/engine.hpp"
#include "model/workflow.hpp"

namespace docket {

enum class TimerKind : std::uint8_t { after, send };

// A deadline of the chart itself: an `after` of an active state, or a delayed `send`.
struct PendingTimer {
  TimerKind kind = TimerKind::after;
  Instant due;
  Instant since;           // when it was armed
  StateIndex state{};      // of an after
  std::uint16_t row = 0;   // of an after: its place in the state's list
  EventIndex event{};      // of a send
  std::string id;          // of a send
  std::int64_t order = 0;  // the order in which sends were armed

  friend bool operator==(const PendingTimer&, const PendingTimer&) = default;
};

// --- Clocks -----------------------------------------------------------------------------------------

// The calendars a clock ran on: 0 is what the case was opened with, i the i-th it was moved to.
enum class CalendarVersion : std::uint8_t {};

enum class FactKind : std::uint8_t {
  started,     // with the row `row`
  paused,      // because of `cause` and `index`; `holder` holds the ball
  resumed,     //
  targeted,    // the row `row` holds from now on
  calendars,   // other calendars count from now on: the version `index`
  relieved,    // the relief `index` of the case stretches the budget
  unrelieved,  // … no more
  adopted,     // taken over from elsewhere: `used` was spent of `size`
};

// Why a clock stands still.
enum class PauseCause : std::uint8_t { action, event, state, condition, closed };

// One thing that happened to a clock.  What a clock is follows from its facts alone (clock_fold.hpp).
struct ClockFact {
  Instant at;
  FactKind kind = FactKind::started;
  PauseCause cause = PauseCause::action;
  Holder holder = Holder::us;
  std::uint16_t index = 0;       // paused: the state, or the place under `pause:`
  std::int16_t row = -1;         // started, targeted, adopted; -1: none holds
  std::optional<Instant> until;  // of a row with `at:`: the due instant
  Elapsed used{0}, size{0};      // adopted

  friend bool operator==(const ClockFact&, const ClockFact&) = default;
};

// Where a clock stands after its facts.  Derived, never stored.
struct ClockFold {
  Instant since{};                  // the last fact
  bool counts = false;              // from then on
  Elapsed used{0};                  // by then
  Elapsed base{0}, extra{0};        // the budget as time to be spent, and what reliefs add
  std::optional<Instant> due;       // while it counts, or when it was missed
  std::optional<Instant> breached;  // missed before the last fact
  bool is_breached_by_change = false;
  bool is_provisional = false;
  bool is_base_fixed = false;   // not the row's budget: kept from before, or taken over
  bool is_interrupted = false;  // else due is what the budget itself says
  Instant counted_from{};       // the beginning of the budget
  std::int16_t row = -1;
  std::int16_t measured_by = -1;  // the row to come, while none holds yet
  std::optional<Instant> until;
  CalendarVersion calendars{};
  int relief_percent = 0;

  Elapsed size() const { return base + extra; }
  friend bool operator==(const ClockFold&, const ClockFold&) = default;
};

// How far a rung has come.
struct RungState {
  std::optional<Instant> at;     // its next occurrence; nullopt: none, as things stand
  std::int16_t sent = 0;         // how many of its occurrences
  std::int16_t generation = 0;   // how often a change moved it before it fired
  bool is_skipped = false;       // overtaken by a higher one
  bool is_acknowledged = false;  // its repeats are no longer needed

  friend bool operator==(const RungState&, const RungState&) = default;
};

// A warning, breach or escalation that was sent: what a late fact may have to correct.
struct SentRung {
  std::uint16_t rung = 0;
  std::int16_t occurrence = 0;  // from 0
  std::int64_t sequence = 0;    // of its journal entry …
  std::uint32_t position = 0;   // … and its place there, from 1
  Instant at;                   // the first instant at which it was true
  bool is_by_change = false;    // a change made it true, at that very instant
  bool is_corrected = false;

  friend bool operator==(const SentRung&, const SentRung&) = default;
};

struct ClockState {
  ClockStatus status = ClockStatus::idle;
  bool is_paused_by_action = false;
  bool start_held = false;          // whether a `start: {when:}` held at the last look: it starts on the edge
  bool was_ended_by_close = false;  // for reopening
  Holder action_holder = Holder::other;
  PauseCause action_cause = PauseCause::action;
  std::uint16_t action_index = 0;
  int cycle = 0;
  std::optional<Instant> ended_at;
  std::vector<ClockFact> facts;  // of this cycle, by time; the first is `started`
  std::vector<RungState> rungs;
  std::vector<SentRung> sent;
  ClockFold fold;  // of `facts`

  friend bool operator==(const ClockState&, const ClockState&) = default;
};

// A measure of mercy: the clocks it names get more time if they run between `from` and `to`.
struct CaseRelief {
  std::string id;
  int percent = 0;
  Instant from, to;
  std::vector<ClockIndex> clocks;  // empty: all
  bool is_undone = false;

  friend bool operator==(const CaseRelief&, const CaseRelief&) = default;
};

struct HistoryRecord {
  StateIndex state{};  // the parent of the history
  bool is_deep = false;
  std::vector<StateIndex> states;

  friend bool operator==(const HistoryRecord&, const HistoryRecord&) = default;
};

struct RememberedEvent {
  EventIndex event{};
  std::int64_t count = 0;
  Instant at{};
  Actor actor;
  Value input = Value::map({});
};

// The calendars of a rule set, by the CalendarIndex of a workflow.
struct CalendarSet {
  std::string rules;  // the rule set's fingerprint
  std::vector<Calendar> calendars;
};

struct CaseData {
  std::shared_ptr<const Workflow> workflow;
  std::vector<std::shared_ptr<const CalendarSet>> later_calendars;  // what it was moved to, the last counts
  std::string id;
  std::string project;  // as the host named it; the workflow may be the general one
  std::int64_t sequence = 0;
  Instant opened_at{}, last_at{};
  bool is_closed = false;
  std::vector<StateIndex> configuration;  // every active state, in document order, the root first
  std::vector<Value> record;              // by field; null: not set
  std::vector<ClockState> clocks;
  std::vector<PendingTimer> timers;
  std::int64_t sends = 0;  // armed so far
  std::vector<HistoryRecord> history;
  std::vector<RememberedEvent> remembered;
  std::vector<StateIndex> visited;  // sorted
  std::vector<CaseRelief> reliefs;

  bool is_active(StateIndex state) const;
  CalendarVersion calendar_version() const { return static_cast<CalendarVersion>(later_calendars.size()); }
  const Calendar& calendar(CalendarIndex index, CalendarVersion version) const;
  const Calendar& calendar(CalendarIndex index) const { return calendar(index, calendar_version()); }
  // The rule set whose calendars count.
  const std::string& calendar_rules() const;
};

}  // namespace docket
