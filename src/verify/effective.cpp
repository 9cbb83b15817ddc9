// Tested by tests/unit/verify/effective_test.cpp
#include "verify/effective.hpp"

#include <algorithm>

#include "model/grafting.hpp"
#include "model/includes.hpp"
#include "model/project.hpp"
#include "verify/sorted_files.hpp"
#include "yaml/annotated.hpp"

namespace docket {
namespace {

// Where a calendar is named, the one that the project means.
class CalendarChoice {
 public:
  explicit CalendarChoice(const Project& project) : project_(project) {}

  yaml::NodeIndex copy(const yaml::Node& node) {
    if (node.is_map()) {
      Grafting::Entries entries;
      for (const auto& entry : node.entries()) {
        const auto& key = entry.key.text();
        const bool is_calendar = (key == "calendar" || key == "notice_calendar") && entry.value.is_scalar();
        entries.push_back({tree_.copy(entry.key), is_calendar ? chosen(entry.value) : copy(entry.value)});
      }
      return tree_.map(node, std::move(entries));
    }
    if (!node.is_sequence()) return tree_.copy(node);
    std::vector<yaml::NodeIndex> items;
    for (const auto& item : node.items()) items.push_back(copy(item));
    return tree_.list(node, std::move(items));
  }

  yaml::Node take(yaml::NodeIndex root) { return tree_.take(root); }

 private:
  yaml::NodeIndex chosen(const yaml::Node& name) {
    for (const auto& choice : project_.calendars) {
      if (choice.key.text() == name.text()) return tree_.copy(choice.value);
    }
    return tree_.copy(name);
  }

  const Project& project_;
  Grafting tree_;
};

const yaml::Node* named(const std::vector<yaml::Node>& roots, const char* key, std::string_view name) {
  const auto found =
      std::find_if(roots.begin(), roots.end(), [&](const yaml::Node& root) { return root.find(key)->text() == name; });
  return found == roots.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::string> effective_definition(const RuleBook& rules, std::string_view workflow,
                                                std::string_view project) {
  Diagnostics ignored;  // the rules were loaded before
  Sorted sorted;
  for (const auto& [path, text] : rules.files()) {
    if (const auto root = yaml::parse(path, text, ignored)) sort_in(*root, sorted, ignored);
  }
  const auto* root = named(sorted.workflows, "workflow", workflow);
  if (!root) return std::nullopt;
  auto whole = Includes(sorted.shared, {}, ignored).expand(*root, ignored);
  if (!whole) return std::nullopt;
  const auto* file = named(sorted.projects, "project", project);
  if (const auto read = file ? read_project(*file, ignored) : std::nullopt) {
    whole = apply_project(*read, std::string(workflow), *whole, ignored);
    CalendarChoice choice(*read);
    const auto chosen = choice.copy(*whole);
    whole = choice.take(chosen);
  }
  return yaml::annotated(*whole);
}

}  // namespace docket
