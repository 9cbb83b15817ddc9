#include <iostream>

#include "docket/narrative.hpp"
#include "docket/runtime.hpp"
#include "docket/stores.hpp"

int main() {
  auto rules = docket::read_rules("examples/01_hello/rules");
  for (const auto& mistake : rules.diagnostics) std::cerr << docket::render(mistake) << "\n";
  if (!rules.rules) return 1;
  auto tell = [](const docket::OutboxEvent& event) -> docket::Status {
    const auto json = *docket::parse_json(event.event);
    std::cout << event.id << "  " << docket::narrate(json.find("type")->as_string(), *json.find("data"), {}) << "\n";
    return docket::Done{};
  };
  auto runtime = docket::Runtime::open({.rules = *rules.rules, .store = docket::open_memory_store(), .sink = tell});
  const auto four = *docket::parse_instant("2026-02-13T16:00:00Z");
  auto opened =
      runtime->open_case({.id = "C-1", .workflow = "incident"}, {.name = "report", .actor = {"li", {"guard"}}}, four);
  auto due = runtime->run_due(four + std::chrono::minutes(31));
  auto refused = runtime->fire("C-1", {.name = "attend", .actor = {"wu", {"tenant"}}}, four + std::chrono::minutes(32));
  return opened && due && refused ? 0 : 1;
}
