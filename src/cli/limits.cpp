// Tested by tests/golden/cli/due.txt
#include "cli/limits.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/workflow.hpp"

namespace docket::cli {
namespace {

std::vector<std::string> parts_of(std::string_view what) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= what.size();) {
    const auto point = std::min(what.find('.', begin), what.size());
    parts.emplace_back(what.substr(begin, point - begin));
    begin = point + 1;
  }
  return parts;
}

// `what` is said before the name: "there is no workflow".
Error unknown(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  return {ErrorCode::not_found,
          what + " " + backticked(name) + "; " + did_you_mean(name, known, "known are " + listed(known))};
}

// The one of the name.
template <class Item>
Result<const Item*> find(const std::vector<Item>& items, const std::string& what, const std::string& name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  if (found != items.end()) return &*found;
  std::vector<std::string> known;
  for (const auto& item : items) known.push_back(item.name);
  return unknown(what, name, known);
}

Result<std::shared_ptr<const Workflow>> find_workflow(const RuleBook& rules, const std::string& name,
                                                      const std::string& project) {
  const auto projects = rules.projects();
  if (!project.empty() && std::ranges::find(projects, project) == projects.end())
    return unknown("there is no project", project, projects);
  if (auto workflow = rules.workflow(name, project)) return workflow;
  std::vector<std::string> known;
  for (const auto& summary : rules.workflows()) {
    if (summary.project.empty()) known.push_back(summary.workflow);
  }
  return unknown("there is no workflow", name, known);
}

}  // namespace

bool names_limit(std::string_view what) {
  const auto parts = parts_of(what);
  return (parts.size() == 2 || parts.size() == 3) && std::ranges::all_of(parts, is_identifier);
}

Result<std::vector<Limit>> find_limits(const RuleBook& rules, const std::string& what, const std::string& project) {
  const auto parts = parts_of(what);
  DOCKET_TRY(workflow, find_workflow(rules, parts[0], project));
  DOCKET_TRY(clock, find(workflow->clocks, "the workflow " + backticked(parts[0]) + " has no clock", parts[1]));
  if (parts.size() == 3)
    DOCKET_CHECK(find(clock->targets, "the clock " + backticked(clock->name) + " has no target", parts[2]));
  std::vector<Limit> limits;
  for (const auto& target : clock->targets) {
    const bool is_meant = parts.size() == 2 || target.name == parts[2];
    if (is_meant && !target.at)
      limits.push_back({parts[0] + "." + clock->name + "." + target.name, target.written, target.budget,
                        workflow->calendar(target.calendar).name()});
  }
  if (limits.empty())
    return Error{ErrorCode::invalid_argument,
                 backticked(what) + " is due at a time that the record says; ask for that with `docket preview`"};
  return limits;
}

}  // namespace docket::cli
