// What a consumer's first program does: it includes, links and asks one question.
#include <docket/runtime.hpp>
#include <docket/stores.hpp>
#include <docket/version.hpp>
#include <iostream>

int main() {
  const auto report =
      docket::load_rules({.files = {{"w.yaml", "docket: 1\nworkflow: w\nversion: 1\nstates: { a: { type: final } }\n"}},
                          .zone_bytes = docket::system_zone});
  if (!report.rules) return 1;
  auto runtime = docket::Runtime::open({.rules = *report.rules, .store = docket::open_memory_store(), .sink = {}});
  if (!runtime || !runtime->open_case({.id = "c", .workflow = "w"}, {.name = "open"},
                                      *docket::parse_instant("2026-01-01T00:00:00Z")))
    return 1;
  std::cout << "docket " << docket::kVersion << "\n";
}
