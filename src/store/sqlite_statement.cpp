// Tested by tests/store_contract/
#include "store/sqlite_statement.hpp"

#include <sqlite3.h>

#include "base/text.hpp"

namespace docket {
namespace {

ErrorCode code_for(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::invalid_argument;
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR: return ErrorCode::internal;
    case SQLITE_TOOBIG: return ErrorCode::limit_exceeded;
    default: return ErrorCode::unavailable;
  }
}

std::string reason_for(int sqlite_code, const char* words) {
  switch (sqlite_code & 0xff) {
    case SQLITE_CORRUPT: return "the file is damaged";
    case SQLITE_NOTADB: return "the file is not a docket store";
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_BUSY: return "the file is in use by another process";
    case SQLITE_READONLY: return "the file cannot be written";
    case SQLITE_CANTOPEN: return "the file cannot be opened";
    default: return words;
  }
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

Result<SqliteConnection> SqliteConnection::open(const std::string& path, bool is_read_only) {
  SqliteConnection connection;
  connection.path_ = path;
  sqlite3* handle = nullptr;
  const int flags = is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  connection.handle_.reset(handle);
  if (code != SQLITE_OK) return connection.error("open");
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 2'000);
  return connection;
}

Error SqliteConnection::error(std::string_view doing) const {
  const int code = handle_ ? sqlite3_extended_errcode(handle_.get()) : SQLITE_CANTOPEN;
  const char* words = handle_ ? sqlite3_errmsg(handle_.get()) : "";
  return {code_for(code), "cannot " + std::string(doing) + " " + backticked(path_) + ": " + reason_for(code, words)};
}

Status SqliteConnection::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error("write");
  return Done{};
}

std::int64_t SqliteConnection::changes() const { return sqlite3_changes(handle_.get()); }
std::int64_t SqliteConnection::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

Result<SqliteStatement> SqliteStatement::prepare(const SqliteConnection& connection, const char* sql) {
  SqliteStatement statement;
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v3(connection.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr) != SQLITE_OK)
    return connection.error("read");
  statement.handle_.reset(handle);
  return statement;
}

SqliteStatement& SqliteStatement::run() {
  reset();
  next_ = 1;
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view text) {
  const char* data = text.data() ? text.data() : "";
  sqlite3_bind_text(handle_.get(), next_++, data, static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::int64_t number) {
  sqlite3_bind_int64(handle_.get(), next_++, number);
  return *this;
}

SqliteStatement& SqliteStatement::bind(const std::optional<Instant>& instant) {
  if (instant)
    sqlite3_bind_int64(handle_.get(), next_++, instant->time_since_epoch().count());
  else
    sqlite3_bind_null(handle_.get(), next_++);
  return *this;
}

SqliteStatement& SqliteStatement::bind_blob(std::string_view bytes) {
  const char* data = bytes.data() ? bytes.data() : "";
  sqlite3_bind_blob(handle_.get(), next_++, data, static_cast<int>(bytes.size()), SQLITE_STATIC);
  return *this;
}

SqliteStatement::Step SqliteStatement::step() {
  switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW: return Step::row;
    case SQLITE_DONE: return Step::done;
    default: return Step::failed;
  }
}

void SqliteStatement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::string SqliteStatement::text(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)))
              : std::string();
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }

std::optional<Instant> SqliteStatement::instant(int column) const {
  if (sqlite3_column_type(handle_.get(), column) == SQLITE_NULL) return std::nullopt;
  return Instant{Elapsed{integer(column)}};
}

}  // namespace docket
