// Tested by tests/unit/engine/duty_test.cpp and tests/golden/diagnostics/
#include "verify/duty_book.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "model/overlay.hpp"

namespace docket {
namespace {

const yaml::Node* patch_of(const Project& project, const std::string& duties) {
  for (const auto& each : project.duties) {
    if (each.key.text() == duties) return &each.value;
  }
  return nullptr;
}

}  // namespace

DutyBook read_duty_book(const std::vector<yaml::Node>& roots, const std::map<std::string, Project>& projects,
                        const std::function<DutyWorld(const std::string& project)>& world_of,
                        Diagnostics& diagnostics) {
  DutyBook book;
  std::set<std::string> files, duties;
  const auto twice = [&](const yaml::Node& root, const SourceSpan& place, const std::string& what) {
    diagnostics.push_back(root.error_at(place, "second-definition", "there are two " + what));
  };
  // Sound by itself: its mistakes would be repeated by every project.
  const auto read_for = [&](const yaml::Node& root, const std::string& project) {
    const auto before = diagnostics.size();
    auto read = read_duties(root, world_of(project), diagnostics);
    for (const auto& duty : read) {
      if (project.empty() && !duties.insert(duty.name).second)
        twice(root, duty.place, "duties " + backticked(duty.name));
    }
    auto& all = book[project];
    std::move(read.begin(), read.end(), std::back_inserter(all));
    return diagnostics.size() == before;
  };
  for (const auto& root : roots) {
    const auto name = root.find("duties")->text();
    if (!files.insert(name).second) twice(root, root.find("duties")->span(), "files of the duties " + backticked(name));
    if (!read_for(root, "")) continue;
    for (const auto& [id, project] : projects) {
      const auto* patch = patch_of(project, name);
      read_for(patch ? merge_patch(root, *patch, diagnostics) : root, id);
    }
  }
  const std::vector<std::string> known(files.begin(), files.end());
  for (const auto& [id, project] : projects) {
    for (const auto& patch : project.duties) {
      if (!files.contains(patch.key.text()))
        diagnostics.push_back(patch.key.error("unknown-duties", "there are no duties " + backticked(patch.key.text()),
                                              did_you_mean(patch.key.text(), known)));
    }
  }
  return book;
}

}  // namespace docket
