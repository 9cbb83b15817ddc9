// The engine: (rules, case, event, now) -> the case after it, and everything that happened.
//
// Nothing here reads a clock, a file, the environment or a random source: the same arguments give
// the same bytes on every machine, today and in ten years.  Effects are descriptions; Runtime
// (runtime.hpp) stores and delivers them.
//
// Times.  `now` is when the host records something; an event's `at` is when it happened.  A case's
// deadlines are data: `next_deadline` says when to call again, and whatever is due by `now` fires
// before an event is looked at, in order, each as of its own due time.  How often or how late the
// host calls changes nothing of what happened.
//
// Threads: functions are pure; a Case is used by one thread at a time.
// Errors: invalid_argument when the call makes no sense (time runs backwards, no such workflow);
//         a refused event is no error but an Outcome.  On an error the case is as it was, apart from
//         deadlines that `journal` says have fired.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "docket/clock_view.hpp"
#include "docket/diagnostic.hpp"
#include "docket/limits.hpp"
#include "docket/localized_text.hpp"
#include "docket/result.hpp"
#include "docket/rule_book.hpp"
#include "docket/time.hpp"
#include "docket/value.hpp"

namespace docket {

struct Actor {
  std::string id;
  std::vector<std::string> roles;

  friend bool operator==(const Actor&, const Actor&) = default;
};

struct Event {
  std::string name;
  Actor actor;
  Value input = Value::map({});  // plain values by input name; checked against the event's `input:`
  std::optional<Instant> at;     // when it happened; nullopt: now
  std::string id;                // the host's id, for recognising a repeat; may be empty
};

// --- Why an event was refused --------------------------------------------------------------------

enum class ReasonKind : std::uint8_t {
  unknown_event,      // no state of this workflow handles it
  not_in_this_state,  // it exists, but not here; `detail` says where
  case_closed,        // nothing happens any more
  role_missing,       // `detail` lists the roles that would do
  input_missing,
  input_invalid,
  guard_failed,  // `guard` is the rule's name, `message` its author's sentence
  guard_error,   // the rule could not be evaluated
  no_choice,     // no row of `choose` holds
  too_late,      // `at` is older than facts may be
  too_early,     // a minimum wait, the clock `subject`, is not over; `detail` says when it will be
};

const char* name_of(ReasonKind kind) noexcept;

struct Reason {
  ReasonKind kind = ReasonKind::unknown_event;
  std::string subject;              // the guard, input, role or event it is about
  LocalizedText message;            // one sentence for the person who was refused
  LocalizedText detail;             // what decided: the failed clause with its values, the roles that would do
  SourceSpan place;                 // where the rule stands; line 0 where there is no rule
  std::string overlay;              // the project's file that put this rule there, or changed it; may be empty
  std::optional<Instant> earliest;  // of too_early: from when on it may happen

