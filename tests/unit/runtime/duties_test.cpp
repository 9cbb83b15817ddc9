// A Runtime opens what its duties ask for, once, and tells what was missed, once.
#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/failing_store.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

RuleBook rules_of_duties(const std::string& at = "09:00", const std::string& comment = {}) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  sources.files["office.yaml"] = "calendar: office\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-17:00\"] }\n";
  sources.files["round.yaml"] = R"(workflow: round
version: 1
calendar: office
roles: [steward, supervisor]
open: { plan: { by: steward } }
states: { planned: { on: { log: logged } }, logged: { type: final } }
)";
  sources.files["duties.yaml"] = comment +
                                 "duties: daily\ncalendar: office\neach:\n  round:\n    opens: round\n    by: steward\n"
                                 "    every: FREQ=DAILY\n    at: \"" +
                                 at +
                                 "\"\n    until: \"12:00\"\n    roll: skip\n"
                                 "    missed: { to: supervisor }\n";
  auto report = load_rules(std::move(sources));
  for (const auto& diagnostic : report.diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(report.rules);
  return *report.rules;
}

// Ids of what was told of that kind.
std::vector<std::string> told(Store& store, const std::string& type) {
  std::vector<std::string> ids;
  const auto events = store.outbox(10'000);
  REQUIRE(events);
  for (const auto& event : *events) {
    if (event.event.find("\"type\":\"" + type + "\"") != std::string::npos) ids.push_back(event.id);
  }
  return ids;
}

Result<Runtime> open_on(World& world, const RuleBook& rules) {
  return Runtime::open({.rules = rules, .store = std::make_unique<FailingStore>(world), .sink = {}});
}

const std::vector<std::string> kFriday = {"-/round/2026-03-06T09:00/1/1"};

}  // namespace

TEST_CASE("runtime: duties are opened at their time, and what was missed is told after it") {
  World world;
  auto runtime = open_on(world, rules_of_duties());
  REQUIRE(runtime);
  REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));  // a Friday
  CHECK(**runtime->next_deadline() == china("2026-03-06 09:00"));
  REQUIRE(runtime->run_due(china("2026-03-06 09:00")));
  const auto opened = runtime->load("-/round/2026-03-06T09:00");
  REQUIRE(opened);
  CHECK(opened->opened_at() == china("2026-03-06 09:00"));
  REQUIRE(runtime->run_due(china("2026-03-06 12:00")));
  CHECK(told(*world.store, "docket.duty.missed.v1").empty());
  // The host comes back on Monday only: what came between is caught up, each as of its own time.
  REQUIRE(runtime->run_due(china("2026-03-09 09:30")));
  CHECK(told(*world.store, "docket.duty.missed.v1") == std::vector<std::string>{"duty:-/round/3/1"});
  REQUIRE(runtime->load("-/round/2026-03-09T09:00"));
  REQUIRE(runtime->fire("-/round/2026-03-09T09:00", {.name = "log"}, china("2026-03-09 10:00")));
  REQUIRE(runtime->run_due(china("2026-03-09 18:00")));
  CHECK(told(*world.store, "docket.duty.missed.v1").size() == 1);
  CHECK(runtime->find({})->size() == 2);  // the duty itself is no case
  const auto judged =
      runtime->duties("", china("2026-03-06 00:00"), china("2026-03-11 00:00"), china("2026-03-09 18:00"));
  REQUIRE(judged);
  REQUIRE(judged->size() == 3);
  CHECK((*judged)[0].standing == DutyStanding::missed);
  CHECK((*judged)[1].standing == DutyStanding::done);
  CHECK((*judged)[2].standing == DutyStanding::ahead);
}

TEST_CASE("runtime: whichever call of the store fails, a duty is opened once and its miss is told once") {
  const auto rules = rules_of_duties();
  for (const auto moment : {Moment::before, Moment::after}) {
    for (int fails_at = 1;; ++fails_at) {
      World world;
      world.fails_at = fails_at;
      world.moment = moment;
      const auto live = [&]() -> Status {
        auto runtime = open_on(world, rules);
        if (!runtime) return runtime.error();
        if (auto begun = runtime->start_duties(china("2026-03-06 08:00")); !begun) return begun.error();
        auto due = runtime->run_due(china("2026-03-09 08:00"));
        if (!due) return due.error();
        return Done{};
      };
      const auto first = live();
      const bool is_undisturbed = world.calls < fails_at;
      world.fails_at = 0;
      if (!is_undisturbed) REQUIRE(live());
      CHECK(told(*world.store, "docket.case.opened.v1") == kFriday);
      CHECK(told(*world.store, "docket.duty.missed.v1").size() == 1);
      if (is_undisturbed) break;
      CHECK_FALSE(first);
    }
  }
}

TEST_CASE("runtime: other rules move what is to come, and lose nothing that is overdue") {
  World world;
  {
    auto runtime = open_on(world, rules_of_duties());
    REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));
    REQUIRE(runtime->run_due(china("2026-03-06 10:00")));
  }
  auto runtime = open_on(world, rules_of_duties("10:00"));
  REQUIRE(runtime);
  // Friday's time was over while nobody was there: `run_due` comes first, and Monday is at ten.
  REQUIRE(runtime->start_duties(china("2026-03-07 08:00")));
  REQUIRE(runtime->run_due(china("2026-03-09 09:30")));
  CHECK(told(*world.store, "docket.duty.missed.v1").size() == 1);
  CHECK_FALSE(runtime->load("-/round/2026-03-09T09:00"));
  REQUIRE(runtime->run_due(china("2026-03-09 10:00")));
  CHECK(runtime->load("-/round/2026-03-09T10:00"));
  CHECK(runtime->open_case({.id = "duty:-/round", .workflow = "round"}, {.name = "plan"}, china("2026-03-09 10:00"))
            .error()
            .code == ErrorCode::invalid_argument);
}

