// Tested by tests/unit/engine/nearest_test.cpp
#include "engine/relevance.hpp"

#include <algorithm>
#include <functional>

#include "engine/bindings.hpp"
#include "engine/clock_changes.hpp"
#include "engine/inside_events.hpp"
#include "expr/program.hpp"

namespace docket {
namespace {

constexpr std::size_t kShownBytes = 256;

void add_literal(const Value& value, std::vector<Value>& literals) {
  if (value.kind() == Value::Kind::list) {
    for (const auto& item : value.as_list()) add_literal(item, literals);
    return;
  }
  const bool is_there =
      std::any_of(literals.begin(), literals.end(), [&](const Value& each) { return identical(each, value); });
  if (!is_there && value.kind() != Value::Kind::boolean && !value.is_null()) literals.push_back(value);
}

// Every part that is evaluated; the variable inside `record.fee` is none of its own.
void each_node(const expr::Ast& ast, expr::NodeIndex at, const std::function<void(const expr::Node&)>& see) {
  const auto& node = ast[at];
  see(node);
  if (node.kind == expr::NodeKind::field || node.kind == expr::NodeKind::has_known_field) return;
  for (const auto child : ast.children_of(node)) each_node(ast, child, see);
}

// The same with the part around each.
void each_use(const expr::Ast& ast, expr::NodeIndex at, const expr::Node* around,
              const std::function<void(const expr::Node&, const expr::Node*)>& see) {
  const auto& node = ast[at];
  see(node, around);
  if (node.kind == expr::NodeKind::field || node.kind == expr::NodeKind::has_known_field) return;
  for (const auto child : ast.children_of(node)) each_use(ast, child, &node, see);
}

bool is_known(const expr::Ast& ast, expr::NodeIndex at) {
  const auto& node = ast[at];
  if (node.kind == expr::NodeKind::field) return static_cast<Variable>(node.value) == Variable::params;
  if (node.kind == expr::NodeKind::list) {
    const auto items = ast.children_of(node);
    return std::all_of(items.begin(), items.end(), [&](expr::NodeIndex item) { return is_known(ast, item); });
  }
  return node.kind == expr::NodeKind::constant;
}

// Whether what is around the field is a comparison whose other side is always the same.  Of texts only `==` and its
// like: between two texts there is always another.
bool is_compared_with_constants(const expr::Program& program, const expr::Node& field, const expr::Node* around) {
  const auto& ast = program.ast;
  if (!around || around->kind == expr::NodeKind::logical_and || around->kind == expr::NodeKind::logical_or ||
      around->kind == expr::NodeKind::logical_not || around->kind == expr::NodeKind::conditional)
    return true;  // a bool
  if (around->kind != expr::NodeKind::builtin) return false;
  const auto name = program.rows[around->value]->name;
  const bool is_equality = name == "==" || name == "!=" || name == "in";
  const bool is_order = name == "<" || name == "<=" || name == ">" || name == ">=";
  if (!is_equality && !is_order) return false;
  for (const auto child : ast.children_of(*around)) {
    if (&ast[child] == &field) {
      const auto& type = program.types[static_cast<std::size_t>(child)];
      if (is_order && (type.is(Type::Kind::string) || type.is(Type::Kind::enumeration))) return false;
    } else if (!is_known(ast, child)) {
      return false;
    }
  }
  return true;
}

void add_literals(const Expression& expression, const Workflow& workflow, std::vector<Value>& literals) {
  const auto& ast = ExpressionAccess::program(expression).ast;
  each_node(ast, ast.root, [&](const expr::Node& node) {
    if (node.kind == expr::NodeKind::constant) add_literal(ast.constant_of(node), literals);
    const bool is_param = node.kind == expr::NodeKind::field && static_cast<Variable>(node.value) == Variable::params;
    if (is_param && node.value2 < workflow.params.size()) add_literal(workflow.params[node.value2].second, literals);
  });
}

bool is_function_of_the_present(const Expression& expression) {
  const auto references = expression.references();
  return std::any_of(references.begin(), references.end(), [](const Reference& reference) {
    if (reference.kind != Reference::Kind::function) return false;
    const auto* function = domain_function(reference.function);
    return function && function->is_of_the_present;
  });
}

bool asks_clock(const Expression& expression) {
  const auto references = expression.references();
  return std::any_of(references.begin(), references.end(), [](const Reference& reference) {
    if (reference.kind != Reference::Kind::function) return false;
    const auto* function = domain_function(reference.function);
    return function && function->name == "clock";
  });
}

bool asks_field(const Expression& expression, Variable variable, std::size_t field) {
  const auto references = expression.references();
  return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
    return reference.kind == Reference::Kind::field && static_cast<Variable>(reference.variable) == variable &&
           static_cast<std::size_t>(reference.field) == field;
  });
}

