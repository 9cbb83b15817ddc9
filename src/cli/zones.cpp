// Tested by tests/golden/cli/zones.txt
#include "cli/zones.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/calendars.hpp"
#include "engine/case_data.hpp"
#include "engine/duty_rules.hpp"
#include "model/duty.hpp"
#include "model/workflow.hpp"

namespace docket::cli {
namespace {

class Zones {
 public:
  void add(const TimeZone& zone) {
    const bool is_known =
        std::any_of(all_.begin(), all_.end(), [&](const TimeZone& each) { return each.name() == zone.name(); });
    if (!is_known) all_.push_back(zone);
  }
  void add(const Workflow* workflow) {
    if (workflow && !workflow->calendars.empty()) add(workflow->calendars.front().calendar.zone());
  }
  bool is_empty() const { return all_.empty(); }
  std::vector<TimeZone> take() { return std::move(all_); }

 private:
  std::vector<TimeZone> all_;
};

void add_duties(const RuleBook& rules, const std::string& project, Zones& zones) {
  for (const auto& duty : duties_of(rules, project)) {
    if (duty.calendar) zones.add(duty.calendar->zone());
  }
}

}  // namespace

AskedZone::AskedZone(std::vector<TimeZone> zones) : zone_(zones.size() == 1 ? zones.front() : TimeZone::utc()) {
  for (const auto& zone : zones) names_.push_back(zone.name());
}

AskedZone AskedZone::of(const RuleBook& rules, const ZoneQuestion& question) {
  Zones zones;
  for (const auto& each : rules.workflows()) {
    if (!question.workflow.empty() && each.workflow != question.workflow) continue;
    const auto& project = question.project.empty() ? each.project : question.project;
    zones.add(rules.workflow(each.workflow, project).get());
  }
  if (!question.workflow.empty()) return AskedZone(zones.take());
  auto projects = rules.projects();
  if (!question.project.empty() || projects.empty()) projects = {question.project};
  for (const auto& project : projects) add_duties(rules, project, zones);
  if (!zones.is_empty()) return AskedZone(zones.take());
  // Rules without a workflow that counts: whatever calendars there are.
  for (const auto& name : rules.calendars()) {
    if (const auto calendar = rules.calendar(name, question.project)) zones.add(calendar->zone());
  }
  return AskedZone(zones.take());
}

AskedZone AskedZone::of(const Case& kase) {
  Zones zones;
  zones.add(kase.data().workflow.get());
  return AskedZone(zones.take());
}

Status AskedZone::check_one(std::string_view text) const {
  if (names_.size() <= 1) return Done{};
  return Error{ErrorCode::invalid_argument, backticked(std::string(text)) + " may be meant in any of " +
                                                listed(names_) +
                                                "; name the project or workflow, or write the offset, as in `+08:00`"};
}

Result<Instant> AskedZone::moment(std::string_view text) const {
  if (text == "now") return moment_of(text, zone_);
  if (const auto instant = parse_instant(text)) return *instant;
  DOCKET_TRY(instant, parse_instant(text, zone_));
  DOCKET_CHECK(check_one(text));
  return instant;
}

Result<Instant> AskedZone::beginning(std::string_view text) const {
  const auto date = parse_date(text);
  if (!date) return moment(text);
  DOCKET_CHECK(check_one(text));
  return zone_.to_instant(std::chrono::local_days{*date});
}

std::string AskedZone::line(Language language) const {
  return (language == Language::zh ? "时间按 " : "times in ") + std::string(zone_.name());
}

}  // namespace docket::cli
