#include "cli/output.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "docket/runtime.hpp"
#include "docket/value.hpp"

namespace docket::cli {

void print(std::string_view line) { fmt::print("{}\n", line); }
void complain(std::string_view line) { fmt::print(stderr, "{}\n", line); }

int fail(const Error& error) {
  complain(fmt::format("docket: {} ({})", error.message, name_of(error.code)));
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::not_found ? kMistakes : kUnusable;
}

int fail_usage(std::string_view message) {
  complain(fmt::format("docket: {}", message));
  return kUsage;
}

void print_diagnostics(const Diagnostics& diagnostics, bool json) {
  for (const auto& diagnostic : diagnostics) {
    if (!json) {
      complain(render(diagnostic));
      continue;
    }
    const auto& span = diagnostic.span;
    print(to_json(Value::object({{"severity", Value::string(diagnostic.severity == Severity::error ? "error" : "warning")},
                                 {"code", Value::string(diagnostic.code)},
                                 {"file", Value::string(span.file)},
                                 {"line", Value::integer(span.line)},
                                 {"column", Value::integer(span.column)},
                                 {"message", Value::string(diagnostic.message)},
                                 {"hint", Value::string(diagnostic.hint)}})));
  }
}

std::optional<RuleBook> load(const Common& common) {
  auto report = read_rules(common.rules);
  if (report.rules) return std::move(report.rules);
  print_diagnostics(report.diagnostics, common.json);
  const auto errors = std::count_if(report.diagnostics.begin(), report.diagnostics.end(),
                                    [](const Diagnostic& each) { return each.severity == Severity::error; });
  complain(fmt::format("docket: {} {} in the rules under `{}`; nothing was loaded", errors, errors == 1 ? "mistake" : "mistakes", common.rules));
  return std::nullopt;
}

std::optional<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace docket::cli
