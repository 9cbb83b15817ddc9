// The SQLite store: one transaction a commit.  The stored format is schema.sql.
// Tested by tests/store_contract/
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/stores.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_statement.hpp"
#include "store/writer_lock.hpp"

namespace docket {
namespace {

constexpr std::int64_t kApplicationId = 1685021556;
constexpr std::int64_t kFormat = 1;

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

// Begun at construction, rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(SqliteConnection& connection) : connection_(connection) {}
  ~Transaction() {
    if (is_open_) static_cast<void>(connection_.execute("ROLLBACK"));
  }
  Status begin() {
    DOCKET_CHECK(connection_.execute("BEGIN IMMEDIATE"));
    is_open_ = true;
    return Done{};
  }
  Status commit() {
    DOCKET_CHECK(connection_.execute("COMMIT"));
    is_open_ = false;
    return Done{};
  }

 private:
  SqliteConnection& connection_;
  bool is_open_ = false;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(SqliteConnection connection, std::optional<WriterLock> lock)
      : lock_(std::move(lock)), connection_(std::move(connection)) {}

  Status prepare() {
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
    };
    for (const auto& [statement, sql] : statements) {
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
    Transaction transaction(connection_);
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
        find_.bind(std::optional<Instant>());
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
    Transaction transaction(connection_);
    DOCKET_CHECK(transaction.begin());
    DOCKET_CHECK(delete_delivered(positions));
    return transaction.commit();
  }

  Status put_rules(std::string_view fingerprint, const StoredRules& rules) override {
    Transaction transaction(connection_);
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

 private:
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

  std::optional<WriterLock> lock_;  // released last
  SqliteConnection connection_;
  SqliteStatement load_, insert_, update_, old_deadline_, delete_deadline_, insert_deadline_, insert_entry_,
      insert_outbox_, delete_outbox_, insert_event_, due_, next_, find_event_, find_, journal_, outbox_, put_rules_,
      get_rules_;
};

Result<std::int64_t> pragma(SqliteConnection& connection, const char* sql) {
  DOCKET_TRY(statement, SqliteStatement::prepare(connection, sql));
  if (statement.run().step() != SqliteStatement::Step::row) return connection.error("read");
  return statement.integer(0);
}

// A new file gets the schema; any other must be ours, whole, and of a format we know.
Status check_format(SqliteConnection& connection, const SqliteOptions& options) {
  DOCKET_TRY(tables, pragma(connection, "SELECT count(*) FROM sqlite_schema"));
  DOCKET_TRY(application, pragma(connection, "PRAGMA application_id"));
  DOCKET_TRY(format, pragma(connection, "PRAGMA user_version"));
  if (tables == 0 && application == 0 && !options.is_read_only) {
    Transaction transaction(connection);
    DOCKET_CHECK(transaction.begin());
    DOCKET_CHECK(connection.execute(kSqliteSchema));
    return transaction.commit();
  }
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorCode::invalid_argument, "cannot open " + backticked(options.path) + ": " + why};
  };
  if (application != kApplicationId) return refuse("the file belongs to another program");
  if (format > kFormat) return refuse("it was written by a later docket (format " + std::to_string(format) + ")");
  DOCKET_TRY(check, SqliteStatement::prepare(connection, "PRAGMA quick_check(1)"));
  if (check.run().step() != SqliteStatement::Step::row) return connection.error("open");
  if (check.text(0) != "ok") return refuse("the file is damaged: " + check.text(0));
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options) {
  std::error_code ignored;
  if (options.is_read_only && !std::filesystem::exists(options.path, ignored))
    return Error{ErrorCode::not_found, "there is no store " + backticked(options.path)};
  std::optional<WriterLock> lock;
  if (!options.is_read_only) {
    DOCKET_TRY(taken, WriterLock::take(options.path));
    lock = std::move(taken);
  }
  DOCKET_TRY(connection, SqliteConnection::open(options.path, options.is_read_only));
  if (!options.is_read_only) {
    // Before the journal mode, which would write to a file that is not ours.
    DOCKET_CHECK(check_format(connection, options));
    DOCKET_CHECK(connection.execute(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 20000; PRAGMA temp_store = MEMORY;"));
    const bool is_full = options.durability == SqliteOptions::Durability::full;
    DOCKET_CHECK(connection.execute(is_full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  } else {
    DOCKET_CHECK(check_format(connection, options));
  }
  auto store = std::make_unique<SqliteStore>(std::move(connection), std::move(lock));
  DOCKET_CHECK(store->prepare());
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace docket
