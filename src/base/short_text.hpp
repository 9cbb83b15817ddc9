// Names are short: the two ends of a text of up to 16 bytes are all of it, and are compared in two words where
// a loop over its bytes, or a call, would take as long as the rest of the question.
// Tested by tests/unit/base/short_text_test.cpp
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace docket {

// Of texts of one length up to kWhole bytes, those with the same ends are the same.
struct TextEnds {
  static constexpr std::size_t kWhole = 16;
  std::uint64_t head = 0, tail = 0;

  TextEnds() = default;
  explicit TextEnds(std::string_view text) {
    const auto size = text.size();
    if (size >= 8) {
      std::memcpy(&head, text.data(), 8);
      std::memcpy(&tail, text.data() + size - 8, 8);
    } else if (size >= 4) {
      std::uint32_t first = 0, last = 0;
      std::memcpy(&first, text.data(), 4);
      std::memcpy(&last, text.data() + size - 4, 4);
      head = first | std::uint64_t{last} << 32U;
    } else if (size > 0) {
      const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(text[at])}; };
      head = byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
    }
  }

  friend bool operator==(const TextEnds&, const TextEnds&) = default;
};

// A text as it is held against many: all there is of one of up to TextEnds::kWhole bytes.
struct TextKey {
  TextEnds ends;
  std::size_t size = 0;

  TextKey() = default;
  explicit TextKey(std::string_view text) : ends(text), size(text.size()) {}
  bool is_whole() const { return size <= TextEnds::kWhole; }
  std::size_t hash() const {
    return static_cast<std::size_t>(((ends.head ^ std::rotl(ends.tail, 23) ^ size) * 0x9E37'79B9'7F4A'7C15U) >> 32U);
  }

  friend bool operator==(const TextKey&, const TextKey&) = default;
};

inline bool is_same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  if (a.size() <= TextEnds::kWhole) return TextEnds(a) == TextEnds(b);
  return std::memcmp(a.data(), b.data(), a.size()) == 0;
}

// Copies its bytes; a short text's are two words, maybe with some bytes in both.
inline void copy_text(std::string_view text, char* to) {
  const auto size = text.size();
  const auto copy_ends = [&](auto head) {
    auto tail = head;
    std::memcpy(&head, text.data(), sizeof head);
    std::memcpy(&tail, text.data() + size - sizeof tail, sizeof tail);
    std::memcpy(to, &head, sizeof head);
    std::memcpy(to + size - sizeof tail, &tail, sizeof tail);
  };
  if (size > TextEnds::kWhole)
    std::memcpy(to, text.data(), size);
  else if (size >= 8)
    copy_ends(std::uint64_t{});
  else if (size >= 4)
    copy_ends(std::uint32_t{});
  else
    for (std::size_t i = 0; i < size; ++i) to[i] = text[i];
}

constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080U;

[[gnu::noinline]] inline bool is_long_ascii(std::string_view text) {
  std::uint64_t all = 0;
  for (; text.size() > TextEnds::kWhole; text.remove_prefix(sizeof all)) {
    std::uint64_t next = 0;
    std::memcpy(&next, text.data(), sizeof next);
    all |= next;
  }
  const TextEnds ends(text);
  return ((all | ends.head | ends.tail) & kHighBits) == 0;
}

inline bool is_ascii(std::string_view text) {
  if (text.size() > TextEnds::kWhole) return is_long_ascii(text);
  const TextEnds ends(text);
  return ((ends.head | ends.tail) & kHighBits) == 0;
}

}  // namespace docket
