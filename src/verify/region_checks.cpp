// Regions of a parallel state, and transitions that concern more of them than they say.
// Tested by tests/golden/diagnostics/ (chart_*) and tests/unit/verify/chart_checks_test.cpp
#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "model/chart.hpp"
#include "verify/chart_checks.hpp"

namespace docket {
namespace {

bool is_within(const Workflow& workflow, StateIndex state, StateIndex around) {
  return state == around || workflow.is_descendant(state, around);
}

std::string path_of(const Workflow& workflow, StateIndex state) { return backticked(workflow.state(state).path); }

// --- Regions that begin again --------------------------------------------------------------------------

// Where a branch leads; a history leads into the state whose it is.
std::vector<StateIndex> places_of(const Workflow& workflow, const Branch& branch) {
  std::vector<StateIndex> places;
  for (const auto target : branch.targets)
    places.push_back(is_history(workflow.state(target)) ? workflow.state(target).parent : target);
  return places;
}

// A region of one state, in which nothing was done yet, loses nothing.
bool has_something_to_lose(const State& region) {
  return !region.children.empty() || !region.afters.empty() || !region.entry.empty() || !region.exit.empty();
}

// The outermost parallel state that the branch leaves and enters again though it does not name all of its regions.
std::optional<StateIndex> begun_again(const Workflow& workflow, const Transition& transition, const Branch& branch) {
  const auto places = places_of(workflow, branch);
  if (places.empty()) return std::nullopt;
  const StoredHistory nothing_stored = [](StateIndex) -> const StateList* { return nullptr; };
  const auto domain = domain_of(workflow, transition, branch, nothing_stored);
  for (std::size_t i = 1; domain && i < workflow.states.size(); ++i) {
    const auto parallel = static_cast<StateIndex>(i);
    const auto& state = workflow.state(parallel);
    if (state.type != StateType::parallel || !workflow.is_descendant(parallel, *domain) ||
        !is_within(workflow, transition.source, parallel))
      continue;
    // To the state itself, or to its history: then all of it is meant.
    const bool is_inside = std::all_of(places.begin(), places.end(),
                                       [&](StateIndex place) { return workflow.is_descendant(place, parallel); });
    if (!is_inside) continue;
    const bool loses = std::any_of(state.children.begin(), state.children.end(), [&](StateIndex region) {
      return has_something_to_lose(workflow.state(region)) &&
             std::none_of(places.begin(), places.end(),
                          [&](StateIndex place) { return is_within(workflow, place, region); });
    });
    if (loses) return parallel;
  }
  return std::nullopt;
}

std::string remedy(const Workflow& workflow, const Transition& transition, const Branch& branch, StateIndex parallel) {
  const auto source = transition.source;
  const auto places = places_of(workflow, branch);
  const auto all = [&](auto is_so) { return std::all_of(places.begin(), places.end(), is_so); };
  if (source == parallel) return "to leave the others as they are, handle it in the region that it concerns";
  if (all([&](StateIndex place) { return workflow.is_descendant(place, source); }) &&
      workflow.state(source).type == StateType::compound)
    return "to leave the others as they are, write `type: internal`";
  auto region = source;
  while (workflow.state(region).parent != parallel) region = workflow.state(region).parent;
  const auto& own = workflow.state(region);
  if (all([&](StateIndex place) { return place == region; }) && !own.initial.empty())
    return "to leave the others as they are, lead to " + path_of(workflow, own.initial.front()) +
           (source == region ? " with `type: internal`" : "");
  return "to leave the others as they are, `raise` an event that the other region hears";
}

void check_branch(const Workflow& workflow, const Transition& transition, const Branch& branch, const yaml::Node& root,
                  Diagnostics& diagnostics) {
  const auto parallel = begun_again(workflow, transition, branch);
  if (!parallel) return;
  warn(diagnostics, root, branch.place.line > 0 ? branch.place : transition.place, "regions-begin-again",
       "this leaves all regions of " + path_of(workflow, *parallel) + " and begins them again, not only where it leads",
       remedy(workflow, transition, branch, *parallel));
}

// --- An event that two hear --------------------------------------------------------------------------------

bool has_target(const Transition& transition) {
  return std::any_of(transition.branches.begin(), transition.branches.end(),
                     [](const Branch& branch) { return !branch.targets.empty(); });
}

void check_event(const Workflow& workflow, StateIndex parallel, const Transition& outer, const yaml::Node& root,
                 Diagnostics& diagnostics) {
  const auto inner =
      std::find_if(workflow.transitions.begin(), workflow.transitions.end(), [&](const Transition& each) {
        return each.trigger == Trigger::event && each.event == outer.event && !each.when &&
               workflow.is_descendant(each.source, parallel);
      });
  if (inner == workflow.transitions.end()) return;
  const auto& regions = workflow.state(parallel).children;
  const bool is_never_taken = std::all_of(regions.begin(), regions.end(),
                                          [&](StateIndex region) { return always_answers(workflow, region, outer); });
  if (is_never_taken) return;  // check_never_taken says so
  const auto event = backticked(workflow.events[at(outer.event)]);
  const bool is_one = has_target(outer) && has_target(*inner);
  warn(diagnostics, root, inner->place, "handled-twice",
       event + " is handled here and by the parallel state " + path_of(workflow, parallel) + " around it: in " +
           path_of(workflow, inner->source) +
           (is_one ? " this alone is done, and " + path_of(workflow, parallel) + " is not left" : " both are done"),
       "handle it in one of the two, or give the two a `when` each");
}

}  // namespace

void check_regions(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (const auto& transition : workflow.transitions) {
    if (transition.trigger == Trigger::open) continue;
    for (const auto& branch : transition.branches) check_branch(workflow, transition, branch, root, diagnostics);
    const auto& source = workflow.state(transition.source);
    if (source.type == StateType::parallel && transition.trigger == Trigger::event && !transition.when)
      check_event(workflow, transition.source, transition, root, diagnostics);
  }
}

}  // namespace docket