TEST_CASE("runtime: an occurrence that is open when the rules change is judged by the rules that opened it") {
  struct Row {
    const char* at;      // under the new rules
    bool is_done;        // the case that the old ones opened
    std::size_t missed;  // by Monday morning
  };
  for (const auto& row :
       {Row{"10:00", false, 1}, Row{"10:00", true, 0}, Row{"09:00", false, 1}, Row{"09:00", true, 0}}) {
    CAPTURE(row.at);
    CAPTURE(row.is_done);
    World world;
    auto runtime = open_on(world, rules_of_duties());
    REQUIRE(runtime);
    REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));
    REQUIRE(runtime->run_due(china("2026-03-06 09:30")));
    REQUIRE(runtime->use_rules(rules_of_duties(row.at, "# later\n")));
    REQUIRE(runtime->start_duties(china("2026-03-06 09:30")));
    if (row.is_done) REQUIRE(runtime->fire("-/round/2026-03-06T09:00", {.name = "log"}, china("2026-03-06 09:40")));
    REQUIRE(runtime->run_due(china("2026-03-09 08:00")));
    // The round at ten begins after the new rules came: it is opened as well, and nobody does it.
    const bool begins_later = std::string(row.at) == "10:00";
    CHECK(told(*world.store, "docket.duty.missed.v1").size() == row.missed + (begins_later ? 1 : 0));
    CHECK(told(*world.store, "docket.case.opened.v1").size() == (begins_later ? 2 : 1));
    CHECK(told(*world.store, "docket.case.opened.v1").front() == kFriday.front());
    REQUIRE(runtime->run_due(china("2026-03-09 11:00")));
    CHECK(runtime->load(std::string("-/round/2026-03-09T") + row.at));
    CHECK(runtime->find({})->size() == (begins_later ? 3 : 2));
  }
}

namespace {

std::string standing_at(Runtime& runtime, const std::string& key, const char* now) {
  const auto judged = runtime.duties("", china("2026-03-01 00:00"), china("2026-03-31 00:00"), china(now));
  REQUIRE(judged);
  for (const auto& each : *judged) {
    if (each.occurrence.key == key) return name_of(each.standing);
  }
  return "unknown";
}

}  // namespace

TEST_CASE("runtime: what began before the store did was never anybody's, and is not missed") {
  World world;
  auto runtime = open_on(world, rules_of_duties());
  REQUIRE(runtime);
  const std::string thursday = "-/round/2026-03-05T09:00", friday = "-/round/2026-03-06T09:00";
  // Nobody was ever told to begin.
  CHECK(standing_at(*runtime, thursday, "2026-03-06 08:00") == "not_asked");
  REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));
  CHECK(standing_at(*runtime, thursday, "2026-03-06 08:00") == "not_asked");
  CHECK(standing_at(*runtime, friday, "2026-03-06 08:00") == "ahead");
  // Its time has begun, and the host only has not called yet.
  CHECK(standing_at(*runtime, friday, "2026-03-06 09:30") == "open");
  CHECK(standing_at(*runtime, friday, "2026-03-06 12:30") == "missed");
  REQUIRE(runtime->run_due(china("2026-03-06 12:30")));
  CHECK(standing_at(*runtime, friday, "2026-03-06 12:30") == "missed");
}

TEST_CASE("runtime: rules that differ in nothing of a duty leave what it has begun alone, however often they come") {
  World world;
  auto runtime = open_on(world, rules_of_duties());
  REQUIRE(runtime);
  REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));
  for (int i = 0; i < 4; ++i) {
    const auto now = china("2026-03-06 08:30") + i * 30min;  // before, at, and after its beginning
    REQUIRE(runtime->run_due(now));
    REQUIRE(runtime->use_rules(rules_of_duties("09:00", "# edition " + std::to_string(i) + "\n")));
    REQUIRE(runtime->start_duties(now));
  }
  CHECK(standing_at(*runtime, "-/round/2026-03-06T09:00", "2026-03-06 11:00") == "open");
  REQUIRE(runtime->run_due(china("2026-03-09 08:00")));
  CHECK(told(*world.store, "docket.case.opened.v1") == kFriday);
  CHECK(told(*world.store, "docket.duty.missed.v1").size() == 1);
}

TEST_CASE("runtime: what was overdue when new rules came follows the old ones, what begins later the new ones") {
  World world;
  auto runtime = open_on(world, rules_of_duties());
  REQUIRE(runtime);
  REQUIRE(runtime->start_duties(china("2026-03-06 08:00")));
  // The host was away from eight until half past nine on Friday, and the new rules came with it.
  REQUIRE(runtime->use_rules(rules_of_duties("11:00")));
  REQUIRE(runtime->start_duties(china("2026-03-06 09:30")));
  REQUIRE(runtime->run_due(china("2026-03-06 11:30")));
  CHECK(runtime->load("-/round/2026-03-06T09:00"));
  CHECK(runtime->load("-/round/2026-03-06T11:00"));
  REQUIRE(runtime->run_due(china("2026-03-06 13:00")));
  CHECK(told(*world.store, "docket.duty.missed.v1").size() == 2);
}
