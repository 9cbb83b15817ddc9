// Tested by tests/unit/engine/keeping_test.cpp, tests/property/kept_cases_test.cpp
#include "engine/keeping.hpp"

#include <algorithm>

#include "docket/limits.hpp"
#include "engine/bindings.hpp"

namespace docket {
namespace {

constexpr std::size_t kAround = 4;  // quotes, colon and comma of a name

std::size_t generous_bytes(const Actor& actor) {
  constexpr std::size_t kEscaped = 6;  // a byte as `\u0000`
  auto bytes = (actor.id.size() + 16) * kEscaped;
  for (const auto& role : actor.roles) bytes += role.size() * kEscaped + kAround;
  return bytes;
}

// What it can come to while nothing long is set.
std::size_t generous_bytes(const CaseData& kase) {
  std::size_t bytes = 2;
  const auto record = kase.record();
  for (std::size_t i = 0; i < record.size(); ++i)
    bytes += kase.workflow->fields[i].name.size() + kAround + std::max(json_bytes_at_most(record[i]), kBriefBytes);
  for (const auto& memory : kase.rest().remembered)
    bytes += generous_bytes(memory.actor) + json_bytes_at_most(memory.input);
  return bytes;
}

}  // namespace

std::size_t kept_bytes(const CaseData& kase) {
  constexpr auto kAll = static_cast<std::size_t>(-1);
  auto bytes = json_bytes(record_as_map(*kase.workflow, kase.record()), kAll);
  for (const auto& memory : kase.rest().remembered)
    bytes += json_bytes(value_of(memory.actor), kAll) + json_bytes(memory.input, kAll);
  return bytes;
}

bool has_room_for(CaseData& kase, std::size_t more) {
  const auto bytes = generous_bytes(kase) + more;
  kase.set_light(bytes <= limits::kCaseBytes);
  return bytes <= limits::kCaseBytes;
}

bool has_room_at_length(CaseData& kase, EventIndex index, const Event& event, std::size_t copies) {
  const auto& kept = kase.workflow->remembered_events;
  const bool is_kept = std::binary_search(kept.begin(), kept.end(), index);
  if (kase.is_light() && !is_kept && is_brief(event.input)) return true;
  const auto input = json_bytes_at_most(event.input);
  return has_room_for(kase, input * copies + (is_kept ? input + generous_bytes(event.actor) : 0));
}

std::string largest_field(const CaseData& kase) {
  const auto record = kase.record();
  const auto largest = std::max_element(record.begin(), record.end(), [](const Value& a, const Value& b) {
    return json_bytes_at_most(a) < json_bytes_at_most(b);
  });
  return largest == record.end() ? std::string()
                                 : kase.workflow->fields[static_cast<std::size_t>(largest - record.begin())].name;
}

}  // namespace docket
