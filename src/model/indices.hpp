// Places in a Workflow's lists.  They cannot be mixed up, and cost what a number costs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace docket {

enum class StateIndex : std::uint16_t {};
enum class EventIndex : std::uint16_t {};
enum class ClockIndex : std::uint16_t {};
enum class CalendarIndex : std::uint16_t {};
enum class TransitionIndex : std::uint16_t {};
enum class BranchIndex : std::uint16_t {};  // of a transition: a row of its `choose:`, or its only one

// Beyond every list.  The engine's inner loop prefers it to an optional, which is written in two halves and then
// read as a whole: processors wait for that.
constexpr StateIndex kNoState{0xFFFF};
constexpr EventIndex kNoEvent{0xFFFF};
constexpr BranchIndex kNoBranch{0xFFFF};

template <class Index>
constexpr std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

}  // namespace docket
