// Migration: open cases move from the rules they were opened under to later ones.
//
// A workflow that changes its meaning gets a new version; open cases keep theirs.  A Mapping says what
// becomes of their states, clocks and fields where the names alone do not:
//
//   docket: 1
//   migration: complaint
//   from: 3                                  # a version, or the fingerprint of a rule set
//   to: 4
//   states: { handling.plan: handling.measures, handling.legal: null }   # null: dropped
//   enter: [handling.safety]                 # new regions, begun in their initial states
//   clocks: { reply: { to: first_reply, keep: due } }     # budget (the default), due or restart
//   record: { handler: owner, grade: { values: { severe: major } }, visits: { set: string(record.visits) } }
//
// What has the same name on both sides maps to itself.  A migration is no event: nothing is entered or
// left, no action runs.  Deadlines due by `now` fire first, under the old rules.  Then the states are
// put in their new places, which must be a legal configuration of the new workflow, and the clocks
// take one look at the case as after an event: targets, pauses and conditions of the new rules hold.
// A case for which that cannot be done stays as it is, with every reason: it needs a person.
//
// Threads: a Mapping is immutable; functions are pure; a Case is used by one thread at a time.
// Errors: a file's mistakes are Diagnostics, all of them; a call that makes no sense is invalid_argument.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "docket/amendment.hpp"
#include "docket/engine.hpp"

namespace docket {

struct MappingData;
struct MappingReport;

// What a migration file says, checked against the rules on both sides.  A copy shares its contents.
class Mapping {
 public:
  const std::string& name() const;      // `name:`, or made of workflow and versions
  const std::string& workflow() const;  // whose cases it moves
  const std::string& text() const;      // the file, as it goes into every journal
  // Whether it speaks of this case: an open one of its workflow, pinned to the rules under `from:`.
  bool concerns(const Case& kase) const;

  const MappingData& data() const { return *data_; }  // for the library's own modules
  explicit Mapping(std::shared_ptr<const MappingData> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const MappingData> data_;
};

struct MappingReport {
  std::optional<Mapping> mapping;
  Diagnostics diagnostics;  // warnings may accompany a Mapping
};

// `from` are the rule sets that open cases are pinned to, `to` the one they shall move to; rule sets
// that do not answer to `from:` are left aside.  `file` names the text in diagnostics.
// With none left what the file says of the old rules is not checked: there is nobody to move.
// Cost: linear in the workflows' states, for each rule set and project.
MappingReport read_mapping(const std::string& file, const std::string& text, const std::vector<RuleBook>& from,
                           const RuleBook& to);

// A deadline that looks different afterwards: of a clock, or of an `after` as `after callback.no_answer`.
struct MigratedDeadline {
  std::string from, to;             // empty: there was none, there is none
  std::optional<Instant> was, now;  // of a paused clock: if it went on at the time of the migration

  friend bool operator==(const MigratedDeadline&, const MigratedDeadline&) = default;
};

// A field that is called otherwise, has another value, or is let go (`to` is empty).
struct MigratedField {
  std::string from, to;
  Value value;  // under the old rules
  Value now{};  // under the new ones
};

// What a migration does to one case, or why it cannot.
struct CaseMigration {
  std::string case_id, project;
  std::string from_rules, to_rules;
  int from_version = 0, to_version = 0;
  std::vector<std::string> from_states, to_states;  // paths of the innermost active ones
  std::vector<MigratedDeadline> deadlines;          // those that differ
  std::vector<MigratedField> fields;                // likewise
  std::vector<LocalizedText> notes;                 // what is not taken along though nobody has said so
  std::vector<LocalizedText> reasons;               // why a person must look at it; empty: it can move
  bool is_over = false;                             // its own deadlines end it before that: there is nothing to move

  bool needs_person() const { return !reasons.empty(); }
};

// One entry of a case's journal, as far as later rules or a duty ask for it: new rules may ask for events and
// states that the old ones did not remember.
struct PastEvent {
  std::string name;  // of an accepted event; empty: a deadline
  Instant at;
  Actor actor;
  Value input = Value::map({});
  std::vector<std::string> entered;  // paths of the innermost states it led to, under the rules of then
  Instant recorded{};                // not before `at`
  bool closes = false;
  std::vector<std::string> left_in{};  // the innermost states after it; empty: those of `entered`
};
// What a store has of it.
struct StoredEntry;
Result<PastEvent> past_event(const StoredEntry& stored);
using Past = std::function<Result<std::vector<PastEvent>>()>;

// Moves the case to the rules `to`, and writes it into the journal: an entry of kind `amended` that
// holds the mapping itself, with the effect CaseMigrated.  A case that needs a person, and its journal,
// stay as they are, as does one that is over.  `past` is asked for only where the new rules need it; empty: nothing is
// known. Errors: invalid_argument for a case the mapping does not concern, or when time runs backwards; those of
// `past`.
Result<CaseMigration> migrate_case(const Mapping& mapping, const RuleBook& to, Case& kase, const Past& past,
                                   const Actor& who, Instant now, Effects& journal);

// What that would do; nothing is changed.  `now` may be earlier than the case's last event: then that is meant.
Result<CaseMigration> preview_migration(const Mapping& mapping, const RuleBook& to, const Case& kase, const Past& past,
                                        Instant now);

}  // namespace docket
