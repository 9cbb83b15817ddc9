// What a value comes to as JSON, and whether it can be read again from there.
// Tested by tests/unit/value/storable_test.cpp
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "docket/value.hpp"

namespace docket {

// Why the value, written as JSON, would not be read again, in words that follow its name: "is nested deeper than 64
// levels", "has text that is not UTF-8"; nullopt: it would be.
std::optional<std::string> why_not_storable(const Value& value);

// Bytes of to_json(), without making it.  Cost: linear in the value; what exceeds `enough` is not looked at further.
// Requires: a storable value.
std::size_t json_bytes(const Value& value, std::size_t enough);

// At least as many bytes as to_json() has, told at once.
// Weight counts 16 bytes of text as one, and a byte may become `\u0000`.
inline constexpr std::size_t kJsonBytesOfWeight = 6 * 16 + 2;
inline std::size_t json_bytes_at_most(const Value& value) { return value.weight() * kJsonBytesOfWeight; }

// What stands for a key in JSON: a text as it is, everything else as an expression has it.
std::string json_key(const Value& key);

}  // namespace docket
