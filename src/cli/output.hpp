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

// Every diagnostic to standard error, or with `json` as one line each to standard output.
void print_diagnostics(const Diagnostics& diagnostics, bool json);

std::string counted(std::size_t count, std::string_view thing);  // "1 workflow", "2 workflows"
std::string count_of_mistakes(const Diagnostics& diagnostics);   // "3 mistakes and 1 warning"

// Nothing, after its mistakes were printed, when the rules do not load.
std::optional<RuleBook> load(const Common& common);

std::optional<std::string> read_text(const std::string& path);

}  // namespace docket::cli
