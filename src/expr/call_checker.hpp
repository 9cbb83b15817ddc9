// Calls: which function is meant, and whether its arguments fit.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "docket/expression.hpp"
#include "expr/inference.hpp"
#include "expr/program.hpp"

namespace docket::expr {

struct CallContext {
  Program& program;
  const Schema& schema;
  Inference& inference;
  std::vector<ExpressionProblem>& problems;
  bool is_checked;  // false: whatever has a name and a number of arguments is taken
};

class CallChecker {
 public:
  explicit CallChecker(CallContext context) : context_(context) {}

  // The function's whole name as seen from the schema's container, or nullopt when there is none.
  std::optional<std::string> full_name(const std::string& name, bool is_rooted) const;
  // Turns a `call` node into what it calls.
  Type check(NodeIndex at, std::vector<Type> arguments);

 private:
  struct Match {
    std::optional<Type> result;
    const FunctionRow* row = nullptr;
    std::optional<FunctionIndex> host;
    bool name_exists = false;
  };

  void match_builtins(const Node& node, const std::string& name, const std::vector<Type>& arguments, Match& match);
  void match_host(const Node& node, const std::string& name, const std::vector<Type>& arguments, Match& match);
  bool arguments_fit(const std::vector<Type>& parameters, const std::vector<Type>& arguments, bool is_generic,
                     Type& result);
  void add_result(Match& match, const Type& result) const;
  void gather_variadic(NodeIndex at, std::vector<Type>& arguments);
  Type resolve_to_builtin(NodeIndex at, const FunctionRow& row, Type result, const std::vector<Type>& arguments);
  void note_zone(NodeIndex at);
  void add_zero(NodeIndex at, const Type& list);
  Type resolve_to_host(NodeIndex at, FunctionIndex index, Type result);
  Type check_literals(const Node& node, const Function& function, Type result);
  Type refuse(NodeIndex at, const std::string& name, const std::vector<Type>& arguments, bool name_exists);
  Type fail(NodeIndex at, std::string reason);
  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint);
  std::string unknown_function_hint(const std::string& name) const;

  CallContext context_;
};

}  // namespace docket::expr
