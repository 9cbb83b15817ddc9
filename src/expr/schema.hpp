// What a Schema holds, and how names are looked up in it.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "docket/expression.hpp"

namespace docket {

struct Schema::Impl {
  struct Variable {
    std::string name;
    Type type;
  };
  struct Functions {
    std::vector<Function> list;
    std::map<std::string, std::vector<FunctionIndex>, std::less<>> by_name;
  };
  std::vector<Variable> variables;
  std::map<std::string, VariableIndex, std::less<>> variables_by_name;
  // Apart, since the schemas of one rule file differ in the type of a variable only.
  std::shared_ptr<Functions> functions = std::make_shared<Functions>();
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
