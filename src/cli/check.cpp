// docket check: every mistake in the rules at once.
#include <fmt/core.h>

#include <set>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "docket/runtime.hpp"

namespace docket::cli {

int check(const CheckOptions& options) {
  const auto report = read_rules(options.common.rules);
  print_diagnostics(report.diagnostics, options.common.json);
  if (!report.rules) {
    const auto count = report.diagnostics.size();
    complain(fmt::format("{} {}; nothing was loaded", count, count == 1 ? "finding" : "findings"));
    return kMistakes;
  }
  std::set<std::string> workflows;
  for (const auto& summary : report.rules->workflows()) workflows.insert(summary.workflow);
  if (!options.common.json) {
    print(fmt::format("no mistakes: {} workflows, {} projects, {} calendars, {} warnings; fingerprint {}", workflows.size(),
                      report.rules->projects().size(), report.rules->calendars().size(), report.diagnostics.size(), report.rules->fingerprint()));
  }
  return kOk;
}

}  // namespace docket::cli
