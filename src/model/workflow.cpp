// Tested by tests/unit/model/language_examples_test.cpp
#include "model/workflow.hpp"

#include <algorithm>

namespace docket {
namespace {

template <class Index, class Items, class Matches>
std::optional<Index> find_index(const Items& items, Matches matches) {
  const auto place = std::find_if(items.begin(), items.end(), matches);
  if (place == items.end()) return std::nullopt;
  return static_cast<Index>(place - items.begin());
}

}  // namespace

const char* name_of(Holder holder) noexcept {
  switch (holder) {
    case Holder::us: return "us";
    case Holder::customer: return "customer";
    case Holder::contractor: return "contractor";
    case Holder::developer: return "developer";
    case Holder::authority: return "authority";
    case Holder::other: return "other";
  }
  return "other";
}

std::optional<EventIndex> Workflow::find_event(std::string_view event) const {
  return find_index<EventIndex>(events, [&](const std::string& each) { return each == event; });
}

std::optional<StateIndex> Workflow::find_state(std::string_view name_or_path) const {
  const auto by_path = find_index<StateIndex>(states, [&](const State& state) { return state.path == name_or_path; });
  if (by_path && at(*by_path) != 0) return by_path;
  return find_index<StateIndex>(states,
                                [&](const State& state) { return state.name == name_or_path && !state.name.empty(); });
}

std::optional<ClockIndex> Workflow::find_clock(std::string_view clock) const {
  return find_index<ClockIndex>(clocks, [&](const ClockRules& each) { return each.name == clock; });
}

bool Workflow::is_descendant(StateIndex state, StateIndex ancestor) const {
  return state > ancestor && state <= states[at(ancestor)].last_descendant;
}

}  // namespace docket
