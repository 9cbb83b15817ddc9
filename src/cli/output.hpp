// What all commands share: printing, and loading rules with their mistakes shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "docket/result.hpp"
#include "docket/rule_book.hpp"

namespace docket::cli {

void print(std::string_view line);     // to standard output, with a newline
void complain(std::string_view line);  // to standard error

// Whether something printed so far could not be written: standard output is closed, or its disk full.
bool output_failed();

// `docket: …` on standard error; answers the exit code for it.
int fail(const Error& error);
int fail_unusable(const Error& error);  // a file or store, whatever the error's code
int fail_usage(std::string_view message);
int fail_asked(const Error& error);             // fail_usage where the call is wrong, else as fail
int fail_unread(const std::string& path);       // a file that the call names: it is not there, or cannot be read
bool is_rules_folder(const std::string& path);  // if not, that was said: fail_usage

// Every diagnostic to standard error, or with `json` as one line each to standard output.
void print_diagnostics(const Diagnostics& diagnostics, bool json);
// Every diagnostic to standard output: they are what was asked for.
void print_findings(const Diagnostics& diagnostics, bool json);

std::string counted(std::size_t count, std::string_view thing);  // "1 workflow", "2 workflows"
std::string count_of_mistakes(const Diagnostics& diagnostics);   // "3 mistakes and 1 warning"

// The rules, or after it was printed why there are none, the exit code for that.
struct Loaded {
  std::optional<RuleBook> rules;
  int code = kOk;

  explicit operator bool() const { return rules.has_value(); }
  const RuleBook& operator*() const { return *rules; }
  const RuleBook* operator->() const { return &*rules; }
};
Loaded load(const Common& common);

std::optional<std::string> read_text(const std::string& path);

}  // namespace docket::cli
