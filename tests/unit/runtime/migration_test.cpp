// Cases of a store under later rules: all are looked at, then each moves in a transaction of its own.
#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/failing_store.hpp"
#include "support/rules.hpp"
#include "support/temp_dir.hpp"
#include "support/versions.hpp"

using namespace docket;
using namespace docket::testing;

namespace {

struct Estate {
  TempDir folder;
  RuleBook old_rules = rules_with(repair_v1());
  RuleBook new_rules = rules_with(repair_v2());

  explicit Estate(const char* name) : folder(name) {
    auto runtime = open(old_rules);
    for (const auto* id : {"A", "B", "C"}) {
      const auto input = Value::object({{"handler", Value::string("wu")}, {"grade", Value::string("a")}});
      REQUIRE(runtime.open_case({.id = id, .workflow = "repair"},
                                {.name = "report", .actor = {"li", {}}, .input = input}, china("2026-03-09 09:00")));
    }
    REQUIRE(runtime.fire("B", {.name = "dispatch"}, china("2026-03-09 09:10")));
    REQUIRE(runtime.fire("C", {.name = "cancel"}, china("2026-03-09 09:20")));
  }
  Runtime open(const RuleBook& rules, Sink sink = {}) {
    auto store = open_sqlite_store({.path = folder.file("s.db")});
    REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
    auto runtime = Runtime::open({.rules = rules, .store = *std::move(store), .sink = std::move(sink)});
    REQUIRE(runtime);
    return *std::move(runtime);
  }
};

Mapping mapping_of(Runtime& runtime, const std::string& text = repair_mapping()) {
  const auto report = runtime.read_mapping("m.migration.yaml", text);
  REQUIRE(report);
  for (const auto& diagnostic : report->diagnostics) {
    if (!report->mapping) MESSAGE(render(diagnostic));
  }
  REQUIRE(report->mapping);
  return *report->mapping;
}

const MigrationOptions kChen = {.who = {"chen", {"admin"}}};

}  // namespace

TEST_CASE("runtime: a rehearsed migration says what would change of every open case, and changes nothing") {
  Estate estate("migration-preview");
  auto runtime = estate.open(estate.new_rules);
  const auto before = runtime.journal("A")->size();
  const auto report = runtime.preview_migration(mapping_of(runtime), china("2026-03-09 10:00"));
  REQUIRE(report);
  REQUIRE(report->cases.size() == 2);  // C is over, and keeps its rules
  CHECK(report->ready == 2);
  CHECK(report->moved == 0);
  CHECK(report->cases[0].case_id == "A");
  CHECK(report->cases[1].to_states ==
        std::vector<std::string>{"work.job.measures", "work.talk.waiting", "work.safety.unchecked"});
  CHECK(runtime.journal("A")->size() == before);
  CHECK(runtime.load("A")->rules() == estate.old_rules.fingerprint());
}

TEST_CASE("runtime: a migration moves every open case, arms its deadlines anew and tells the host") {
  Estate estate("migration-apply");
  std::vector<std::string> told;
  auto runtime = estate.open(estate.new_rules, [&](const OutboxEvent& event) -> Status {
    if (event.event.find("docket.case.migrated.v1") != std::string::npos) told.push_back(event.id);
    return Done{};
  });
  const auto report = runtime.migrate(mapping_of(runtime), kChen, china("2026-03-09 09:30"));
  REQUIRE(report);
  CHECK(report->moved == 2);
  CHECK(told == std::vector<std::string>{"A/2/1", "B/3/1"});
  CHECK(runtime.load("A")->rules() == estate.new_rules.fingerprint());
  CHECK(runtime.load("A")->field("owner") == Value::string("wu"));
  CHECK(runtime.load("C")->rules() == estate.old_rules.fingerprint());
  // The first reply of one hour: half of it is over at the migration itself; due at 10:00.
  CHECK(**runtime.next_deadline() == china("2026-03-09 09:30"));
  const auto due = runtime.run_due(china("2026-03-09 10:01"));
  REQUIRE(due);
  CHECK(due->fired == 4);
  CHECK(runtime.load("B")->clock("first_reply", china("2026-03-09 10:01"))->breached_at == china("2026-03-09 10:00"));
  // Once more is nothing new.
  const auto again = runtime.migrate(mapping_of(runtime), kChen, china("2026-03-09 11:00"));
  REQUIRE(again);
  CHECK(again->cases.empty());
}

