// Tested by tests/golden/diagnostics/
#include "model/project.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/overlay.hpp"
#include "model/reader.hpp"

namespace docket {
namespace {

const yaml::Node* patch_for(const Project& project, const std::string& workflow) {
  for (const auto& entry : project.patches) {
    if (entry.key.text() == workflow) return &entry.value;
  }
  return nullptr;
}

// The project's general parameters as a patch for one workflow: only those that it declares.
std::optional<yaml::Node> params_patch(const Project& project, const yaml::Node& root) {
  const auto declared = root.find("params");
  if (!project.params || !declared) return std::nullopt;
  yaml::Tree tree = *project.params->tree();
  auto params = project.params->tree()->at(project.params->index());
  std::erase_if(params.entries,
                [&](const yaml::Tree::Entry& entry) { return !declared->find(tree.at(entry.key).text); });
  if (params.entries.empty()) return std::nullopt;
  auto key = params;
  key.kind = yaml::Kind::scalar;
  key.entries.clear();
  key.text = "params";
  auto whole = params;
  whole.entries.clear();
  const auto params_index = tree.add(std::move(params));
  const auto key_index = tree.add(std::move(key));
  whole.entries.push_back({key_index, params_index});
  const auto root_index = tree.add(std::move(whole));
  return yaml::Node(std::make_shared<const yaml::Tree>(std::move(tree)), root_index);
}

}  // namespace

std::optional<Project> read_project(const yaml::Node& root, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  reader.check_keys(root, {"docket", "project", "title", "calendars", "params", "workflows", "duties"}, "a project");
  Project project;
  project.node = root;
  const auto id = root.find("project");
  if (id && reader.is_scalar(*id, "`project`") && reader.is_name(*id, "a project")) project.id = id->text();
  if (const auto title = root.find("title")) project.title = reader.localized(*title, "`title`");
  const auto calendars = root.find("calendars");
  if (calendars && reader.is_map(*calendars, "`calendars`")) project.calendars = calendars->entries();
  const auto params = root.find("params");
  if (params && reader.is_map(*params, "`params`")) project.params = *params;
  const auto workflows = root.find("workflows");
  if (workflows && reader.is_map(*workflows, "`workflows`")) {
    for (const auto& entry : workflows->entries()) {
      if (reader.is_map(entry.value, "a patch")) project.patches.push_back(entry);
    }
  }
  const auto duties = root.find("duties");
  if (duties && reader.is_map(*duties, "`duties`")) {
    for (const auto& entry : duties->entries()) {
      if (reader.is_map(entry.value, "a patch")) project.duties.push_back(entry);
    }
  }
  // Its other mistakes do not keep those of its patches from being found.
  if (project.id.empty()) return std::nullopt;
  return project;
}

yaml::Node apply_project(const Project& project, const std::string& workflow, const yaml::Node& root,
                         Diagnostics& diagnostics) {
  yaml::Node effective = root;
  if (const auto params = params_patch(project, root)) effective = merge_patch(effective, *params, diagnostics);
  if (const auto* patch = patch_for(project, workflow)) {
    // Only what a workflow declares can be tuned: a new parameter would change nothing.
    const auto params = patch->find("params");
    const auto declared = root.find("params");
    for (const auto& entry : params ? params->entries() : std::vector<yaml::Node::Entry>{}) {
      const auto known = declared ? declared->keys() : std::vector<std::string>{};
      if (std::find(known.begin(), known.end(), entry.key.text()) != known.end()) continue;
      diagnostics.push_back(
          entry.key.error("unknown-parameter",
                          "the workflow " + backticked(workflow) + " has no parameter " + backticked(entry.key.text()),
                          did_you_mean(entry.key.text(), known, "known are " + listed(known))));
    }
    effective = merge_patch(effective, *patch, diagnostics);
  }
  return effective;
}

}  // namespace docket
