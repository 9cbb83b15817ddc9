// What a host may show about a workflow, from the workflow itself.
#pragma once

#include "docket/rule_book.hpp"

namespace docket {

WorkflowSummary summary_of(const Workflow& workflow);

}  // namespace docket
