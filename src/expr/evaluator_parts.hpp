// What the files of the evaluator share.
#pragma once

#include <string>

#include "docket/value.hpp"

namespace docket::expr {

inline const Value kTrue = Value::boolean(true);
inline const Value kFalse = Value::boolean(false);
inline const Value* truth(bool value) { return value ? &kTrue : &kFalse; }

inline bool is_key(const Value& value) {
  using Kind = Value::Kind;
  return value.kind() == Kind::boolean || value.kind() == Kind::integer || value.kind() == Kind::uinteger ||
         value.kind() == Kind::string;
}

inline std::string described(const Value& value) { return std::string(type_name_of(value)); }

}  // namespace docket::expr
