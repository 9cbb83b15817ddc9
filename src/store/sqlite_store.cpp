// The SQLite store: one transaction a commit.  The stored format is schema.sql; how a file is opened in
// sqlite_opening.cpp.
// Tested by tests/store_contract/
#include "store/sqlite_store.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/stored_rules.hpp"

namespace docket {
namespace {

// An earlier file that is only read has no columns for what came later.
constexpr std::int64_t kFormatWithMeaning = 2;
constexpr char kSelectOrigin[] = "SELECT kind, name, meaning, digest FROM rule_files WHERE fingerprint = ?";
constexpr char kSelectEarlierOrigin[] = "SELECT kind, name, NULL, NULL FROM rule_files WHERE fingerprint = ?";

constexpr char kSelectSummary[] =
    "SELECT id, workflow, project, rules, version, states, closed, breached, due_ms, deadline_ms FROM cases"
    " WHERE snapshot <> '' AND id > ?1 AND (?2 IS NULL OR project = ?2) AND (?3 IS NULL OR workflow = ?3)"
    " AND (?4 IS NULL OR instr(states, ',' || ?4 || ',') > 0) AND (?5 IS NULL OR due_ms < ?5)"
    " AND (?6 < 0 OR breached = ?6) AND (?7 < 0 OR closed = ?7) ORDER BY id LIMIT ?8";

// `,handling,handling.plan,`
std::string joined(const std::vector<std::string>& paths) {
  std::string text = ",";
  for (const auto& path : paths) text += path + ",";
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> paths;
  for (std::size_t at = 1; at < text.size();) {
    const auto comma = text.find(',', at);
    if (comma == std::string_view::npos) break;
    paths.emplace_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return paths;
}

class SqliteStore final : public Store, public RulesOrigins {
 public:
  SqliteStore(SqliteConnection connection, StoreFile file)
      : file_(std::move(file)), connection_(std::move(connection)) {}

  Status prepare(std::int64_t format) {
    const std::pair<SqliteStatement*, const char*> statements[] = {
        {&load_, "SELECT workflow, project, rules, version, snapshot FROM cases WHERE id = ?"},
        {&insert_,
         "INSERT INTO cases (id, workflow, project, rules, version, states, closed, breached, due_ms, deadline_ms, "
         "snapshot)"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"},
        {&update_,
         "UPDATE cases SET workflow = ?2, project = ?3, rules = ?4, version = ?5, states = ?6, closed = ?7, breached = "
         "?8,"
         " due_ms = ?9, deadline_ms = ?10, snapshot = ?11 WHERE id = ?1 AND version = ?12"},
        {&old_deadline_, "SELECT deadline_ms FROM cases WHERE id = ?"},
        {&delete_deadline_, "DELETE FROM deadlines WHERE deadline_ms = ? AND case_id = ?"},
        {&insert_deadline_, "INSERT INTO deadlines (deadline_ms, case_id) VALUES (?,?)"},
        {&insert_entry_, "INSERT INTO journal (case_id, sequence, kind, at_ms, event, entry) VALUES (?,?,?,?,?,?)"},
        {&insert_outbox_, "INSERT INTO outbox (id, case_id, at_ms, event) VALUES (?,?,?,?)"},
        {&delete_outbox_, "DELETE FROM outbox WHERE position = ?"},
        {&insert_event_, "INSERT INTO events (case_id, event_id, digest, outcome) VALUES (?,?,?,?)"},
        {&due_,
         "SELECT case_id, deadline_ms FROM deadlines WHERE deadline_ms <= ? ORDER BY deadline_ms, case_id LIMIT ?"},
        {&next_, "SELECT min(deadline_ms) FROM deadlines"},
        {&find_event_, "SELECT digest, outcome FROM events WHERE case_id = ? AND event_id = ?"},
        {&find_, kSelectSummary},
        {&journal_, "SELECT sequence, kind, at_ms, event, entry FROM journal WHERE case_id = ? ORDER BY sequence"},
        {&outbox_, "SELECT position, id, case_id, at_ms, event FROM outbox ORDER BY position LIMIT ?"},
        {&put_rules_,
         "INSERT INTO rule_files (fingerprint, kind, name, content) VALUES (?,?,?,?) ON CONFLICT DO NOTHING"},
        {&get_rules_, "SELECT kind, name, content FROM rule_files WHERE fingerprint = ? ORDER BY kind, name"},
        {&put_origin_,
         "UPDATE rule_files SET meaning = ?4, digest = ?5 WHERE fingerprint = ?1 AND kind = ?2 AND name = ?3"
         " AND meaning IS NULL AND digest IS NULL"},
        {&get_origin_, format < kFormatWithMeaning ? kSelectEarlierOrigin : kSelectOrigin},
    };
    for (const auto& [statement, sql] : statements) {
      if (statement == &put_origin_ && format < kFormatWithMeaning) continue;  // only read
      DOCKET_TRY(prepared, SqliteStatement::prepare(connection_, sql));
      *statement = std::move(prepared);
    }
    return Done{};
  }

  Result<std::optional<StoredCase>> load(std::string_view case_id) override {
    std::optional<StoredCase> found;
    DOCKET_CHECK(each(load_.run().bind(case_id), [&](const SqliteStatement& row) {
      found = StoredCase{std::string(case_id), row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4)};
    }));
    return found;
  }

  Result<std::vector<std::int64_t>> commit(const Commit& commit) override {
    SqliteTransaction transaction(connection_);
    DOCKET_CHECK(transaction.begin());
    DOCKET_CHECK(write_case(commit));
    DOCKET_CHECK(write_journal(commit));
    DOCKET_TRY(positions, write_outbox(commit));
    DOCKET_CHECK(transaction.commit());
    return positions;
  }

  Result<std::vector<DueCase>> due_before(Instant now, std::size_t limit) override {
    std::vector<DueCase> due;
    DOCKET_CHECK(each(due_.run().bind(std::optional(now)).bind(static_cast<std::int64_t>(limit)),
                      [&](const SqliteStatement& row) {
                        due.push_back({row.text(0), *row.instant(1)});
                      }));
    return due;
  }

  Result<std::optional<Instant>> next_deadline() override {
    std::optional<Instant> next;
    DOCKET_CHECK(each(next_.run(), [&](const SqliteStatement& row) { next = row.instant(0); }));
    return next;
  }

  Result<std::optional<StoredOutcome>> find_event(std::string_view case_id, std::string_view event_id) override {
    std::optional<StoredOutcome> found;
    DOCKET_CHECK(each(find_event_.run().bind(case_id).bind(event_id), [&](const SqliteStatement& row) {
      found = StoredOutcome{row.text(0), row.text(1)};
    }));
    return found;
  }

  Result<std::vector<CaseSummary>> find(const CaseQuery& query) override {
    std::vector<CaseSummary> page;
    const auto bind_text = [&](const std::optional<std::string>& text) {
      if (text)
        find_.bind(std::string_view(*text));
      else
        find_.bind_null();
    };
    const auto flag = [](const std::optional<bool>& fact) { return fact ? std::int64_t{*fact} : std::int64_t{-1}; };
    find_.run().bind(std::string_view(query.after));
    bind_text(query.project);
    bind_text(query.workflow);
    bind_text(query.state);
    find_.bind(query.due_before)
        .bind(flag(query.breached))
        .bind(flag(query.closed))
        .bind(static_cast<std::int64_t>(query.limit));
    DOCKET_CHECK(each(find_, [&](const SqliteStatement& row) {
      page.push_back({.id = row.text(0),
                      .workflow = row.text(1),
                      .project = row.text(2),
                      .rules = row.text(3),
                      .version = row.integer(4),
                      .states = split(row.text(5)),
                      .is_closed = row.integer(6) != 0,
                      .is_breached = row.integer(7) != 0,
                      .due = row.instant(8),
                      .deadline = row.instant(9)});
    }));
    return page;
  }

  Result<std::vector<StoredEntry>> journal(std::string_view case_id) override {
    std::vector<StoredEntry> entries;
    DOCKET_CHECK(each(journal_.run().bind(case_id), [&](const SqliteStatement& row) {
      entries.push_back({row.integer(0), row.text(1), *row.instant(2), row.text(3), row.text(4)});
    }));
    return entries;
  }

  Result<std::vector<OutboxEvent>> outbox(std::size_t limit) override {
    std::vector<OutboxEvent> events;
    DOCKET_CHECK(each(outbox_.run().bind(static_cast<std::int64_t>(limit)), [&](const SqliteStatement& row) {
      events.push_back({row.integer(0), row.text(1), row.text(2), *row.instant(3), row.text(4)});
    }));
    return events;
  }

  Status acknowledge(const std::vector<std::int64_t>& positions) override {
    if (positions.empty()) return Done{};
    SqliteTransaction transaction(connection_);
    DOCKET_CHECK(transaction.begin());
    DOCKET_CHECK(delete_delivered(positions));
    return transaction.commit();
  }

  Status put_rules(std::string_view fingerprint, const StoredRules& rules) override {
    SqliteTransaction transaction(connection_);
    DOCKET_CHECK(transaction.begin());
    for (const auto& [name, content] : rules.files)
      DOCKET_CHECK(run(put_rules_.run()
                           .bind(fingerprint)
                           .bind(std::string_view("file"))
                           .bind(std::string_view(name))
                           .bind_blob(content)));
    for (const auto& [name, content] : rules.zones)
      DOCKET_CHECK(run(put_rules_.run()
                           .bind(fingerprint)
                           .bind(std::string_view("zone"))
                           .bind(std::string_view(name))
                           .bind_blob(content)));
    return transaction.commit();
  }

  Result<std::optional<StoredRules>> get_rules(std::string_view fingerprint) override {
    StoredRules rules;
    DOCKET_CHECK(each(get_rules_.run().bind(fingerprint), [&](const SqliteStatement& row) {
      (row.text(0) == "zone" ? rules.zones : rules.files)[row.text(1)] = row.text(2);
    }));
    if (rules.files.empty()) return std::optional<StoredRules>();
    return std::optional(std::move(rules));
  }

  Status put_origin(std::string_view fingerprint, const RulesOrigin& origin) override {
    SqliteTransaction transaction(connection_);
    DOCKET_CHECK(transaction.begin());
    DOCKET_CHECK(put_digests(fingerprint, "file", origin.file_digests, origin.meaning));
    DOCKET_CHECK(put_digests(fingerprint, "zone", origin.zone_digests, origin.meaning));
    return transaction.commit();
  }

  Result<RulesOrigin> get_origin(std::string_view fingerprint) override {
    RulesOrigin origin;
    DOCKET_CHECK(each(get_origin_.run().bind(fingerprint), [&](const SqliteStatement& row) {
      auto& digests = row.text(0) == "zone" ? origin.zone_digests : origin.file_digests;
      if (!row.is_null(2)) origin.meaning = static_cast<int>(row.integer(2));
      if (!row.is_null(3)) digests[row.text(1)] = row.text(3);
    }));
    return origin;
  }

 private:
  Status put_digests(std::string_view fingerprint, std::string_view kind,
                     const std::map<std::string, std::string>& digests, int meaning) {
    for (const auto& [name, digest] : digests) {
      put_origin_.run().bind(fingerprint).bind(kind).bind(std::string_view(name)).bind(std::int64_t{meaning});
      DOCKET_CHECK(run(put_origin_.bind(std::string_view(digest))));
    }
    return Done{};
  }

  // Runs a statement that answers nothing.
  Status run(SqliteStatement& statement) {
    const auto step = statement.step();
    if (step == SqliteStatement::Step::failed) {
      Error failure = connection_.error("write");
      statement.reset();
      return failure;
    }
    statement.reset();
    return Done{};
  }

  template <class Take>
  Status each(SqliteStatement& statement, Take take) {
    for (;;) {
      const auto step = statement.step();
      if (step == SqliteStatement::Step::failed) {
        Error failure = connection_.error("read");
        statement.reset();
        return failure;
      }
      if (step == SqliteStatement::Step::done) break;
      take(statement);
    }
    statement.reset();
    return Done{};
  }

  Status write_case(const Commit& commit) {
    const auto& summary = commit.summary;
    std::optional<Instant> old_deadline;
    if (commit.expected_version > 0)
      DOCKET_CHECK(each(old_deadline_.run().bind(std::string_view(summary.id)),
                        [&](const SqliteStatement& row) { old_deadline = row.instant(0); }));
    auto& statement = commit.expected_version > 0 ? update_ : insert_;
    const auto states = joined(summary.states);
    statement.run()
        .bind(std::string_view(summary.id))
        .bind(std::string_view(summary.workflow))
        .bind(std::string_view(summary.project));
    statement.bind(std::string_view(summary.rules))
        .bind(summary.version)
        .bind(std::string_view(states))
        .bind(std::int64_t{summary.is_closed});
    statement.bind(std::int64_t{summary.is_breached})
        .bind(summary.due)
        .bind(summary.deadline)
        .bind(std::string_view(commit.snapshot));
    if (commit.expected_version > 0) statement.bind(commit.expected_version);
    DOCKET_CHECK(run(statement));
    if (connection_.changes() != 1)
      return Error{ErrorCode::conflict, "the case " + backticked(summary.id) + " was changed by somebody else"};
    if (old_deadline == summary.deadline) return Done{};
    if (old_deadline) DOCKET_CHECK(run(delete_deadline_.run().bind(old_deadline).bind(std::string_view(summary.id))));
    if (summary.deadline)
      DOCKET_CHECK(run(insert_deadline_.run().bind(summary.deadline).bind(std::string_view(summary.id))));
    return Done{};
  }

  Status write_journal(const Commit& commit) {
    const std::string_view id = commit.summary.id;
    for (const auto& entry : commit.journal) {
      insert_entry_.run()
          .bind(id)
          .bind(entry.sequence)
          .bind(std::string_view(entry.kind))
          .bind(std::optional(entry.at));
      DOCKET_CHECK(run(insert_entry_.bind(std::string_view(entry.event)).bind(std::string_view(entry.entry))));
    }
    if (commit.event_id.empty()) return Done{};
    insert_event_.run().bind(id).bind(std::string_view(commit.event_id));
    return run(
        insert_event_.bind(std::string_view(commit.outcome.digest)).bind(std::string_view(commit.outcome.outcome)));
  }

  Status delete_delivered(const std::vector<std::int64_t>& positions) {
    for (const auto position : positions) DOCKET_CHECK(run(delete_outbox_.run().bind(position)));
    return Done{};
  }

  Result<std::vector<std::int64_t>> write_outbox(const Commit& commit) {
    DOCKET_CHECK(delete_delivered(commit.delivered));
    std::vector<std::int64_t> positions;
    for (const auto& event : commit.outbox) {
      insert_outbox_.run()
          .bind(std::string_view(event.id))
          .bind(std::string_view(event.case_id))
          .bind(std::optional(event.at));
      DOCKET_CHECK(run(insert_outbox_.bind(std::string_view(event.event))));
      positions.push_back(connection_.last_row());
    }
    return positions;
  }

  StoreFile file_;  // released last
  SqliteConnection connection_;
  SqliteStatement load_, insert_, update_, old_deadline_, delete_deadline_, insert_deadline_, insert_entry_,
      insert_outbox_, delete_outbox_, insert_event_, due_, next_, find_event_, find_, journal_, outbox_, put_rules_,
      get_rules_, put_origin_, get_origin_;
};

}  // namespace

Result<std::unique_ptr<Store>> make_sqlite_store(SqliteConnection connection, StoreFile file, std::int64_t format) {
  auto store = std::make_unique<SqliteStore>(std::move(connection), std::move(file));
  DOCKET_CHECK(store->prepare(format));
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace docket