// An `if` that only tells somebody something decides nothing.
bool moves_a_case(const Conditional& conditional) {
  bool moves = false;
  const auto look = [&](const Action& action) { moves = moves || !std::holds_alternative<EmitEvent>(action.what); };
  each_action(conditional.then, look);
  each_action(conditional.otherwise, look);
  return moves;
}

void each_assignment(const Workflow& workflow, const std::function<void(const Assignment&)>& see) {
  each_action(workflow, [&](const Action& action) {
    const auto* set = std::get_if<SetFields>(&action.what);
    for (const auto& assignment : set ? set->assignments : std::vector<Assignment>{}) see(assignment);
  });
}

}  // namespace

void look_into(const Expression& expression, const Workflow& workflow, Variable variable, std::size_t index,
               Subject& subject) {
  const auto& program = ExpressionAccess::program(expression);
  const auto& ast = program.ast;
  auto look = Look::never;
  each_use(ast, ast.root, nullptr, [&](const expr::Node& node, const expr::Node* around) {
    const bool is_it = node.value == static_cast<std::uint32_t>(variable) && node.value2 == index;
    if (node.kind == expr::NodeKind::has_known_field && is_it) look = std::max(look, Look::presence);
    const bool is_value = node.kind == expr::NodeKind::field && is_it;
    // As a whole: every field of it.
    const bool is_whole = node.kind == expr::NodeKind::variable && node.value == static_cast<std::uint32_t>(variable);
    if (!is_value && !is_whole) return;
    look = Look::value;
    subject.is_exact = subject.is_exact && is_value && is_compared_with_constants(program, node, around);
  });
  subject.look = std::max(subject.look, look);
  if (look == Look::value) add_literals(expression, workflow, subject.literals);
}

Relevance::Relevance(const Workflow& workflow) : workflow_(workflow), fields_(workflow.fields.size()) {
  add_conditions(workflow);
  add_clauses(workflow);
  // What a field that counts is worked out from counts, too.
  for (std::size_t round = 0; round < fields_.size(); ++round) add_assigned(workflow);
}

void Relevance::add_conditions(const Workflow& workflow) {
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::open) continue;
    if (transition.when) add_condition(*transition.when);
    for (const auto& requirement : transition.requirements) add_condition(requirement.check);
    for (const auto& branch : transition.branches) {
      if (branch.when) add_condition(*branch.when);
    }
  }
  each_action(workflow, [&](const Action& action) {
    const auto* conditional = std::get_if<Conditional>(&action.what);
    if (conditional && moves_a_case(*conditional)) add_condition(conditional->condition);
  });
}

void Relevance::add_condition(const Expression& condition) {
  conditions_.push_back(&condition);
  add_remembered(condition);
  const bool is_of_event = reads(condition, Variable::input) || reads(condition, Variable::actor);
  asks_who_ = asks_who_ || asks_field(condition, Variable::actor, static_cast<std::size_t>(ActorField::id));
  asks_roles_ = asks_roles_ || asks_field(condition, Variable::actor, static_cast<std::size_t>(ActorField::roles));
  asks_clocks_ = asks_clocks_ || asks_clock(condition);
  asks_time_ = asks_time_ || reads(condition, Variable::now) || is_function_of_the_present(condition);
  if (!is_of_event) plain_.push_back(&condition);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    look_into(condition, workflow_, Variable::record, i, fields_[i]);
    if (is_of_event && asks_field(condition, Variable::record, i)) told_.insert(i);
  }
}

// `last('x').input`
void Relevance::add_remembered(const Expression& condition) {
  const auto& ast = ExpressionAccess::program(condition).ast;
  each_node(ast, ast.root, [&](const expr::Node& node) {
    const bool is_selected = node.kind == expr::NodeKind::select || node.kind == expr::NodeKind::select_optional ||
                             node.kind == expr::NodeKind::has_field;
    if (!is_selected || ast.text_of(node) != "input") return;
    const auto& call = ast[ast.child(node, 0)];
    const bool is_call = call.kind == expr::NodeKind::host_call && call.child_count > 0;
    if (is_call && ast.is_constant(ast.child(call, 0)))
      remembered_.insert(std::string(ast.constant_of(ast[ast.child(call, 0)]).as_string()));
  });
}

void Relevance::add_assigned(const Workflow& workflow) {
  each_assignment(workflow, [&](const Assignment& assignment) {
    const auto target = static_cast<std::size_t>(assignment.field);
    if (!assignment.value || fields_[target].look == Look::never) return;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (!asks_field(*assignment.value, Variable::record, i)) continue;
      fields_[i].look = Look::value;
      fields_[i].is_exact = false;
      for (const auto& literal : fields_[target].literals) add_literal(literal, fields_[i].literals);
      told_.insert(i);
    }
  });
}

// --- Clauses ---------------------------------------------------------------------------------------------

