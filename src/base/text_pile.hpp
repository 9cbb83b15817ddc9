// TextPile: texts one behind the other in one piece of memory that is used again and again: for what is written down
// at every step and seldom read.
// Tested by tests/unit/base/short_text_test.cpp
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/short_text.hpp"

namespace docket {

class TextPile {
 public:
  // What a text takes: its length stands before it.
  static std::size_t room_for(std::string_view text) { return sizeof(Length) + text.size(); }

  // Room behind what is there, to be filled with append().  Lives until the next call.
  char* make_room(std::size_t room) {
    const auto begin = used_;
    used_ += room;
    if (used_ > memory_.size()) memory_.resize(std::max(used_, 2 * memory_.size()));
    return memory_.data() + begin;
  }
  // Writes the text at `place`, and returns where the next one goes.
  static char* append(std::string_view text, char* place) {
    const auto length = static_cast<Length>(text.size());
    std::memcpy(place, &length, sizeof length);
    copy_text(text, place + sizeof length);
    return place + room_for(text);
  }

  // The text that begins at `place`, which then is the place of the one behind it.  Lives until the next make_room().
  std::string_view next(std::size_t& place) const {
    Length length = 0;
    std::memcpy(&length, memory_.data() + place, sizeof length);
    const std::string_view text(memory_.data() + place + sizeof length, length);
    place += room_for(text);
    return text;
  }

  // Where the next text will begin.
  std::size_t size() const { return used_; }
  // Forgets what came after.  Requires: what size() was once.
  void cut(std::size_t size) { used_ = size; }

 private:
  using Length = std::uint32_t;

  std::string memory_;  // up to `used_`
  std::size_t used_ = 0;
};

}  // namespace docket
