// docket check: every mistake in the rules at once.
#include <fmt/core.h>

#include <set>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "docket/runtime.hpp"
#include "docket/value.hpp"

namespace docket::cli {

int check(const CheckOptions& options) {
  if (!is_rules_folder(options.common.rules)) return kUsage;
  const auto report = read_rules(options.common.rules);
  print_findings(report.diagnostics, options.common.json);
  if (!report.rules) {
    const auto count = count_of_mistakes(report.diagnostics) + "; nothing was loaded";
    options.common.json ? complain(count) : print(count);
    return kMistakes;
  }
  std::set<std::string> workflows;
  for (const auto& summary : report.rules->workflows()) workflows.insert(summary.workflow);
  if (options.common.json) {
    print(to_json(
        Value::object({{"workflows", Value::integer(static_cast<std::int64_t>(workflows.size()))},
                       {"projects", Value::integer(static_cast<std::int64_t>(report.rules->projects().size()))},
                       {"calendars", Value::integer(static_cast<std::int64_t>(report.rules->calendars().size()))},
                       {"fingerprint", Value::string(report.rules->fingerprint())}})));
  } else if (options.common.language == Language::zh) {
    print(fmt::format("没有错误：{} 个流程，{} 个项目，{} 个日历，{} 条警告；指纹 {}", workflows.size(),
                      report.rules->projects().size(), report.rules->calendars().size(), report.diagnostics.size(),
                      report.rules->fingerprint()));
  } else {
    print(fmt::format("no mistakes: {}, {}, {}, {}; fingerprint {}", counted(workflows.size(), "workflow"),
                      counted(report.rules->projects().size(), "project"),
                      counted(report.rules->calendars().size(), "calendar"),
                      counted(report.diagnostics.size(), "warning"), report.rules->fingerprint()));
  }
  return kOk;
}

}  // namespace docket::cli
