// Cases whose deadlines cannot be fired: the others go on, and they are tried again, but not at every call.
#include <doctest/doctest.h>

#include <algorithm>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "runtime/retries.hpp"
#include "support/recording_sink.hpp"
#include "support/rules.hpp"
#include "support/unreadable_store.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const RuleBook& rules() {
  static const RuleBook book = rules_with(
      "workflow: w\nversion: 1\nroles: [boss]\nstates: { a: { after: { t: { in: 10m, target: b } } },"
      " b: { after: { u: { in: 10m, target: c } } }, c: { type: final } }\n");
  return book;
}

const Instant kNine = *parse_instant("2026-03-09T09:00:00Z");

// Cases `c000`, `c001`, … opened at nine; those of `broken` cannot be read.
struct Ward {
  std::shared_ptr<Breakage> breakage = std::make_shared<Breakage>();
  std::optional<Runtime> runtime;

  explicit Ward(int cases) {
    auto opened = Runtime::open(
        {.rules = rules(), .store = std::make_unique<UnreadableStore>(open_memory_store(), breakage), .sink = {}});
    REQUIRE(opened);
    runtime = *std::move(opened);
    for (int i = 0; i < cases; ++i)
      REQUIRE(runtime->open_case({.id = id(i), .workflow = "w"}, {.name = "open"}, kNine));
  }
  static std::string id(int i) {
    auto number = std::to_string(1000 + i);
    return "c" + number.substr(1);
  }
};

}  // namespace

TEST_CASE("retries: a minute, then two, four … and never more than an hour") {
  struct Row {
    int tries;
    Elapsed wait;
  };
  for (const auto& row : {Row{1, 1min}, Row{2, 2min}, Row{3, 4min}, Row{6, 32min}, Row{7, 60min}, Row{1'000, 60min}}) {
    CAPTURE(row.tries);
    CHECK(next_try_after(row.tries, kNine) == kNine + row.wait);
  }
  CHECK(next_try_after(1, Instant::max()) == Instant::max());
}

TEST_CASE("runtime: a case that cannot be read is named, the others fire, and it waits for its next try") {
  Ward ward(4);
  ward.breakage->unreadable = {Ward::id(1)};
  auto due = ward.runtime->run_due(kNine + 10min);
  REQUIRE(due);
  CHECK(due->fired == 3);
  REQUIRE(due->failures.size() == 1);
  CHECK(due->failures[0].case_id == "c001");
  REQUIRE(due->waiting.size() == 1);
  CHECK(due->waiting[0].case_id == "c001");
  CHECK(due->waiting[0].tries == 1);
  CHECK(due->waiting[0].next_try == kNine + 11min);
  CHECK(due->next == kNine + 11min);
  CHECK(*ward.runtime->next_deadline() == kNine + 11min);
  // Too early: nothing is tried, and it is still named.
  ward.breakage->loads = 0;
  due = ward.runtime->run_due(kNine + 10min + 59s);
  CHECK(ward.breakage->loads == 0);
  CHECK(due->failures.empty());
  CHECK(due->waiting.size() == 1);
  // Again, and twice as long.
  due = ward.runtime->run_due(kNine + 11min);
  CHECK(due->failures.size() == 1);
  CHECK(due->waiting[0].next_try == kNine + 13min);
  // Mended.
  ward.breakage->unreadable.clear();
  due = ward.runtime->run_due(kNine + 13min);
  CHECK(due->fired == 1);
  CHECK(due->failures.empty());
  CHECK(due->waiting.empty());
  CHECK(due->next == kNine + 20min);
}

TEST_CASE("runtime: what is stored for a waiting case makes it an ordinary one again") {
  Ward ward(1);
  ward.breakage->unreadable = {Ward::id(0)};
  REQUIRE(ward.runtime->run_due(kNine + 10min));
  ward.breakage->unreadable.clear();
  REQUIRE(ward.runtime->fire(Ward::id(0), {.name = "nothing"}, kNine + 10min));
  CHECK(*ward.runtime->next_deadline() == kNine + 20min);
  CHECK(ward.runtime->run_due(kNine + 10min)->waiting.empty());
}

TEST_CASE("runtime: with 600 failing cases a call tries no more than its limit, and each once") {
  Ward ward(602);
  for (int i = 0; i < 600; ++i) ward.breakage->unreadable.insert(Ward::id(i));
  ward.breakage->loads = 0;
  ward.breakage->rows = 0;
  auto due = ward.runtime->run_due(kNine + 1h, 100);
  REQUIRE(due);
  CHECK(due->failures.size() == 100);
  CHECK(ward.breakage->loads == 100);
  CHECK(due->next == kNine + 1h);  // there is more: call again
  due = ward.runtime->run_due(kNine + 1h);
  CHECK(due->failures.size() == 500);
  CHECK(due->fired == 4);
  CHECK(due->waiting.size() == 600);
  CHECK(due->next == kNine + 1h + 1min);
  CHECK(ward.breakage->loads == 604);
  // Linear: a few looks at each row, not 600.
  CHECK(ward.breakage->rows < 602 * 12);
}

TEST_CASE("runtime: a deadline that its case does not know is an error of that case, and the others go on") {
  Ward ward(3);
  ward.breakage->phantoms = {{"c001", kNine + 5min}};
  auto due = ward.runtime->run_due(kNine + 10min);
  REQUIRE(due);
  CHECK(due->fired == 3);  // its own deadline as well
  REQUIRE(due->failures.size() == 1);
  CHECK(due->failures[0].case_id == "c001");
  CHECK(due->failures[0].error.code == ErrorCode::internal);
  CHECK(due->failures[0].error.message.find("2026-03-09T09:05:00Z") != std::string::npos);
  CHECK(*due->next > kNine + 10min);
}

TEST_CASE("runtime: a deadline that another worker was faster with is no error") {
  Ward ward(2);
  ward.breakage->passing_phantoms = {{"c001", kNine + 5min}};
  const auto due = ward.runtime->run_due(kNine + 10min);
  REQUIRE(due);
  CHECK(due->fired == 2);
  CHECK(due->failures.empty());
}
