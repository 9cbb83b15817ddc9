// What a Schema holds, and how names are looked up in it.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <map>
#include <string>
#include <vector>

#include "docket/expression.hpp"

namespace docket {

struct Schema::Impl {
  struct Variable {
    std::string name;
    Type type;
  };
  std::vector<Variable> variables;
  std::vector<Function> functions;
  std::map<std::string, VariableIndex, std::less<>> variables_by_name;
  std::map<std::string, std::vector<FunctionIndex>, std::less<>> functions_by_name;
  std::string container;
};

struct SchemaAccess {
  static const Schema::Impl& impl(const Schema& schema) { return *schema.impl_; }
};

namespace expr {

// The names that `name` may stand for, nearest first: in `com.example`, `x` is `com.example.x`,
// `com.x` or `x`; with a leading dot it is only itself.
std::vector<std::string> candidates(const std::string& container, const std::string& name, bool is_rooted);

}  // namespace expr
}  // namespace docket
