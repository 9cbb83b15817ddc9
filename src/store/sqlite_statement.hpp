// SQLite's C interface as three small classes: a connection that turns failures into Errors, a transaction, and a
// statement that binds and reads by position.  The only user of sqlite3.h is sqlite_*.cpp.
// Tested by tests/store_contract/
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "docket/result.hpp"
#include "docket/time.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace docket {

class SqliteConnection {
 public:
  enum class Access {
    write,  // the file is made when it is missing
    read,
    read_only_medium,  // nobody can change the file, or write beside it
  };
  static Result<SqliteConnection> open(const std::string& path, Access access);

  Status execute(const char* sql);  // any number of statements
  // Whether closing leaves what stands beside the file where it is, as long as the file may be refused.
  void leave_all_on_close(bool leaves);
  // What the last failure means for the caller, in one line with the file's name.
  Error error(std::string_view doing) const;
  sqlite3* get() const { return handle_.get(); }
  std::int64_t changes() const;
  std::int64_t last_row() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept;
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

// Rolled back unless committed.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  Status begin();
  Status commit();

 private:
  SqliteConnection& connection_;
  bool is_open_ = false;
};

// Prepared once, run many times.  Reset by the next run().
class SqliteStatement {
 public:
  SqliteStatement() = default;
  static Result<SqliteStatement> prepare(const SqliteConnection& connection, const char* sql);

  // Binds from the first parameter on; text is borrowed until the next run().
  SqliteStatement& run();
  SqliteStatement& bind(std::string_view text);
  SqliteStatement& bind(std::int64_t number);
  SqliteStatement& bind(const std::optional<Instant>& instant);
  SqliteStatement& bind_blob(std::string_view bytes);
  SqliteStatement& bind_null();

  enum class Step { row, done, failed };
  Step step();
  void reset();

  std::string text(int column) const;
  std::int64_t integer(int column) const;
  bool is_null(int column) const;
  std::optional<Instant> instant(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int next_ = 1;
};

}  // namespace docket
