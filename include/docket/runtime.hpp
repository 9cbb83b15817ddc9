// Start here: Runtime runs cases by the rules, keeps them in a store and hands events to the host.
//
//   auto rules   = docket::read_rules("rules");                     // every mistake as a Diagnostic
//   auto store   = docket::open_sqlite_store({.path = "cases.db"});
//   auto runtime = docket::Runtime::open({.rules = *rules.rules, .store = std::move(*store), .sink = tell_my_erp});
//   runtime->open_case({.id = "C-1", .workflow = "complaint"}, {.name = "register", ...}, now);
//   runtime->fire("C-1", {.name = "reply", .actor = {"wang", {"department_head"}}}, now);
//   runtime->run_due(now);                                          // when next_deadline() says so
//
// One event is one transaction: the case, its journal, its next deadline and the events for the host
// are stored together, or not at all.  The host's events are handed over after that, at least once,
// in order for each case, each with an id that is the same at every delivery.
//
// Threads: a Runtime is used by one thread at a time, but for reload(); it starts none.
// Lifetime: it owns its store and sink.
// Errors: not_found for an unknown case, invalid_argument for a call that makes no sense, unavailable
//         and conflict from the store, busy from within its sink.  On an error the case is as it was; deadlines that
//         were due by then may have fired.  What a sink or a store throws becomes an error as well.
//         What could not be read again is never stored: an event is held against the bounds of limits.hpp
//         (engine.hpp, step()), and no text of a commit may exceed limits::kStoredBytes (limit_exceeded).
// Cost: one load, one step and one commit an event.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/amendment.hpp"
#include "docket/duty.hpp"
#include "docket/engine.hpp"
#include "docket/limits.hpp"
#include "docket/migration.hpp"
#include "docket/rule_book.hpp"
#include "docket/store.hpp"

namespace docket {

// Takes one event for the host.  On an error, or when it throws, the event stays in the store's outbox and is handed
// over again later, before any later one of its case.  `unavailable` says that nothing can be taken now: no other event
// is tried until later.  Any other error is this event's own: the other cases' events go on.
// It must not call the Runtime, which answers `busy`; what is to follow from an event is done after the call that
// told it, or by another thread's queue.
using Sink = std::function<Status(const OutboxEvent& event)>;

struct RuntimeOptions {
  RuleBook rules;
  std::unique_ptr<Store> store;
  Sink sink;  // empty: events stay in the outbox until the host takes them with take_events()
  // How many overdue deadlines of a case are stored in one transaction; 1 to limits::kDeadlinesPerStepMax.  A case that
  // slept for long is caught up batch by batch, whatever the number: it changes nothing of what happens.
  int deadlines_per_step_max = limits::kDeadlinesPerStep;
};

// How the delivery to the sink stands.  What failed, how often, and when to try next is remembered by the Runtime
// alone: one that begins anew tries everything at once.
struct DeliveryReport {
  std::size_t delivered = 0;        // events that the sink took in this call
  std::size_t pending = 0;          // events it has still to take; from limits::kPendingCounted on, at least so many
  std::optional<Error> last_error;  // why the last one that failed is pending, the sink's or the store's
  std::optional<Instant> next_try;  // the earliest one; open_case and fire leave alone what failed until then
  // A case of which the sink did not take an event: its events wait, in their order.
  struct Held {
    std::string case_id;
    std::string event_id;  // the first that waits
    Error error;
    int tries = 0;
    std::optional<Instant> next_try;
  };
  std::vector<Held> held;  // by case id
};

struct DueReport {
  int fired = 0;                // deadlines
  std::optional<Instant> next;  // when to call again, as next_deadline() says it; never before `now`
  struct Failure {
    std::string case_id;
    Error error;
  };
  std::vector<Failure> failures;  // cases whose deadlines could not be fired in this call; the others went on
  // A case that failed is tried again after a minute, then two, four … at most an hour; the Runtime alone remembers it.
  struct Waiting {
    std::string case_id;
    Error error;  // of the last try
    int tries = 0;
    Instant next_try;
  };
  std::vector<Waiting> waiting;  // by case id; those of `failures` among them
  DeliveryReport delivery;
};

// What an amendment of many cases did, by case id.
struct AmendReport {
  struct Case {
    std::string case_id;
    std::vector<MovedDue> moved;
  };
  std::vector<Case> cases;                   // those in which something moved
  std::vector<DueReport::Failure> failures;  // cases that could not be amended; the others were
};

struct MigrationOptions {
  Actor who;                // goes into each journal
  bool only_ready = false;  // move those that can, though others need a person
};

// What a migration did, or would do, to the cases it concerns.
struct MigrationReport {
  std::vector<CaseMigration> cases;          // by id
  std::size_t ready = 0, moved = 0;          // how many can move, and how many did
  std::vector<DueReport::Failure> failures;  // cases that could not be read or stored
};

struct JudgedDuty {
  DutyOccurrence occurrence;
  DutyStanding standing = DutyStanding::ahead;
};

class Runtime {
 public:
  static Result<Runtime> open(RuntimeOptions options);
  // To look only: load(), find(), journal() and rules_of() on a store that may be read-only.  Cases
  // are read with the rules they are pinned to, as the store holds them.
  // `rules` are only those that previews compare with.
  static Result<Runtime> inspect(std::unique_ptr<Store> store, RuleBook rules = {});
  Runtime(Runtime&&) noexcept;
  Runtime& operator=(Runtime&&) noexcept;
  ~Runtime();

