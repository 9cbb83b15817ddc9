// Tested by tests/unit/engine/refusal_test.cpp, tests/property/plain_move_test.cpp
#include "model/asking.hpp"

#include "model/workflow.hpp"

namespace docket {
namespace {

Value::Kind kind_of(const Type& type) {
  switch (type.kind()) {
    case Type::Kind::boolean: return Value::Kind::boolean;
    case Type::Kind::integer: return Value::Kind::integer;
    case Type::Kind::string:
    case Type::Kind::enumeration: return Value::Kind::string;
    case Type::Kind::uinteger:
    case Type::Kind::real:
    case Type::Kind::bytes:
    case Type::Kind::timestamp:
    case Type::Kind::duration:
    case Type::Kind::money:
    case Type::Kind::list:
    case Type::Kind::optional:
    case Type::Kind::map:
    case Type::Kind::structure:
    case Type::Kind::dyn:
    case Type::Kind::null:
    case Type::Kind::type:
    case Type::Kind::parameter:
    case Type::Kind::opaque: return Value::Kind::null;
  }
  return Value::Kind::null;
}

}  // namespace

InputKey key_of(const std::string& name, const Type& type) {
  InputKey key{Value::string(name), kind_of(type)};
  if (type.is(Type::Kind::enumeration)) {
    for (const auto& word : type.values()) key.words.push_back(Value::string(word));
  }
  return key;
}

std::vector<InputKey> input_keys(const std::vector<Input>& inputs) {
  std::vector<InputKey> keys;
  for (const auto& input : inputs) keys.push_back(key_of(input.name, input.type));
  return keys;
}

Asking::Asking(const Transition& transition)
    : inputs(input_keys(transition.inputs)),
      roles(transition.roles.begin(), transition.roles.end()),
      is_conditional(transition.when || transition.branches.front().when) {}

}  // namespace docket
