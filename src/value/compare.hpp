// Comparing values: CEL's order of comparable kinds, and the order of map keys.
// Tested by tests/unit/value/compare_test.cpp
#pragma once

#include <optional>
#include <string_view>

#include "docket/value.hpp"

namespace docket {

inline bool is_number(const Value& value) noexcept {
  const auto kind = value.kind();
  return kind == Value::Kind::integer || kind == Value::Kind::uinteger || kind == Value::Kind::real;
}

enum class Ordering { less, equal, greater, unordered };

// CEL's `<` and its kin.  nullopt: these kinds cannot be compared.
std::optional<Ordering> compare(const Value& a, const Value& b) noexcept;
// Requires: both are numbers.  Integers meet doubles by conversion to double, as CEL has it.
Ordering compare_numbers(const Value& a, const Value& b) noexcept;

// The order of map keys: 1, 1u and 1.0 are the same key; a double that is no integer is no key's equal.
int key_order(const Value& a, const Value& b) noexcept;
int key_order(const Value& a, std::string_view b) noexcept;

}  // namespace docket
