// What the readers of calendars, holidays and budgets have in common.
// Tested by tests/unit/calendar/calendar_reader_test.cpp
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "docket/timezone.hpp"
#include "yaml/document.hpp"

namespace docket {

// False, with a diagnostic, when the node is no map.  Keys beyond `known` are reported and otherwise ignored.
bool expect_map(const yaml::Node& node, std::span<const std::string> known, Diagnostics& diagnostics);

// The node under `key`; its absence is reported.
std::optional<yaml::Node> required(const yaml::Node& map, std::string_view key, Diagnostics& diagnostics);
// The same, when the value is text.
std::optional<yaml::Node> required_text(const yaml::Node& map, std::string_view key, Diagnostics& diagnostics);

// A text, or texts by language: `{ zh: 元旦, en: New Year's Day }`.
LocalizedText read_localized(const yaml::Node& node, Diagnostics& diagnostics);

// `17:00`, quoted or not.
std::optional<std::chrono::seconds> read_wall_time(const yaml::Node& node, Diagnostics& diagnostics);

// The dates that a scalar or key means: `2026-05-01`, or `2026-05-01..2026-05-05` with both ends.
std::vector<Date> read_dates(const yaml::Node& scalar, Diagnostics& diagnostics);

// One word out of a table such as those of counting_words.hpp.
template <class Option, std::size_t kCount>
std::optional<Option> read_word(const yaml::Node& node,
                                const std::array<std::pair<Option, std::string_view>, kCount>& words,
                                Diagnostics& diagnostics);

std::optional<std::size_t> read_choice(const yaml::Node& node, std::span<const std::string> words,
                                       Diagnostics& diagnostics);

template <class Option, std::size_t kCount>
std::optional<Option> read_word(const yaml::Node& node,
                                const std::array<std::pair<Option, std::string_view>, kCount>& words,
                                Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const auto& [option, word] : words) texts.emplace_back(word);
  const auto found = read_choice(node, texts, diagnostics);
  return found ? std::optional(words[*found].first) : std::nullopt;
}

}  // namespace docket
