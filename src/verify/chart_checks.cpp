// Tested by tests/golden/diagnostics/ (chart_*) and tests/unit/verify/chart_checks_test.cpp
#include "verify/chart_checks.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace docket {
namespace {

std::string path_of(const Workflow& workflow, StateIndex state) { return backticked(workflow.state(state).path); }

// --- Ends that never come -----------------------------------------------------------------------------

// The innermost state for want of whose end this one has none.
std::optional<StateIndex> without_end(const Workflow& workflow, StateIndex index) {
  const auto& state = workflow.state(index);
  if (state.type == StateType::final) return std::nullopt;
  if (state.type == StateType::parallel) {
    for (const auto region : state.children) {
      if (const auto culprit = without_end(workflow, region)) return culprit;
    }
    return std::nullopt;
  }
  const bool has_final = std::any_of(state.children.begin(), state.children.end(),
                                     [&](StateIndex child) { return workflow.state(child).type == StateType::final; });
  return has_final ? std::nullopt : std::optional(index);
}

void check_end(const Workflow& workflow, const Transition& transition, const yaml::Node& root,
               Diagnostics& diagnostics) {
  const auto culprit = without_end(workflow, transition.ended);
  if (!culprit) return;
  const bool is_leaf = workflow.state(*culprit).children.empty();
  const auto what = (*culprit == transition.ended ? "" : "the region ") + path_of(workflow, *culprit) +
                    (is_leaf ? " has no states inside, so no end" : " has no final state inside");
  warn(diagnostics, root, transition.place, "no-end", backticked(transition.name) + " never comes: " + what,
       is_leaf ? "make it `type: final`, or give it states that come to one"
               : "give it a state of `type: final` that it comes to in the end");
}

// --- Never taken -----------------------------------------------------------------------------------------

// Whether a transition is taken whenever it is asked.  On an event `choose` without a row that holds refuses the event,
// so no other one is asked, either.
bool is_certain(const Transition& transition) {
  if (transition.when) return false;
  const bool is_event = transition.trigger == Trigger::event || transition.trigger == Trigger::any_event;
  return is_event || std::any_of(transition.branches.begin(), transition.branches.end(),
                                 [](const Branch& branch) { return !branch.when; });
}

// Whether what sets `later` going is always `earlier`'s, too.
bool hears_all_of(const Transition& earlier, const Transition& later) {
  if (earlier.trigger == Trigger::any_event)
    return later.trigger == Trigger::event || later.trigger == Trigger::any_event;
  if (earlier.trigger != later.trigger) return false;
  switch (earlier.trigger) {
    case Trigger::event: return earlier.event == later.event;
    case Trigger::done: return earlier.ended == later.ended;
    case Trigger::always: return true;
    case Trigger::open:
    case Trigger::after:
    case Trigger::any_event: return false;
  }
  return false;
}

std::string name_of(const Workflow& workflow, const Transition& transition) {
  if (transition.trigger == Trigger::any_event) return "`*`";
  return backticked(transition.trigger == Trigger::event ? workflow.events[at(transition.event)] : transition.name);
}

bool check_before(const Workflow& workflow, const State& state, std::size_t place, const yaml::Node& root,
                  Diagnostics& diagnostics) {
  const auto& later = workflow.transition(state.transitions[place]);
  for (std::size_t i = 0; i < place; ++i) {
    const auto& earlier = workflow.transition(state.transitions[i]);
    if (!hears_all_of(earlier, later) || !is_certain(earlier)) continue;
    const auto before = name_of(workflow, earlier);
    warn(diagnostics, root, later.place, "never-taken",
         name_of(workflow, later) + " is never taken: " + before + " stands before it and always is",
         earlier.trigger == Trigger::any_event ? "write `*` last" : "give " + before + " a `when`, or put it last");
    return true;
  }
  return false;
}

// A final state whose parent's end leads on at once: no event finds a case there.
bool is_passed_through(const Workflow& workflow, StateIndex index) {
  const auto& state = workflow.state(index);
  if (state.type != StateType::final || at(state.parent) == 0) return false;
  return std::any_of(workflow.transitions.begin(), workflow.transitions.end(), [&](const Transition& transition) {
    return transition.trigger == Trigger::done && transition.ended == state.parent && is_certain(transition) &&
           std::all_of(transition.branches.begin(), transition.branches.end(),
                       [](const Branch& branch) { return !branch.targets.empty(); });
  });
}

void check_inside(const Workflow& workflow, StateIndex index, const Transition& outer, const yaml::Node& root,
                  Diagnostics& diagnostics) {
  const auto& state = workflow.state(index);
  const bool is_answered =
      !state.children.empty() && std::all_of(state.children.begin(), state.children.end(),
                                             [&](StateIndex child) { return always_answers(workflow, child, outer); });
  if (!is_answered) return;
  warn(diagnostics, root, outer.place, "never-taken",
       name_of(workflow, outer) + " is never taken here: wherever a case is inside " + path_of(workflow, index) +
           ", a state there answers it first",
       "leave it out, or give those inside a `when`");
}

}  // namespace

bool always_answers(const Workflow& workflow, StateIndex index, const Transition& outer) {
  const auto& state = workflow.state(index);
  const bool answers = std::any_of(state.transitions.begin(), state.transitions.end(), [&](TransitionIndex each) {
    const auto& inner = workflow.transition(each);
    return hears_all_of(inner, outer) && is_certain(inner);
  });
  if (answers) return true;
  if (state.children.empty()) return is_passed_through(workflow, index);
  return std::all_of(state.children.begin(), state.children.end(),
                     [&](StateIndex child) { return always_answers(workflow, child, outer); });
}

void check_ends(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::done) check_end(workflow, transition, root, diagnostics);
  }
}

void check_never_taken(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    for (std::size_t place = 0; place < state.transitions.size(); ++place) {
      const auto& transition = workflow.transition(state.transitions[place]);
      const bool is_event = transition.trigger == Trigger::event || transition.trigger == Trigger::any_event;
      if (!check_before(workflow, state, place, root, diagnostics) && is_event)
        check_inside(workflow, static_cast<StateIndex>(i), transition, root, diagnostics);
    }
  }
}

void warn(Diagnostics& diagnostics, const yaml::Node& root, const SourceSpan& place, std::string code,
          std::string message, std::string hint) {
  auto diagnostic = root.error_at(place, std::move(code), std::move(message), std::move(hint));
  diagnostic.severity = Severity::warning;
  diagnostics.push_back(std::move(diagnostic));
}

}  // namespace docket
