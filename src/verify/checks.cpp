// Tested by tests/golden/diagnostics/
#include "verify/checks.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "verify/chart_checks.hpp"
#include "verify/graph.hpp"
#include "verify/rung_checks.hpp"
#include "verify/target_checks.hpp"

namespace docket {
namespace {

bool is_history(const State& state) {
  return state.type == StateType::history_deep || state.type == StateType::history_shallow;
}

// Entering a state enters its initial states, too, and its history may enter anything inside.
void add_entering(const Workflow& workflow, StateGraph& graph) {
  for (std::size_t i = 0; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    for (const auto child : state.type == StateType::parallel ? state.children : state.initial)
      graph.edges.emplace_back(i, at(child));
    if (i > 0) graph.edges.emplace_back(i, at(state.parent));
    if (is_history(state)) graph.edges.emplace_back(i, at(state.parent));
  }
}

template <class Wanted>
void add_transitions(const Workflow& workflow, StateGraph& graph, Wanted wanted) {
  for (const auto& transition : workflow.transitions) {
    if (!wanted(transition)) continue;
    for (const auto& branch : transition.branches) {
      for (const auto target : branch.targets) graph.edges.emplace_back(at(transition.source), at(target));
    }
  }
}

// By itself, or in a state that it leaves or enters.
bool does_something(const Workflow& workflow, const Transition& transition) {
  const auto acts = [&](StateIndex index) {
    const auto& state = workflow.state(index);
    return !state.entry.empty() || !state.exit.empty() || !state.initial_actions.empty();
  };
  return !transition.actions.empty() || acts(transition.source) ||
         std::any_of(transition.branches.begin(), transition.branches.end(), [&](const Branch& branch) {
           return !branch.actions.empty() || std::any_of(branch.targets.begin(), branch.targets.end(), acts);
         });
}

bool is_conditional(const Transition& transition) {
  return transition.when || std::all_of(transition.branches.begin(), transition.branches.end(),
                                        [](const Branch& branch) { return branch.when.has_value(); });
}

// Those of `always` that are taken whenever their state is active: no earlier row of it may come first.
std::vector<const Transition*> certain_ones(const std::vector<const Transition*>& always) {
  std::vector<const Transition*> certain;
  for (std::size_t i = 0; i < always.size(); ++i) {
    const bool is_first = i == 0 || always[i - 1]->source != always[i]->source;
    if (is_first && !is_conditional(*always[i])) certain.push_back(always[i]);
  }
  return certain;
}

// Everything that is active once `target` was entered, as far as the chart tells: the states it lies
// in, and the initial ones inside.
std::vector<bool> active_after(const Workflow& workflow, const StateGraph& entering, StateIndex target) {
  auto active = reachable_from(entering, at(target));
  for (auto state = workflow.state(target).parent; at(state) != 0; state = workflow.state(state).parent)
    active[at(state)] = true;
  return active;
}

// A graph with a vertex for each `always` transition, and an edge path from it to each one that may be
// taken next: by the state it enters (vertex n + state) and the states then active (n + states + state).
StateGraph succession_of(const Workflow& workflow, const std::vector<const Transition*>& always) {
  const auto states = workflow.states.size();
  const auto entered = always.size(), active = always.size() + states;
  StateGraph entering{.states = states, .edges = {}};
  for (std::size_t i = 0; i < states; ++i) {
    const auto& state = workflow.states[i];
    for (const auto child : state.type == StateType::parallel ? state.children : state.initial)
      entering.edges.emplace_back(i, at(child));
  }
  StateGraph succession{.states = always.size() + 2 * states, .edges = {}};
  std::vector<bool> known(states);
  for (std::size_t from = 0; from < always.size(); ++from) {
    succession.edges.emplace_back(active + at(always[from]->source), from);
    for (const auto& branch : always[from]->branches) {
      // Without a target the case stays, and the transition is enabled again at once.
      if (branch.targets.empty()) succession.edges.emplace_back(from, active + at(always[from]->source));
      for (const auto target : branch.targets) {
        succession.edges.emplace_back(from, entered + at(target));
        if (known[at(target)]) continue;
        known[at(target)] = true;
        const auto then = active_after(workflow, entering, target);
        for (std::size_t state = 0; state < states; ++state) {
          if (then[state]) succession.edges.emplace_back(entered + at(target), active + state);
        }
      }
    }
  }
  return succession;
}

// Transitions by the number of their circle, those in none left out.
std::map<const Transition*, std::size_t> circles_of(const Workflow& workflow,
                                                    const std::vector<const Transition*>& always) {
  const auto component = components_of(succession_of(workflow, always));
  std::vector<std::size_t> sizes(component.size());
  for (const auto number : component) ++sizes[number];
  std::map<const Transition*, std::size_t> circles;
  for (std::size_t i = 0; i < always.size(); ++i) {
    if (sizes[component[i]] > 1) circles[always[i]] = component[i];
  }
  return circles;
}

// A circle of `always` is harmless only when something in it changes the record that a condition of
// it reads; whether it does is for the author to see, so such a circle is a warning.
void check_loops(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  std::vector<const Transition*> always;
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::always) always.push_back(&transition);
  }
  const auto circles = circles_of(workflow, always);
  const auto certain = circles_of(workflow, certain_ones(always));
  std::set<std::size_t> acting;
  for (const auto& [transition, circle] : circles) {
    if (does_something(workflow, *transition)) acting.insert(circle);
  }
  for (const auto* transition : always) {
    const auto circle = circles.find(transition);
    if (circle == circles.end()) continue;
    const bool is_harmless = acting.contains(circle->second) && !certain.contains(transition);
    auto diagnostic =
        root.error_at(transition->place, "eternal-loop",
                      "`always` leads in a circle through " + backticked(workflow.state(transition->source).path) +
                          ": the case " + (is_harmless ? "may" : "would") + " never come to rest",
                      "break the circle with an event, or with a `when` that its own `set` makes false");
    if (is_harmless) diagnostic.severity = Severity::warning;
    diagnostics.push_back(std::move(diagnostic));
  }
}

