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

template <class Index>
constexpr std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

}  // namespace docket
