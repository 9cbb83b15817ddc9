// What a workflow means: names resolved to indices, expressions compiled, nothing left to look up.
// Immutable once built; the engine only reads it.
//
// Order in every vector is document order, which breaks all ties.
// Tested by tests/unit/model/language_examples_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/diagnostic.hpp"
#include "docket/distance.hpp"
#include "docket/expression.hpp"
#include "docket/localized_text.hpp"
#include "docket/rule_book.hpp"
#include "expr/decision_table.hpp"
#include "model/chart_index.hpp"
#include "model/indices.hpp"

namespace docket {

// --- Data -------------------------------------------------------------------------------------------

struct Field {
  std::string name;
  LocalizedText title;
  Type type;
};

struct Input {
  std::string name;
  LocalizedText title;
  Type type;
  bool is_required = true;
  SourceSpan place;     // line 0: it is not declared, but goes without saying
  std::string overlay;  // the project's file that declares or changes it; may be empty
};

// A rule that must hold for an event to be accepted.
struct Requirement {
  std::string name;
  LocalizedText message;
  Expression check;
  SourceSpan place;
  std::string overlay;  // the project's file that demands it, or changes it or a parameter in it; may be empty
};

// --- Actions ----------------------------------------------------------------------------------------

struct Action;
using Actions = std::vector<Action>;

// What one field becomes: the value of an expression, a copy of an input (when that was given), or
// nothing at all.
struct Assignment {
  FieldIndex field{};
  std::optional<Expression> value;
  std::optional<std::size_t> input;
};

// All right sides see the record as it was before.
struct SetFields {
  std::vector<Assignment> assignments;
  bool is_plain = false;  // nothing is computed: copies, constants, clearing
};
struct RaiseEvent {
  EventIndex event;
};
struct EmitEvent {
  std::string name;
  std::string to;
  std::vector<std::pair<std::string, Expression>> data;
};
struct SendEvent {
  EventIndex event;
  std::string id;
  std::optional<Budget> delay;
  CalendarIndex calendar;
};
struct CancelSend {
  std::string id;
};
enum class ClockCommand : std::uint8_t { start, pause, resume, stop, restart, cancel };
struct CommandClock {
  ClockCommand command;
  ClockIndex clock;
  Holder holder = Holder::other;  // of a pause
};
struct Conditional {
  Expression condition;
  Actions then, otherwise;
};

struct Action {
  std::variant<SetFields, RaiseEvent, EmitEvent, SendEvent, CancelSend, CommandClock, Conditional> what;
  SourceSpan place;
};

// --- States and transitions --------------------------------------------------------------------------

// One row of `choose:`, or the only way a transition goes.
struct Branch {
  std::string name;
  std::optional<Expression> when;
  std::vector<StateIndex> targets;  // empty: targetless
  bool is_internal = false;         // a target inside the source does not leave it
  Actions actions;
  SourceSpan place{};  // of a row of `choose:`; line 0: the transition's
};

enum class Trigger : std::uint8_t { open, event, any_event, always, after, done };

struct Transition {
  StateIndex source;  // of an opening transition: the root
  Trigger trigger = Trigger::event;
  EventIndex event{};  // for `event`
  StateIndex ended{};  // for `done`: whose end; of `onDone` the source itself
  std::string name;    // for `always` and `after`: the row's name
  LocalizedText title;
  std::optional<Expression> when;
  std::vector<std::string> roles;  // empty: anybody
  std::vector<Input> inputs;
  std::vector<Requirement> requirements;
  Actions actions;               // before the branch's own
  std::vector<Branch> branches;  // at least one; several only with `choose:`
  bool has_choice = false;
  SourceSpan place, by_place;
  std::string overlay, by_overlay;  // the project's file that put or changed the rows, and `by:`; may be empty
};

// A deadline that runs while its state is active.
struct After {
  std::string name;
  Budget delay;
  CalendarIndex calendar;
  TransitionIndex transition;
};

enum class StateType : std::uint8_t { atomic, compound, parallel, final, history_shallow, history_deep };

// State 0 is the root: the workflow itself, compound or parallel.
struct State {
  std::string name;
  std::string path;
  LocalizedText title;
  StateType type = StateType::atomic;
  StateIndex parent{};
  std::uint16_t depth = 0;           // the root's is 0
  StateIndex last_descendant{};      // descendants are the indices (self, last_descendant]
  std::vector<StateIndex> children;  // without histories
  std::vector<StateIndex> initial;   // of a compound state, or a history's default
  Actions initial_actions;
  Actions entry, exit;
  std::vector<TransitionIndex> transitions;  // events, then always and onDone, each in document order
  std::vector<After> afters;
  std::optional<StateIndex> deep_history, shallow_history;
  SourceSpan place;
};

// --- Clocks -----------------------------------------------------------------------------------------

struct StateEntered {
  StateIndex state;
};
struct EventAccepted {
  EventIndex event;
};
struct ConditionHolds {
  Expression condition;
};
using ClockCondition = std::variant<StateEntered, EventAccepted, ConditionHolds>;

// What makes a clock stand still, and whom everybody waits for meanwhile.
struct PauseRule {
  ClockCondition condition;
  Holder holder = Holder::other;
};

struct ClockTarget {
  std::string name;
  std::optional<Expression> when;
  Budget budget;                 // of a row with `within:`
  std::optional<Expression> at;  // of a row with `at:`: the due instant itself
  bool is_optional_at = false;   // `at:` names a field, which may not be set yet: then nothing is due
  std::string written;           // as the author wrote it, parameters filled in
  CalendarIndex calendar{};
  bool is_wall = false;   // clock time and instants: passes day and night, whatever the calendar
  std::uint16_t way = 0;  // in ClockRules::ways
  SourceSpan place;
};

// A way to count what a clock stood still for: on the calendar of a row, and apart for each leaf of a budget with a
// `then`, since a pause moves the part it falls into.  Rows that count alike share one.
struct CountingWay {
  CalendarIndex calendar{};
  std::uint32_t first = 0;  // of its sums among all of the clock
  std::uint16_t parts = 1;
  std::int16_t row = -1;  // with parts: whose
};

enum class Retarget : std::uint8_t { carry, carry_percent, restart, keep_due };
enum class RungKind : std::uint8_t { warn, due, escalate };

// A point on a clock's way.  Each clock has exactly one of kind `due`:
// a limit is missed there, a permit expires, a minimum wait is over.
struct Rung {
  enum class Mark : std::uint8_t { percent, before, due, after };
  std::string name;
  RungKind kind = RungKind::warn;
  Mark mark = Mark::percent;
  int percent = 0;    // for percent
  Distance distance;  // for before and after
  std::string to;
  Distance every;                       // from one repeat to the next
  int times = 0;                        // repeats after the first
  bool is_until_stopped = false;        // `times` is only the bound that every repeat needs
  std::optional<EventIndex> raise;      // what it sets going in its own case
  std::optional<CalendarIndex> notice;  // people are told when this is open
  SourceSpan place{};
};

struct ClockRules {
  std::string name;
  LocalizedText title;
  Budget::Purpose purpose = Budget::Purpose::limit;  // the same in all rows
  std::vector<ClockCondition> start, stop, cancel, acknowledge;
  std::vector<PauseRule> pause;
  std::vector<ClockTarget> targets;
  std::vector<CountingWay> ways;
  std::uint32_t sums = 0;  // of all ways together
  Retarget retarget = Retarget::carry;
  bool never_shorten = false;  // a new target never makes it due earlier
  Elapsed grace{0};            // a new target leaves at least this much
  bool reopen_new_cycle = false;
  std::vector<Rung> rungs;   // warnings, the due instant itself, escalations
  std::size_t due_rung = 0;  // its place in `rungs`
  SourceSpan place;
  std::string overlay;  // the project's file that put it there, or changed it or its lengths; may be empty
};

// --- The whole ----------------------------------------------------------------------------------------

struct NamedCalendar {
  std::string name;  // as the workflow calls it
  Calendar calendar;
};

class Workflow {
 public:
  std::string name;
  std::string project;
  std::string fingerprint;  // of the rule set it belongs to
  std::string identity;     // what compact snapshots are written against, see identity.hpp
  int version = 0;
  LocalizedText title;

