// Used by tests/estate_digest/estate.cpp
#include "visitor.hpp"

namespace docket::testing {
namespace {

constexpr Elapsed kMinute{60'000}, kDay{86'400'000};

// Of transitions that an event from outside may take.
std::vector<const Transition*> for_events(const Workflow& workflow, const Case* kase) {
  std::vector<const Transition*> found;
  for (const auto& each : workflow.transitions) {
    if (each.trigger != Trigger::event || at(each.source) == 0) continue;
    if (kase == nullptr || kase->is_in(workflow.state(each.source).path)) found.push_back(&each);
  }
  return found;
}

}  // namespace

Elapsed Visitor::pause() {
  const auto kind = random_.between(1, 10);
  if (kind <= 6) return kMinute * random_.between(1, 180);
  if (kind <= 9) return Elapsed{random_.between(1, kDay.count())};
  return Elapsed{random_.between(1, 12 * kDay.count())};
}

Event Visitor::opening(Instant now) { return event(workflow_->transition(one_of(workflow_->openings)), now); }

Event Visitor::next(const Case& kase, Instant now) {
  auto known = for_events(*workflow_, &kase);
  if (known.empty() || random_.one_in(12)) known = for_events(*workflow_, nullptr);
  return event(*one_of(known), now);
}

Event Visitor::event(const Transition& transition, Instant now) {
  Event made{.name = workflow_->events[at(transition.event)]};
  made.actor.id = "person-" + std::to_string(random_.between(1, 20));
  if (!transition.roles.empty() && !random_.one_in(15)) made.actor.roles = {one_of(transition.roles)};
  std::vector<MapEntry> inputs;
  for (const auto& input : transition.inputs) {
    const bool is_left_out = input.is_required ? random_.one_in(40) : random_.one_in(2);
    if (!is_left_out) inputs.push_back({Value::string(input.name), some_value(input.name, input.type, now)});
  }
  made.input = Value::map(std::move(inputs));
  if (random_.one_in(10)) made.at = now - kMinute * random_.between(1, 90);
  return made;
}

Value Visitor::some_value(const std::string& name, const Type& type, Instant now) {
  switch (type.kind()) {
    case Type::Kind::boolean: return Value::boolean(!random_.one_in(4));
    case Type::Kind::integer: return Value::integer(random_.between(0, 20));
    case Type::Kind::uinteger: return Value::uinteger(static_cast<std::uint64_t>(random_.between(0, 20)));
    case Type::Kind::real: return Value::real(static_cast<double>(random_.between(0, 80)) / 4);
    case Type::Kind::timestamp: return Value::string(to_string(now + kMinute * random_.between(-2'000, 2'000)));
    case Type::Kind::duration: return Value::string(std::to_string(random_.between(1, 90)) + "m");
    case Type::Kind::money:
      return Value::money(random_.between(0, 1'000'000), type.name().empty() ? "CNY" : type.name());
    case Type::Kind::enumeration: {
      const auto words = type.values();
      return Value::string(
          words[static_cast<std::size_t>(random_.between(0, static_cast<std::int64_t>(words.size()) - 1))]);
    }
    case Type::Kind::list: {
      std::vector<Value> items;
      for (auto left = random_.between(0, 3); left > 0; --left)
        items.push_back(some_value(name, type.parameters().front(), now));
      return Value::list(std::move(items));
    }
    case Type::Kind::optional: return some_value(name, type.parameters().front(), now);
    case Type::Kind::map:
    case Type::Kind::structure: return Value::map({});
    case Type::Kind::null:
    case Type::Kind::type: return Value::null();
    case Type::Kind::string:
    case Type::Kind::bytes:
    case Type::Kind::dyn:
    case Type::Kind::parameter:
    case Type::Kind::opaque: break;
  }
  // Now and then too short for a rule that wants a whole sentence.
  return Value::string(random_.one_in(10) ? "-" : name + " number " + std::to_string(random_.between(1, 999)));
}

}  // namespace docket::testing
