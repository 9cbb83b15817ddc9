// Tested by tests/unit/model/overlay_test.cpp
#include "model/overlay.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace docket {
namespace {

using yaml::NodeIndex;
using yaml::Tree;

class Merging {
 public:
  explicit Merging(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  NodeIndex copy(const yaml::Node& node) {
    auto data = node.tree()->at(node.index());
    data.items.clear();
    data.entries.clear();
    for (const auto& item : node.items()) data.items.push_back(copy(item));
    for (const auto& entry : node.entries()) data.entries.push_back({copy(entry.key), copy(entry.value)});
    return tree_.add(std::move(data));
  }

  NodeIndex merge(const yaml::Node& base, const yaml::Node& patch) {
    if (!patch.is_map()) return copy(patch);
    if (!base.is_map()) return copy(patch);
    auto data = base.tree()->at(base.index());
    data.entries.clear();
    for (const auto& entry : base.entries()) {
      const auto change = patch.find(entry.key.text());
      if (change && change->is_null()) continue;
      const auto key = copy(entry.key);
      const auto value = change ? merge(entry.value, *change) : copy(entry.value);
      data.entries.push_back({key, value});
    }
    for (const auto& entry : patch.entries()) {
      if (base.find(entry.key.text())) continue;
      if (entry.value.is_null()) {
        report_removal_of_nothing(entry.key, base.keys());
        continue;
      }
      const auto key = copy(entry.key);
      const auto value = copy(entry.value);
      data.entries.push_back({key, value});
    }
    return tree_.add(std::move(data));
  }

  yaml::Node take(NodeIndex root) { return {std::make_shared<const Tree>(std::move(tree_)), root}; }

 private:
  void report_removal_of_nothing(const yaml::Node& key, const std::vector<std::string>& known) {
    diagnostics_.push_back(key.error("nothing-to-remove", "there is no " + backticked(key.text()) + " here to remove",
                                     did_you_mean(key.text(), known, "known are " + listed(known))));
  }

  Diagnostics& diagnostics_;
  Tree tree_;
};

}  // namespace

yaml::Node merge_patch(const yaml::Node& base, const yaml::Node& patch, Diagnostics& diagnostics) {
  Merging merging(diagnostics);
  const auto root = merging.merge(base, patch);
  return merging.take(root);
}

}  // namespace docket
