// One transition of each kind, as the readers of states need it.
#pragma once

#include <span>
#include <string_view>

#include "model/draft.hpp"

namespace docket {

// `on: { event: … }` and `open: { event: … }`
void read_event_transition(Draft& draft, const yaml::Node& key, const yaml::Node& value, StateIndex source,
                           Trigger trigger);
// Rows of `always:` and `after:`, and `onDone:`.  Answers the transition's index.
std::optional<TransitionIndex> read_silent_transition(Draft& draft, const yaml::Node& value, StateIndex source,
                                                      Trigger trigger, const std::string& name);
// `type:` of a transition or a row; where it is not written, `otherwise`.
bool reads_internal(Draft& draft, const yaml::Node& node, bool otherwise);
// Warns of `type: internal` in the node where it changes nothing for any of these branches.
void check_internal(Draft& draft, const yaml::Node& node, const Transition& transition,
                    std::span<const Branch> branches);
// `done.<state>`, the end of any state, as a key under `on`.
inline constexpr std::string_view kDonePrefix = "done.";
std::optional<StateIndex> read_ended_state(Draft& draft, const yaml::Node& key, StateIndex from);
// `by`, `input` and `require` make no sense on events that come from inside (semantics.md 8).
void check_raised_events(Draft& draft);

}  // namespace docket
