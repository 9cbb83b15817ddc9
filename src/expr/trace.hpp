// What an evaluation computed, as a tree: one trace for each time a node was evaluated.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include <string>
#include <vector>

#include "docket/explanation.hpp"
#include "docket/expression.hpp"
#include "expr/program.hpp"

namespace docket::expr {

struct Trace {
  NodeIndex node = kNoNode;
  bool is_computed = true;
  bool is_ok = false;
  Value value;
  std::string error;
  std::size_t item = 0;  // inside a macro: which item of it, from 1; 0: its range
  PartPlayed part = PartPlayed::irrelevant;
  std::vector<Trace> children;

  bool is_true() const { return is_ok && value.as_bool(); }
  bool is_false() const { return is_ok && value.kind() == Value::Kind::boolean && !value.as_bool(); }
};

struct Traced {
  EvalResult result;
  Trace root;
};

// Evaluates everything that may be looked at, also where `&&`, `||`, `all` and `exists` were decided
// already, and marks the part that each played.
Traced trace(const Program& program, const Bindings& bindings);

}  // namespace docket::expr
