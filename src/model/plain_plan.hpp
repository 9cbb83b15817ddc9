// Branches that are plain to take: nearly every event in nearly every case copies some fields and goes from one state
// to another.  The engine takes such a branch by a short way; every other goes the long way, which comes to the same.
// Tested by tests/property/plain_move_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "docket/expression.hpp"
#include "model/indices.hpp"
#include "model/state_mask.hpp"

namespace docket {

class Workflow;
struct BranchPlan;
struct Transition;
struct Branch;

// A field that becomes a copy of an input, when that was given, or always the same.
struct PlainSet {
  static constexpr std::uint32_t kNoInput = 0xFFFF'FFFF;
  FieldIndex field{};
  std::uint32_t input = kNoInput;  // in the order of its transition's declarations
  Value constant{};
};

struct PlainEmit {
  std::string name, to;
};

// A branch that copies and sets fields, tells the host things that go without data, leaves and enters, and nothing
// else: no other actions, deadlines, histories, ends of states within the case, and nothing that could follow by
// itself.
struct PlainPlan {
  StateMask leaving, entering;
  StateIndex leaf = kNoState;  // where a case goes that was in one leaf; kNoState: it stays there
  bool is_end = false;         // the case is over there
  std::vector<PlainSet> sets;
  std::vector<PlainEmit> emits;
};

// Requires: a chart without transitions that go by themselves.
std::optional<PlainPlan> plain_plan_of(const Workflow& workflow, const Transition& transition, const Branch& branch,
                                       const BranchPlan& plan);

}  // namespace docket
