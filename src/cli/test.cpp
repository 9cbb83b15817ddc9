// docket test: every scenario, one line each.
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "base/try.hpp"
#include "cli/commands.hpp"
#include "cli/coverage.hpp"
#include "cli/output.hpp"
#include "docket/scenario.hpp"
#include "docket/value.hpp"
#include "runtime/folder_walk.hpp"

namespace docket::cli {
namespace {

namespace fs = std::filesystem;

// A file that is named more than once, however it is spelled, is tried once.
std::vector<std::string> each_once(std::vector<std::string> files) {
  std::set<fs::path> known, told;
  std::erase_if(files, [&](const std::string& file) {
    std::error_code failure;
    auto path = fs::canonical(file, failure);
    if (failure) path = file;
    if (known.insert(path).second) return false;
    if (told.insert(path).second) complain(fmt::format("docket: `{}` is named more than once, and tried once", file));
    return true;
  });
  return files;
}

// All scenario files below the paths, sorted; nothing when a path does not exist.
std::optional<std::vector<std::string>> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code failure;
    if (fs::is_regular_file(path, failure)) {
      files.push_back(path);
      continue;
    }
    if (!fs::is_directory(path, failure)) {
      complain(fmt::format("docket: there is no file or folder `{}`", path));
      return std::nullopt;
    }
    for (const auto& file : files_below(path, failure)) {
      if (file.string().ends_with(".scenario.yaml")) files.push_back(file.string());
    }
  }
  std::sort(files.begin(), files.end());
  return each_once(std::move(files));
}

void print_report(const ScenarioReport& report, const Common& common) {
  if (common.json) {
    print(to_json(Value::object({{"file", Value::string(report.file)},
                                 {"workflow", Value::string(report.workflow)},
                                 {"title", Value::string(report.title.in(common.language))},
                                 {"passed", Value::boolean(report.passed())},
                                 {"steps", Value::integer(report.steps)}})));
    print_diagnostics(report.differences, true);
    return;
  }
  print(fmt::format("{}  {}  {}", report.passed() ? "ok  " : "FAIL", report.file, report.title.in(common.language)));
  for (const auto& difference : report.differences) print(render(difference));
}

bool asks_coverage(const TestOptions& options) {
  return options.coverage || options.coverage_min > 0 || !options.coverage_report.empty();
}

Status write(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) return Error{ErrorCode::unavailable, "the file `" + path + "` cannot be written"};
  return Done{};
}

// Of all workflows when all scenarios were run, else of those that some scenario was about.
CoveredWorkflows covered_by(const TestOptions& options, const std::vector<ScenarioReport>& reports) {
  CoveredWorkflows workflows;
  if (options.paths.empty()) return workflows;
  for (const auto& report : reports) workflows.insert(report.workflow);
  return workflows;
}

// Whether as much was tried as was asked for.
Result<bool> tell_coverage(const TestOptions& options, const Coverage& coverage,
                           const std::vector<ScenarioReport>& reports) {
  const auto workflows = covered_by(options, reports);
  if (options.coverage) print_coverage(coverage, workflows, options.common);
  if (!options.coverage_report.empty()) DOCKET_CHECK(write(options.coverage_report, to_json(coverage) + "\n"));
  return options.coverage_min == 0 || has_coverage(coverage, workflows, options.coverage_min);
}

}  // namespace

int test(const TestOptions& options) {
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  const auto files =
      scenario_files(options.paths.empty() ? std::vector<std::string>{options.common.rules} : options.paths);
  if (!files) return kUsage;
  std::vector<ScenarioReport> reports;
  std::optional<Coverage> coverage;
  if (asks_coverage(options)) coverage.emplace(*rules);
  for (const auto& file : *files) {
    const auto text = read_text(file);
    if (!text) return fail_unread(file);
    reports.push_back(run_scenario(*rules, file, *text, coverage ? &*coverage : nullptr));
    print_report(reports.back(), options.common);
  }
  const auto failed =
      std::count_if(reports.begin(), reports.end(), [](const ScenarioReport& report) { return !report.passed(); });
  if (!options.junit.empty()) {
    if (const auto written = write(options.junit, to_junit(reports)); !written) return fail(written.error());
  }
  if (!options.common.json)
    print(fmt::format("{} passed, {} failed", reports.size() - static_cast<std::size_t>(failed), failed));
  if (reports.empty()) complain("docket: no scenario was found (files ending in .scenario.yaml)");
  const auto is_enough = coverage ? tell_coverage(options, *coverage, reports) : Result<bool>(true);
  if (!is_enough) return fail(is_enough.error());
  return failed == 0 && !reports.empty() && *is_enough ? kOk : kMistakes;
}

}  // namespace docket::cli
