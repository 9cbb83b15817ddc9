// `type: internal` of a transition or of a row of `choose`, and where it changes nothing.
// Tested by tests/golden/diagnostics/ (chart_internal)
#include <algorithm>

#include "base/text.hpp"
#include "model/chart.hpp"
#include "model/transitions_reader.hpp"

namespace docket {
namespace {

std::string path_of(const Workflow& workflow, StateIndex state) { return backticked(workflow.state(state).path); }

// A history leads inside its own state.
bool lies_inside(const Workflow& workflow, StateIndex target, StateIndex source) {
  const auto& state = workflow.state(target);
  if (is_history(state)) return state.parent == source || workflow.is_descendant(state.parent, source);
  return workflow.is_descendant(target, source);
}

// Why it changes nothing; empty when it does change something.
std::string why_without_effect(const Workflow& workflow, const Transition& transition, const Branch& branch) {
  const auto source = transition.source;
  if (transition.trigger == Trigger::open) return "what opens a case leaves no state";
  if (branch.targets.empty()) return "without a target no state is left";
  const auto outside = std::find_if(branch.targets.begin(), branch.targets.end(),
                                    [&](StateIndex target) { return !lies_inside(workflow, target, source); });
  if (outside != branch.targets.end())
    return *outside == source ? path_of(workflow, source) + " itself is left whatever leads to it"
                              : path_of(workflow, *outside) + " does not lie inside " + path_of(workflow, source);
  if (workflow.state(source).type == StateType::parallel)
    return path_of(workflow, source) + " is parallel, and is left with all its regions";
  return {};
}

}  // namespace

bool reads_internal(Draft& draft, const yaml::Node& node, bool otherwise) {
  const auto type = node.find("type");
  if (!type) return otherwise;
  return draft.reader.word(*type, {"internal", "external"}, "`type`").value_or(1) == 0;
}

void check_internal(Draft& draft, const yaml::Node& node, const Transition& transition,
                    std::span<const Branch> branches) {
  const auto type = node.find("type");
  if (!type || type->text() != "internal" || branches.empty()) return;
  const bool is_unread = node.find("target") && branches.front().targets.empty();
  if (is_unread) return;  // that was reported
  std::string why;
  for (const auto& branch : branches) {
    why = why_without_effect(draft.workflow, transition, branch);
    if (why.empty()) return;
  }
  draft.reader.report(type->warning("internal-without-effect", "`type: internal` changes nothing: " + why,
                                    "leave it out, or lead to a state inside"));
}

}  // namespace docket
