// Tested by tests/unit/expr/parser_test.cpp
#include "expr/nesting.hpp"

#include <algorithm>

#include "docket/limits.hpp"

namespace docket::expr {
namespace {

struct Depth {
  std::size_t nodes = 1;
  std::size_t macros = 0;
};

// Children lie before their parents, so one pass from the front knows every depth.
Depth depth_of(const Ast& ast) {
  std::vector<Depth> depths(ast.nodes.size());
  for (std::size_t i = 0; i < ast.nodes.size(); ++i) {
    for (const NodeIndex child : ast.children_of(ast.nodes[i])) {
      const Depth& below = depths[static_cast<std::size_t>(child)];
      depths[i].nodes = std::max(depths[i].nodes, below.nodes + 1);
      depths[i].macros = std::max(depths[i].macros, below.macros);
    }
    if (is_macro(ast.nodes[i].kind)) ++depths[i].macros;
  }
  return depths[static_cast<std::size_t>(ast.root)];
}

ExpressionProblem too_deep(const Ast& ast, std::string_view what, std::size_t limit) {
  return {0,
          ast.source.size(),
          "limit",
          std::string(what) + " nested deeper than " + std::to_string(limit) + " levels",
          {}};
}

}  // namespace

std::optional<ExpressionProblem> nesting_problem(const Ast& ast) {
  const Depth depth = depth_of(ast);
  if (depth.nodes > limits::kExpressionDepth) return too_deep(ast, "the expression is", limits::kExpressionDepth);
  if (depth.macros > limits::kMacroDepth) return too_deep(ast, "macros are", limits::kMacroDepth);
  return std::nullopt;
}

}  // namespace docket::expr
