// Budgets and counting options out of YAML.
// Tested by tests/unit/calendar/budget_reader_test.cpp
#pragma once

#include <functional>
#include <optional>

#include "docket/budget.hpp"
#include "docket/diagnostic.hpp"
#include "yaml/document.hpp"

namespace docket {

// What a scalar such as `$reply_major` stands for; nullopt after a diagnostic.
using BudgetNames = std::function<std::optional<yaml::Node>(const yaml::Node& scalar)>;

// A scalar as parse_budget takes it, or a map:
//   { length: 3 workdays, start: same_day, end: "12:00", cut_off: "17:00", roll: none }
//   { first_of: [2h, 1 workday] }, { last_of: [...] }, { then: [...] }
//   { not_before: 48h }, { valid: 30 days }
// With `names`, a `$name` may stand wherever a budget does.
// nullopt after a diagnostic.
std::optional<Budget> read_budget(const yaml::Node& node, Diagnostics& diagnostics, const BudgetNames& names = {});

// `counting:` of a calendar.
Counting read_counting(const yaml::Node& node, Diagnostics& diagnostics);

}  // namespace docket
