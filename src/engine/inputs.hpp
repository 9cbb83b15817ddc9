// What an event brings, checked against what its transition asks for.
// Tested by tests/unit/engine/refusal_test.cpp
#pragma once

#include <span>
#include <vector>

#include "docket/engine.hpp"
#include "model/workflow.hpp"

namespace docket {

// Values by the declaration of a transition, in its order; null where an optional one is absent.
class Inputs {
 public:
  // Takes what the event brings; false when something is missing, wrong or unknown.
  // Requires: the keys of what is declared.
  bool take(const std::vector<Input>& declared, const std::vector<InputKey>& keys, const Value& given) {
    declared_ = &declared;
    return declared.empty() ? given.count() == 0 : take_some(keys, given);
  }
  // The same, saying what is wrong.
  std::vector<Reason> check(const Transition& transition, const Value& given);
  // Declarations of several transitions, united; they are kept here.
  std::vector<Input>& unite() { return united_; }

  // As another transition declares them: what it does not know is left out, what was not asked for is absent.
  std::span<const Value> as(const std::vector<Input>& declared) {
    return &declared == declared_ ? std::span<const Value>(values_.data(), declared.size()) : arrange(declared);
  }
  const std::vector<Input>& declared() const { return *declared_; }

 private:
  bool take_some(const std::vector<InputKey>& keys, const Value& given);
  std::span<const Value> arrange(const std::vector<Input>& declared);

  std::vector<Input> united_;
  const std::vector<Input>* declared_ = &united_;
  std::vector<Value> values_;  // as many as are declared, and some of before
  std::vector<Value> arranged_;
};

// What people call a type: "文字", "以下之一：`major`、`minor`".
std::string type_in_chinese(const Type& type);

}  // namespace docket
