// Functions backwards: which argument makes a function give the value that is wanted.
// Tested by tests/unit/engine/inversion_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "docket/type.hpp"
#include "docket/value.hpp"

namespace docket {

// Values next to this one on both sides, itself first: where `<`, `<=` and `==` of it turn.
std::vector<Value> around(const Value& value);

// The value as one of that type, where it can be: 2.5 as an int is 2, and 3.
std::vector<Value> as_type(const Value& value, const Type& type);

// Values of one argument with which the function gives `wanted`, while the others stay; some of them where there are
// many, none where we know no way back.  Whoever asks tries them: an answer may be wrong at the edges.
struct Argument {
  std::size_t place = 0;
  const Type& type;
  std::optional<Value> present;  // its value now
};
std::vector<Value> arguments_for(std::string_view function, std::span<const std::optional<Value>> arguments,
                                 const Argument& unknown, const Value& wanted);

}  // namespace docket