  friend bool operator==(const Reason&, const Reason&) = default;
};

// --- What happened ---------------------------------------------------------------------------------

struct CaseOpened {
  std::string workflow, project;
  int version = 0;
  std::string rules;
};
// The case follows later rules from now on: `mapping` says how it came there.
struct CaseMigrated {
  std::string workflow, mapping;
  std::string from_rules, to_rules;  // fingerprints
  int from_version = 0, to_version = 0;
  std::vector<std::string> from, to;  // states
};
struct CaseClosed {
  std::string state;
};
struct TransitionTaken {
  std::string event;
  std::vector<std::string> from, to;
};
struct Refused {
  std::string event;
  std::vector<Reason> reasons;
};
// Something that could not be done as the rules say; the case stayed as it was.
struct Faulted {
  std::string subject, message;
};
struct ClockStarted {
  std::string clock, target;
  int cycle = 1;
  Instant at;
  std::optional<Instant> due;
  bool provisional = false;
};
struct ClockPaused {
  std::string clock, reason;
  Instant at;
  Holder holder = Holder::other;
};
struct ClockResumed {
  std::string clock;
  Instant at;
  std::optional<Instant> due;
};
// `cause` is `target` when another row of the clock's target holds, `calendar` when other calendars
// count from now on, `migration` when other rules do.
struct ClockRetargeted {
  std::string clock, from, to;
  Instant at;
  std::optional<Instant> due;
  std::string cause = "target";
};
// The relief `relief` stretches the clock's budget by so many per cent, or does so no more.
struct ClockRelieved {
  std::string clock, relief;
  int percent = 0;
  bool undone = false;
  Instant at;
  std::optional<Instant> due;
};
// `was_late`: it missed a due instant, and a new target brought it back into time: met after a new limit.
struct ClockMet {
  std::string clock;
  Instant at;
  std::optional<Instant> due;
  bool breached = false;
  bool was_late = false;
};
// A clock without a limit, since no row of its target held, came to its stop: there was nothing to meet or to miss.
struct ClockEnded {
  std::string clock;
  Instant at;
};
struct ClockCancelled {
  std::string clock;
  Instant at;
};
// What a rung tells.  Each is sent once per (case, clock, cycle, rung, occurrence, generation); the
// generation counts how often a new target, a resume or a relief moved the rung before it fired.
// `deliver_at` is when people should hear of it, where a notice calendar says so: the truth is at
// `at` or `due`, and the host gets the effect at once.
struct DeadlineWarning {
  std::string clock, rung;
  Instant at;
  std::optional<Instant> due;
  std::string to;
  int generation = 0;
  std::optional<Instant> deliver_at;
};
// `cause` is `time`, or `retarget` when a change of target left no time.
struct DeadlineBreached {
  std::string clock;
  Instant due;
  std::string to, cause;
  int generation = 0;
  std::optional<Instant> deliver_at;
};
// A clock with `valid …` ran out.
struct Expired {
  std::string clock;
  Instant due;
  std::string to;
  int generation = 0;
  std::optional<Instant> deliver_at;
};
// A clock with `not before …` is over: what it held back may be done from now on.
struct WaitOver {
  std::string clock;
  Instant at;
  std::string to;
  int generation = 0;
  std::optional<Instant> deliver_at;
};
struct Escalated {
  std::string clock, rung;
  int occurrence = 0;
  Instant at;
  Instant due;
  std::string to;
  int generation = 0;
  std::optional<Instant> deliver_at;
};
// A warning, breach or escalation that was sent turned out to be untrue when a late fact came in.
struct Corrected {
  std::string of, clock, rung, was, now;
};
struct Emitted {
  std::string name, to;
  Value data;
};

using Effect =
    std::variant<CaseOpened, CaseClosed, TransitionTaken, Refused, Faulted, ClockStarted, ClockPaused, ClockResumed,
                 ClockRetargeted, ClockRelieved, ClockMet, ClockCancelled, DeadlineWarning, DeadlineBreached, Expired,
                 WaitOver, Escalated, Corrected, Emitted, CaseMigrated, ClockEnded>;

// `docket.deadline.breached.v1` and the like: the CloudEvents type of the effect.
const char* type_of(const Effect& effect) noexcept;

enum class EntryKind : std::uint8_t {
  opened,
  accepted,
  refused,
  deadline,
  amended,  // changed from outside its rules: amendment.hpp, migration.hpp
};
const char* name_of(EntryKind kind) noexcept;

// One numbered line of a case's journal.  An effect's id is `case/sequence/position`, from 1.
struct JournalEntry {
  std::int64_t sequence = 0;
  EntryKind kind = EntryKind::accepted;
  Instant at;         // when it happened; for a deadline, its due time
  Instant now;        // when it was recorded; for a deadline, the first instant at which it was true
  std::string event;  // the event's name, or what fired: `after callback.no_answer`, `reply.breach`
  Actor actor;        // empty for a deadline
  Value input = Value::map({});
  std::vector<Effect> effects;
};

struct EffectLog;

// The journal entries of one or more steps, in order.
//
// Steps write down what happened in numbers, and names are put to it when somebody reads: whoever only wants
// to know that an event was accepted does not pay for the sentence about it.  clear() keeps the memory, so
// that a host which uses one Effects again and again lets `step` run without allocating.
//
// Threads: used by one thread at a time, for reading, too: entries are made when first asked for.
// Lifetime: an entry lent by [], front, back or an iterator lives until the next step, push_back or clear.
// Cost: reading makes all entries that nobody has read yet, about a microsecond each.
class Effects {
 public:
  using const_iterator = std::vector<JournalEntry>::const_iterator;

  Effects() noexcept;
  Effects(Effects&&) noexcept;
  Effects& operator=(Effects&&) noexcept;
  ~Effects();

  bool empty() const noexcept { return size() == 0; }
  std::size_t size() const noexcept;
  const JournalEntry& operator[](std::size_t entry) const { return entries()[entry]; }
  const JournalEntry& front() const { return entries().front(); }
  const JournalEntry& back() const { return entries().back(); }
  const_iterator begin() const { return entries().begin(); }
  const_iterator end() const { return entries().end(); }
  void clear() noexcept;

  EffectLog& log();  // for the library's own modules

 private:
  const std::vector<JournalEntry>& entries() const;
  std::unique_ptr<EffectLog> log_;
};

// --- A case ------------------------------------------------------------------------------------------

class CaseData;

// One case: its states, record, clocks and pending deadlines, pinned to the rules it was opened
// under.  A value: copies are independent.
class Case {
 public:
  Case(const Case& other);
  Case(Case&&) noexcept;
  Case& operator=(const Case& other);
  Case& operator=(Case&&) noexcept;
  ~Case();