void check_reachability(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  StateGraph graph{.states = workflow.states.size(), .edges = {}};
  add_entering(workflow, graph);
  add_transitions(workflow, graph, [](const Transition&) { return true; });
  const auto reached = reachable_from(graph, 0);
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    if (!reached[i] && !is_history(state))
      warn(diagnostics, root, state.place, "unreachable-state", "nothing leads to the state " + backticked(state.path),
           "");
  }
}

// A transition of the state itself or of one it lies in.
bool has_way_out(const Workflow& workflow, std::size_t index) {
  for (auto state = static_cast<StateIndex>(index);; state = workflow.state(state).parent) {
    const auto& here = workflow.state(state);
    const bool leaves =
        std::any_of(workflow.transitions.begin(), workflow.transitions.end(), [&](const Transition& transition) {
          return transition.source == state && transition.trigger != Trigger::open &&
                 std::any_of(transition.branches.begin(), transition.branches.end(),
                             [](const Branch& branch) { return !branch.targets.empty(); });
        });
    if (leaves) return true;
    if (at(state) == 0 || here.type == StateType::final) return here.type == StateType::final;
  }
}

void check_dead_ends(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    if (state.type == StateType::atomic && !has_way_out(workflow, i))
      warn(diagnostics, root, state.place, "dead-end", "a case in " + backticked(state.path) + " stays there for ever",
           "make it `type: final`, or give it a way out");
  }
}

}  // namespace

void verify(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  check_loops(workflow, root, diagnostics);
  check_reachability(workflow, root, diagnostics);
  check_dead_ends(workflow, root, diagnostics);
  check_ends(workflow, root, diagnostics);
  check_never_taken(workflow, root, diagnostics);
  check_regions(workflow, root, diagnostics);
  check_rungs(workflow, root, diagnostics);
  check_targets(workflow, root, diagnostics);
}

}  // namespace docket
