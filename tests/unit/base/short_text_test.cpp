#include "base/short_text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "base/text_pile.hpp"

using namespace docket;

TEST_CASE("short text: two texts are the same when all their bytes are, whatever their length") {
  constexpr unsigned kSeed = 20261126;
  CAPTURE(kSeed);
  std::mt19937 random(kSeed);
  for (std::size_t size = 0; size < 40; ++size) {
    CAPTURE(size);
    std::string text;
    while (text.size() < size) text.push_back(static_cast<char>(random()));
    CHECK(is_same_text(text, std::string(text)));
    CHECK_FALSE(is_same_text(text, text + "x"));
    for (std::size_t at = 0; at < size; ++at) {
      auto other = text;
      other[at] = static_cast<char>(other[at] ^ 1);
      CHECK_FALSE(is_same_text(text, other));
    }
  }
}

TEST_CASE("short text: one byte beyond ASCII is found wherever it stands") {
  for (std::size_t size = 0; size < 40; ++size) {
    CAPTURE(size);
    const std::string text(size, '\x7F');
    CHECK(is_ascii(text));
    for (std::size_t at = 0; at < size; ++at) {
      auto other = text;
      other[at] = '\x80';
      CHECK_FALSE(is_ascii(other));
    }
  }
}

TEST_CASE("text pile: texts of every length are read as they were written, and what is cut off is forgotten") {
  std::vector<std::string> texts;
  for (std::size_t size = 0; size < 40; ++size) {
    texts.emplace_back(size, 'a');
    for (std::size_t at = 0; at < size; ++at) texts.back()[at] = static_cast<char>('a' + (at * 7 + size) % 26);
  }
  TextPile pile;
  for (int round = 0; round < 2; ++round) {
    std::vector<std::size_t> places;
    for (const auto& text : texts) {
      places.push_back(pile.size());
      TextPile::append(text, pile.make_room(TextPile::room_for(text)));
    }
    std::size_t place = 0;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      CHECK(place == places[i]);
      CHECK(pile.next(place) == texts[i]);
    }
    CHECK(place == pile.size());
    pile.cut(places[20]);
    CHECK(pile.size() == places[20]);
    pile.cut(0);
  }
}
