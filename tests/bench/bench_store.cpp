// Durable events: Runtime on SQLite, beside the raw statements that one event needs.
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "docket/stores.hpp"
#include "support/temp_dir.hpp"
#include "workload.hpp"

namespace {

using namespace docket;
using namespace docket::bench;

SqliteOptions::Durability durability(const benchmark::State& state) {
  return state.range(0) == 0 ? SqliteOptions::Durability::normal : SqliteOptions::Durability::full;
}

void durable_events(benchmark::State& state) {
  const docket::testing::TempDir folder("bench-store");
  auto store = open_sqlite_store({.path = folder.file("s.db"), .durability = durability(state)});
  auto runtime = Runtime::open(
      {.rules = rules(), .store = *std::move(store), .sink = [](const OutboxEvent&) -> Status { return Done{}; }});
  if (!runtime) std::abort();
  const auto events = process();
  std::int64_t number = 0;
  for (auto _ : state) {
    const auto id = "C-" + std::to_string(number++);
    if (!runtime->open_case({.id = id, .workflow = "complaint"}, registration(), start())) std::abort();
    Instant now = start();
    for (const auto& event : events) {
      now += std::chrono::minutes(1);
      if (!runtime->fire(id, event, now)) std::abort();
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events.size() + 1));
}

void must(int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE) std::abort();
}

sqlite3_stmt* prepared(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v2(db, sql, -1, &statement, nullptr));
  return statement;
}

// One transaction: replace a 900-byte row, add a 600-byte journal row, move a deadline, add and
// remove two 400-byte outbox rows.
void limit_raw_statements(benchmark::State& state) {
  const docket::testing::TempDir folder("bench-raw");
  sqlite3* db = nullptr;
  must(sqlite3_open(folder.file("r.db").c_str(), &db));
  must(sqlite3_exec(db,
                    "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=20000;"
                    "CREATE TABLE cases (id TEXT PRIMARY KEY, snapshot TEXT); CREATE TABLE outbox (position INTEGER "
                    "PRIMARY KEY AUTOINCREMENT, event TEXT);"
                    "CREATE TABLE journal (id TEXT, n INTEGER, entry TEXT, PRIMARY KEY (id, n)) WITHOUT ROWID;"
                    "CREATE TABLE deadlines (at INTEGER, id TEXT, PRIMARY KEY (at, id)) WITHOUT ROWID;",
                    nullptr, nullptr, nullptr));
  must(sqlite3_exec(
      db,
      durability(state) == SqliteOptions::Durability::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
      nullptr, nullptr, nullptr));
  sqlite3_stmt* statements[] = {
      prepared(db, "INSERT INTO cases VALUES (?1, ?3) ON CONFLICT (id) DO UPDATE SET snapshot = ?3"),
      prepared(db, "INSERT INTO journal VALUES (?1, ?2, ?3)"),
      prepared(db, "DELETE FROM deadlines WHERE at = ?2 - 1 AND id = ?1"),
      prepared(db, "INSERT INTO deadlines VALUES (?2, ?1)"),
      prepared(db, "INSERT INTO outbox (event) VALUES (?3)"),
      prepared(db, "INSERT INTO outbox (event) VALUES (?3)"),
      prepared(db, "DELETE FROM outbox WHERE position <= ?2 * 2 - 2")};
  const std::string payloads[] = {std::string(900, 'a'), std::string(600, 'b'), "", "",
                                  std::string(400, 'c'), std::string(400, 'd'), ""};
  std::int64_t n = 0;
  for (auto _ : state) {
    const auto id = "C-" + std::to_string(n++ / 12);
    must(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
    for (std::size_t i = 0; i < std::size(statements); ++i) {
      sqlite3_reset(statements[i]);
      sqlite3_bind_text(statements[i], 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
      sqlite3_bind_int64(statements[i], 2, n);
      sqlite3_bind_text(statements[i], 3, payloads[i].data(), static_cast<int>(payloads[i].size()), SQLITE_STATIC);
      must(sqlite3_step(statements[i]));
      sqlite3_reset(statements[i]);
    }
    must(sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr));
  }
  for (auto* statement : statements) sqlite3_finalize(statement);
  sqlite3_close(db);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(durable_events)->ArgName("full")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(limit_raw_statements)->ArgName("full")->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
