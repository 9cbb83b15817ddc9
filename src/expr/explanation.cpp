// From traces to the clauses that decided.
// Tested by tests/unit/expr/explanation_test.cpp
#include "docket/explanation.hpp"

#include "expr/program.hpp"
#include "expr/trace.hpp"

namespace docket {
namespace {

using expr::Ast;
using expr::Node;
using expr::NodeIndex;
using expr::NodeKind;
using expr::Program;
using expr::Trace;

class Explainer {
 public:
  explicit Explainer(const Program& program) : program_(program), ast_(program.ast) {}

  Explanation run(const Bindings& bindings) {
    expr::Traced traced = expr::trace(program_, bindings);
    Explanation explanation{std::move(traced.result), {}, {}};
    add_steps(traced.root, 0, explanation.steps);
    add_deciding(traced.root, explanation.deciding);
    return explanation;
  }

 private:
  void add_steps(const Trace& trace, std::size_t level, std::vector<ExplanationStep>& steps) const {
    const Node& node = ast_[trace.node];
    ExplanationStep step{node.begin, node.end, level, trace.part, trace.value, trace.error, {}};
    if (trace.item > 0) step.note = "item " + std::to_string(trace.item);
    steps.push_back(std::move(step));
    for (const auto& child : trace.children) add_steps(child, level + 1, steps);
  }

  // Down through whatever joins conditions, to the conditions themselves.
  void add_deciding(const Trace& trace, std::vector<DecidingClause>& clauses) const {
    if (trace.part != PartPlayed::decided && trace.part != PartPlayed::failed) return;
    const std::size_t before = clauses.size();
    if (joins_conditions(trace)) {
      for (const auto& child : trace.children) {
        if (is_condition(trace, child)) add_deciding(child, clauses);
      }
    }
    if (clauses.size() == before) clauses.push_back(clause(trace));
  }

  bool joins_conditions(const Trace& trace) const {
    const NodeKind kind = ast_[trace.node].kind;
    if (kind == NodeKind::logical_and || kind == NodeKind::logical_or || kind == NodeKind::logical_not) return true;
    if (kind == NodeKind::conditional) return trace.value.kind() == Value::Kind::boolean || !trace.is_ok;
    // The items that broke an `all`, or made an `exists`; when it was all of them, the macro says it better.
    return (kind == NodeKind::all && !trace.is_true()) || (kind == NodeKind::exists && !trace.is_false());
  }

  bool is_condition(const Trace& parent, const Trace& child) const {
    const NodeKind kind = ast_[parent.node].kind;
    if (kind == NodeKind::all || kind == NodeKind::exists) return child.item > 0 || !child.is_ok;
    if (kind != NodeKind::conditional || !parent.is_ok) return true;
    return child.node != ast_.child(ast_[parent.node], 0);
  }

  DecidingClause clause(const Trace& trace) const {
    const Node& node = ast_[trace.node];
    DecidingClause result;
    result.begin = node.begin;
    result.end = node.end;
    result.text = text_of(trace.node);
    result.is_true = trace.is_true();
    result.error = trace.error;
    result.relation = relation_of(node);
    const bool is_plain = node.kind == NodeKind::field || node.kind == NodeKind::select ||
                          node.kind == NodeKind::local || node.kind == NodeKind::variable;
    if (is_plain) result.operands.push_back({result.text, trace.value});
    if (node.kind == NodeKind::has_field || node.kind == NodeKind::has_known_field)
      result.operands.push_back({asked_field(node), {}});
    for (const auto& child : trace.children) {
      if (!is_plain && !result.relation.empty() && result.relation != "has")
        result.operands.push_back({text_of(child.node), child.value});
    }
    return result;
  }

  std::string text_of(NodeIndex at) const {
    std::string text(ast_.source_of(ast_[at]));
    const bool is_wrapped = ast_[at].is_parenthesised && text.size() > 2;
    return is_wrapped ? text.substr(1, text.size() - 2) : text;
  }