  std::vector<Field> fields;
  std::vector<std::pair<std::string, Value>> params;
  Value params_value;  // the same as one map
  std::vector<std::string> roles;
  std::vector<std::pair<std::string, LocalizedText>> role_titles;
  std::vector<std::string> events;                           // EventIndex -> name
  std::vector<std::pair<std::string, LocalizedText>> emits;  // what it tells its host, where `emits:` declares that
  std::vector<NamedCalendar> calendars;
  std::vector<TimeZone> zones;  // that expressions name
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<TransitionIndex> openings;
  std::vector<ClockRules> clocks;
  std::vector<DecisionTable> tables;
  std::optional<Elapsed> late_facts_max;

  // What the rules ask of a case's past: only that is kept (semantics.md 19).
  std::vector<EventIndex> remembered_events;  // for last() and count(), sorted
  bool remembers_visits = false;

  ChartIndex chart;  // of all this; made when everything stands

  const State& state(StateIndex index) const { return states[at(index)]; }
  const Transition& transition(TransitionIndex index) const { return transitions[at(index)]; }
  const Calendar& calendar(CalendarIndex index) const { return calendars[at(index)].calendar; }
  std::optional<EventIndex> find_event(std::string_view event) const;
  // By path, or by name where only one state has it.
  std::optional<StateIndex> find_state(std::string_view name_or_path) const;
  std::optional<ClockIndex> find_clock(std::string_view clock) const;
  bool is_descendant(StateIndex state, StateIndex ancestor) const;  // proper
};

}  // namespace docket
