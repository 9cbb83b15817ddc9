// Stores that earlier dockets wrote (tests/stored/): every case loads, explains itself and goes on.
#include "support/stored_stories.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "docket/allowed.hpp"
#include "docket/clock_explanation.hpp"
#include "docket/runtime.hpp"
#include "docket/snapshot.hpp"
#include "docket/stores.hpp"
#include "support/rules.hpp"
#include "support/temp_dir.hpp"

using namespace docket;
namespace fs = std::filesystem;

namespace {

const std::string kFolder = DOCKET_SOURCE_DIR "/tests/stored";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The folders by date, each with what its docket answered.
std::vector<std::string> folders() {
  std::vector<std::string> found;
  for (const auto& each : fs::directory_iterator(kFolder)) {
    if (fs::exists(each.path() / "store.sql")) found.push_back(each.path().string());
  }
  std::sort(found.begin(), found.end());
  REQUIRE_FALSE(found.empty());
  return found;
}

// The lines of answers.txt, by case.
std::map<std::string, std::string> answers_in(const std::string& folder) {
  std::map<std::string, std::string> answers;
  std::istringstream lines(text_of(folder + "/answers.txt"));
  for (std::string line; std::getline(lines, line);) answers[line.substr(0, line.find(' '))] += line + "\n";
  return answers;
}

void rebuild(const std::string& folder, const std::string& path) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
  const auto sql = "BEGIN;" + text_of(folder + "/store.sql") + "COMMIT;";
  const int done = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
  REQUIRE_MESSAGE(done == SQLITE_OK, sqlite3_errmsg(handle));
  sqlite3_close(handle);
}

std::unique_ptr<Store> opened(const std::string& path, bool is_read_only = false) {
  auto store = open_sqlite_store({.path = path, .is_read_only = is_read_only});
  REQUIRE_MESSAGE(store, (store ? "" : store.error().message));
  return *std::move(store);
}

std::vector<CaseSummary> all_cases(Runtime& runtime) {
  CaseQuery all;
  all.limit = 1000;
  const auto found = runtime.find(all);
  REQUIRE(found);
  return *found;
}

Case loaded(Runtime& runtime, const std::string& id) {
  auto kase = runtime.load(id);
  REQUIRE_MESSAGE(kase, (id + ": " + (kase ? "" : kase.error().message)));
  return *std::move(kase);
}

// Everything that is asked of a case without changing it.
void check_that_it_can_be_asked(Runtime& runtime, const Case& kase) {
  const auto rules = runtime.rules_of(kase);
  REQUIRE(rules);
  CHECK(allowed(*rules, kase, Actor{.id = "li", .roles = {"boss"}}, kase.last_at()));
  for (const auto& clock : kase.clocks(kase.last_at())) {
    if (clock.cycle == 0) continue;
    const auto why = explain_clock(kase, clock.name, kase.last_at());
    REQUIRE_MESSAGE(why, (std::string(kase.id()) + " " + clock.name + ": " + (why ? "" : why.error().message)));
    CHECK_FALSE(to_text(*why, Language::en).empty());
  }
}

// Each clock with its status.
std::string statuses(const std::string& answers) {
  std::string lines;
  std::istringstream all(answers);
  for (std::string line; std::getline(all, line);) {
    const auto due = line.find(" due ");
    if (due != std::string::npos) lines += line.substr(0, due) + "\n";
  }
  return lines;
}

std::string bytes_of(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

bool has_begun_clock(const Case& kase) {
  const auto clocks = kase.clocks(kase.last_at());
  return std::any_of(clocks.begin(), clocks.end(), [](const ClockView& clock) { return clock.cycle > 0; });
}

bool was_told(const std::vector<StoredEntry>& journal) {
  return std::any_of(journal.begin(), journal.end(), [](const StoredEntry& each) { return each.event == kSemantics; });
}

}  // namespace

TEST_CASE("stored: whoever only reads finds every clock, and changes nothing") {
  for (const auto& folder : folders()) {
    CAPTURE(folder);
    const testing::TempDir work("stored-reading");
    rebuild(folder, work.file("s.db"));
    const auto before = text_of(work.file("s.db"));
    auto runtime = Runtime::inspect(opened(work.file("s.db"), true));
    REQUIRE(runtime);
    const auto answers = answers_in(folder);
    const auto cases = all_cases(*runtime);
    CHECK(cases.size() == answers.size());
    for (const auto& each : cases) {
      const auto kase = loaded(*runtime, each.id);
      CHECK(testing::answers_of(kase) == answers.at(each.id));
      check_that_it_can_be_asked(*runtime, kase);
    }
    CHECK(text_of(work.file("s.db")) == before);
  }
}

