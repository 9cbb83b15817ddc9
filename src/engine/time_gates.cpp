// Tested by tests/unit/engine/nearest_guards_test.cpp
#include "engine/time_gates.hpp"

#include <algorithm>
#include <optional>

#include "engine/bindings.hpp"
#include "expr/evaluator.hpp"

namespace docket {
namespace {

using expr::NodeIndex;
using expr::NodeKind;
using std::chrono::hours;

constexpr std::size_t kTurns = 8;

bool any_node(const expr::Ast& ast, NodeIndex root, auto is_it) {
  const auto& node = ast[root];
  if (is_it(node)) return true;
  const auto children = ast.children_of(node);
  return std::any_of(children.begin(), children.end(), [&](NodeIndex child) { return any_node(ast, child, is_it); });
}

bool asks_for_time(const expr::Node& node) {
  if (node.kind == NodeKind::variable) return static_cast<Variable>(node.value) == Variable::now;
  if (node.kind != NodeKind::host_call) return false;
  const auto* function = domain_function(static_cast<FunctionIndex>(node.value));
  return function && function->is_of_the_present;
}

bool asks_for_event(const expr::Node& node) {
  const bool has_variable =
      node.kind == NodeKind::variable || node.kind == NodeKind::field || node.kind == NodeKind::has_known_field;
  const auto variable = static_cast<Variable>(node.value);
  return has_variable && (variable == Variable::input || variable == Variable::actor);
}

// The smallest conditions that ask for the time and for nothing that an event brings.
void add_gates(const expr::Ast& ast, NodeIndex at, std::vector<NodeIndex>& gates) {
  const auto& node = ast[at];
  const bool is_joint = node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
                        node.kind == NodeKind::logical_not || node.kind == NodeKind::conditional;
  if (is_joint) {
    for (const auto child : ast.children_of(node)) add_gates(ast, child, gates);
  } else if (any_node(ast, at, asks_for_time) && !any_node(ast, at, asks_for_event)) {
    gates.push_back(at);
  }
}

class Gate {
 public:
  Gate(const CaseData& kase, const Expression& condition, NodeIndex root)
      : kase_(kase), program_(ExpressionAccess::program(condition)), root_(root) {}

  // Hours of two days, days of two months, and then months.
  std::optional<Instant> next_turn(Instant now) const {
    const auto before = answer(now);
    auto last = now;
    const auto turned_by = [&](Instant until) -> std::optional<Instant> {
      if (answer(until) == before) {
        last = until;
        return std::nullopt;
      }
      return first_within(last, until, before);
    };
    for (int hour = 1; hour <= 48; ++hour) {
      if (const auto turn = turned_by(now + hours(hour))) return turn;
    }
    for (int day = 3; day <= 62; ++day) {
      if (const auto turn = turned_by(now + hours(24 * day))) return turn;
    }
    for (int month = 3; month <= 48; ++month) {
      if (const auto turn = turned_by(now + hours(24 * 31 * month))) return turn;
    }
    return std::nullopt;
  }

 private:
  enum class Reply : std::uint8_t { no, yes, failed };

  Reply answer(Instant at) const {
    const CaseBindings bindings(kase_, at, nullptr, nullptr);
    expr::Evaluator evaluator(program_, bindings);
    Value scratch;
    const auto* value = evaluator.evaluate(root_, scratch);
    if (!value || value->kind() != Value::Kind::boolean) return Reply::failed;
    return value->as_bool() ? Reply::yes : Reply::no;
  }

  Instant first_within(Instant from, Instant until, Reply before) const {
    while (until - from > Elapsed{1}) {
      const auto middle = from + (until - from) / 2;
      (answer(middle) == before ? from : until) = middle;
    }
    return until;
  }

  const CaseData& kase_;
  const expr::Program& program_;
  NodeIndex root_;
};

}  // namespace

std::vector<Instant> next_turns(const CaseData& kase, Instant now) {
  std::vector<Instant> turns;
  const CaseBindings present(kase, now, nullptr, nullptr);
  const auto look = [&](const Expression& condition) {
    const auto& ast = ExpressionAccess::program(condition).ast;
    std::vector<NodeIndex> gates;
    add_gates(ast, ast.root, gates);
    for (const auto gate : gates) {
      if (const auto turn = Gate(kase, condition, gate).next_turn(now)) turns.push_back(*turn);
    }
  };
  for (const auto& transition : kase.workflow->transitions) {
    if (transition.trigger == Trigger::open || !kase.is_active(transition.source)) continue;
    if (transition.when) look(*transition.when);
    // What holds already is not waited for: it could only cease to.
    for (const auto& requirement : transition.requirements) {
      if (!ask(requirement.check, present).holds) look(requirement.check);
    }
    for (const auto& branch : transition.branches) {
      if (branch.when) look(*branch.when);
    }
  }
  std::sort(turns.begin(), turns.end());
  turns.erase(std::unique(turns.begin(), turns.end()), turns.end());
  if (turns.size() > kTurns) turns.resize(kTurns);
  return turns;
}

}  // namespace docket
