#include "events.hpp"

#include <fstream>

namespace {

std::string text_at(const docket::Value& map, const char* key) {
  const auto* value = map.find(key);
  return value ? std::string(value->as_string()) : std::string();
}

docket::Actor read_actor(const docket::Value& line) {
  docket::Actor actor;
  const auto* json = line.find("actor");
  if (!json) return actor;
  actor.id = text_at(*json, "id");
  if (const auto* roles = json->find("roles")) {
    for (const auto& role : roles->as_list()) actor.roles.emplace_back(role.as_string());
  }
  return actor;
}

docket::Result<DayEvent> read_event(const std::string& text) {
  auto json = docket::parse_json(text);
  if (!json) return json.error();
  DayEvent line;
  line.case_id = text_at(*json, "case");
  line.workflow = text_at(*json, "workflow");
  line.project = text_at(*json, "project");
  line.event.id = text_at(*json, "id");
  line.event.name = text_at(*json, "event");
  line.event.actor = read_actor(*json);
  if (const auto* input = json->find("input")) line.event.input = *input;
  const auto now = docket::parse_instant(text_at(*json, "now"));
  if (!now) return now.error();
  line.now = *now;
  const auto at = text_at(*json, "at");
  if (!at.empty()) {
    const auto happened = docket::parse_instant(at);
    if (!happened) return happened.error();
    line.event.at = *happened;
  }
  return line;
}

}  // namespace

docket::Result<std::vector<DayEvent>> read_events(const std::string& path) {
  std::ifstream file(path);
  if (!file) return docket::Error{docket::ErrorCode::not_found, "the file `" + path + "` cannot be read"};
  std::vector<DayEvent> events;
  int number = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    if (text.empty()) continue;
    auto event = read_event(text);
    if (!event)
      return docket::Error{event.error().code, path + ":" + std::to_string(number) + ": " + event.error().message};
    events.push_back(*std::move(event));
  }
  return events;
}
