// Tested by tests/golden/diagnostics/ (lengths_of_nothing)
#include "model/no_length.hpp"

#include <string>

#include "docket/budget.hpp"
#include "docket/time.hpp"

namespace docket {
namespace {

bool is_no_time(const std::string& text) {
  const auto length = parse_elapsed(text);
  return length && *length == Elapsed{0};
}

bool is_no_days(const std::string& text) {
  const auto space = text.find(' ');
  const bool is_zero = space != std::string::npos && space > 0 && text.find_first_not_of('0') == space;
  return is_zero && parse_budget("1" + text.substr(space)).has_value();
}

}  // namespace

bool is_no_length(const yaml::Node& node) {
  if (!node.is_scalar() || !node.is_plain()) return false;
  const auto& text = node.text();
  const bool is_no_wall = text.ends_with(" wall") && is_no_time(text.substr(0, text.size() - 5));
  return is_no_time(text) || is_no_wall || is_no_days(text);
}

}  // namespace docket
