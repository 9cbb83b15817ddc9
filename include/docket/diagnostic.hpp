// Diagnostic: one mistake in a rule file, with its place, for the person who wrote the file.
//
// Loading rules never stops at the first mistake: it returns all of them, sorted by place.
//
// Threads: plain values.  Errors: none.  Cost: rendering is linear in the length of the line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace docket {

enum class Severity : std::uint8_t { error, warning };

// A stretch of one line of one file.  Lines and columns count from 1, columns in Unicode code
// points.  line 0 means: the file as a whole.
struct SourceSpan {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t end_column = 0;  // one past the last column; equal to column for a point

  friend bool operator==(const SourceSpan&, const SourceSpan&) = default;
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  // stable, such as `unknown-state`: tests and editors may rely on it
  SourceSpan span;
  std::string message;      // what is, in the author's words
  std::string hint;         // what would be right; may be empty
  std::string source_line;  // the text of the line the span is in; may be empty
};

using Diagnostics = std::vector<Diagnostic>;

// The diagnostic as a person reads it, in several lines, without a trailing newline:
//
//   incident.yaml:14:11: error: state `opne` does not exist [unknown-state]
//      |   target: opne
//      |           ^^^^ did you mean `open`?
//
// The caret stands under the right character when the line holds wide (Chinese) characters, too.
std::string render(const Diagnostic& diagnostic);

// Sorts by file, line, column and code, and removes exact repeats.
void sort_by_place(Diagnostics& diagnostics);

// True when at least one of them is an error and not a warning.
bool has_errors(const Diagnostics& diagnostics) noexcept;

}  // namespace docket
