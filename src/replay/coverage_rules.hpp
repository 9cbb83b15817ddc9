// What there is to try in a workflow: each rule with the words for it.
// Tested by tests/unit/replay/coverage_test.cpp
#pragma once

#include <string>

#include "docket/coverage.hpp"
#include "model/workflow.hpp"

namespace docket {

// A rule's name within one place; together they are its key.
std::string name_of_way(const Workflow& workflow, const Transition& transition, const Branch& branch);
std::string name_of_rung(const ClockRules& clock, const Rung& rung);
enum class Hindrance : std::uint8_t { role, input, guard };
std::string name_of_refusal(const Workflow& workflow, const Transition& transition, Hindrance by,
                            const std::string& subject);
std::string name_of_outcome(const Requirement& guard, bool holds);
std::string name_of_row(const DecisionTable& table, const TableRow& row);

const SourceSpan& place_of(const Transition& transition, const Branch& branch);

// All of them, in the order of their places, without `workflow`, `project` and `times`.
std::vector<CoveredRule> rules_to_cover(const Workflow& workflow);

}  // namespace docket
