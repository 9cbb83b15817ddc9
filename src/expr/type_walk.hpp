// The walk that gives every node its meaning and its type: what checker.hpp promises, in one class.
// checker.cpp has the walk itself, checker_names.cpp what names and dots mean, checker_macros.cpp macros.
// Tested by tests/unit/expr/checker_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/call_checker.hpp"
#include "expr/checker.hpp"
#include "expr/inference.hpp"

namespace docket::expr {

class TypeWalk {
 public:
  TypeWalk(Program& program, const Schema& schema, Checking checking, std::vector<ExpressionProblem>& problems)
      : program_(program),
        ast_(program.ast),
        schema_(schema),
        checking_(checking),
        problems_(problems),
        calls_({program, schema, inference_, problems, checking == Checking::full}) {}

  void run(const Type& expected);

 private:
  struct Local {
    std::string name;
    Type type;
  };

  bool is_full() const { return checking_ == Checking::full; }
  void complain(std::size_t begin, std::size_t end, std::string code, std::string message, std::string hint = {});
  void complain(const Node& node, std::string code, std::string message, std::string hint = {});
  void refuse_result(const Type& expected, const Type& type);
  std::string hint_for_condition(const Type& type) const;

  // ------------------------------------------------------------------------------ walking

  Type check(NodeIndex at);
  Type check_kind(NodeIndex at);
  // What cannot work: a problem now, or an error when it is evaluated.
  Type fail(NodeIndex at, std::string reason);

  // -------------------------------------------------------------------------------- names

  std::optional<std::size_t> find_local(const std::string& name) const;

  struct Qualified {
    std::string name;
    bool is_rooted = false;
    bool begins_with_local = false;
  };

  // `a.b.c` when the node is just that: names and dots.
  std::optional<Qualified> qualified(NodeIndex at) const;
  std::optional<Type> resolve_variable(NodeIndex at, const Qualified& name);
  Type make_variable(NodeIndex at, VariableIndex variable);
  Type make_type(NodeIndex at, const std::string& name);
  Type check_name(NodeIndex at);
  std::string hint_for_name(const std::string& name) const;
  static std::vector<std::string> all_enumeration_values(const Type& type);

  // ------------------------------------------------------------------------------- fields

  Type check_selection(NodeIndex at);
  Type type_of_field(NodeIndex at, const Type& type);
  Type type_of_structure_field(NodeIndex at, const Type& type);
  Type check_index(NodeIndex at);
  void require(NodeIndex at, const Type& wanted, const Type& actual, const std::string& what);

  // -------------------------------------------------------------------------------- calls

  Type check_call(NodeIndex at);
  bool is_misused_macro(const Node& node);
  void resolve_namespace(NodeIndex at);

  // ------------------------------------------------------------------------ lists and maps

  Type content_of_option(NodeIndex at, Type type);
  Type check_list(const Node& node);
  Type check_map(const Node& node);
  void require_key(NodeIndex at, const Type& type);

  // -------------------------------------------------------------------------------- logic

  void require_bool(NodeIndex at, const Type& type, std::string_view what);
  Type check_logical(const Node& node);
  Type check_conditional(const Node& node);

  // ------------------------------------------------------------------------------- macros

  struct Range {
    Type first;  // what a single variable stands for: the item, or the key
    Type index;  // with two variables: the index or key
    Type item;   // and the item or value
  };

  Range range_of(NodeIndex at);
  std::size_t open_scope(NodeIndex at, const Type& first, const Type& second);
  void close_scope(std::size_t slot) { locals_.resize(slot); }
  Type check_loop(NodeIndex at);
  Type check_bind(NodeIndex at);
  Type check_optional_macro(NodeIndex at);

  Program& program_;
  Ast& ast_;
  const Schema& schema_;
  Checking checking_;
  std::vector<ExpressionProblem>& problems_;
  Inference inference_;
  CallChecker calls_;
  std::vector<Local> locals_;  // innermost last
};

}  // namespace docket::expr
