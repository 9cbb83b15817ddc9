// What a RuleBook answers.
// Tested by tests/unit/verify/rule_book_test.cpp
#include "docket/rule_book.hpp"

#include <algorithm>

#include "docket/stored_rules.hpp"
#include "verify/loading.hpp"
#include "verify/summaries.hpp"

namespace docket {

RuleBook::RuleBook() : impl_(std::make_shared<Impl>()) {}
RuleBook::RuleBook(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

const std::string& RuleBook::fingerprint() const { return impl_->fingerprint; }
int RuleBook::meaning() const { return impl_->meaning; }
const std::vector<Duty>& RuleBook::duties(std::string_view project) const {
  static const std::vector<Duty> kNone;
  auto found = impl_->duties.find(project);
  if (found == impl_->duties.end()) found = impl_->duties.find(std::string_view());
  return found == impl_->duties.end() ? kNone : found->second;
}

const std::map<std::string, std::string>& RuleBook::files() const { return impl_->files; }
const std::map<std::string, std::string>& RuleBook::zones() const { return impl_->zones; }
std::vector<std::string> RuleBook::projects() const { return impl_->projects; }

std::vector<WorkflowSummary> RuleBook::workflows() const {
  std::vector<WorkflowSummary> summaries;
  for (const auto& [key, workflow] : impl_->workflows) summaries.push_back(summary_of(*workflow));
  return summaries;
}

std::vector<std::string> RuleBook::calendars() const {
  std::vector<std::string> names;
  for (const auto& [name, calendar] : impl_->calendars) names.push_back(name);
  return names;
}

std::optional<Calendar> RuleBook::calendar(std::string_view name, std::string_view project) const {
  std::string effective(name);
  const auto choices = impl_->calendar_choices.find(std::string(project));
  if (choices != impl_->calendar_choices.end()) {
    const auto choice = choices->second.find(effective);
    if (choice != choices->second.end()) effective = choice->second;
  }
  const auto calendar = impl_->calendars.find(effective);
  if (calendar == impl_->calendars.end()) return std::nullopt;
  return calendar->second;
}

std::shared_ptr<const Workflow> RuleBook::workflow(std::string_view name, std::string_view project) const {
  const auto own = impl_->workflows.find({std::string(name), std::string(project)});
  if (own != impl_->workflows.end()) return own->second;
  const auto general = impl_->workflows.find({std::string(name), std::string()});
  return general != impl_->workflows.end() ? general->second : nullptr;
}

LoadReport load_rules(RuleSources sources) {
  auto loaded = load_all(std::move(sources));
  LoadReport report;
  if (loaded.impl) report.rules = RuleBook(std::move(loaded.impl));
  report.diagnostics = std::move(loaded.diagnostics);
  return report;
}

LoadReport load_stored_rules(RuleSources sources, const std::string& fingerprint) {
  auto loaded = load_all(std::move(sources), fingerprint);
  LoadReport report;
  if (loaded.impl) report.rules = RuleBook::Impl::book(std::move(loaded.impl));
  report.diagnostics = std::move(loaded.diagnostics);
  return report;
}

bool is_called(const RuleBook& rules, std::string_view fingerprint) {
  const auto& known = RuleBook::Impl::of(rules);
  return fingerprint == known.fingerprint || fingerprint == known.earlier_fingerprint;
}

LoadReport reload_rules(RuleSources sources, const RuleBook& current) {
  const auto& known = *current.impl_;
  const bool is_unchanged =
      sources.meaning == known.meaning && !known.files.empty() && sources.files == known.files && sources.zone_bytes &&
      std::all_of(known.zones.begin(), known.zones.end(),
                  [&](const auto& zone) { return sources.zone_bytes(zone.first) == zone.second; });
  if (!is_unchanged) return load_rules(std::move(sources));
  return {.rules = current, .diagnostics = known.warnings};
}

}  // namespace docket
