// One suite for every store: what store.hpp promises.
#include <doctest/doctest.h>

#include <functional>

#include "docket/stores.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = std::chrono::sys_days{std::chrono::May / 4 / 2026} + 12h;

Commit commit_of(const std::string& id, std::int64_t expected, std::int64_t version,
                 std::optional<Instant> deadline = {}) {
  Commit commit;
  commit.summary = {.id = id,
                    .workflow = "complaint",
                    .project = "shanshui",
                    .rules = "r1",
                    .version = version,
                    .states = {"handling", "handling.plan"},
                    .deadline = deadline};
  commit.expected_version = expected;
  commit.snapshot = "{\"v\":" + std::to_string(version) + "}";
  commit.journal = {{version, "accepted", kNoon, "plan", "{}"}};
  return commit;
}

OutboxEvent event_of(const std::string& id) {
  return {.position = 0, .id = id, .case_id = "c", .at = kNoon, .event = "{\"id\":\"" + id + "\"}"};
}

void each_store(const std::function<void(Store&)>& check) {
  SUBCASE("memory") { check(*open_memory_store()); }
  SUBCASE("sqlite") {
    const testing::TempDir folder("store-contract");
    auto store = open_sqlite_store({.path = folder.file("s.db")});
    REQUIRE(store);
    check(**store);
  }
}

}  // namespace

TEST_CASE("store: a commit is there afterwards, with its journal, and an unknown case is no error") {
  each_store([](Store& store) {
    CHECK_FALSE(store.load("c")->has_value());
    REQUIRE(store.commit(commit_of("c", 0, 1)));
    REQUIRE(store.commit(commit_of("c", 1, 2)));
    const auto kase = store.load("c");
    REQUIRE(kase);
    REQUIRE(*kase);
    CHECK((*kase)->version == 2);
    CHECK((*kase)->snapshot == "{\"v\":2}");
    CHECK((*kase)->project == "shanshui");
    CHECK(store.journal("c")->size() == 2);
    CHECK(store.journal("c")->at(1).event == "plan");
  });
}

TEST_CASE("store: a commit against an old version is a conflict and changes nothing") {
  each_store([](Store& store) {
    REQUIRE(store.commit(commit_of("c", 0, 1, kNoon)));
    auto stale = commit_of("c", 0, 1, kNoon + 1h);
    stale.outbox = {event_of("c/1/1")};
    stale.event_id = "e1";
    const auto lost = store.commit(stale);
    REQUIRE_FALSE(lost);
    CHECK(lost.error().code == ErrorCode::conflict);
    CHECK(store.commit(commit_of("c", 7, 8)).error().code == ErrorCode::conflict);
    CHECK(store.journal("c")->size() == 1);
    CHECK(store.outbox(10)->empty());
    CHECK_FALSE(store.find_event("c", "e1")->has_value());
    CHECK(*store.next_deadline() == kNoon);
  });
}

TEST_CASE("store: due cases come by deadline, then id; a moved or cleared deadline is forgotten") {
  each_store([](Store& store) {
    REQUIRE(store.commit(commit_of("b", 0, 1, kNoon)));
    REQUIRE(store.commit(commit_of("a", 0, 1, kNoon)));
    REQUIRE(store.commit(commit_of("c", 0, 1, kNoon - 1h)));
    REQUIRE(store.commit(commit_of("d", 0, 1, kNoon + 1h)));
    const auto due = store.due_before(kNoon, 10);
    REQUIRE(due);
    REQUIRE(due->size() == 3);
    CHECK(due->at(0).id == "c");
    CHECK(due->at(1).id == "a");
    CHECK(due->at(2).id == "b");
    CHECK(store.due_before(kNoon, 2)->size() == 2);
    REQUIRE(store.commit(commit_of("c", 1, 2, kNoon + 2h)));
    REQUIRE(store.commit(commit_of("a", 1, 2)));
    CHECK(store.due_before(kNoon, 10)->size() == 1);
    CHECK(*store.next_deadline() == kNoon);
  });
}