namespace {

void add_clauses_of(const Expression& condition, std::vector<Clause>& clauses) {
  const auto& program = ExpressionAccess::program(condition);
  for (const auto root : program.clause_nodes) {
    Clause clause{.condition = &condition, .root = root};
    bool is_of_event = false;
    each_node(program.ast, root, [&](const expr::Node& node) {
      const bool is_field = node.kind == expr::NodeKind::field || node.kind == expr::NodeKind::has_known_field;
      const bool is_variable = node.kind == expr::NodeKind::variable;
      const auto variable = static_cast<Variable>(node.value);
      is_of_event =
          is_of_event || ((is_field || is_variable) && (variable == Variable::input || variable == Variable::actor));
      if (is_field && variable == Variable::record) clause.fields.insert(node.value2);
    });
    if (!is_of_event && !clause.fields.empty()) clauses.push_back(std::move(clause));
  }
}

}  // namespace

void Relevance::add_clauses(const Workflow& workflow) {
  const auto add = [&](std::vector<Clause> clauses) {
    if (!clauses.empty()) clauses_.push_back(std::move(clauses));
  };
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::open) continue;
    std::vector<Clause> clauses;
    if (transition.when) add_clauses_of(*transition.when, clauses);
    for (const auto& requirement : transition.requirements) add_clauses_of(requirement.check, clauses);
    add(std::move(clauses));
    for (const auto& branch : transition.branches) {
      std::vector<Clause> row;
      if (branch.when) add_clauses_of(*branch.when, row);
      add(std::move(row));
    }
  }
}

bool Relevance::is_remembered(const Transition& transition) const {
  return transition.trigger == Trigger::event && remembered_.contains(workflow_.events[at(transition.event)]);
}

Subject Relevance::input(const Transition& transition, std::size_t index) const {
  Subject subject;
  if (is_remembered(transition)) subject = {.look = Look::value, .literals = {}, .is_exact = false};
  const auto look = [&](const Expression& expression) {
    look_into(expression, workflow_, Variable::input, index, subject);
  };
  if (transition.when) look(*transition.when);
  for (const auto& requirement : transition.requirements) look(requirement.check);
  const auto follow = [&](const Action& action) {
    if (const auto* conditional = std::get_if<Conditional>(&action.what); conditional && moves_a_case(*conditional))
      look(conditional->condition);
    const auto* set = std::get_if<SetFields>(&action.what);
    for (const auto& assignment : set ? set->assignments : std::vector<Assignment>{}) {
      const auto& field = fields_[static_cast<std::size_t>(assignment.field)];
      const bool is_copied = assignment.input == index;
      if (!is_copied && !(assignment.value && asks_field(*assignment.value, Variable::input, index))) continue;
      subject.look = std::max(subject.look, field.look);
      if (field.look == Look::value) subject.is_exact = subject.is_exact && is_copied && field.is_exact;
      for (const auto& literal : field.literals) add_literal(literal, subject.literals);
    }
  };
  each_action(transition.actions, follow);
  for (const auto& branch : transition.branches) {
    if (branch.when) look(*branch.when);
    each_action(branch.actions, follow);
  }
  return subject;
}

std::string Relevance::likeness(const CaseData& kase, Instant now) const {
  std::string text;
  const auto add = [&](auto number) { text += std::to_string(number) + ","; };
  for (const auto state : kase.configuration()) add(at(state));
  for (const auto& record : kase.rest().history) {
    text += record.is_deep ? "|d" : "|s";
    add(at(record.state));
    for (const auto state : record.states) add(at(state));
  }
  if (workflow_.remembers_visits) {
    text += "|v";
    for (const auto state : kase.visited()) add(at(state));
  }
  for (const auto& timer : kase.rest().timers)
    text += "|t" + timer.id, add(at(timer.state)), add(timer.due.time_since_epoch().count());
  for (const auto& memory : kase.rest().remembered) {
    text += "|r" + memory.actor.id, add(at(memory.event)), add(memory.count);
    if (remembered_.contains(workflow_.events[at(memory.event)])) text += to_text(memory.input, kShownBytes);
  }
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const bool is_wait = workflow_.clocks[i].purpose == Budget::Purpose::not_before;
    if (!is_wait && !asks_clocks_) continue;
    const auto clock = kase.clock(i);
    const bool is_over = clock.fold.due && *clock.fold.due <= now;
    text += !is_ticking(clock) ? "|-" : is_over ? "|o" : "|c";
    if (clock.fold.due) add(clock.fold.due->time_since_epoch().count());
  }
  if (asks_time_) add(now.time_since_epoch().count());
  const CaseBindings bindings(kase, now, nullptr, nullptr);
  text += "|";
  for (const auto* condition : plain_) {
    const auto result = evaluate(*condition, bindings);
    const auto* value = std::get_if<Value>(&result);
    text += !value ? '?' : value->as_bool() ? '1' : '0';
  }
  for (const auto field : told_) text += "|" + to_text(kase.record()[field], kShownBytes);
  return text;
}

}  // namespace docket
