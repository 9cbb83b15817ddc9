#include "cli/output.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "docket/runtime.hpp"
#include "docket/value.hpp"

namespace docket::cli {

void print(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
}

void complain(std::string_view line) {
  std::fflush(stdout);  // in the order in which they were said, when both go to one place
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
}

bool output_failed() { return std::fflush(stdout) != 0 || std::ferror(stdout) != 0; }

int fail(const Error& error) {
  complain(fmt::format("docket: {} ({})", error.message, name_of(error.code)));
  return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::not_found ? kMistakes : kUnusable;
}

int fail_unusable(const Error& error) {
  complain(fmt::format("docket: {} ({})", error.message, name_of(error.code)));
  return kUnusable;
}

int fail_usage(std::string_view message) {
  complain(fmt::format("docket: {}", message));
  return kUsage;
}

int fail_asked(const Error& error) {
  return error.code == ErrorCode::invalid_argument ? fail_usage(error.message) : fail(error);
}

int fail_unread(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return fail_usage("there is no file " + backticked(path));
  return fail_unusable({ErrorCode::unavailable, backticked(path) + " cannot be read"});
}

bool is_rules_folder(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return true;
  const bool is_file = std::filesystem::exists(path, ignored);
  fail_usage(is_file ? backticked(path) + " is a file; name the folder that the rules are in"
                     : "there is no folder " + backticked(path) + "; `--rules` names the one that the rules are in");
  return false;
}

namespace {

std::string json_of(const Diagnostic& diagnostic) {
  const auto& span = diagnostic.span;
  return to_json(
      Value::object({{"severity", Value::string(diagnostic.severity == Severity::error ? "error" : "warning")},
                     {"code", Value::string(diagnostic.code)},
                     {"file", Value::string(span.file)},
                     {"line", Value::integer(span.line)},
                     {"column", Value::integer(span.column)},
                     {"message", Value::string(diagnostic.message)},
                     {"hint", Value::string(diagnostic.hint)}}));
}

}  // namespace

void print_diagnostics(const Diagnostics& diagnostics, bool json) {
  for (const auto& diagnostic : diagnostics) json ? print(json_of(diagnostic)) : complain(render(diagnostic));
}

void print_findings(const Diagnostics& diagnostics, bool json) {
  for (const auto& diagnostic : diagnostics) print(json ? json_of(diagnostic) : render(diagnostic));
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string count_of_mistakes(const Diagnostics& diagnostics) {
  const auto errors = std::count_if(diagnostics.begin(), diagnostics.end(),
                                    [](const Diagnostic& each) { return each.severity == Severity::error; });
  const auto warnings = diagnostics.size() - static_cast<std::size_t>(errors);
  auto text = counted(static_cast<std::size_t>(errors), "mistake");
  if (warnings > 0) text += " and " + counted(warnings, "warning");
  return text;
}

Loaded load(const Common& common) {
  if (!is_rules_folder(common.rules)) return {.rules = {}, .code = kUsage};
  auto report = read_rules(common.rules);
  if (report.rules) return {.rules = std::move(report.rules)};
  print_diagnostics(report.diagnostics, common.json);
  complain(fmt::format("docket: {} in the rules under `{}`; nothing was loaded", count_of_mistakes(report.diagnostics),
                       common.rules));
  return {.rules = {}, .code = kMistakes};
}

std::optional<std::string> read_text(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return std::nullopt;  // which opens, and cannot be read
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text;
}

}  // namespace docket::cli