  std::string_view id() const;
  std::string_view project() const;
  const std::string& workflow() const;
  const std::string& rules() const;      // the fingerprint of the rule set it is pinned to
  const std::string& calendars() const;  // … and of the one whose calendars count: the same, or a later one
  std::int64_t sequence() const;         // of its last journal entry
  Instant opened_at() const;
  Instant last_at() const;  // no event may be recorded before this
  bool is_closed() const;

  std::vector<std::string> states() const;   // paths of the active states that have no active child
  bool is_in(std::string_view state) const;  // a path or an unambiguous name
  std::optional<Value> field(std::string_view name) const;
  Value record() const;                              // the fields that are set, in the order of `record:`
  std::vector<ClockView> clocks(Instant now) const;  // in document order
  std::optional<ClockView> clock(std::string_view name, Instant now) const;

  const CaseData& data() const { return *data_; }  // for the library's own modules
  CaseData& data() { return *data_; }
  explicit Case(std::unique_ptr<CaseData> data);

 private:
  std::unique_ptr<CaseData> data_;
};

// --- What can be asked of the engine -----------------------------------------------------------------

enum class OutcomeKind : std::uint8_t {
  accepted,
  refused,  // see `reasons`; the case is as it was before the event
  behind,   // so many deadlines were overdue that only they were fired: store them and call again
};

struct RefusedEvent;

// Why an event was refused.  It keeps what it needs of the case as it was then, and works the reasons out when
// they are asked for: a host that only counts refusals does not pay for explaining them.
//
// Threads: copies share what they know; used by one thread at a time.  Lifetime: its own.
class Refusal {
 public:
  Refusal() = default;  // nothing was refused
  explicit Refusal(std::vector<Reason> reasons);
  explicit Refusal(std::shared_ptr<RefusedEvent> what) : what_(std::move(what)) {}  // for the library's own modules

  // All of them.  Cost: some microseconds at the first call.
  const std::vector<Reason>& reasons() const;
  const std::shared_ptr<RefusedEvent>& what() const { return what_; }

 private:
  std::shared_ptr<RefusedEvent> what_;
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::accepted;
  std::int64_t sequence = 0;  // of the event's journal entry
  Refusal refusal{};          // when refused
  bool repeated = false;      // the store knew this event id; this is its first outcome

  bool accepted() const { return kind == OutcomeKind::accepted; }
  const std::vector<Reason>& reasons() const { return refusal.reasons(); }
};

struct NewCase {
  std::string id;
  std::string workflow;
  std::string project;
  std::int64_t refusals = 0;  // attempts to open it that were refused before; Runtime fills it in
  bool is_derived = false;    // docket made the id, as those of duties: only then it may have a `/`
};

struct Opened {
  std::optional<Case> opened;  // none when the opening event was refused
  Outcome outcome;
};

// Opens a case with one of its workflow's opening events.
// Errors: not_found for an unknown workflow; invalid_argument for an id that is empty, too long, not UTF-8, or has a
// control character or a `/`; those of an event, see step().
Result<Opened> open_case(const RuleBook& rules, const NewCase& what, const Event& event, Instant now, Effects& journal);

// Fires what is due by `now`, then handles `event`.  With more than `deadlines_max` due only those are fired, and the
// outcome is `behind`.
//
// A value that an action sets must fit its field, and the record with the inputs kept for `last()` must fit
// limits::kCaseBytes: else the event is refused, and the reason names the field.
// Errors: invalid_argument when `now` is before the case's last_at() or `event.at` after `now`; invalid_argument and
// limit_exceeded, naming it, for whatever of the event could not be written down and read again: text that is not
// UTF-8, names longer than limits::kNameBytes, more than limits::kRolesPerActor roles, an input of more than
// limits::kInputBytes or nested deeper than limits::kValueDepth.
// Requires: `rules` is the rule set the case is pinned to.
Result<Outcome> step(const RuleBook& rules, Case& kase, const Event& event, Instant now, Effects& journal,
                     int deadlines_max = limits::kDeadlinesPerStep);

// Fires what is due by `now`, at most `deadlines_max` of it.
// Returns the case's next deadline, which is still not after `now` when the bound was reached.
Result<std::optional<Instant>> advance(const RuleBook& rules, Case& kase, Instant now, Effects& journal,
                                       int deadlines_max = limits::kDeadlinesPerStep);

// When `advance` has something to do next; nullopt: never, unless an event comes.  It may lie before the last `now`:
// what a late fact made due fires at the next call.
std::optional<Instant> next_deadline(const Case& kase);

}  // namespace docket
