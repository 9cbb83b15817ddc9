// Rule sets as a store gives them back: changed, unloadable, no longer needed.
#include "docket/stored_rules.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "base/fingerprint.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "runtime/earlier_rules.hpp"
#include "support/passing_store.hpp"
#include "support/rules.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
using testing::china;

namespace {

std::string workflow_named(const std::string& title) {
  return "workflow: repair\nversion: 1\ntitle: " + title +
         "\nstates: { open: { on: { note: {}, close: closed } }, closed: { type: final } }\n"
         "sla: { finish: { start: open, stop: closed, calendar: office, target: { any: { within: 2h } } } }\n";
}

RuleBook book(const std::string& title) { return testing::rules_with(workflow_named(title)); }

Runtime runtime_on(std::unique_ptr<Store> store, RuleBook rules) {
  auto runtime = Runtime::open({.rules = std::move(rules), .store = std::move(store), .sink = {}});
  REQUIRE(runtime);
  return *std::move(runtime);
}

void open_case(Runtime& runtime, const char* id) {
  const auto opened = runtime.open_case({.id = id, .workflow = "repair"}, {.name = "open"}, china("2026-03-09 10:00"));
  REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  REQUIRE(opened->accepted());
}

void execute(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  const int done = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
  REQUIRE_MESSAGE(done == SQLITE_OK, sqlite3_errmsg(handle));
  sqlite3_close(handle);
}

// A case under the first rules; then others are the present ones.
std::string store_with_an_earlier_case(const testing::TempDir& folder) {
  const auto path = folder.file("s.db");
  auto runtime = runtime_on(*open_sqlite_store({.path = path}), book("First"));
  open_case(runtime, "A");
  return path;
}

std::string failure_of_a(const std::string& path, const RuleBook& present) {
  auto runtime = runtime_on(*open_sqlite_store({.path = path}), present);
  const auto fired = runtime.fire("A", {.name = "note"}, china("2026-03-09 10:30"));
  const auto loaded = runtime.load("A");
  REQUIRE_FALSE(fired);
  REQUIRE_FALSE(loaded);
  CHECK(fired.error().message == loaded.error().message);
  CHECK(fired.error().code == ErrorCode::invalid_rules);
  // Nothing was taken in the place of its rules, and nothing was written.
  const auto found = runtime.find({});
  REQUIRE(found->size() == 1);
  CHECK(found->front().rules == book("First").fingerprint());
  CHECK(runtime.journal("A")->size() == 1);
  return fired.error().message;
}

bool mentions(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("stored rules: a text, a zone or a file that is not what was stored is an error that names it") {
  const auto present = book("Later");
  struct Change {
    const char *sql, *told;
  };
  for (const auto& change :
       {Change{
            "UPDATE rule_files SET content = CAST(replace(CAST(content AS TEXT), 'close: closed', 'shut: closed') AS "
            "BLOB) WHERE name = 'workflow.yaml'",
            "the file `workflow.yaml` was changed"},
        Change{"UPDATE rule_files SET content = X'00' WHERE kind = 'zone'", "the zone `Asia/Shanghai` was changed"},
        Change{"DELETE FROM rule_files WHERE name = 'office.yaml'", "one of its files or zones was changed, added or"},
        Change{"INSERT INTO rule_files SELECT fingerprint, 'file', 'new.yaml', content, meaning, NULL FROM rule_files "
               "WHERE name = 'office.yaml'",
               "the file `new.yaml` was added"},
        // Whoever changes the digest, too, is found out by the fingerprint of the whole.
        Change{
            "UPDATE rule_files SET digest = NULL; UPDATE rule_files SET content = CAST(replace(CAST(content AS TEXT), "
            "'2h', '9h') AS BLOB) WHERE name = 'workflow.yaml'",
            "one of its files or zones was changed, added or taken away: `office.yaml` and `workflow.yaml`"}}) {
    CAPTURE(change.sql);
    const testing::TempDir folder("stored-rules-changed");
    const auto path = store_with_an_earlier_case(folder);
    execute(path, change.sql);
    const auto message = failure_of_a(path, present);
    CAPTURE(message);
    CHECK(mentions(message, change.told));
    CHECK(mentions(message, "the case `A`"));
  }
}

TEST_CASE("stored rules: unchanged, they are what the case was opened under, whatever the present rules are") {
  const testing::TempDir folder("stored-rules-same");
  const auto path = store_with_an_earlier_case(folder);
  auto runtime = runtime_on(*open_sqlite_store({.path = path}), book("Later"));
  REQUIRE(runtime.fire("A", {.name = "note"}, china("2026-03-09 10:30")));
  const auto kase = runtime.load("A");
  CHECK(kase->rules() == book("First").fingerprint());
  CHECK(runtime.rules_of(*kase)->meaning() == kRulesMeaning);
}

TEST_CASE("stored rules: a set that cannot be loaded is tried once, until new rules come") {
  const auto present = book("Later");
  const StoredRules broken{
      .files = {{"workflow.yaml", "workflow: repair\nversion: 1\nstates: { open: { on: { go: away } } }\n"}},
      .zones = {}};
  const auto name = Fingerprinter().add("workflow.yaml").add(broken.files.begin()->second).hex();
  std::shared_ptr<Store> shared = open_memory_store();
  {
    auto runtime = runtime_on(std::make_unique<testing::PassingStore>(shared), present);
    open_case(runtime, "A");
  }
  REQUIRE(shared->put_rules(name, broken));
  const auto stored = *shared->load("A");
  Commit pinned{.summary = {.id = "A", .workflow = "repair", .rules = name, .version = 2},
                .expected_version = 1,
                .snapshot = stored->snapshot};
  REQUIRE(shared->commit(pinned));

  auto passing = std::make_unique<testing::PassingStore>(shared);
  auto& counting = *passing;
  auto runtime = runtime_on(std::move(passing), present);
  std::string message;
  for (int i = 0; i < 5; ++i) message = runtime.load("A").error().message;
  CHECK(mentions(message, "does not load: workflow.yaml:3:"));
  CHECK(mentions(message, "state `away` does not exist"));
  CHECK(counting.rules_asked == 1);
  REQUIRE(runtime.use_rules(book("Even later")));
  CHECK_FALSE(runtime.load("A"));
  CHECK(counting.rules_asked == 2);
}

TEST_CASE("stored rules: what no case and no caller uses is let go when new rules come") {
  auto runtime = runtime_on(open_memory_store(), book("0"));
  const auto present = [&] { return std::weak_ptr<const Workflow>(runtime.rules().workflow("repair")); };
  auto unused = present();
  REQUIRE(runtime.use_rules(book("1")));
  CHECK(unused.expired());

  open_case(runtime, "A");
  const auto of_a = present();
  const auto held = runtime.rules();
  for (const char* title : {"2", "3", "4"}) {
    REQUIRE(runtime.use_rules(book(title)));
    REQUIRE(runtime.load("A"));
  }
  CHECK_FALSE(of_a.expired());  // in use, by a case and by a caller
  REQUIRE(runtime.use_rules(book("5")));
  REQUIRE(runtime.use_rules(book("6")));
  CHECK_FALSE(of_a.expired());  // the caller still holds it
  CHECK(runtime.load("A")->rules() == held.fingerprint());
}

TEST_CASE("stored rules: twenty reloads leave the present rules alone in memory") {
  auto runtime = runtime_on(open_memory_store(), book("0"));
  std::vector<std::weak_ptr<const Workflow>> seen;
  for (int i = 1; i <= 20; ++i) {
    seen.emplace_back(runtime.rules().workflow("repair"));
    runtime.reload(book(std::to_string(i)));
    REQUIRE(runtime.start_duties(china("2026-03-09 10:00")));  // any call takes the rules that were brought
  }
  for (const auto& each : seen) CHECK(each.expired());
}

TEST_CASE("earlier rules: what was asked for since new rules came last stays, the rest goes") {
  EarlierRules earlier;
  const auto first = book("First"), second = book("Second");
  earlier.keep(first);
  earlier.keep(second);
  earlier.note_failure("f", {ErrorCode::invalid_rules, "broken"});
  CHECK_FALSE(*earlier.find("f"));
  earlier.let_go_of_unused();
  CHECK_FALSE(earlier.find("f").has_value());
  CHECK(earlier.find(first.fingerprint()));
  earlier.let_go_of_unused();
  CHECK(earlier.find(first.fingerprint()));
  CHECK_FALSE(earlier.find(second.fingerprint()));
}

TEST_CASE("stored rules: a set loads under the fingerprint that it was stored by, and by the checks of then") {
  const auto rules = book("First");
  const auto load = [&](std::map<std::string, std::string> files, const std::string& fingerprint) {
    return load_stored_rules({.files = std::move(files), .zone_bytes = system_zone, .meaning = kFirstMeaning},
                             fingerprint);
  };
  const auto again = load(rules.files(), rules.fingerprint());
  REQUIRE(again.rules);
  CHECK(again.rules->fingerprint() == rules.fingerprint());
  CHECK(again.rules->meaning() == kFirstMeaning);
  CHECK(is_called(rules, rules.fingerprint()));
  CHECK_FALSE(is_called(rules, book("Later").fingerprint()));

  auto files = rules.files();
  files["office.yaml"] += "# a comment\n";
  const auto other = load(files, rules.fingerprint());
  CHECK_FALSE(other.rules);
  REQUIRE(other.diagnostics.size() == 1);
  CHECK(other.diagnostics[0].code == kOtherTexts);
}

// An earlier docket took this; later checks say four times that it is wrong.
TEST_CASE("stored rules: checks that became stricter leave a stored case readable, and it goes on") {
  const testing::TempDir folder("stored-rules-stricter");
  const auto path = folder.file("s.db");
  const RuleSources sources{
      .files = {{"w.yaml",
                 "docket: 1\nworkflow: repair\nversion: 1\ncalendar: always\nroles: [boss]\n"
                 "params: { answer: 0h }\n"
                 "states: { open: { on: { note: {}, close: closed } }, closed: { type: final } }\n"
                 "sla:\n"
                 "  answer: { start: open, stop: closed, target: { any: { within: $answer } } }\n"
                 "  finish: { start: open, stop: closed, target: { any: { within: 9h } },\n"
                 "            warn: { w: { at: 1d before, to: boss } } }\n"}},
      .zone_bytes = system_zone};
  REQUIRE_FALSE(load_rules(sources).rules);
  auto then = sources;
  then.meaning = kFirstMeaning;
  {
    auto runtime = runtime_on(*open_sqlite_store({.path = path}), *load_rules(then).rules);
    open_case(runtime, "A");
  }
  auto runtime = runtime_on(*open_sqlite_store({.path = path}), book("Later"));
  const auto kase = runtime.load("A");
  REQUIRE_MESSAGE(kase, (kase ? "" : kase.error().message));
  CHECK(kase->clock("answer", china("2026-03-09 10:00"))->due == china("2026-03-09 10:00"));
  REQUIRE(runtime.run_due(china("2026-03-09 10:01")));
  const auto closed = runtime.fire("A", {.name = "close"}, china("2026-03-09 10:30"));
  REQUIRE_MESSAGE(closed, (closed ? "" : closed.error().message));
  CHECK(closed->accepted());
  CHECK(runtime.load("A")->is_closed());
}
