// Why an expression came to its value, and which roles would pass.
// Tested by tests/unit/expr/explanation_test.cpp
#include "docket/explanation.hpp"

#include "expr/deciding.hpp"
#include "expr/program.hpp"
#include "expr/trace.hpp"

namespace docket {
namespace {

using expr::Trace;

void add_steps(const expr::Ast& ast, const Trace& trace, std::size_t level, std::vector<ExplanationStep>& steps) {
  const expr::Node& node = ast[trace.node];
  ExplanationStep step{node.begin, node.end, level, trace.part, trace.value, trace.error, {}};
  if (trace.item > 0) step.note = "item " + std::to_string(trace.item);
  steps.push_back(std::move(step));
  for (const auto& child : trace.children) add_steps(ast, child, level + 1, steps);
}

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
  const expr::Program& program = ExpressionAccess::program(expression);
  const expr::Traced traced = expr::trace(program, bindings);
  Explanation explanation;
  add_steps(program.ast, traced.root, 0, explanation.steps);
  add_deciding(program.ast, traced.root, explanation);
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
