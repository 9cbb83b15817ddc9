// What a host may show about a workflow.
// Tested by tests/unit/verify/rule_book_test.cpp
#pragma once

#include "docket/rule_book.hpp"
#include "model/workflow.hpp"

namespace docket {

WorkflowSummary summary_of(const Workflow& workflow);

}  // namespace docket
