// What a case holds of a clock: its facts, what they come to, and how far its rungs have come.
// Tested by tests/unit/engine/clocks_test.cpp, tests/property/clock_property_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/engine.hpp"
#include "model/workflow.hpp"

namespace docket {

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
  adopted,     // taken over from elsewhere: `used` was spent of `size`, and what else it says was so
  missed,      // told by where it was taken over from: `due` was missed before, and a new target came after
};

// Why a clock stands still.
enum class PauseCause : std::uint8_t { action, event, state, condition, closed };

// One thing that happened to a clock.  What a clock is follows from its facts alone (clock_fold.hpp).
struct ClockFact {
  Instant at;
  FactKind kind = FactKind::started;
  PauseCause cause = PauseCause::action;
  Holder holder = Holder::us;
  std::uint16_t index = 0;          // paused: the state, or the place under `pause:`
  std::int16_t row = -1;            // started, targeted, adopted; -1: none holds
  std::optional<Instant> until;     // of a row with `at:`: the due instant
  Elapsed used{0}, size{0};         // adopted
  std::optional<Instant> due;       // adopted: due then, whatever the budget says; missed: when
  std::optional<Instant> breached;  // adopted: late, and that was missed

  friend bool operator==(const ClockFact&, const ClockFact&) = default;
};

// By what a clock's due instant is found (semantics.md 30).
enum class DueBasis : std::uint8_t {
  row,      // the present row, counted from the start with all pauses since
  carried,  // a row in hours after one on another calendar: what is left of it runs from the change
  fixed,    // an instant that a policy or a migration fixed; later pauses and reliefs move it
};

// Where a clock stands after its facts: sums, and nothing that grows with their number.  It is derived from them and
// goes on from here with the next; of facts that have settled it is all that is kept, and stored.
struct ClockFold {
  Instant since{};      // the last fact
  bool counts = false;  // from then on
  // The budget.
  Instant started{};  // its beginning: the start, or the change that began it anew
  std::int16_t row = -1;
  std::optional<Instant> until;
  CalendarVersion calendars{};
  DueBasis basis = DueBasis::row;
  std::optional<Instant> fixed_due;
  Instant fixed_at{};  // of what is fixed or carried: since when
  // What was spent is `carried`, and the time measured since `counted_from` less the pauses since then.
  Instant counted_from{};
  Elapsed carried{0};
  Elapsed used{0};  // by `since`
  // What it stood still for since `started`, by CountingWay and part, without the last pause: one that begins where
  // that ended is the same pause.  Empty: nothing.
  std::vector<Paused> paused;
  Paused counted_paused, fixed_paused, breach_paused;  // of the row's way by `counted_from`, `fixed_at`, the breach
  Instant paused_from{};                               // the pause under way, or the last one
  Instant paused_to{};                                 // the end of the last one
  PauseCause cause = PauseCause::action;               // of the pause under way
  Holder holder = Holder::us;
  std::uint16_t cause_index = 0;
  // More time, by the case's list of reliefs in the order they came; the first few are in what is fixed.
  std::vector<std::uint16_t> reliefs;
  std::uint16_t fixed_reliefs = 0;
  // What it comes to.
  Elapsed size{0};                  // the whole budget as time to be spent
  std::optional<Instant> due;       // while it counts, or when it was missed
  std::optional<Instant> breached;  // missed, and still late
  bool is_breached_by_change = false;
  bool is_provisional = false;
  bool in_days = false;         // due by a count of days: at midnight it belongs to the date that ends there
  bool is_interrupted = false;  // else due is what the row's budget says of its start
  std::vector<Instant> missed;  // what was missed before a new target brought it back into time
  std::uint32_t lives = 0;      // how often that was

  friend bool operator==(const ClockFold&, const ClockFold&) = default;
};

// How far a rung has come.
struct RungState {
  std::optional<Instant> at;     // its next occurrence; nullopt: none, as things stand
  std::int32_t generation = 0;   // how often a change moved it before it fired: each pause may
  std::int16_t sent = 0;         // how many of its occurrences
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
  std::uint32_t life = 0;  // ClockState::life when it was sent

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
  std::uint32_t life = 0;        // how often its rungs began again, since a new target brought it back into time
  std::uint32_t lives_seen = 0;  // ClockFold::lives that they have answered
  int cycle = 0;
  std::optional<Instant> ended_at;
  std::vector<ClockFact>
      facts;  // of this cycle, by time; the first is `started`, and what settled after it is not here
  std::optional<ClockFold> settled;  // of the start and all that settled; no fact may be put before its `since`
  std::vector<RungState> rungs;
  std::vector<SentRung> sent;
  ClockFold fold;  // of all facts

  // No fact may be put before this.
  Instant earliest() const { return settled ? settled->since : facts.front().at; }

  friend bool operator==(const ClockState&, const ClockState&) = default;
};

// A clock in 32 bytes.  Most clocks of most cases are idle, or were started and have not yet come to
// anything else, or were met in time: a plain clock says that much, and everything more follows from its
// rules.  A clock with a history has a ClockState of its own.
struct ClockSlot {
  Instant started{};  // of a plain clock that is not idle
  Instant due{};      // likewise
  union {
    Instant next;  // of a plain clock: its first rung while it runs, its end after that
    ClockState* full;
  };
  std::uint16_t cycle = 0;  // of a plain clock
  std::int16_t row = -1;    // likewise
  ClockStatus status = ClockStatus::idle;
  std::uint8_t next_rung = 0;  // kNoRung: nothing will fire
  bool is_full = false;
  bool start_held : 1;          // of a plain clock
  bool was_ended_by_close : 1;  // likewise

  static constexpr std::uint8_t kNoRung = 0xFF;

  ClockSlot() : next{}, start_held(false), was_ended_by_close(false) {}

  bool is_ticking() const { return status == ClockStatus::running || status == ClockStatus::paused; }
};

static_assert(sizeof(ClockSlot) == 32);

inline bool is_ticking(const ClockState& clock) {
  return clock.status == ClockStatus::running || clock.status == ClockStatus::paused;
}

}  // namespace docket
