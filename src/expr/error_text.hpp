// Evaluation errors for people who read Chinese.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include <string>
#include <string_view>

namespace docket::expr {

// An error that nobody has put into Chinese is told without its particulars.
std::string error_in_chinese(std::string_view error);

}  // namespace docket::expr
