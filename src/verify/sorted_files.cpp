// Tested by tests/golden/diagnostics/
#include "verify/sorted_files.hpp"

#include "base/text.hpp"

namespace docket {
namespace {

const std::vector<std::string> kKinds = {"workflow", "calendar", "project", "holidays", "duties", "shared"};

}  // namespace

void sort_in(const yaml::Node& root, Sorted& sorted, Diagnostics& diagnostics) {
  if (!root.is_map()) {
    diagnostics.push_back(root.error("not-rules", "a rule file must be a map, not " + yaml::describe(root.kind())));
    return;
  }
  if (const auto version = root.find("docket"); version && version->text() != "1")
    diagnostics.push_back(version->error("unknown-version",
                                         "version " + backticked(version->text()) + " of the rule language is unknown",
                                         "this docket reads version 1"));
  if (root.find("workflow")) return sorted.workflows.push_back(root);
  if (root.find("shared")) return sorted.shared.push_back(root);
  // Before calendars: a file of duties names the one it goes by.
  if (root.find("duties") && !root.find("project")) return sorted.duties.push_back(root);
  if (root.find("calendar")) return sorted.calendars.push_back(root);
  if (root.find("project")) return sorted.projects.push_back(root);
  if (root.find("holidays")) return sorted.holidays.push_back(root);
  const auto keys = root.keys();
  const auto hint = keys.empty() ? std::string() : did_you_mean(keys.front(), kKinds);
  diagnostics.push_back(root.error(
      "not-rules", "the file is neither of a workflow, a calendar, holidays, a project, duties nor shared rules",
      hint.empty() ? "begin with `workflow: <name>`, `calendar: <name>`, `holidays: <region/year>`, `project: <id>`, "
                     "`duties: <name>` or `shared: <name>`"
                   : hint));
}

}  // namespace docket
