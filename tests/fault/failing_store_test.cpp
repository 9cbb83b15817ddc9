// Every call of a store fails once, and every delivery to the host fails once, in turn.  After each
// failure the case is as some commit left it, and repeating the calls ends where an undisturbed run ends.
#include "support/failing_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/rules.hpp"

using namespace docket;
using docket::testing::china;
using docket::testing::FailingStore;
using docket::testing::Moment;
using docket::testing::World;

namespace {

const char* const kWorkflow = R"(workflow: repair
version: 1
calendar: office
record: { note: string }
roles: [clerk, manager]
guards:
  noted: { check: has(record.note), message: Write a note first }
open:
  report: { by: clerk, input: { note: optional }, set: [note] }
states:
  open:
    on:
      note: { by: clerk, input: { note: required }, set: [note] }
      close: { by: clerk, require: [noted], target: closed, do: [{ emit: told, to: manager }] }
  closed: { type: final }
sla:
  reply:
    start: open
    stop: { event: close }
    target: { any: { within: 2h } }
    warn: { half: 50% }
    escalate:
      breach: { at: breach, to: manager }
      again: { at: 1h after, to: manager, repeat: { every: 1h, times: 3 } }
)";

const RuleBook& rules() {
  static const RuleBook book = testing::rules_with(kWorkflow);
  return book;
}

Result<Runtime> open(World& world) {
  return Runtime::open({.rules = rules(),
                        .store = std::make_unique<FailingStore>(world),
                        .sink = [&](const OutboxEvent& event) -> Status {
                          if (++world.deliveries == world.sink_fails_at)
                            return Error{ErrorCode::unavailable, "the host is busy"};
                          world.delivered.push_back(event.id);
                          return Done{};
                        }});
}

Event by_clerk(std::string id, std::string name, Value input = Value::map({})) {
  return {.name = std::move(name), .actor = {"li", {"clerk"}}, .input = std::move(input), .id = std::move(id)};
}

using Call = std::function<Status(Runtime&)>;

template <class T>
Status status_of(const Result<T>& result) {
  if (!result) return result.error();
  return Done{};
}

// Two cases; deadlines by run_due and by an event that finds them due; a refusal; a closing.
std::vector<Call> calls() {
  const auto note = Value::object({{"note", Value::string("lift 3 stands still")}});
  return {
      [](Runtime& runtime) {
        return status_of(
            runtime.open_case({.id = "A", .workflow = "repair"}, by_clerk("a1", "report"), china("2026-03-09 09:00")));
      },
      [](Runtime& runtime) {
        return status_of(
            runtime.open_case({.id = "B", .workflow = "repair"}, by_clerk("b1", "report"), china("2026-03-09 09:30")));
      },
      [](Runtime& runtime) { return status_of(runtime.run_due(china("2026-03-09 10:10"))); },
      [](Runtime& runtime) {
        return status_of(runtime.fire("A", by_clerk("a2", "close"), china("2026-03-09 10:20")));
      },  // refused
      [note](Runtime& runtime) {
        return status_of(runtime.fire("A", by_clerk("a3", "note", note), china("2026-03-09 13:05")));
      },
      [](Runtime& runtime) { return status_of(runtime.run_due(china("2026-03-09 13:10"))); },
      [](Runtime& runtime) { return status_of(runtime.fire("A", by_clerk("a4", "close"), china("2026-03-09 13:20"))); },
      [](Runtime& runtime) { return status_of(runtime.run_due(china("2026-03-10 09:00"))); },
      [](Runtime& runtime) { return status_of(runtime.deliver()); },
  };
}

std::vector<std::string> journals(Store& store) {
  std::vector<std::string> lines;
  for (const auto* kase : {"A", "B"}) {
    const auto entries = store.journal(kase);
    REQUIRE(entries);
    for (const auto& entry : *entries) lines.push_back(std::string(kase) + " " + entry.entry);
  }
  return lines;
}