  // Opens a case with one of its workflow's opening events.  An event with an id is handled once: a
  // repeat gets the first outcome, marked `repeated`.
  Result<Outcome> open_case(const NewCase& what, const Event& event, Instant now);
  // Fires what is due in this case by `now`, then the event.
  Result<Outcome> fire(std::string_view case_id, const Event& event, Instant now);

  // Hands over what an earlier failure left behind, then fires what is due by `now` in all cases, whether that could be
  // handed over or not.  The order is (deadline, case id, document order) however often it is called, among cases that
  // do not fail.  Stops after `limit` deadlines, a case that fails counting as one; `next` is `now` then.
  // Cost: a load and a commit for each case and instant; a look at each case that waits after a failure.
  Result<DueReport> run_due(Instant now, int limit = 10'000);
  // When run_due has something to do: the earliest deadline of all cases, or the next try of a case that failed or of a
  // delivery.  It may lie in the past; nullopt when there is nothing.
  Result<std::optional<Instant>> next_deadline();

  // Amendments (amendment.hpp) of all open cases that match; `query`'s page and limit are ignored.  Each
  // case is a transaction of its own, so that a call that was interrupted can simply be made again.
  // The calendars of this runtime's rules count from now on, also in cases that keep earlier rules.
  Result<AmendReport> apply_calendars(const CaseQuery& query, const Actor& who, Instant now);
  // What that would move; nothing is changed.  Worth asking after a rule set with new holidays was
  // opened: due instants beyond the known holidays are provisional until then.
  Result<AmendReport> preview_calendars(const CaseQuery& query, Instant now);
  Result<AmendReport> relieve(const CaseQuery& query, const Relief& relief, const Actor& who, Instant now);
  // In all cases that have it.
  Result<AmendReport> undo_relief(const CaseQuery& query, std::string_view id, const Actor& who, Instant now);

  // Reads a migration to this runtime's rules, and checks it against the rules of every open case of its
  // workflow (migration.hpp).
  Result<MappingReport> read_mapping(const std::string& file, const std::string& text);
  // What it would do at `now`: nothing is changed.
  Result<MigrationReport> preview_migration(const Mapping& mapping, Instant now);
  // Moves the cases that the mapping concerns to this runtime's rules.  All of them are looked at first, and while
  // one needs a person nothing moves, unless only those that are ready are wanted.  Each case is a transaction of
  // its own, looked at again within it: a call that was interrupted can simply be made again.
  Result<MigrationReport> migrate(const Mapping& mapping, const MigrationOptions& options, Instant now);

  // From `now` on run_due opens the cases of the duties (duty.hpp) of every project of these rules, and tells the host
  // `docket.duty.missed.v1` of those that were not done in time.  Each occurrence is opened and told once, whatever
  // happens in between; what began before `now` is nobody's.  Call it after open() and after new rules; once more does
  // nothing.  After new rules what begins from `now` on follows them, and what began before the old ones, to its end.
  Status start_duties(Instant now);
  // The duties of a project whose time begins in [from, until), and how they stand at `now`; without a project those of
  // every project of these rules.  By time, then by project, then in document order.  What was opened is judged by the
  // rules that opened it; what nobody was ever asked for is not missed.
  Result<std::vector<JudgedDuty>> duties(std::string_view project, Instant from, Instant until, Instant now);

  Result<std::vector<CaseSummary>> find(const CaseQuery& query);
  Result<Case> load(std::string_view case_id);
  Result<std::vector<StoredEntry>> journal(std::string_view case_id);

  // Hands over what an earlier failure of the sink, or the end of a process, left behind: all of it is tried, whenever
  // its next try would be.
  // Errors: those of the store.  What the sink does not take is told in the report.
  Result<DeliveryReport> deliver();
  // Without a sink: the events not taken yet, oldest first, and their removal.
  Result<std::vector<OutboxEvent>> events(std::size_t limit);
  Status take_events(const std::vector<OutboxEvent>& events);

  const RuleBook& rules() const;
  // From now on new cases are opened under these rules, without a pause: cases that are open keep theirs,
  // which stay at hand.  Load and check first (load_rules); what does not load never gets here.
  Status use_rules(RuleBook rules);
  // The same while another thread uses this Runtime: its next call finds the new rules, the one under way ends
  // under the old ones.  The last of several wins.
  // Threads: any, at any time while the Runtime lives and is not moved.
  void reload(RuleBook rules);
  // Loads first.  With a mistake in them the rules stay as they are; the answer is what load_rules found.
  Diagnostics reload(RuleSources sources);
  // The rule set a case is pinned to, whether it is the present one or an earlier one.
  Result<RuleBook> rules_of(const Case& kase);

 private:
  struct Impl;
  using Amendment = std::function<Result<std::vector<MovedDue>>(Case& kase, Effects& journal)>;
  Result<std::vector<MovedDue>> amend_case(const std::string& case_id, std::optional<Instant> now,
                                           const Amendment& amendment);
  Result<AmendReport> amend_all(CaseQuery query, std::optional<Instant> now, const Amendment& amendment);
  Result<MigrationReport> look_at_all(const Mapping& mapping, Instant now);
  Result<MigrationReport> move_all(const Mapping& mapping, const MigrationOptions& options, Instant now);
  explicit Runtime(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Reads every *.yaml file below `folder` but scenarios and migrations, and zones from the system's zoneinfo.
// A file that cannot be read is a Diagnostic like any other mistake.
LoadReport read_rules(const std::string& folder);
// Again, for a host that has rules already; see reload_rules().
LoadReport read_rules(const std::string& folder, const RuleBook& current);

// The bytes of a zone from the system's zoneinfo (the folder TZDIR, or the usual places).
std::optional<std::string> system_zone(std::string_view name);

}  // namespace docket
