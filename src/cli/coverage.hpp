// What scenarios have tried of the rules, as people and programs read it.
#pragma once

#include <set>
#include <string>

#include "cli/commands.hpp"
#include "docket/coverage.hpp"

namespace docket::cli {

// The workflows that are asked about; empty: all.
using CoveredWorkflows = std::set<std::string>;

// A table by workflow and project, then each rule that nobody tried, with its place and what would try it.
void print_coverage(const Coverage& coverage, const CoveredWorkflows& only, const Common& common);

// Whether each workflow and each project's part of it has that much of its transitions, of its rungs and of the rows
// of its tables tried; says which has not.
bool has_coverage(const Coverage& coverage, const CoveredWorkflows& only, int percent_min);

}  // namespace docket::cli
