// A store that throws, at any of its calls, is a store that has failed: nothing leaves the runtime, and what follows is
// as after any other failure.
#include <doctest/doctest.h>

#include <stdexcept>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/failing_store.hpp"
#include "support/recording_sink.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

const RuleBook& rules() {
  static const RuleBook book = rules_with(
      "workflow: w\nversion: 1\nstates: { a: { after: { t: { in: 10m, target: b } }, on: { go: b } },"
      " b: { after: { t: { in: 10m, target: c } } }, c: { type: final } }\n");
  return book;
}

const Instant kNine = *parse_instant("2026-03-09T09:00:00Z");

}  // namespace

TEST_CASE("fault: whichever call of a store throws, the call ends with `unavailable`, and repeating it ends alike") {
  for (int fails_at = 1;; ++fails_at) {
    CAPTURE(fails_at);
    World world;
    world.throws = true;
    world.fails_at = fails_at;
    RecordingSink host;
    std::vector<ErrorCode> errors;
    const auto until_done = [&](auto call) {
      for (int attempt = 0; attempt < 3; ++attempt) {
        const auto done = call();
        if (done) return;
        errors.push_back(done.error().code);
      }
      FAIL("three times in a row");
    };
    std::optional<Runtime> runtime;
    until_done([&] {
      auto opened =
          Runtime::open({.rules = rules(), .store = std::make_unique<FailingStore>(world), .sink = host.sink()});
      if (opened) runtime = *std::move(opened);
      return opened ? Status(Done{}) : Status(opened.error());
    });
    until_done([&] { return runtime->open_case({.id = "A", .workflow = "w"}, {.name = "open", .id = "e1"}, kNine); });
    until_done([&] { return runtime->fire("A", {.name = "go", .id = "e2"}, kNine + 1min); });
    until_done([&] { return runtime->run_due(kNine + 11min); });
    until_done([&] { return runtime->find({}); });
    until_done([&] { return runtime->journal("A"); });
    until_done([&] { return runtime->next_deadline(); });
    until_done([&] { return runtime->deliver(); });
    const bool is_undisturbed = world.calls < fails_at;
    for (const auto code : errors) CHECK(code == ErrorCode::unavailable);
    CHECK(errors.size() <= 1);
    CHECK(world.store->journal("A")->size() == 3);
    CHECK(host.ids == std::vector<std::string>{"A/1/1", "A/1/2", "A/2/1", "A/3/1", "A/3/2"});
    if (is_undisturbed) break;
  }
}
