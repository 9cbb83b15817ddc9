// The writer's lock, whichever way somebody comes to the file; when the whole file is read; earlier formats.
#include "store/store_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include "docket/stored_rules.hpp"
#include "docket/stores.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
namespace fs = std::filesystem;

namespace {

Commit commit_of(std::int64_t version, const std::string& snapshot = "{}") {
  Commit commit;
  commit.summary = {.id = "c", .workflow = "w", .project = "", .rules = "r", .version = version};
  commit.expected_version = version - 1;
  commit.snapshot = snapshot;
  return commit;
}

std::string failure(const SqliteOptions& options) {
  const auto store = open_sqlite_store(options);
  return store ? "opened" : std::string(name_of(store.error().code)) + ": " + store.error().message;
}

bool mentions(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

bool holds_in_another_process(const std::function<bool()>& question) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(question() ? 0 : 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// SQLite's own lock of whoever has the file open: its 510 bytes behind the first gigabyte.
bool is_held_by_sqlite(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = 0x40000002;
  lock.l_len = 510;
  return descriptor >= 0 && ::fcntl(descriptor, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

std::string filled(const testing::TempDir& folder) {
  const auto path = folder.file("s.db");
  auto store = open_sqlite_store({.path = path});
  REQUIRE(store);
  for (int i = 1; i <= 100; ++i) REQUIRE((*store)->commit(commit_of(i, std::string(3000, 'x'))));
  return path;
}

void damage(const std::string& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(fs::file_size(path) / 2 / 4096 * 4096));
  file << std::string(4096, '\xFF');
}

std::int64_t number(const std::string& path, const char* sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  std::int64_t value = -1;
  const auto take = [](void* into, int, char** values, char**) {
    *static_cast<std::int64_t*>(into) = values[0] ? std::atoll(values[0]) : -2;
    return 0;
  };
  REQUIRE_MESSAGE(sqlite3_exec(handle, sql, take, &value, nullptr) == SQLITE_OK, sqlite3_errmsg(handle));
  sqlite3_close(handle);
  return value;
}

RulesOrigin origin_in(Store& store) {
  auto* origins = dynamic_cast<RulesOrigins*>(&store);
  REQUIRE(origins);
  return *origins->get_origin("f");
}

}  // namespace

TEST_CASE("store file: a second writer is refused by whichever link it comes, in this process and in another") {
  const testing::TempDir folder("store-links");
  const auto path = folder.file("a.db"), soft = folder.file("soft.db"), hard = folder.file("hard.db");
  auto first = open_sqlite_store({.path = path});
  REQUIRE(first);
  REQUIRE((*first)->commit(commit_of(1)));
  fs::create_symlink(path, soft);
  fs::create_hard_link(path, hard);
  for (const auto& name : {path, soft, hard}) {
    CAPTURE(name);
    CHECK(mentions(failure({.path = name}), "unavailable"));
    CHECK(mentions(failure({.path = name}), "in use by another process"));
    CHECK(holds_in_another_process([&] { return mentions(failure({.path = name}), "in use by another process"); }));
  }
  CHECK(open_sqlite_store({.path = soft, .is_read_only = true}));
  first->reset();
  CHECK(failure({.path = soft}) == "opened");
  CHECK(failure({.path = path}) == "opened");
}

TEST_CASE("store file: the lock needs no file of its own, and the lock of an earlier docket is respected") {
  const testing::TempDir folder("store-lock-file");
  const auto path = folder.file("a.db");
  {
    const auto first = open_sqlite_store({.path = path});
    REQUIRE(first);
    fs::remove(path + "-lock");
    CHECK(mentions(failure({.path = path}), "in use"));
  }
  std::ofstream(path + "-lock").flush();
  CHECK(failure({.path = path}) == "opened");
  // An earlier docket holds its lock file.
  int ready[2], done[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(done) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  char byte = 0;
  if (child == 0) {
    const auto shell = "exec flock -n '" + path + "-lock' sh -c 'echo >&" + std::to_string(ready[1]) + "; read x <&" +
                       std::to_string(done[0]) + "'";
    ::execl("/bin/sh", "sh", "-c", shell.c_str(), static_cast<char*>(nullptr));
    ::_exit(1);
  }
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK(mentions(failure({.path = path}), "in use"));
  REQUIRE(::write(done[1], "\n", 1) == 1);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(failure({.path = path}) == "opened");
}

TEST_CASE("store file: an attempt that fails leaves SQLite's own locks of this process alone") {
  const testing::TempDir folder("store-posix-locks");
  const auto path = folder.file("a.db");
  auto first = open_sqlite_store({.path = path});
  REQUIRE(first);
  REQUIRE((*first)->commit(commit_of(1)));
  REQUIRE(holds_in_another_process([&] { return is_held_by_sqlite(path); }));
  for (int i = 0; i < 3; ++i) CHECK(mentions(failure({.path = path}), "in use"));
  CHECK(holds_in_another_process([&] { return is_held_by_sqlite(path); }));
  // Nor does a writer that ends, while a reader goes on.
  const auto reader = open_sqlite_store({.path = path, .is_read_only = true});
  REQUIRE(reader);
  REQUIRE((*reader)->load("c"));
  first->reset();
  CHECK(holds_in_another_process([&] { return is_held_by_sqlite(path); }));
}

TEST_CASE("store file: the whole file is read after an unclean end or when asked for, and not otherwise") {
  const testing::TempDir folder("store-unclean");
  const auto path = filled(folder);
  {
    // As a process leaves it that is killed: what was written last stands beside the file.
    auto store = open_sqlite_store({.path = path});
    REQUIRE((*store)->commit(commit_of(101, "last")));
    for (const char* suffix : {"", "-wal"}) fs::copy(path + suffix, folder.file("killed.db") + suffix);
  }
  CHECK_FALSE(StoreFile::was_left_open(path));
  CHECK(StoreFile::was_left_open(folder.file("killed.db")));
  fs::copy(folder.file("killed.db"), folder.file("damaged.db"));
  fs::copy(folder.file("killed.db-wal"), folder.file("damaged.db-wal"));
  damage(folder.file("damaged.db"));
  CHECK(mentions(failure({.path = folder.file("damaged.db")}), "invalid_argument"));
  CHECK(mentions(failure({.path = folder.file("damaged.db")}), "damaged"));
  {
    auto killed = open_sqlite_store({.path = folder.file("killed.db")});
    REQUIRE(killed);
    CHECK((*(*killed)->load("c"))->snapshot == "last");
  }
  damage(path);
  CHECK(mentions(failure({.path = path, .checks_whole_file = true}), "damaged"));
  CHECK(mentions(failure({.path = path, .is_read_only = true, .checks_whole_file = true}), "damaged"));
}

TEST_CASE("store file: who may not write is told why") {
  const testing::TempDir folder("store-rights");
  CHECK(mentions(failure({.path = folder.file("no/such/folder.db")}), "there is no such folder"));
  if (::geteuid() == 0) return;  // who may write anywhere
  const auto path = filled(folder);
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  CHECK(mentions(failure({.path = path}), "may not be written"));
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("store file: a store of format 1 is read as it is, and brought to the present format by a writer") {
  const testing::TempDir folder("store-format-1");
  const auto path = folder.file("s.db");
  {
    auto store = open_sqlite_store({.path = path});
    REQUIRE((*store)->put_rules("f", {.files = {{"a.yaml", "text"}}, .zones = {{"UTC", "bytes"}}}));
  }
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle,
                       "ALTER TABLE rule_files DROP COLUMN meaning; ALTER TABLE rule_files DROP COLUMN digest;"
                       "PRAGMA user_version = 1",
                       nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
  {
    auto reader = open_sqlite_store({.path = path, .is_read_only = true});
    REQUIRE(reader);
    CHECK(origin_in(**reader) == RulesOrigin());
    CHECK((**(*reader)->get_rules("f")).files.at("a.yaml") == "text");
  }
  CHECK(number(path, "PRAGMA user_version") == 1);
  {
    auto writer = open_sqlite_store({.path = path});
    REQUIRE_MESSAGE(writer, (writer ? "" : writer.error().message));
    const auto origin = origin_in(**writer);
    CHECK(origin.meaning == kFirstMeaning);
    CHECK(origin.file_digests.at("a.yaml") == "982d9e3eb996f559e633f4d194def376");  // sha256sum
    CHECK(origin.zone_digests.size() == 1);
  }
  CHECK(number(path, "PRAGMA user_version") == 2);
}

TEST_CASE("store file: where a rule set comes from is kept as it was told first, by both stores") {
  const testing::TempDir folder("store-origins");
  auto sqlite = open_sqlite_store({.path = folder.file("s.db")});
  REQUIRE(sqlite);
  const auto memory = open_memory_store();
  for (auto* store : {sqlite->get(), memory.get()}) {
    auto& origins = dynamic_cast<RulesOrigins&>(*store);
    REQUIRE(store->put_rules("f", {.files = {{"a.yaml", "text"}}, .zones = {{"UTC", "bytes"}}}));
    CHECK(*origins.get_origin("f") == RulesOrigin());
    const RulesOrigin first{.meaning = 2, .file_digests = {{"a.yaml", "12"}}, .zone_digests = {{"UTC", "34"}}};
    REQUIRE(origins.put_origin("f", first));
    auto later = first;
    later.meaning = 3;
    REQUIRE(origins.put_origin("f", later));
    CHECK(*origins.get_origin("f") == first);
  }
}
