// Store: where cases are kept.  Its contract in words, for those who write another one.
//
// 1. commit() is atomic: after a crash at any moment everything of one Commit is there, or nothing.
// 2. commit() succeeds only when the case still has `expected_version`; otherwise it answers
//    ErrorCode::conflict and changes nothing.
// 3. What commit() answered successfully is there for every later call, after a restart, too.
// 4. due_before() answers in the order (deadline, case id); outbox() in the order of commit.
// 5. A store knows nothing of what an event means: it keeps rows.
// 6. The order of events is kept within a case.  Across cases the host is told in the order in which they were stored,
//    but for cases of which it did not take an event.
//
// Threads: a Store is used by one thread at a time.
// Errors: unavailable when the medium cannot be read or written, is full, or is in use by another
//         process; conflict as above; invalid_argument for a file that is no store of ours.  What a store throws
//         counts as unavailable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/result.hpp"
#include "docket/time.hpp"

namespace docket {

struct StoredCase {
  std::string id, workflow, project;
  std::string rules;         // fingerprint of the rule set it is pinned to
  std::int64_t version = 0;  // sequence of its last journal entry
  std::string snapshot;      // empty: only refused attempts to open it so far
};

struct StoredEntry {
  std::int64_t sequence = 0;
  std::string kind;  // opened, accepted, refused, deadline
  Instant at;
  std::string event;
  std::string entry;  // the whole entry as JSON
};

struct OutboxEvent {
  std::int64_t position = 0;  // rises with each commit; given by the store
  std::string id;             // case/sequence/position: the same at every delivery
  std::string case_id;
  Instant at;
  std::string event;  // a CloudEvent as JSON
};

struct StoredOutcome {
  std::string digest;   // of the event's content
  std::string outcome;  // as JSON
};

// What find() and lists show of a case without reading its snapshot.
struct CaseSummary {
  std::string id, workflow, project, rules;
  std::int64_t version = 0;
  std::vector<std::string> states;  // every active state's path
  bool is_closed = false;
  bool is_breached = false;         // some clock of it was late
  std::optional<Instant> due;       // the earliest due instant of its running clocks
  std::optional<Instant> deadline;  // when something of it fires next
};

struct Commit {
  CaseSummary summary;                // version: the new one
  std::int64_t expected_version = 0;  // 0: the case must be new
  std::string snapshot;
  std::vector<StoredEntry> journal;
  std::vector<OutboxEvent> outbox;      // positions are ignored
  std::string event_id;                 // empty: nothing to recognise a repeat by
  StoredOutcome outcome;                // of that event
  std::vector<std::int64_t> delivered;  // outbox positions that may go
};

// Every member that is set must match.
struct CaseQuery {
  std::optional<std::string> project, workflow;
  std::optional<std::string> state;  // a path: the case is in it, or in a state inside it
  std::optional<Instant> due_before;
  std::optional<bool> breached, closed;
  std::string after;  // only ids behind this one: the last of the page before
  std::size_t limit = 100;
};

struct DueCase {
  std::string id;
  Instant deadline;
};

struct StoredRules {
  std::map<std::string, std::string> files, zones;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual Result<std::optional<StoredCase>> load(std::string_view case_id) = 0;
  // Answers the positions given to the outbox events.
  virtual Result<std::vector<std::int64_t>> commit(const Commit& commit) = 0;

  virtual Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) = 0;  // deadline <= now
  virtual Result<std::optional<Instant>> next_deadline() = 0;
  virtual Result<std::optional<StoredOutcome>> find_event(std::string_view case_id, std::string_view event_id) = 0;
  virtual Result<std::vector<CaseSummary>> find(const CaseQuery& query) = 0;       // by id
  virtual Result<std::vector<StoredEntry>> journal(std::string_view case_id) = 0;  // by sequence

  virtual Result<std::vector<OutboxEvent>> outbox(std::size_t limit) = 0;
  virtual Status acknowledge(const std::vector<std::int64_t>& positions) = 0;

  virtual Status put_rules(std::string_view fingerprint, const StoredRules& rules) = 0;
  virtual Result<std::optional<StoredRules>> get_rules(std::string_view fingerprint) = 0;
};

}  // namespace docket
