// Tested by tests/unit/engine/allowed_test.cpp
#include "engine/open_question.hpp"

#include <algorithm>

#include "expr/program.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

// `has(input.x)` and `input.?x` take what is open for absent, and come to an answer that means nothing.
bool asks_for_presence(const Expression& condition) {
  const auto& nodes = ExpressionAccess::program(condition).ast.nodes;
  return std::any_of(nodes.begin(), nodes.end(), [](const expr::Node& node) {
    switch (node.kind) {
      case expr::NodeKind::has_known_field: {
        const auto variable = static_cast<Variable>(node.value);
        return variable == Variable::input || variable == Variable::actor;
      }
      case expr::NodeKind::has_field:
      case expr::NodeKind::select_optional:
      case expr::NodeKind::index_optional: return true;
      case expr::NodeKind::constant:
      case expr::NodeKind::name:
      case expr::NodeKind::select:
      case expr::NodeKind::index:
      case expr::NodeKind::call:
      case expr::NodeKind::list:
      case expr::NodeKind::map:
      case expr::NodeKind::logical_and:
      case expr::NodeKind::logical_or:
      case expr::NodeKind::logical_not:
      case expr::NodeKind::conditional:
      case expr::NodeKind::all:
      case expr::NodeKind::exists:
      case expr::NodeKind::exists_one:
      case expr::NodeKind::filter:
      case expr::NodeKind::map_items:
      case expr::NodeKind::transform_list:
      case expr::NodeKind::transform_map:
      case expr::NodeKind::transform_map_entry:
      case expr::NodeKind::bind:
      case expr::NodeKind::optional_map:
      case expr::NodeKind::optional_flat_map:
      case expr::NodeKind::local:
      case expr::NodeKind::variable:
      case expr::NodeKind::field:
      case expr::NodeKind::builtin:
      case expr::NodeKind::optional_or:
      case expr::NodeKind::optional_or_value:
      case expr::NodeKind::host_call:
      case expr::NodeKind::failure: return false;
    }
    return false;
  });
}

}  // namespace

bool OpenBindings::is_open(VariableIndex variable, std::optional<FieldIndex> field) const {
  if (static_cast<Variable>(variable) == Variable::input) return true;
  const bool is_actor = static_cast<Variable>(variable) == Variable::actor;
  return is_actor && !has_identity_ && (!field || static_cast<ActorField>(*field) == ActorField::id);
}

bool OpenBindings::is_open(const Reference& reference) const {
  if (reference.kind == Reference::Kind::variable) return is_open(reference.variable, std::nullopt);
  return reference.kind == Reference::Kind::field && is_open(reference.variable, reference.field);
}

EvalResult OpenBindings::variable(VariableIndex variable) const {
  if (!is_open(variable, std::nullopt)) return inner_.variable(variable);
  was_asked_ = true;
  return EvalError{"it is not known yet", 0, 0};
}

const Value* OpenBindings::field(VariableIndex variable, FieldIndex field) const {
  if (!is_open(variable, field)) return inner_.field(variable, field);
  was_asked_ = true;
  return nullptr;
}

// An open thing is an error where its value is needed, and CEL lets errors pass where they change nothing:
// an answer in spite of them holds whatever the value is.
Answer weigh(const Expression& condition, const OpenBindings& bindings) {
  static_cast<void>(bindings.was_asked());
  const auto result = evaluate(condition, bindings);
  const auto* value = std::get_if<Value>(&result);
  if (bindings.was_asked() && (!value || asks_for_presence(condition))) return Answer::depends;
  return value && value->as_bool() ? Answer::yes : Answer::no;
}

void note_open(const Expression& condition, const OpenBindings& bindings, const Transition& transition,
               std::vector<std::string>& names) {
  for (const auto& reference : condition.references()) {
    // A field says more than its variable.
    if (reference.kind != Reference::Kind::field || !bindings.is_open(reference)) continue;
    const auto field = static_cast<std::size_t>(reference.field);
    const bool is_input = static_cast<Variable>(reference.variable) == Variable::input;
    auto name = is_input ? "input." + transition.inputs[field].name : std::string("actor.id");
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
}

}  // namespace docket
