// What a transition asks of an event, in the form in which it is looked at at every step: names as keys, types as
// kinds.  Made once when the rules are loaded.
// Tested by tests/unit/engine/refusal_test.cpp, tests/property/plain_move_test.cpp
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/short_text.hpp"
#include "docket/value.hpp"

namespace docket {

class Type;
struct Input;
struct Transition;

// Of two texts, without a call where they are short.
inline bool is_same_text(const Value& a, const Value& b) { return a.has_same_bytes(b) || (a.is_shared() && a == b); }

struct InputKey {
  Value name;
  // A value of this kind, and of an enumeration one of these words, is right as it is given; of null every value has
  // to be looked at more closely.
  Value::Kind kind = Value::Kind::null;
  std::vector<Value> words{};

  bool takes_as_it_is(const Value& given) const {
    if (given.kind() != kind || kind == Value::Kind::null) return false;
    return words.empty() || std::ranges::any_of(words, [&](const Value& word) { return is_same_text(word, given); });
  }
};
std::vector<InputKey> input_keys(const std::vector<Input>& inputs);
InputKey key_of(const std::string& name, const Type& type);

struct Asking {
  std::vector<InputKey> inputs;
  std::vector<TextKey> roles;   // one of these; empty: anybody
  bool is_conditional = false;  // else its first branch is taken, whatever the case holds

  Asking() = default;
  explicit Asking(const Transition& transition);
};

}  // namespace docket