  // `record.facts` of `has(record.facts)`
  std::string asked_field(const Node& node) const {
    const std::string text(ast_.source_of(node));
    const auto open = text.find('(');
    const auto close = text.rfind(')');
    return open == std::string::npos || close == std::string::npos ? text : text.substr(open + 1, close - open - 1);
  }

  std::string relation_of(const Node& node) const {
    if (node.kind == NodeKind::has_field || node.kind == NodeKind::has_known_field) return "has";
    const bool is_call = node.kind == NodeKind::builtin || node.kind == NodeKind::host_call;
    return is_call ? ast_.text_of(node) : std::string();
  }

  const Program& program_;
  const Ast& ast_;
};

// ------------------------------------------------------------------------- roles that pass

// The actor with one role and nothing else known about them.
class OpenActor final : public Bindings {
 public:
  OpenActor(const Bindings& inner, VariableIndex actor, FieldIndex roles, Value role_list,
            std::optional<Value> placeholder)
      : inner_(inner),
        actor_(actor),
        roles_(roles),
        role_list_(std::move(role_list)),
        placeholder_(std::move(placeholder)) {}

  EvalResult variable(VariableIndex variable) const override {
    if (variable != actor_) return inner_.variable(variable);
    asked_ = true;
    return EvalError{"the actor is not known", 0, 0};
  }
  const Value* field(VariableIndex variable, FieldIndex field) const override {
    if (variable != actor_) return inner_.field(variable, field);
    if (field == roles_) return &role_list_;
    asked_ = true;
    return placeholder_ ? &*placeholder_ : nullptr;
  }
  EvalResult call(FunctionIndex function, std::span<const Value> arguments) const override {
    return inner_.call(function, arguments);
  }
  const Zones* zones() const override { return inner_.zones(); }

  bool was_asked() const { return asked_; }

 private:
  const Bindings& inner_;
  VariableIndex actor_;
  FieldIndex roles_;
  Value role_list_;
  std::optional<Value> placeholder_;
  mutable bool asked_ = false;
};

RolePasses role_passes(const Expression& expression, const OpenActor& open, const OpenActor& with_placeholder) {
  const EvalResult result = evaluate(expression, open);
  const auto* value = std::get_if<Value>(&result);
  if (value == nullptr) return open.was_asked() ? RolePasses::depends : RolePasses::no;
  if (!open.was_asked()) return value->as_bool() ? RolePasses::yes : RolePasses::no;
  // It came to an answer though something was unknown: by `has`, perhaps, which took unknown for absent.
  const EvalResult other = evaluate(expression, with_placeholder);
  const auto* other_value = std::get_if<Value>(&other);
  if (other_value == nullptr || other_value->as_bool() != value->as_bool()) return RolePasses::depends;
  return value->as_bool() ? RolePasses::yes : RolePasses::no;
}

}  // namespace

Explanation explain(const Expression& expression, const Bindings& bindings) {
  Explanation explanation = Explainer(ExpressionAccess::program(expression)).run(bindings);
  // Looking at everything may cost more than an evaluation is allowed; the result stays what it is.
  explanation.result = evaluate(expression, bindings);
  return explanation;
}

std::vector<RoleAnswer> roles_that_pass(const Expression& expression, const Bindings& bindings, VariableIndex actor,
                                        FieldIndex roles, std::span<const std::string> candidates) {
  std::vector<RoleAnswer> answers;
  for (const auto& role : candidates) {
    const Value role_list = Value::list({Value::string(role)});
    const OpenActor open(bindings, actor, roles, role_list, std::nullopt);
    const OpenActor with_placeholder(bindings, actor, roles, role_list, Value::string("somebody"));
    answers.push_back({role, role_passes(expression, open, with_placeholder)});
  }
  return answers;
}

}  // namespace docket
