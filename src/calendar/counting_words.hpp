// The words of counting options, shared by their reader and their printer.
// Tested by tests/unit/calendar/budget_test.cpp
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "docket/budget.hpp"

namespace docket {

template <class Option, std::size_t kCount>
using OptionWords = std::array<std::pair<Option, std::string_view>, kCount>;

inline constexpr OptionWords<Counting::Start, 2> kStartWords = {
    {{Counting::Start::next_day, "next_day"}, {Counting::Start::same_day, "same_day"}}};
// End::at_time is written as the time itself.
inline constexpr OptionWords<Counting::End, 3> kEndWords = {{{Counting::End::close_of_business, "close_of_business"},
                                                             {Counting::End::same_time, "same_time"},
                                                             {Counting::End::end_of_day, "end_of_day"}}};
inline constexpr OptionWords<Received::As, 3> kReceivedAsWords = {{{Received::As::as_is, "as_is"},
                                                                   {Received::As::next_opening, "next_opening"},
                                                                   {Received::As::same_time, "same_time"}}};
inline constexpr OptionWords<Counting::Roll, 3> kRollWords = {{{Counting::Roll::next_workday, "next_workday"},
                                                               {Counting::Roll::previous_workday, "previous_workday"},
                                                               {Counting::Roll::none, "none"}}};
inline constexpr OptionWords<Counting::Boundary, 2> kBoundaryWords = {
    {{Counting::Boundary::close, "close"}, {Counting::Boundary::next_open, "next_open"}}};
inline constexpr OptionWords<Counting::Reversed, 2> kReversedWords = {
    {{Counting::Reversed::zero, "zero"}, {Counting::Reversed::negative, "negative"}}};

template <class Option, std::size_t kCount>
std::string word_of(const OptionWords<Option, kCount>& words, Option option) {
  for (const auto& [value, word] : words) {
    if (value == option) return std::string(word);
  }
  return {};
}

// `by_date`, `next_opening`, or the map of what differs from `by_date`.
std::string to_string(const Received& received);

// `start: same_day`, `cut_off: "17:00"`: one text for each option that is set.
std::vector<std::string> counting_options(const CountingChanges& changes);

}  // namespace docket
