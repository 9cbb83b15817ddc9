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
//         and conflict from the store.  On an error the case is as it was; deadlines that were due
//         by then may have fired.
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
#include "docket/migration.hpp"
#include "docket/rule_book.hpp"
#include "docket/store.hpp"

namespace docket {

// Takes one event for the host.  On an error the event stays in the store's outbox and is handed
// over again later, before any later one.
using Sink = std::function<Status(const OutboxEvent& event)>;

struct RuntimeOptions {
  RuleBook rules;
  std::unique_ptr<Store> store;
  Sink sink;  // empty: events stay in the outbox until the host takes them with take_events()
};

struct DueReport {
  int fired = 0;                // deadlines
  std::optional<Instant> next;  // when to call again; not after `now` when the limit was reached
  struct Failure {
    std::string case_id;
    Error error;
  };
  std::vector<Failure> failures;  // cases whose deadlines could not be fired; the others went on
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

  // Fires what is due by `now` in all cases, in the order (deadline, case), up to `limit` deadlines.
  Result<DueReport> run_due(Instant now, int limit = 10'000);
  // The earliest deadline of all cases; nullopt when there is none.
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
  // nothing.  What is open then is judged by the rules that opened it.
  Status start_duties(Instant now);
  // The duties of a project whose time begins in [from, until), and how they stand at `now`.
  Result<std::vector<JudgedDuty>> duties(std::string_view project, Instant from, Instant until, Instant now);

  Result<std::vector<CaseSummary>> find(const CaseQuery& query);
  Result<Case> load(std::string_view case_id);
  Result<std::vector<StoredEntry>> journal(std::string_view case_id);

  // Hands over what an earlier failure of the sink, or the end of a process, left behind.
  Status deliver();
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
  Result<std::vector<MovedDue>> amend_case(const std::string& case_id, const Amendment& amendment);
  Result<AmendReport> amend_all(CaseQuery query, const Amendment& amendment);
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
