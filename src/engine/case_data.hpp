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
  StateIndex state{};      // of an after
  std::uint16_t row = 0;   // of an after: its place in the state's list
  EventIndex event{};      // of a send
  std::string id;          // of a send
  std::int64_t order = 0;  // the order in which sends were armed

  friend bool operator==(const PendingTimer&, const PendingTimer&) = default;
};

struct Segment {
  Instant from;
  std::optional<Instant> to;
  bool counts = true;
  CalendarIndex calendar{};
  bool is_wall = false;  // measured day and night, not by the calendar's hours
  std::string reason;

  friend bool operator==(const Segment&, const Segment&) = default;
};

// How far a rung has come: how many of its occurrences were sent, or that it was overtaken.
struct RungState {
  int sent = 0;
  bool is_skipped = false;

  friend bool operator==(const RungState&, const RungState&) = default;
};

// A warning, breach or escalation that was sent: what a late fact may have to correct.
struct SentRung {
  int rung = -1;  // -1: the breach
  std::string effect_id;
  Instant at;  // the first instant at which it was true
  bool is_corrected = false;

  friend bool operator==(const SentRung&, const SentRung&) = default;
};

struct ClockState {
  ClockStatus status = ClockStatus::idle;
  bool is_paused_by_action = false;
  bool start_held = false;          // whether a `start: {when:}` held at the last look: it starts on the edge
  bool was_ended_by_close = false;  // for reopening
  int cycle = 0;
  int target = -1;  // row in force; -1: none
  Instant started_at{};
  std::optional<Instant> ended_at, due, breached_at;
  Elapsed size{0};    // the whole budget as open time; meaningful with a target
  Elapsed credit{0};  // spent before the segments begin to count (carry_percent, restart)
  bool is_provisional = false;
  std::vector<Segment> segments;
  std::vector<RungState> rungs;
  std::vector<SentRung> sent;

  friend bool operator==(const ClockState&, const ClockState&) = default;
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

struct CaseData {
  std::shared_ptr<const Workflow> workflow;
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

  bool is_active(StateIndex state) const;
};

}  // namespace docket
