// What only a file can do wrong: be foreign, torn, newer, read-only, full or in use.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "docket/stores.hpp"
#include "support/temp_dir.hpp"

using namespace docket;

namespace {

Commit commit_of(std::int64_t version, std::string snapshot = "{}") {
  Commit commit;
  commit.summary = {.id = "c", .workflow = "w", .project = "", .rules = "r", .version = version};
  commit.expected_version = version - 1;
  commit.snapshot = std::move(snapshot);
  return commit;
}

std::string failure(const std::string& path) {
  const auto store = open_sqlite_store({.path = path});
  return store ? "opened" : std::string(name_of(store.error().code)) + ": " + store.error().message;
}

bool mentions(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("sqlite store: what was committed is there after the file is opened again") {
  const testing::TempDir folder("sqlite-reopen");
  {
    auto store = open_sqlite_store({.path = folder.file("s.db")});
    REQUIRE(store);
    REQUIRE((*store)->commit(commit_of(1)));
  }
  auto store = open_sqlite_store({.path = folder.file("s.db")});
  REQUIRE(store);
  CHECK((*(*store)->load("c"))->version == 1);
}

TEST_CASE("sqlite store: a file that is no database, of another program, or of a later docket is refused as such") {
  const testing::TempDir folder("sqlite-foreign");
  std::ofstream(folder.file("text.db"))
      << "complaints, in no particular order, and quite a lot of them, more than one page of a database would hold";
  CHECK(mentions(failure(folder.file("text.db")), "invalid_argument"));
  CHECK(mentions(failure(folder.file("text.db")), "not a docket store"));

  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(folder.file("other.db").c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "CREATE TABLE invoices (id)", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  CHECK(mentions(failure(folder.file("other.db")), "belongs to another program"));

  REQUIRE(open_sqlite_store({.path = folder.file("new.db")}));
  REQUIRE(sqlite3_open(folder.file("new.db").c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "PRAGMA user_version = 99", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  CHECK(mentions(failure(folder.file("new.db")), "written by a later docket (format 99)"));
}

TEST_CASE("sqlite store: a torn file is refused and left as it is") {
  const testing::TempDir folder("sqlite-torn");
  const auto path = folder.file("s.db");
  {
    auto store = open_sqlite_store({.path = path});
    REQUIRE(store);
    for (int i = 1; i < 200; ++i) REQUIRE((*store)->commit(commit_of(i, std::string(2000, 'x'))));
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  const auto size = std::filesystem::file_size(path);
  const auto message = failure(path);
  CHECK(mentions(message, "invalid_argument"));
  CHECK(mentions(message, "damaged"));
  CHECK(std::filesystem::file_size(path) == size);
}

TEST_CASE("sqlite store: a second writer is told so, and a reader is welcome") {
  const testing::TempDir folder("sqlite-two");
  const auto path = folder.file("s.db");
  auto first = open_sqlite_store({.path = path});
  REQUIRE(first);
  REQUIRE((*first)->commit(commit_of(1)));
  CHECK(mentions(failure(path), "unavailable"));
  CHECK(mentions(failure(path), "in use by another process"));
  auto reader = open_sqlite_store({.path = path, .is_read_only = true});
  REQUIRE(reader);
  CHECK((*(*reader)->load("c"))->version == 1);
  CHECK((*reader)->commit(commit_of(2)).error().code == ErrorCode::unavailable);
}

TEST_CASE("sqlite store: a folder that does not exist and a missing file to read are clear errors") {
  const testing::TempDir folder("sqlite-missing");
  CHECK(mentions(failure(folder.file("no/such/folder.db")), "unavailable"));
  const auto reader = open_sqlite_store({.path = folder.file("none.db"), .is_read_only = true});
  REQUIRE_FALSE(reader);
  CHECK(reader.error().code == ErrorCode::not_found);
}

TEST_CASE("sqlite store: on a full disk a commit fails as a whole, and the case is as it was") {
  const testing::TempDir folder("sqlite-full");
  const auto path = folder.file("s.db");
  // A child process whose files may not grow beyond a limit: writing more fails as on a full disk.
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    auto store = open_sqlite_store({.path = path});
    if (!store || !(*store)->commit(commit_of(1, "{\"first\":1}"))) ::_exit(2);
    const rlimit limit{400'000, 400'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
    const auto failed = (*store)->commit(commit_of(2, std::string(1'000'000, 'x')));
    if (failed || failed.error().code != ErrorCode::unavailable) ::_exit(4);
    const auto kase = (*store)->load("c");
    ::_exit(kase && *kase && (*kase)->version == 1 && (*kase)->snapshot == "{\"first\":1}" ? 0 : 5);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
  auto store = open_sqlite_store({.path = path});
  REQUIRE(store);
  CHECK((*(*store)->load("c"))->version == 1);
}
