// run_due once and run_due at each deadline tell the same in the same order.
#include <doctest/doctest.h>

#include "docket/runtime.hpp"
#include "docket/stores.hpp"
#include "support/recording_sink.hpp"
#include "support/rules.hpp"

using namespace docket;
using namespace docket::testing;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> told(const std::vector<Elapsed>& calls) {
  auto rules = read_rules(DOCKET_SOURCE_DIR "/tests/regressions/order/rules");
  REQUIRE(rules.rules);
  RecordingSink host;
  auto runtime = Runtime::open({.rules = *rules.rules, .store = open_memory_store(), .sink = host.sink()});
  REQUIRE(runtime);
  const auto four = *parse_instant("2026-02-13T16:00:00Z");
  const Actor li{"li", {"desk"}};
  REQUIRE(runtime->open_case({.id = "b", .workflow = "w"}, {.name = "open", .actor = li}, four));
  REQUIRE(runtime->run_due(four + 9min));
  REQUIRE(runtime->open_case({.id = "a", .workflow = "w"}, {.name = "open", .actor = li}, four + 10min));
  for (const auto after : calls) REQUIRE(runtime->run_due(four + after));
  std::erase_if(host.ids, [](const std::string& id) { return id.find("/1/") != std::string::npos; });
  return host.ids;
}

}  // namespace

TEST_CASE("order: at one instant the smaller case id fires first, whether the host calls once or at each deadline") {
  const std::vector<std::string> right = {"b/2/1", "a/2/1", "b/3/1", "b/3/2", "a/3/1", "a/3/2"};
  CHECK(told({10min, 20min, 30min, 60min}) == right);
  CHECK(told({60min}) == right);
  CHECK(told({15min, 25min, 60min}) == right);
}
