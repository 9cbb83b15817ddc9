// Tested by tests/unit/model/domain_functions_test.cpp, tests/property/plain_move_test.cpp
#include "engine/remembering.hpp"

#include <algorithm>

#include "engine/keeping.hpp"

namespace docket {

void remember(CaseData& kase, EventIndex event, const Actor& actor, const Value& input, Instant happened) {
  const auto& names = kase.workflow->remembered_events;
  if (!std::binary_search(names.begin(), names.end(), event)) return;
  auto& remembered = kase.more().remembered;
  const auto place = std::find_if(remembered.begin(), remembered.end(),
                                  [&](const RememberedEvent& memory) { return memory.event == event; });
  auto& memory = place != remembered.end() ? *place : remembered.emplace_back();
  memory.event = event;
  memory.count += 1;
  memory.at = happened;
  memory.actor = actor;
  // In its stored form, so that a case that was stored and one that was not answer the same.
  auto stored = parse_json(to_json(input));
  memory.input = stored ? *std::move(stored) : Value::map({});
  if (!is_brief(memory.input)) kase.set_light(false);
}

}  // namespace docket
