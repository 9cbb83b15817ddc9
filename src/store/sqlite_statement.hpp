// SQLite's C interface as two small classes: a connection that turns failures into Errors, and a
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
  static Result<SqliteConnection> open(const std::string& path, bool is_read_only);

  Status execute(const char* sql);  // any number of statements
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

  enum class Step { row, done, failed };
  Step step();
  void reset();

  std::string text(int column) const;
  std::int64_t integer(int column) const;
  std::optional<Instant> instant(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const noexcept;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int next_ = 1;
};

}  // namespace docket
