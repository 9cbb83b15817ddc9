// Tested by tests/unit/expr/explanation_test.cpp
#include "expr/trace.hpp"

#include <algorithm>

#include "expr/evaluator.hpp"

namespace docket::expr {
namespace {

// An explanation is for a person: beyond this many steps it is cut, not the machine's memory.
constexpr std::size_t kStepsMax = 10'000;

class Recorder final : public Evaluator::Listener {
 public:
  explicit Recorder(const Program& program)
      : ast_(program.ast), parents_(ast_.nodes.size(), kNoNode), items_(ast_.nodes.size(), 0) {
    for (std::size_t i = 0; i < ast_.nodes.size(); ++i) note_children(static_cast<NodeIndex>(i));
    note_children(ast_.root);
  }

  void computed(NodeIndex at, const Value* value, const EvalError& error) override {
    Trace trace;
    trace.node = at;
    trace.is_ok = value != nullptr;
    if (value != nullptr)
      trace.value = *value;
    else
      trace.error = error.message;
    const NodeIndex parent = parents_[static_cast<std::size_t>(at)];
    if (parent != kNoNode) trace.item = items_[static_cast<std::size_t>(parent)];
    take_children(trace);
    done_.push_back(std::move(trace));
  }

  void next_item(NodeIndex macro, std::size_t item, const Value&) override {
    items_[static_cast<std::size_t>(macro)] = item;
  }
  void end_of_items(NodeIndex macro) override { items_[static_cast<std::size_t>(macro)] = 0; }
  bool is_exhaustive() const override { return count_ < kStepsMax; }

  Trace take_root() { return done_.empty() ? Trace() : std::move(done_.back()); }

 private:
  // Resolving may leave nodes behind that nobody refers to; the walk from the root comes last and wins.
  void note_children(NodeIndex at) {
    for (const NodeIndex child : ast_.children_of(at)) parents_[static_cast<std::size_t>(child)] = at;
    if (at != ast_.root) return;
    std::vector<NodeIndex> open = {at};
    while (!open.empty()) {
      const NodeIndex next = open.back();
      open.pop_back();
      for (const NodeIndex child : ast_.children_of(next)) {
        parents_[static_cast<std::size_t>(child)] = next;
        open.push_back(child);
      }
    }
  }

  // Evaluation is post-order: what belongs to this node lies at the end.
  void take_children(Trace& trace) {
    auto first = done_.end();
    while (first != done_.begin() && parents_[static_cast<std::size_t>((first - 1)->node)] == trace.node) --first;
    const bool is_full = ++count_ > kStepsMax;
    if (!is_full) trace.children.assign(std::make_move_iterator(first), std::make_move_iterator(done_.end()));
    done_.erase(first, done_.end());
  }

  const Ast& ast_;
  std::vector<NodeIndex> parents_;
  std::vector<std::size_t> items_;
  std::vector<Trace> done_;
  std::size_t count_ = 0;
};

// Says of each trace what part it played in the result.
class Blame {
 public:
  explicit Blame(const Ast& ast) : ast_(ast) {}

  void mark(Trace& trace, PartPlayed part) {
    trace.part = trace.is_ok || part == PartPlayed::irrelevant ? part : PartPlayed::failed;
    for (auto& child : trace.children) mark(child, part_of_child(trace, child, trace.part));
    add_unreached(trace);
  }

 private:
  PartPlayed part_of_child(const Trace& parent, const Trace& child, PartPlayed parent_part) const {
    if (parent_part == PartPlayed::irrelevant) return PartPlayed::irrelevant;
    switch (ast_[parent.node].kind) {
      case NodeKind::logical_and: return of_junction(parent, child, false);
      case NodeKind::logical_or: return of_junction(parent, child, true);
      case NodeKind::all: return child.item == 0 ? PartPlayed::decided : of_junction(parent, child, false);
      case NodeKind::exists: return child.item == 0 ? PartPlayed::decided : of_junction(parent, child, true);
      case NodeKind::optional_or:
      case NodeKind::optional_or_value:
      case NodeKind::logical_not:
      case NodeKind::conditional:
      case NodeKind::constant:
      case NodeKind::name:
      case NodeKind::select:
      case NodeKind::select_optional:
      case NodeKind::has_field:
      case NodeKind::index:
      case NodeKind::index_optional:
      case NodeKind::call:
      case NodeKind::list:
      case NodeKind::map:
      case NodeKind::exists_one:
      case NodeKind::filter:
      case NodeKind::map_items:
      case NodeKind::transform_list:
      case NodeKind::transform_map:
      case NodeKind::transform_map_entry:
      case NodeKind::bind:
      case NodeKind::optional_map:
      case NodeKind::optional_flat_map:
      case NodeKind::local:
      case NodeKind::variable:
      case NodeKind::field:
      case NodeKind::has_known_field:
      case NodeKind::builtin:
      case NodeKind::host_call:
      case NodeKind::failure: return !parent.is_ok && child.is_ok ? PartPlayed::irrelevant : PartPlayed::decided;
    }
    return PartPlayed::decided;
  }

  // `deciding`: the value with which one part decides all (false for `&&`).
  static PartPlayed of_junction(const Trace& parent, const Trace& child, bool deciding) {
    const bool is_decided = deciding ? parent.is_true() : parent.is_false();
    if (is_decided)
      return (deciding ? child.is_true() : child.is_false()) ? PartPlayed::decided : PartPlayed::irrelevant;
    if (!parent.is_ok) return child.is_ok ? PartPlayed::irrelevant : PartPlayed::failed;
    return PartPlayed::decided;
  }

  void add_unreached(Trace& trace) const {
    const Node& node = ast_[trace.node];
    for (std::size_t i = 0; i < node.child_count; ++i) {
      const NodeIndex child = ast_.child(node, i);
      const bool is_there =
          std::ranges::any_of(trace.children, [&](const Trace& known) { return known.node == child; });
      if (is_there) continue;
      Trace unreached;
      unreached.node = child;
      unreached.is_computed = false;
      unreached.part = PartPlayed::not_reached;
      trace.children.push_back(std::move(unreached));
    }
    std::ranges::stable_sort(trace.children, {}, [&](const Trace& t) { return std::pair(t.item, ast_[t.node].begin); });
  }

  const Ast& ast_;
};

}  // namespace

Traced trace(const Program& program, const Bindings& bindings) {
  Recorder recorder(program);
  Evaluator evaluator(program, bindings);
  evaluator.set_listener(&recorder);
  Value scratch;
  const Value* value = evaluator.evaluate(program.ast.root, scratch);
  Traced traced{value != nullptr ? EvalResult(*value) : EvalResult(evaluator.take_error()), recorder.take_root()};
  Blame(program.ast).mark(traced.root, PartPlayed::decided);
  return traced;
}

}  // namespace docket::expr
