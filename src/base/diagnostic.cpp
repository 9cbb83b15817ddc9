// How a diagnostic looks, and in which order diagnostics come.
// Tested by tests/unit/base/diagnostic_test.cpp
#include "docket/diagnostic.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace docket {
namespace {

// The bytes of `line` before the `column`-th code point.
std::string_view before_column(std::string_view line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t passed = 0; at < line.size(); ++at) {
    const bool starts_code_point = (static_cast<unsigned char>(line[at]) & 0xC0U) != 0x80U;
    if (starts_code_point && ++passed == column) break;
  }
  return line.substr(0, at);
}

std::string caret_line(const Diagnostic& diagnostic) {
  const std::string_view line = diagnostic.source_line;
  const auto before = before_column(line, diagnostic.span.column);
  const auto until = before_column(line, std::max(diagnostic.span.end_column, diagnostic.span.column + 1));
  // Tabs are kept so that the caret stays under its word whatever the reader's tab width is.
  std::string text;
  for (std::size_t at = 0; at < before.size();) {
    std::size_t next = at + 1;
    while (next < before.size() && (static_cast<unsigned char>(before[next]) & 0xC0U) == 0x80U) ++next;
    text += before[at] == '\t' ? std::string("\t") : std::string(display_width(before.substr(at, next - at)), ' ');
    at = next;
  }
  const std::string_view marked = until.size() > before.size() ? until.substr(before.size()) : std::string_view{};
  text += std::string(std::max<std::size_t>(display_width(marked), 1), '^');
  return text;
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  const auto& span = diagnostic.span;
  std::string text = span.file;
  if (span.line > 0) text += ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
  if (!text.empty()) text += ": ";
  text += diagnostic.severity == Severity::error ? "error: " : "warning: ";
  text += diagnostic.message;
  if (!diagnostic.code.empty()) text += " [" + diagnostic.code + "]";
  if (span.line > 0 && !diagnostic.source_line.empty()) {
    text += "\n   | " + diagnostic.source_line + "\n   | " + caret_line(diagnostic);
    if (!diagnostic.hint.empty()) text += " " + diagnostic.hint;
  } else if (!diagnostic.hint.empty()) {
    text += "\n   | " + diagnostic.hint;
  }
  return text;
}

void sort_by_place(Diagnostics& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.span.file, d.span.line, d.span.column, d.code, d.message);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); };
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(), same), diagnostics.end());
}

bool has_errors(const Diagnostics& diagnostics) noexcept {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace docket
