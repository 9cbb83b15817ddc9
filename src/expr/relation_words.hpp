// How relations are said: what a refused one asks for, and one that holds.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include <optional>
#include <string>

#include "docket/explanation.hpp"
#include "expr/spoken.hpp"

namespace docket::expr {

// "fee must be at most 5, not 9" / "费用应不超过 5，而不是 9" of a relation that came out wrongly; nullopt of what is
// no relation of two.
std::optional<std::string> asked_relation(const DecidingClause& clause, const Spoken& spoken);
// "fee 9 is more than 5" / "费用 9 大于 5" of one as it came out.
std::optional<std::string> held_relation(const DecidingClause& clause, const Spoken& spoken);

}  // namespace docket::expr
