// How a SQLite file is opened: the writer's lock, whose file it is, which format it has, whether it must be looked
// through first.
// Tested by tests/store_contract/sqlite_store_test.cpp, tests/store_contract/store_file_test.cpp
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/fingerprint.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "docket/stores.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_store.hpp"

namespace docket {
namespace {

constexpr std::int64_t kApplicationId = 1685021556;
constexpr std::int64_t kFormat = 2;

Result<std::int64_t> number(SqliteConnection& connection, const char* sql) {
  DOCKET_TRY(statement, SqliteStatement::prepare(connection, sql));
  if (statement.run().step() != SqliteStatement::Step::row) return connection.error("read");
  return statement.integer(0);
}

Error refused(const SqliteOptions& options, const std::string& why) {
  return {ErrorCode::invalid_argument, "cannot open " + backticked(options.path) + ": " + why};
}

// The file's format: of one that is ours and that we know, 0 of a new one.
Result<std::int64_t> format_of(SqliteConnection& connection, const SqliteOptions& options) {
  DOCKET_TRY(tables, number(connection, "SELECT count(*) FROM sqlite_schema"));
  DOCKET_TRY(application, number(connection, "PRAGMA application_id"));
  DOCKET_TRY(format, number(connection, "PRAGMA user_version"));
  if (tables == 0 && application == 0 && !options.is_read_only) return 0;
  if (application != kApplicationId) return refused(options, "the file belongs to another program");
  if (format > kFormat)
    return refused(options, "it was written by a later docket (format " + std::to_string(format) + ")");
  return format;
}

// The whole file is read only where there is a reason: that takes seconds for a large one.
Status check_whole(SqliteConnection& connection, const SqliteOptions& options) {
  DOCKET_TRY(check, SqliteStatement::prepare(connection, "PRAGMA quick_check(1)"));
  if (check.run().step() != SqliteStatement::Step::row) return connection.error("open");
  if (check.text(0) != "ok") return refused(options, "the file is damaged: " + check.text(0));
  return Done{};
}

Status make_tables(SqliteConnection& connection) {
  SqliteTransaction transaction(connection);
  DOCKET_CHECK(transaction.begin());
  DOCKET_CHECK(connection.execute(kSqliteSchema));
  return transaction.commit();
}

// From format 1: what stands there keeps no number, which is the first meaning; each text gets its digest, so that from
// now on a changed one can be named.
Status add_meaning(SqliteConnection& connection) {
  DOCKET_CHECK(
      connection.execute("ALTER TABLE rule_files ADD COLUMN meaning INTEGER;"
                         "ALTER TABLE rule_files ADD COLUMN digest TEXT;"));
  DOCKET_TRY(texts, SqliteStatement::prepare(connection, "SELECT fingerprint, kind, name, content FROM rule_files"));
  std::vector<std::pair<std::vector<std::string>, std::string>> digests;
  auto step = texts.run().step();
  for (; step == SqliteStatement::Step::row; step = texts.step())
    digests.push_back({{texts.text(0), texts.text(1), texts.text(2)}, fingerprint(texts.text(3))});
  if (step == SqliteStatement::Step::failed) return connection.error("read");
  texts.reset();
  DOCKET_TRY(update, SqliteStatement::prepare(connection,
                                              "UPDATE rule_files SET digest = ?4"
                                              " WHERE fingerprint = ?1 AND kind = ?2 AND name = ?3"));
  for (const auto& [key, digest] : digests) {
    update.run();
    for (const auto& part : key) update.bind(std::string_view(part));
    if (update.bind(std::string_view(digest)).step() == SqliteStatement::Step::failed) return connection.error("write");
  }
  update.reset();
  return Done{};
}

Status upgrade(SqliteConnection& connection, std::int64_t format) {
  if (format == kFormat) return Done{};
  SqliteTransaction transaction(connection);
  DOCKET_CHECK(transaction.begin());
  if (format < 2) DOCKET_CHECK(add_meaning(connection));
  DOCKET_CHECK(connection.execute(("PRAGMA user_version = " + std::to_string(kFormat)).c_str()));
  return transaction.commit();
}

Result<std::unique_ptr<Store>> open_to_write(const SqliteOptions& options) {
  DOCKET_TRY(file, StoreFile::to_write(options.path));
  const bool was_left_open = StoreFile::was_left_open(options.path);
  DOCKET_TRY(connection, SqliteConnection::open(options.path, SqliteConnection::Access::write));
  connection.leave_all_on_close(true);
  // Before the journal mode, which would write to a file that is not ours.
  DOCKET_TRY(format, format_of(connection, options));
  if (format == 0)
    DOCKET_CHECK(make_tables(connection));
  else if (was_left_open || options.checks_whole_file)
    DOCKET_CHECK(check_whole(connection, options));
  connection.leave_all_on_close(false);
  DOCKET_CHECK(
      connection.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 20000; PRAGMA temp_store = MEMORY;"));
  const bool is_full = options.durability == SqliteOptions::Durability::full;
  DOCKET_CHECK(connection.execute(is_full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  if (format != 0) DOCKET_CHECK(upgrade(connection, format));
  return make_sqlite_store(std::move(connection), std::move(file), kFormat);
}

Result<std::unique_ptr<Store>> open_to_read(const SqliteOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::exists(options.path, ignored))
    return Error{ErrorCode::not_found, "there is no store " + backticked(options.path)};
  auto file = StoreFile::to_read(options.path);
  // A reader keeps notes beside the file, too, unless it may take it for unchangeable.
  const bool is_immutable =
      StoreFile::lies_on_read_only_medium(options.path) && !StoreFile::was_left_open(options.path);
  using Access = SqliteConnection::Access;
  DOCKET_TRY(connection, SqliteConnection::open(options.path, is_immutable ? Access::read_only_medium : Access::read));
  DOCKET_TRY(format, format_of(connection, options));
  if (options.checks_whole_file) DOCKET_CHECK(check_whole(connection, options));
  return make_sqlite_store(std::move(connection), std::move(file), format);
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options) {
  return options.is_read_only ? open_to_read(options) : open_to_write(options);
}

}  // namespace docket
