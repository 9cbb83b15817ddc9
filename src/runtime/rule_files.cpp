// Rules and zones from disk: the library's only reader of files besides the stores.
// Tested by tests/architecture/readme_test.cpp
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "docket/limits.hpp"
#include "docket/runtime.hpp"
#include "runtime/folder_walk.hpp"

namespace docket {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  return text;
}

Diagnostic unreadable(const std::string& path, const std::string& why) {
  Diagnostic diagnostic{.code = "unreadable-file", .message = why, .hint = {}, .source_line = {}};
  diagnostic.span.file = path;
  return diagnostic;
}

bool is_rule_file(const fs::path& path) {
  const auto name = path.filename().string();
  return (name.ends_with(".yaml") || name.ends_with(".yml")) && !name.ends_with(".scenario.yaml") &&
         !name.ends_with(".migration.yaml");
}

void read_into(const fs::path& folder, RuleSources& sources, Diagnostics& diagnostics) {
  std::error_code failure;
  const auto files = files_below(folder, failure);
  if (failure) {
    diagnostics.push_back(unreadable(folder.string(), "there is no folder of rules here"));
    return;
  }
  for (const auto& path : files) {
    if (!is_rule_file(path)) continue;
    auto text = read_file(path);
    if (text)
      sources.files.emplace(path.lexically_relative(folder).generic_string(), std::move(*text));
    else
      diagnostics.push_back(unreadable(path.string(), "the file cannot be read"));
  }
  if (sources.files.empty() && diagnostics.empty())
    diagnostics.push_back(unreadable(folder.string(), "the folder holds no rules (files ending in .yaml)"));
}

// `Asia/Shanghai`, never a way out of the folder.
bool is_zone_name(std::string_view name) {
  return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
                  c == '-' || c == '+';
         });
}

}  // namespace

std::optional<std::string> system_zone(std::string_view name) {
  if (!is_zone_name(name)) return std::nullopt;
  const char* chosen = std::getenv("TZDIR");
  for (const auto* folder : {chosen ? chosen : "", "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"}) {
    if (*folder == '\0') continue;
    const auto path = fs::path(folder) / name;
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) continue;
    auto bytes = read_file(path);
    if (bytes && bytes->starts_with("TZif")) return bytes;
  }
  return std::nullopt;
}

LoadReport read_rules(const std::string& folder) { return read_rules(folder, RuleBook()); }

LoadReport read_rules(const std::string& folder, const RuleBook& current) {
  RuleSources sources{.files = {}, .zone_bytes = system_zone};
  Diagnostics unread;
  read_into(folder, sources, unread);
  if (sources.files.empty()) return {.rules = {}, .diagnostics = std::move(unread)};
  auto report = reload_rules(std::move(sources), current);
  report.diagnostics.insert(report.diagnostics.end(), unread.begin(), unread.end());
  // What could not be read may be what the rest refers to: nothing is loaded by half.
  if (!unread.empty()) report.rules.reset();
  return report;
}

}  // namespace docket
