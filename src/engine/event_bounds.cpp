// Tested by tests/unit/engine/event_bounds_test.cpp
#include "engine/event_bounds.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/bindings.hpp"
#include "value/storable.hpp"

namespace docket {
namespace {

constexpr std::size_t kFewInputs = 1'000;  // by weight, which is known without looking into them
constexpr std::size_t kFewRoles = 32;

Error bad(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

Error too_large(std::string_view what, std::size_t bytes) {
  return {ErrorCode::limit_exceeded, std::string(what) + " is larger than " + std::to_string(bytes) + " bytes"};
}

bool is_short_ascii(std::string_view text) { return text.size() <= limits::kNameBytes && is_ascii(text); }

// Numbers and short texts by name.
bool is_ordinary(const Value& input) {
  if (input.kind() != Value::Kind::map) return false;
  if (input.count() == 0) return true;
  if (input.weight() > kFewInputs || input.depth() > 1) return false;
  const auto is_plain = [](const Value& value) {
    const auto kind = value.kind();
    return kind == Value::Kind::string ? is_ascii(value.as_string()) : kind <= Value::Kind::real;
  };
  return std::ranges::all_of(input.as_map(), [&](const MapEntry& entry) {
    return entry.key.kind() == Value::Kind::string && is_plain(entry.key) && is_plain(entry.value);
  });
}

Status check_input(const Value& input) {
  if (input.kind() != Value::Kind::map) return bad("the input of an event must be a map");
  for (const auto& entry : input.as_map()) {
    if (entry.key.kind() != Value::Kind::string)
      return bad("the input of an event has the key " + backticked(to_text(entry.key, 80)) + ", which is no name");
    const auto name = backticked(to_text(entry.key, 80));
    if (why_not_storable(entry.key)) return bad("the input of an event has a name that is not UTF-8");
    if (auto fault = why_not_storable(entry.value)) {
      const auto code =
          entry.value.depth() > limits::kValueDepth ? ErrorCode::limit_exceeded : ErrorCode::invalid_argument;
      return Error{code, "the input " + name + " " + *fault};
    }
  }
  const bool is_small = json_bytes_at_most(input) <= limits::kInputBytes;
  if (!is_small && json_bytes(input, limits::kInputBytes) > limits::kInputBytes)
    return too_large("the input of the event", limits::kInputBytes);
  return Done{};
}

}  // namespace

bool is_ordinary(const Event& event, bool is_known) {
  return (is_known || (!event.name.empty() && is_short_ascii(event.name))) && is_short_ascii(event.id) &&
         is_short_ascii(event.actor.id) && event.actor.roles.size() <= kFewRoles &&
         std::ranges::all_of(event.actor.roles, [](const std::string& role) { return is_short_ascii(role); }) &&
         is_ordinary(event.input);
}

Status check_name(std::string_view name, std::string_view what) {
  if (is_short_ascii(name)) return Done{};
  if (name.size() > limits::kNameBytes)
    return Error{ErrorCode::limit_exceeded, std::string(what) + " has " + std::to_string(name.size()) +
                                                " bytes; at most " + std::to_string(limits::kNameBytes) + " are taken"};
  if (first_invalid_utf8(name)) return bad(std::string(what) + " is not UTF-8 text");
  return Done{};
}

Status check_actor(const Actor& actor) {
  DOCKET_CHECK(check_name(actor.id, "the id of the actor"));
  if (actor.roles.size() > limits::kRolesPerActor)
    return Error{ErrorCode::limit_exceeded, "the actor has " + std::to_string(actor.roles.size()) + " roles; at most " +
                                                std::to_string(limits::kRolesPerActor) + " are taken"};
  for (const auto& role : actor.roles) DOCKET_CHECK(check_name(role, "a role of the actor"));
  if (actor.roles.size() <= kFewRoles) return Done{};
  if (json_bytes(value_of(actor), limits::kActorBytes) > limits::kActorBytes)
    return too_large("the actor with all its roles", limits::kActorBytes);
  return Done{};
}

Status check_event(const Event& event, bool is_known) {
  if (event.name.empty()) return bad("an event needs a name");
  if (!is_known) DOCKET_CHECK(check_name(event.name, "the name of the event"));
  DOCKET_CHECK(check_name(event.id, "the id of the event"));
  DOCKET_CHECK(check_actor(event.actor));
  return check_input(event.input);
}

Status check_new_case(const NewCase& what) {
  if (what.id.empty()) return bad("a case needs an id");
  if (what.id.size() > limits::kNameBytes || first_invalid_utf8(what.id))
    return bad("a case id must be UTF-8 text of at most " + std::to_string(limits::kNameBytes) + " bytes");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::ranges::any_of(what.id, is_control)) return bad("a case id must not have control characters");
  if (!what.is_derived && what.id.find('/') != std::string::npos)
    return bad("the case id " + backticked(what.id) + " has a `/`, which is kept for ids that docket derives");
  DOCKET_CHECK(check_name(what.workflow, "the name of the workflow"));
  DOCKET_CHECK(check_name(what.project, "the name of the project"));
  if (what.refusals >= 0 && what.refusals < limits::kEntriesPerCase) return Done{};
  return bad("a case cannot have been refused " + std::to_string(what.refusals) + " times");
}

Status check_instant(Instant instant, std::string_view what) {
  if (instant >= kFirstInstant && instant < kBeyondInstants) return Done{};
  return bad(std::string(what) + " must lie within the years " + std::to_string(limits::kYearMin) + " to " +
             std::to_string(limits::kYearMax));
}

}  // namespace docket