TEST_CASE("stored: both forms of a snapshot hold the same case, and so do those written of it now") {
  for (const auto& folder : folders()) {
    CAPTURE(folder);
    const testing::TempDir work("stored-snapshots");
    rebuild(folder, work.file("s.db"));
    auto runtime = Runtime::inspect(opened(work.file("s.db"), true));
    REQUIRE(runtime);
    const auto answers = answers_in(folder);
    std::istringstream lines(text_of(folder + "/binary_snapshots.txt"));
    for (std::string id, digits; lines >> id >> digits;) {
      CAPTURE(id);
      const auto kase = loaded(*runtime, id);
      const auto rules = runtime->rules_of(kase);
      std::map<std::string, RuleBook> others;
      const RulesByFingerprint other_rules = [&](const std::string& fingerprint) -> const RuleBook* {
        for (const auto& each : all_cases(*runtime)) {
          if (each.rules == fingerprint) others[fingerprint] = *runtime->rules_of(loaded(*runtime, each.id));
        }
        return others.contains(fingerprint) ? &others.at(fingerprint) : nullptr;
      };
      const auto packed = restore(bytes_of(digits), *rules, other_rules);
      REQUIRE_MESSAGE(packed, (packed ? "" : packed.error().message));
      CHECK(testing::answers_of(*packed) == answers.at(id));
      for (const auto& text : {snapshot(kase), binary_snapshot(kase)}) {
        const auto again = restore(text, *rules, other_rules);
        REQUIRE_MESSAGE(again, (again ? "" : again.error().message));
        CHECK(testing::answers_of(*again) == testing::answers_of(kase));
        CHECK(snapshot(*again) == snapshot(kase));
      }
    }
  }
}

TEST_CASE("stored: the first step says in the journal what the clocks keep, and moves nothing") {
  for (const auto& folder : folders()) {
    CAPTURE(folder);
    const testing::TempDir work("stored-first-step");
    rebuild(folder, work.file("s.db"));
    auto runtime = Runtime::open({.rules = testing::project_rules(), .store = opened(work.file("s.db")), .sink = {}});
    REQUIRE(runtime);
    const auto answers = answers_in(folder);
    for (const auto& each : all_cases(*runtime)) {
      CAPTURE(each.id);
      const auto before = loaded(*runtime, each.id);
      const auto entries = runtime->journal(each.id)->size();
      const bool is_known = was_told(runtime->journal(each.id).value());
      // Nobody knows this event: nothing but the adoption can happen at this instant.
      const auto refused = runtime->fire(each.id, {.name = "unheard_of"}, before.last_at());
      REQUIRE_MESSAGE(refused, (refused ? "" : refused.error().message));
      const auto journal = runtime->journal(each.id).value();
      const bool is_adopted = folder.ends_with("2026-11") && has_begun_clock(before);
      REQUIRE(journal.size() == entries + (is_adopted ? 2 : 1));
      CHECK(was_told(journal) == (is_known || is_adopted));
      if (is_adopted) {
        CHECK(journal[entries].kind == "amended");
        CHECK(journal[entries].event == kSemantics);
        CHECK(journal[entries].at == before.last_at());
      }
      const auto after = loaded(*runtime, each.id);
      CHECK(testing::answers_of(after) == answers.at(each.id));
      CHECK(after.rules() == before.rules());
      check_that_it_can_be_asked(*runtime, after);
      // Once.
      REQUIRE(runtime->fire(each.id, {.name = "unheard_of"}, before.last_at()));
      CHECK(runtime->journal(each.id)->size() == journal.size() + 1);
    }
  }
}

TEST_CASE("stored: every case takes its next event") {
  for (const auto& folder : folders()) {
    CAPTURE(folder);
    const testing::TempDir work("stored-going-on");
    rebuild(folder, work.file("s.db"));
    auto runtime = Runtime::open({.rules = testing::project_rules(), .store = opened(work.file("s.db")), .sink = {}});
    REQUIRE(runtime);
    for (const auto& each : all_cases(*runtime)) {
      CAPTURE(each.id);
      const auto before = loaded(*runtime, each.id);
      const auto outcome = runtime->fire(each.id, {.name = "unheard_of"}, before.last_at());
      REQUIRE_MESSAGE(outcome, (outcome ? "" : outcome.error().message));
      const auto after = loaded(*runtime, each.id);
      CHECK(after.rules() == before.rules());
      CHECK(statuses(testing::answers_of(after)) == statuses(testing::answers_of(before)));
      check_that_it_can_be_asked(*runtime, after);
    }
  }
}

// `DOCKET_WRITE_STORED=2027-01` writes the folder tests/stored/2027-01 (see tests/README.md).
TEST_CASE("stored: a folder of this docket's own") {
  const char* name = std::getenv("DOCKET_WRITE_STORED");
  const testing::TempDir work("stored-writing");
  const auto folder = name ? kFolder + "/" + name : work.file("written");
  REQUIRE_MESSAGE((!name || !fs::exists(folder)), "a folder that was written once stays as it is");
  testing::write_stored(kFolder + "/rules", folder);
  rebuild(folder, work.file("again.db"));
  auto runtime = Runtime::inspect(opened(work.file("again.db"), true));
  REQUIRE(runtime);
  const auto answers = answers_in(folder);
  CHECK(all_cases(*runtime).size() == answers.size());
  for (const auto& each : all_cases(*runtime))
    CHECK(testing::answers_of(loaded(*runtime, each.id)) == answers.at(each.id));
}