// Of one case, each id once, in the order of its first delivery.
std::vector<std::string> first_deliveries(const World& world, const std::string& kase) {
  std::vector<std::string> ids;
  for (const auto& id : world.delivered) {
    if (id.starts_with(kase + "/") && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

enum class Host : std::uint8_t { goes_on, restarts };

// Every call is repeated until it succeeds.  False when nothing failed any more.
void play(World& world, Host host, const std::function<void()>& after_failure) {
  auto runtime = open(world);
  if (!runtime) runtime = open(world);
  REQUIRE(runtime);
  for (const auto& call : calls()) {
    for (int attempt = 1;; ++attempt) {
      REQUIRE(attempt <= 3);
      const auto status = call(*runtime);
      if (status) break;
      CHECK_MESSAGE(status.error().code == ErrorCode::unavailable, status.error().message);
      after_failure();
      if (host == Host::goes_on) continue;
      runtime = Error{};  // the process ends
      runtime = open(world);
      REQUIRE(runtime);
    }
  }
  // A sink that failed in the last delivery is asked again.
  if (!runtime->deliver()) REQUIRE(runtime->deliver());
}

const World& undisturbed() {
  static World world;
  if (world.calls == 0) play(world, Host::goes_on, [] {});
  return world;
}

void check_as_undisturbed(World& world) {
  auto& whole = const_cast<World&>(undisturbed());
  CHECK(journals(*world.store) == journals(*whole.store));
  for (const auto* kase : {"A", "B"}) CHECK(first_deliveries(world, kase) == first_deliveries(whole, kase));
  const auto left = world.store->outbox(100);
  REQUIRE(left);
  for (const auto& event : *left)
    CHECK_MESSAGE(std::count(world.delivered.begin(), world.delivered.end(), event.id) > 0, event.id);
}

}  // namespace

TEST_CASE("fault: an undisturbed run of two cases has 15 journal entries and delivers each event once") {
  auto& whole = const_cast<World&>(undisturbed());
  CHECK(journals(*whole.store).size() == 15);
  const std::set<std::string> once(whole.delivered.begin(), whole.delivered.end());
  CHECK(once.size() == whole.delivered.size());
}

TEST_CASE(
    "fault: whichever call of the store fails, the case is as a commit left it, and repeating the event gives one "
    "entry") {
  const int last = undisturbed().calls;
  REQUIRE(last > 30);
  for (const auto moment : {Moment::before, Moment::after}) {
    for (const auto host : {Host::goes_on, Host::restarts}) {
      for (int n = 1; n <= last; ++n) {
        World world;
        world.fails_at = n;
        world.moment = moment;
        CAPTURE(n);
        CAPTURE(static_cast<int>(moment));
        CAPTURE(static_cast<int>(host));
        play(world, host, [&] {
          for (const auto* kase : {"A", "B"}) {
            const auto stored = world.store->load(kase);
            REQUIRE(stored);
            if (*stored) CHECK(undisturbed().snapshots.contains((*stored)->snapshot));
          }
        });
        check_as_undisturbed(world);
      }
    }
  }
}

TEST_CASE("fault: whichever delivery to the host fails, no event is lost and each case's events keep their order") {
  const int last = undisturbed().deliveries;
  REQUIRE(last > 15);
  for (const auto host : {Host::goes_on, Host::restarts}) {
    for (int n = 1; n <= last; ++n) {
      World world;
      world.sink_fails_at = n;
      CAPTURE(n);
      CAPTURE(static_cast<int>(host));
      play(world, host, [] {});
      check_as_undisturbed(world);
      // A delivery that failed is the only reason for a second one.
      for (const auto* kase : {"A", "B"}) {
        const auto ids = first_deliveries(world, kase);
        for (const auto& id : ids) CHECK(std::count(world.delivered.begin(), world.delivered.end(), id) == 1);
      }
    }
  }
}

TEST_CASE("fault: the host's order is kept for each case also when an earlier delivery is outstanding") {
  World world;
  world.sink_fails_at = 2;  // the second event of A's opening
  auto runtime = open(world);
  REQUIRE(runtime);
  REQUIRE(runtime->open_case({.id = "A", .workflow = "repair"}, by_clerk("a1", "report"), china("2026-03-09 09:00")));
  CHECK(world.delivered == std::vector<std::string>{"A/1/1"});
  REQUIRE(runtime->run_due(china("2026-03-09 10:10")));
  CHECK(world.delivered == std::vector<std::string>{"A/1/1", "A/1/2", "A/1/3", "A/2/1"});
}
