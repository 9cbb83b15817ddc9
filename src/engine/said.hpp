// Who said what, kept until somebody reads it: the texts in a pile, made an Event or an Actor again when asked for.
// Tested by tests/unit/engine/step_test.cpp
#pragma once

#include <string>

#include "base/text_pile.hpp"
#include "docket/engine.hpp"

namespace docket {

struct Said {
  std::size_t from = 0;  // in its pile: the name, then the actor's id and roles
  std::size_t roles = 0;
  Value input = Value::map({});

  void keep(std::string_view name, const Actor& actor, const Value& what, TextPile& pile) {
    from = pile.size();
    roles = actor.roles.size();
    auto room = TextPile::room_for(name) + TextPile::room_for(actor.id);
    for (const auto& role : actor.roles) room += TextPile::room_for(role);
    auto* place = pile.make_room(room);
    place = TextPile::append(name, place);
    place = TextPile::append(actor.id, place);
    for (const auto& role : actor.roles) place = TextPile::append(role, place);
    input = what;
  }

  std::string_view name(const TextPile& pile) const;
  Actor actor(const TextPile& pile) const;
};

}  // namespace docket
