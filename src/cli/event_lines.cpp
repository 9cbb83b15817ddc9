// Tested by tests/cli/
#include "cli/event_lines.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"

namespace docket::cli {
namespace {

Error wrong(std::string message) { return {ErrorCode::invalid_argument, std::move(message)}; }

Status take_text(const Value& line, std::string_view key, std::string& out) {
  const auto* value = line.find(key);
  if (!value || value->is_null()) return Done{};
  if (value->kind() != Value::Kind::string) return wrong(backticked(key) + " must be text");
  out = std::string(value->as_string());
  return Done{};
}

Status take_time(const Value& line, std::string_view key, std::optional<Instant>& out) {
  std::string text;
  DOCKET_CHECK(take_text(line, key, text));
  if (text.empty()) return Done{};
  const auto instant = parse_instant(text);
  if (!instant) return wrong(backticked(key) + ": " + instant.error().message);
  out = *instant;
  return Done{};
}

Status take_actor(const Value& line, Actor& out) {
  const auto* actor = line.find("actor");
  if (!actor) return Done{};
  if (actor->kind() != Value::Kind::map) return wrong("`actor` must be an object with `id` and `roles`");
  DOCKET_CHECK(take_text(*actor, "id", out.id));
  const auto* roles = actor->find("roles");
  if (!roles) return Done{};
  if (roles->kind() != Value::Kind::list) return wrong("`roles` must be a list of texts");
  for (const auto& role : roles->as_list()) {
    if (role.kind() != Value::Kind::string) return wrong("`roles` must be a list of texts");
    out.roles.emplace_back(role.as_string());
  }
  return Done{};
}

}  // namespace

Result<EventLine> read_event_line(std::string_view json) {
  DOCKET_TRY(value, parse_json(json));
  if (value.kind() != Value::Kind::map) return wrong("an event must be a JSON object");
  const std::vector<std::string> known = {"id", "now", "at", "case", "workflow", "project", "event", "actor", "input"};
  for (const auto& entry : value.as_map()) {
    const std::string key(entry.key.as_string());
    if (std::find(known.begin(), known.end(), key) == known.end())
      return wrong("there is no member " + backticked(key) + "; " +
                   did_you_mean(key, known, "known are " + listed(known)));
  }
  EventLine line;
  DOCKET_CHECK(take_text(value, "case", line.case_id));
  DOCKET_CHECK(take_text(value, "workflow", line.workflow));
  DOCKET_CHECK(take_text(value, "project", line.project));
  DOCKET_CHECK(take_text(value, "event", line.event.name));
  DOCKET_CHECK(take_text(value, "id", line.event.id));
  DOCKET_CHECK(take_time(value, "now", line.now));
  DOCKET_CHECK(take_time(value, "at", line.event.at));
  DOCKET_CHECK(take_actor(value, line.event.actor));
  if (const auto* input = value.find("input")) line.event.input = *input;
  if (line.case_id.empty()) return wrong("`case` is missing");
  if (line.event.name.empty()) return wrong("`event` is missing");
  return line;
}

}  // namespace docket::cli
