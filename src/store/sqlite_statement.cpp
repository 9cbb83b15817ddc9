// Tested by tests/store_contract/
#include "store/sqlite_statement.hpp"

#include <sqlite3.h>

#include "base/text.hpp"
#include "base/try.hpp"

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

std::string as_uri(const std::string& path) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char each : path) {
    const bool is_plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                          (each >= '0' && each <= '9') || each == '/' || each == '.' || each == '-' || each == '_';
    const auto byte = static_cast<unsigned char>(each);
    if (is_plain)
      uri += each;
    else
      uri += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return uri;
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

Result<SqliteConnection> SqliteConnection::open(const std::string& path, Access access) {
  SqliteConnection connection;
  connection.path_ = path;
  sqlite3* handle = nullptr;
  const int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const bool is_immutable = access == Access::read_only_medium;
  const auto name = is_immutable ? as_uri(path) + "?immutable=1" : path;
  const int code = sqlite3_open_v2(name.c_str(), &handle,
                                   flags | SQLITE_OPEN_NOMUTEX | (is_immutable ? SQLITE_OPEN_URI : 0), nullptr);
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

void SqliteConnection::leave_all_on_close(bool leaves) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, leaves ? 1 : 0, nullptr);
}

std::int64_t SqliteConnection::changes() const { return sqlite3_changes(handle_.get()); }
std::int64_t SqliteConnection::last_row() const { return sqlite3_last_insert_rowid(handle_.get()); }

SqliteTransaction::~SqliteTransaction() {
  if (is_open_) static_cast<void>(connection_.execute("ROLLBACK"));
}

Status SqliteTransaction::begin() {
  DOCKET_CHECK(connection_.execute("BEGIN IMMEDIATE"));
  is_open_ = true;
  return Done{};
}

Status SqliteTransaction::commit() {
  DOCKET_CHECK(connection_.execute("COMMIT"));
  is_open_ = false;
  return Done{};
}

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
    bind_null();
  return *this;
}

SqliteStatement& SqliteStatement::bind_null() {
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

bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }

std::optional<Instant> SqliteStatement::instant(int column) const {
  if (is_null(column)) return std::nullopt;
  return Instant{Elapsed{integer(column)}};
}

}  // namespace docket
