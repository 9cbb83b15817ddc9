#include "support/calendars.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace docket::testing {
namespace {

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string rules_path(const std::string& path) { return std::string(DOCKET_SOURCE_DIR) + "/rules/" + path; }

std::optional<HolidayYear> holidays(std::string_view name) {
  const auto path = "holidays/" + std::string(name) + ".yaml";
  auto text = read_file(rules_path(path));
  if (!text) return std::nullopt;
  Diagnostics diagnostics;
  const auto root = yaml::parse(path, *std::move(text), diagnostics);
  auto year = root ? read_holidays(*root, diagnostics) : std::nullopt;
  for (const auto& diagnostic : diagnostics) MESSAGE(render(diagnostic));
  return year;
}

std::optional<Calendar> read(const std::string& file, const std::string& text, Diagnostics& diagnostics) {
  const auto root = yaml::parse(file, text, diagnostics);
  return root ? read_calendar(*root, sources(), diagnostics) : std::nullopt;
}

}  // namespace

std::string file_text(const std::string& path) {
  auto text = read_file(path);
  INFO("file " << path);
  REQUIRE(text);
  return *text;
}

std::optional<std::string> zone_bytes(std::string_view name) {
  const char* folder = std::getenv("TZDIR");
  return read_file(std::string(folder != nullptr ? folder : "/usr/share/zoneinfo") + "/" + std::string(name));
}

TimeZone zone(std::string_view name) {
  static std::map<std::string, TimeZone, std::less<>> known;
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  const auto bytes = zone_bytes(name);
  INFO("zone " << std::string(name));
  REQUIRE(bytes);
  const auto loaded = TimeZone::from_tzif(std::string(name), *bytes);
  REQUIRE(loaded);
  known.emplace(std::string(name), *loaded);
  return *loaded;
}

CalendarSources sources() {
  CalendarSources found;
  found.holidays = [](std::string_view name) { return holidays(name); };
  found.holiday_names = {"cn/2024", "cn/2025", "cn/2026"};
  found.zone = [](std::string_view name) -> Result<TimeZone> {
    const auto bytes = zone_bytes(name);
    if (!bytes) return Error{ErrorCode::not_found, "no such zone"};
    return TimeZone::from_tzif(std::string(name), *bytes);
  };
  return found;
}

Calendar calendar(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto found = read("calendar.yaml", yaml, diagnostics);
  for (const auto& diagnostic : diagnostics) MESSAGE(render(diagnostic));
  REQUIRE(found);
  return *found;
}

Calendar shipped_calendar(const std::string& name) {
  return calendar(file_text(rules_path("calendars/" + name + ".yaml")));
}

Calendar plain_week() {
  return calendar("calendar: plain\ntimezone: Asia/Shanghai\nweek: { mon-fri: [\"09:00-12:00\", \"13:30-18:00\"] }\n");
}

std::string complaint_about_calendar(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto found = read("office.yaml", yaml, diagnostics);
  CHECK_FALSE(found);
  sort_by_place(diagnostics);
  std::string text;
  for (const auto& diagnostic : diagnostics) text += (text.empty() ? "" : "\n") + render(diagnostic);
  return text.empty() ? "none" : text;
}

Instant at(std::string_view text, const TimeZone& zone) {
  const auto instant = parse_instant(text, zone);
  INFO("instant " << std::string(text));
  REQUIRE(instant);
  return *instant;
}

Instant at(std::string_view text) { return at(text, zone("Asia/Shanghai")); }

std::string in_shanghai(Instant instant) {
  auto text = to_string(instant, zone("Asia/Shanghai")).substr(0, 16);
  text[10] = ' ';
  return text;
}

}  // namespace docket::testing
