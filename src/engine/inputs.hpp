// What an event brings, checked against what its transition asks for.
// Tested by tests/unit/engine/refusal_test.cpp
#pragma once

#include <vector>

#include "docket/engine.hpp"
#include "model/workflow.hpp"

namespace docket {

struct CheckedInputs {
  Value values;                 // by declaration, in its order; null where an optional one is absent
  std::vector<Reason> reasons;  // empty: all is well
};

CheckedInputs check_inputs(const Transition& transition, const Value& input);

// What people call a type: "文字", "以下之一：`major`、`minor`".
std::string type_in_chinese(const Type& type);

// A bound on what the input would take as JSON.
std::size_t size_estimate(const Value& value);

}  // namespace docket
