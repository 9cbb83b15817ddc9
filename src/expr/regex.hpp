// Regular expressions.  RE2 is behind it, and only here: its time is linear whatever the pattern.
// Tested by tests/unit/expr/functions_test.cpp
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "docket/result.hpp"

namespace docket::expr {

class Regex {
 public:
  // Errors: invalid_argument for what is no pattern, limit_exceeded for one too large.
  static Result<std::shared_ptr<const Regex>> compile(std::string_view pattern);
  virtual ~Regex() = default;
  // How much there is to compile, in the steps of limits::kEvaluationCost.
  virtual std::size_t cost() const = 0;
  // Whether the pattern occurs anywhere in the text.
  virtual bool occurs_in(std::string_view text) const = 0;
};

}  // namespace docket::expr
