// The limits of a workflow's clocks by name, as a project has them: what `docket due complaint.reply` counts.
#pragma once

#include <string>
#include <vector>

#include "docket/budget.hpp"
#include "docket/rule_book.hpp"

namespace docket::cli {

struct Limit {
  std::string name;     // `complaint.reply.major`
  std::string written;  // `2h`, parameters filled in
  Budget budget;
  std::string calendar;  // the one that counts in the project
};

// Whether a question names a limit: two or three names with points between.
bool names_limit(std::string_view what);

// Those of `workflow.clock`, or the one of `workflow.clock.row`.
// Errors: not_found for a project, workflow, clock or row that is not there, with what was probably meant;
// invalid_argument for a row whose end is a field of the record.
Result<std::vector<Limit>> find_limits(const RuleBook& rules, const std::string& what, const std::string& project);

}  // namespace docket::cli
