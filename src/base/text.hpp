// Text helpers that know UTF-8: validity, display width, and "did you mean".
// Tested by tests/unit/base/text_test.cpp
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/localized_text.hpp"

namespace docket {

// Offset of the first byte that is not part of valid UTF-8, or nullopt when all of it is.
// Overlong forms, surrogates and code points beyond U+10FFFF are invalid.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The first bytes of the text, as many as make whole characters.  Requires valid UTF-8.
std::string_view shortened(std::string_view text, std::size_t bytes_max);

// Number of code points.  Requires valid UTF-8.
std::size_t code_points(std::string_view text);

// Columns the text takes on a terminal: East Asian wide characters take two.
std::size_t display_width(std::string_view text);

// The candidate nearest to `word` by edit distance (a swap of neighbours counts once), when it is
// near enough to be a likely slip; ties go to the earlier candidate.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "did you mean `x`?", or `otherwise` when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates, std::string otherwise = {});
// The same with "known are `a`, `b` and `c`", or "there are none".
std::string nearest_or_known(std::string_view word, std::span<const std::string> known);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::string backticked(std::string_view word);
// "`a`, `b` and `c`"
std::string listed(std::span<const std::string> words);
// The same in Chinese: "`a`、`b`、`c`"
std::string listed_in_chinese(std::span<const std::string> words);
// "did you mean `x`?" in both languages, or `otherwise` when nothing is near.
LocalizedText meant(std::string_view word, std::span<const std::string> candidates, LocalizedText otherwise);

// True for [a-z][a-z0-9_]*, the form of every name in rules.
bool is_identifier(std::string_view text);

}  // namespace docket
