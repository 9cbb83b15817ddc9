// What can be told of a decision table before anybody asks it: which rows overlap, which are never reached,
// and which questions no row answers.
//
// The columns are cut where some row's answer changes; within the pieces every row says the same for all
// values, so that looking at one combination of pieces after the other is exact.  A row with a condition in a
// cell may hold or not: it overlaps with nothing, hides nothing and answers nothing for certain.
// Tested by tests/unit/expr/decision_table_test.cpp
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "expr/decision_table.hpp"

namespace docket {

struct TableFindings {
  struct Overlap {
    std::size_t one = 0, other = 0;  // rows
    std::string where;               // `item` tap, `quantity` 10 or more
  };
  std::vector<Overlap> overlaps;         // of `unique`: each pair once
  std::vector<std::size_t> unreachable;  // of `first`
  std::vector<std::string> gaps;         // the first few
  bool is_too_large = false;             // more combinations than are looked at: nothing is said of it
};

TableFindings check_table(const DecisionTable& table);

}  // namespace docket
