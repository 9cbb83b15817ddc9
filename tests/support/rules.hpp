// Rule sets for tests: the project's own, or one written in the test.
#pragma once

#include <string>

#include "docket/engine.hpp"
#include "docket/rule_book.hpp"

namespace docket::testing {

// The rules of this project, loaded once.
const RuleBook& project_rules();

// One workflow file, which must load; with the calendar `office` (Mon-Fri 09:00-17:00, Asia/Shanghai).
RuleBook rules_with(const std::string& workflow);

// What is wrong with one workflow file, all diagnostics rendered, or nothing.
std::string mistakes_in(const std::string& workflow);

// `2026-03-09 09:00` in China.
Instant china(const std::string& local);

}  // namespace docket::testing
