// Tested by tests/unit/expr/evaluator_test.cpp
#include "expr/folding.hpp"

#include <algorithm>

#include "expr/evaluator.hpp"

namespace docket::expr {
namespace {

// Nothing that is folded asks for any of these.
class NoBindings final : public Bindings {
 public:
  EvalResult variable(VariableIndex) const override { return EvalError{}; }
  const Value* field(VariableIndex, FieldIndex) const override { return nullptr; }
  EvalResult call(FunctionIndex, std::span<const Value>) const override { return EvalError{}; }
};

class Folder {
 public:
  Folder(Program& program, std::vector<ExpressionProblem>& problems)
      : program_(program), ast_(program.ast), problems_(problems) {}

  void fold(NodeIndex at) {
    const Node node = ast_[at];
    for (std::size_t i = 0; i < node.child_count; ++i) fold(ast_.child(node, i));
    if (node.kind == NodeKind::builtin && program_.rows[node.value]->name == "matches") prepare_pattern(node);
    if (is_foldable(node)) replace(at);
  }

 private:
  bool is_foldable(const Node& node) const {
    const bool is_kind = node.kind == NodeKind::list || node.kind == NodeKind::map || node.kind == NodeKind::builtin;
    return is_kind &&
           std::ranges::all_of(ast_.children_of(node), [&](NodeIndex child) { return ast_.is_constant(child); });
  }

  // Text that is read as something else: a mistake in it is a mistake of the author's.
  bool reads_text(const Node& node) const {
    if (node.kind != NodeKind::builtin) return false;
    const auto name = program_.rows[node.value]->name;
    const bool is_text =
        node.child_count > 0 && ast_.constant_of(ast_[ast_.child(node, 0)]).kind() == Value::Kind::string;
    return is_text && (name == "timestamp" || name == "duration" || name == "money");
  }

  void replace(NodeIndex at) {
    Node& node = ast_[at];
    Value scratch;
    Evaluator evaluator(program_, bindings_);
    const Value* value = evaluator.evaluate(at, scratch);
    if (value == nullptr) {
      if (reads_text(node)) problems_.push_back({node.begin, node.end, "bad-literal", evaluator.error().message, {}});
      return;
    }
    Value folded = *value;
    node.kind = NodeKind::constant;
    node.value = static_cast<std::uint32_t>(ast_.constants.size());
    ast_.constants.push_back(std::move(folded));
  }

  void prepare_pattern(const Node& node) {
    const NodeIndex at = ast_.child(node, 1);
    if (!ast_.is_constant(at) || ast_.constant_of(ast_[at]).kind() != Value::Kind::string) return;
    auto regex = Regex::compile(ast_.constant_of(ast_[at]).as_string());
    if (regex)
      program_.regexes.emplace_back(ast_[at].value, *regex);
    else
      problems_.push_back({ast_[at].begin, ast_[at].end, "bad-literal", regex.error().message, {}});
  }

  Program& program_;
  Ast& ast_;
  std::vector<ExpressionProblem>& problems_;
  NoBindings bindings_;
};

}  // namespace

void fold(Program& program, std::vector<ExpressionProblem>& problems) {
  Folder(program, problems).fold(program.ast.root);
}

}  // namespace docket::expr