TEST_CASE("runtime: while one case needs a person nothing moves, unless only those that are ready are wanted") {
  Estate estate("migration-person");
  auto runtime = estate.open(estate.new_rules);
  auto text = repair_mapping();
  text.replace(text.find("states: { work.job.plan: work.job.measures }\n"), 45, "");
  const auto mapping = mapping_of(runtime, text);
  const auto refused = runtime.migrate(mapping, kChen, china("2026-03-09 09:30"));
  REQUIRE(refused);
  CHECK(refused->ready == 1);
  CHECK(refused->moved == 0);
  CHECK(refused->cases[1].reasons.front().en == "it is in `work.job.plan`, which does not exist in version 2");
  CHECK(runtime.load("A")->rules() == estate.old_rules.fingerprint());
  const auto some = runtime.migrate(mapping, {.who = {"chen", {}}, .only_ready = true}, china("2026-03-09 09:30"));
  REQUIRE(some);
  CHECK(some->moved == 1);
  CHECK(runtime.load("A")->rules() == estate.new_rules.fingerprint());
  CHECK(runtime.load("B")->rules() == estate.old_rules.fingerprint());
}

TEST_CASE("runtime: a migration that was interrupted at any call of the store goes on where it ended") {
  const auto old_rules = rules_with(repair_v1()), new_rules = rules_with(repair_v2());
  for (const auto moment : {Moment::before, Moment::after}) {
    int interrupted = 0;
    for (int fails_at = 1;; ++fails_at) {
      World world;
      {
        auto runtime = Runtime::open({.rules = old_rules, .store = std::make_unique<FailingStore>(world), .sink = {}});
        REQUIRE(runtime);
        for (const auto* id : {"A", "B", "C"})
          REQUIRE(runtime->open_case({.id = id, .workflow = "repair"}, {.name = "report"}, china("2026-03-09 09:00")));
      }
      const auto migrate = [&]() -> Result<MigrationReport> {
        auto runtime = Runtime::open({.rules = new_rules, .store = std::make_unique<FailingStore>(world), .sink = {}});
        if (!runtime) return runtime.error();
        const auto read = runtime->read_mapping("m.migration.yaml", repair_mapping());
        if (!read) return read.error();
        REQUIRE(read->mapping);
        return runtime->migrate(*read->mapping, kChen, china("2026-03-09 09:30"));
      };
      world.calls = 0;
      world.fails_at = fails_at;
      world.moment = moment;
      const auto first = migrate();
      const bool is_undisturbed = world.calls < fails_at;
      world.fails_at = 0;
      if (!is_undisturbed) {
        CHECK_FALSE(first);
        ++interrupted;
        REQUIRE(migrate());
      }
      for (const auto* id : {"A", "B", "C"}) {
        const auto stored = world.store->load(id);
        REQUIRE(stored);
        CHECK((*stored)->rules == new_rules.fingerprint());
        // Opened, the warning at half of it, and moved: once.
        CHECK(world.store->journal(id)->size() == 2);
      }
      if (is_undisturbed) break;
    }
    CHECK(interrupted > 10);
  }
}

TEST_CASE("runtime: rules that are replaced while events flow hold for new cases, and open ones keep theirs") {
  const auto old_rules = rules_with(repair_v1()), new_rules = rules_with(repair_v2());
  auto runtime = Runtime::open({.rules = old_rules, .store = open_memory_store(), .sink = {}});
  REQUIRE(runtime);
  constexpr int kCases = 400, kReloads = 60;
  std::atomic<int> reloads{0}, opened{0};
  std::thread author([&] {
    for (int i = 0; i < kReloads; ++i) {
      // Not before another case was opened, so that both go on side by side.
      while (opened.load() < i) std::this_thread::yield();
      const auto broken = runtime->reload({.files = {{"w.yaml", "workflow: repair\nversion: x\n"}}, .zone_bytes = {}});
      CHECK(has_errors(broken));
      runtime->reload(i % 2 == 0 ? new_rules : old_rules);
      ++reloads;
    }
    runtime->reload(new_rules);
  });
  std::set<std::string> seen;
  for (int i = 0; i < kCases || reloads.load() < kReloads; ++i) {
    const auto id = "case " + std::to_string(i);
    const auto now = china("2026-03-09 09:00") + std::chrono::seconds(i);
    const auto outcome = runtime->open_case({.id = id, .workflow = "repair"}, {.name = "report"}, now);
    if (!outcome || !outcome->accepted()) FAIL_CHECK("case " << i << " was not opened");
    const auto rules = runtime->load(id)->rules();
    const auto fired = runtime->fire(id, {.name = "dispatch"}, now);
    if (!fired || !fired->accepted()) FAIL_CHECK("case " << i << " was not dispatched");
    CHECK(runtime->load(id)->rules() == rules);
    seen.insert(rules);
    ++opened;
  }
  author.join();
  CHECK(seen.size() == 2);
  REQUIRE(runtime->open_case({.id = "last", .workflow = "repair"}, {.name = "report"}, china("2026-03-10 09:00")));
  CHECK(runtime->load("last")->rules() == new_rules.fingerprint());
  CHECK(runtime->load("case 0")->rules() == old_rules.fingerprint());
}
