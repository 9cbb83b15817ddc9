// Tested by tests/golden/diagnostics/
#include "model/project.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "model/grafting.hpp"
#include "model/overlay.hpp"
#include "model/reader.hpp"
#include "model/tightening.hpp"

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

constexpr char kTighten[] = "tighten";
constexpr std::array<std::pair<const char*, OverlayMode>, 3> kOperations = {
    {{"add", OverlayMode::add}, {"replace", OverlayMode::replace}, {"remove", OverlayMode::remove}}};

// What is merged as it stands.
yaml::Node without_operations(const yaml::Node& patch) {
  Grafting tree;
  Grafting::Entries entries;
  for (const auto& entry : patch.entries()) {
    const auto& key = entry.key.text();
    const bool is_operation = key == kTighten || std::any_of(kOperations.begin(), kOperations.end(),
                                                             [&](const auto& each) { return key == each.first; });
    if (!is_operation) entries.push_back({tree.copy(entry.key), tree.copy(entry.value)});
  }
  const auto root = tree.map(patch, std::move(entries));
  return tree.take(root);
}

yaml::Node as_params(const yaml::Node& values) {
  Grafting tree;
  const auto key = tree.word(values, "params");
  const auto root = tree.map(values, {{key, tree.copy(values)}});
  return tree.take(root);
}

// Only what a workflow declares can be tuned: a new parameter would change nothing.  Those whose value cannot be are
// added to `wrong`.
template <class Check>
void check_parameters(const yaml::Node& params, const std::string& workflow, const yaml::Node& root, Check check,
                      std::vector<std::string>& wrong, Diagnostics& diagnostics) {
  const auto declared = root.find("params");
  for (const auto& entry : params.entries()) {
    if (const auto value = declared ? declared->find(entry.key.text()) : std::nullopt) {
      if (!check(entry.key, *value, entry.value, diagnostics)) wrong.push_back(entry.key.text());
      continue;
    }
    const auto known = declared ? declared->keys() : std::vector<std::string>{};
    diagnostics.push_back(
        entry.key.error("unknown-parameter",
                        "the workflow " + backticked(workflow) + " has no parameter " + backticked(entry.key.text()),
                        nearest_or_known(entry.key.text(), known)));
  }
}

// With these parameters as they are declared: that their values are wrong is told, and what would follow from them
// need not be.
yaml::Node with_declared(const yaml::Node& effective, const yaml::Node& root, const std::vector<std::string>& wrong,
                         Diagnostics& diagnostics) {
  if (wrong.empty()) return effective;
  Grafting tree;
  Grafting::Entries entries;
  for (const auto& entry : root.find("params")->entries()) {
    if (std::find(wrong.begin(), wrong.end(), entry.key.text()) != wrong.end())
      entries.push_back({tree.copy(entry.key), tree.copy(entry.value)});
  }
  const auto params = tree.map(root, std::move(entries));
  const auto patch = tree.map(root, {{tree.word(root, "params"), params}});
  return merge_patch(effective, tree.take(patch), diagnostics);
}

// A workflow under another name would be another workflow.
void check_identity(const yaml::Node& patch, Reader& reader) {
  const auto check = [&](const yaml::Node& changes) {
    for (const auto& entry : changes.entries()) {
      if (entry.key.text() == "workflow" || entry.key.text() == "docket")
        reader.report(entry.key.error("not-patchable", "a project cannot change " + backticked(entry.key.text()),
                                      "it changes what stands in the workflow, under the workflow's name"));
      if (entry.key.text() == "include")
        reader.report(entry.key.since(2).error("not-patchable", "a project cannot include shared files",
                                               "write `include` in the workflow: a project changes what it took in"));
    }
  };
  check(patch);
  for (const auto& [name, mode] : kOperations) {
    if (const auto changes = patch.find(name); changes && changes->is_map()) check(*changes);
  }
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
      if (!reader.is_map(entry.value, "a patch")) continue;
      check_identity(entry.value, reader);
      project.patches.push_back(entry);
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

bool leaves_alone(const Project& project, const std::string& workflow, const yaml::Node& root) {
  return !patch_for(project, workflow) && !params_patch(project, root);
}

yaml::Node apply_project(const Project& project, const std::string& workflow, const yaml::Node& root,
                         Diagnostics& diagnostics) {
  yaml::Node effective = root;
  std::vector<std::string> wrong;
  if (const auto params = params_patch(project, root)) {
    check_parameters(*params->find("params"), workflow, root, check_sort_of_parameter, wrong, diagnostics);
    effective = merge_patch(effective, *params, diagnostics);
  }
  const auto* patch = patch_for(project, workflow);
  if (!patch) return with_declared(effective, root, wrong, diagnostics);
  if (const auto params = patch->find("params"))
    check_parameters(*params, workflow, root, check_sort_of_parameter, wrong, diagnostics);
  effective = merge_patch(effective, without_operations(*patch), diagnostics);
  Reader reader(diagnostics);
  for (const auto& [name, mode] : kOperations) {
    const auto changes = patch->find(name);
    if (changes && reader.is_map(*changes, backticked(name)))
      effective = merge_patch(effective, *changes, diagnostics, mode);
  }
  const auto tighten = patch->find(kTighten);
  if (tighten && reader.is_map(*tighten, "`tighten`")) {
    check_parameters(*tighten, workflow, root, check_tighter, wrong, diagnostics);
    effective = merge_patch(effective, as_params(*tighten), diagnostics);
  }
  return with_declared(effective, root, wrong, diagnostics);
}

}  // namespace docket
