// Grafting: a tree made of pieces of others; every piece keeps its own file and line.
// Tested by tests/unit/model/overlay_test.cpp
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "yaml/document.hpp"

namespace docket {

class Grafting {
 public:
  using Entries = std::vector<yaml::Tree::Entry>;

  yaml::NodeIndex copy(const yaml::Node& node) {
    auto data = node.tree()->at(node.index());
    data.items.clear();
    data.entries.clear();
    for (const auto& item : node.items()) data.items.push_back(copy(item));
    for (const auto& entry : node.entries()) data.entries.push_back({copy(entry.key), copy(entry.value)});
    return tree_.add(std::move(data));
  }

  // A map at the place of `like`, with these entries.
  yaml::NodeIndex map(const yaml::Node& like, Entries entries) {
    auto data = like.tree()->at(like.index());
    data.kind = yaml::Kind::map;
    data.text.clear();
    data.items.clear();
    data.entries = std::move(entries);
    return tree_.add(std::move(data));
  }

  // A list at the place of `like`, with these items.
  yaml::NodeIndex list(const yaml::Node& like, std::vector<yaml::NodeIndex> items) {
    auto data = like.tree()->at(like.index());
    data.items = std::move(items);
    return tree_.add(std::move(data));
  }

  // A scalar at the place of `like`.
  yaml::NodeIndex word(const yaml::Node& like, std::string text) {
    auto data = like.tree()->at(like.index());
    data.kind = yaml::Kind::scalar;
    data.style = yaml::Style::plain;
    data.items.clear();
    data.entries.clear();
    data.text = std::move(text);
    return tree_.add(std::move(data));
  }

  // Nothing, at the place of `like`.
  yaml::NodeIndex nothing(const yaml::Node& like) {
    auto data = like.tree()->at(like.index());
    data.kind = yaml::Kind::null;
    data.items.clear();
    data.entries.clear();
    data.text.clear();
    return tree_.add(std::move(data));
  }

  yaml::Node take(yaml::NodeIndex root) { return {std::make_shared<const yaml::Tree>(std::move(tree_)), root}; }

 private:
  yaml::Tree tree_;
};

}  // namespace docket
