// What people write who know SQL, JavaScript, Python or a spreadsheet, and what it is called here.
// Tested by tests/unit/expr/foreign_test.cpp
#pragma once

#include <string>
#include <string_view>

namespace docket::expr {

// A word between two operands, such as `is`.
struct ForeignOperator {
  std::string_view word;
  std::string_view function;  // what it is read as, so that more can be found; empty: reading ends
  std::string_view hint;
};
const ForeignOperator* find_foreign_operator(std::string_view word);

// Hints, empty where the word says nothing to us.
std::string foreign_name_hint(std::string_view name);
std::string foreign_function_hint(std::string_view name);
// `of`: the text of what stands before the dot.
std::string foreign_field_hint(std::string_view field, std::string_view of);

}  // namespace docket::expr