TEST_CASE("store: outbox events stay, in order, until they are acknowledged") {
  each_store([](Store& store) {
    auto first = commit_of("c", 0, 1);
    first.outbox = {event_of("c/1/1"), event_of("c/1/2")};
    const auto positions = store.commit(first);
    REQUIRE(positions);
    auto second = commit_of("c", 1, 2);
    second.outbox = {event_of("c/2/1")};
    second.delivered = {positions->at(0)};
    REQUIRE(store.commit(second));
    const auto waiting = store.outbox(10);
    REQUIRE(waiting->size() == 2);
    CHECK(waiting->at(0).id == "c/1/2");
    CHECK(waiting->at(1).id == "c/2/1");
    REQUIRE(store.acknowledge({waiting->at(0).position}));
    CHECK(store.outbox(10)->size() == 1);
  });
}

TEST_CASE("store: an event id is kept with its outcome") {
  each_store([](Store& store) {
    auto commit = commit_of("c", 0, 1);
    commit.event_id = "erp-7";
    commit.outcome = {"digest", "{\"accepted\":true}"};
    REQUIRE(store.commit(commit));
    const auto found = store.find_event("c", "erp-7");
    REQUIRE(found->has_value());
    CHECK((*found)->digest == "digest");
    CHECK_FALSE(store.find_event("other", "erp-7")->has_value());
  });
}

TEST_CASE("store: find filters by every member and pages by id") {
  each_store([](Store& store) {
    for (const auto* id : {"a", "b", "c", "d"}) {
      auto commit = commit_of(id, 0, 1);
      commit.summary.is_breached = std::string(id) == "b";
      commit.summary.is_closed = std::string(id) == "d";
      commit.summary.due = kNoon + (std::string(id) == "c" ? 2h : 0h);
      if (std::string(id) == "a") commit.summary.project = "yunting";
      if (std::string(id) == "d") commit.summary.states = {"archived"};
      REQUIRE(store.commit(commit));
    }
    const auto ids = [&](const CaseQuery& query) {
      std::string text;
      const auto page = store.find(query);
      REQUIRE(page);
      for (const auto& each : *page) text += each.id;
      return text;
    };
    CHECK(ids({}) == "abcd");
    CHECK(ids({.project = "yunting"}) == "a");
    CHECK(ids({.workflow = "repair"}) == "");
    CHECK(ids({.state = "handling"}) == "abc");
    CHECK(ids({.state = "handling.plan"}) == "abc");
    CHECK(ids({.state = "handl"}) == "");
    CHECK(ids({.due_before = kNoon + 1h}) == "abd");
    CHECK(ids({.breached = true}) == "b");
    CHECK(ids({.closed = false}) == "abc");
    CHECK(ids({.after = "b", .limit = 1}) == "c");
    CHECK(store.find({.state = "handling"})->at(0).states == std::vector<std::string>{"handling", "handling.plan"});
  });
}

TEST_CASE("store: a case that was only refused numbers the next attempt and is not found") {
  each_store([](Store& store) {
    auto refused = commit_of("c", 0, 1);
    refused.snapshot.clear();
    REQUIRE(store.commit(refused));
    CHECK(store.find({})->empty());
    CHECK((*store.load("c"))->version == 1);
    REQUIRE(store.commit(commit_of("c", 1, 2)));
    CHECK(store.find({})->size() == 1);
  });
}

TEST_CASE("store: rule sets come back by fingerprint, bytes and all") {
  each_store([](Store& store) {
    const StoredRules rules{.files = {{"a.yaml", "workflow: x"}},
                            .zones = {{"Asia/Shanghai", std::string("TZif\0\1", 6)}}};
    REQUIRE(store.put_rules("f1", rules));
    REQUIRE(store.put_rules("f1", rules));
    const auto found = store.get_rules("f1");
    REQUIRE(found->has_value());
    CHECK((*found)->files == rules.files);
    CHECK((*found)->zones == rules.zones);
    CHECK_FALSE(store.get_rules("f2")->has_value());
  });
}
