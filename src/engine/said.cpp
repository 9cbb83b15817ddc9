// Tested by tests/unit/engine/step_test.cpp
#include "engine/said.hpp"

namespace docket {

std::string_view Said::name(const TextPile& pile) const {
  auto place = from;
  return pile.next(place);
}

Actor Said::actor(const TextPile& pile) const {
  auto place = from;
  pile.next(place);  // the name
  Actor actor{.id = std::string(pile.next(place))};
  for (std::size_t i = 0; i < roles; ++i) actor.roles.emplace_back(pile.next(place));
  return actor;
}

}  // namespace docket
