// Tested by tests/golden/diagnostics/includes/ and tests/unit/model/includes_test.cpp
#include "model/includes.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "model/grafting.hpp"
#include "model/reader.hpp"

namespace docket {
namespace {

constexpr std::array<const char*, 4> kSections = {"roles", "guards", "tables", "params"};

std::string place_of(const yaml::Node& node) { return node.file() + ":" + std::to_string(node.span().line); }

std::vector<yaml::Node> included_by(const yaml::Node& file) {
  const auto include = file.find("include");
  if (!include) return {};
  if (include->is_sequence()) return include->items();
  return {*include};
}

// What a workflow includes, each file once and after those that it includes itself.
class Gathering {
 public:
  Gathering(const std::map<std::string, yaml::Node>& files, const std::set<std::string, std::less<>>& broken,
            Diagnostics& diagnostics)
      : files_(files), broken_(broken), diagnostics_(diagnostics) {}

  void gather(const yaml::Node& file) {
    for (const auto& name : included_by(file)) {
      const auto found = files_.find(name.text());
      if (found == files_.end()) {
        report_unknown(name);
      } else if (seen_.insert(name.text()).second) {
        gather(found->second);
        gathered_.push_back(found->second);
      }
    }
  }

  const std::vector<yaml::Node>& gathered() const { return gathered_; }
  bool is_complete() const { return is_complete_; }

 private:
  void report_unknown(const yaml::Node& name) {
    is_complete_ = false;
    if (broken_.contains(name.text())) return;
    std::vector<std::string> known;
    for (const auto& [each, file] : files_) known.push_back(each);
    diagnostics_.push_back(name.error("unknown-shared", "there is no shared file " + backticked(name.text()),
                                      nearest_or_known(name.text(), known)));
  }

  const std::map<std::string, yaml::Node>& files_;
  const std::set<std::string, std::less<>>& broken_;
  Diagnostics& diagnostics_;
  std::vector<yaml::Node> gathered_;
  std::set<std::string> seen_;
  bool is_complete_ = true;
};

class Expansion {
 public:
  Expansion(const std::vector<yaml::Node>& shared, Diagnostics& diagnostics)
      : shared_(shared), diagnostics_(diagnostics) {}

  yaml::Node expand(const yaml::Node& workflow) {
    Grafting::Entries entries;
    for (const auto& entry : workflow.entries()) {
      const bool is_section = std::find(kSections.begin(), kSections.end(), entry.key.text()) != kSections.end();
      if (entry.key.text() != "include" && !is_section)
        entries.push_back({tree_.copy(entry.key), tree_.copy(entry.value)});
    }
    for (const auto* section : kSections) add_section(workflow, section, entries);
    const auto root = tree_.map(workflow, std::move(entries));
    return tree_.take(root);
  }

 private:
  void add_section(const yaml::Node& workflow, const std::string& section, Grafting::Entries& entries) {
    const auto own = workflow.find(section);
    const auto offered = gather(section);
    const auto key = own               ? key_of(workflow, section)
                     : offered.empty() ? workflow
                                       : key_of(offered.front().file, section);
    if (offered.empty()) {
      if (own) entries.push_back({tree_.copy(key), tree_.copy(*own)});
      return;
    }
    // What is wrong with its own is told by whoever reads it.
    if (own && !own->is_map() && section != "roles") return entries.push_back({tree_.copy(key), tree_.copy(*own)});
    auto merged = section == "roles" && own ? named_roles(*own, offered) : all_of(own, offered);
    entries.push_back(
        {tree_.copy(key), tree_.map(own ? *own : *offered.front().file.find(section), std::move(merged))});
  }

  struct Offer {
    yaml::Node::Entry entry;
    yaml::Node file;
  };

  static yaml::Node key_of(const yaml::Node& file, const std::string& section) {
    const auto entries = file.entries();
    return std::find_if(entries.begin(), entries.end(),
                        [&](const yaml::Node::Entry& each) { return each.key.text() == section; })
        ->key;
  }

  std::vector<Offer> gather(const std::string& section) {
    std::vector<Offer> offered;
    for (const auto& file : shared_) {
      const auto part = file.find(section);
      for (const auto& entry : part ? part->entries() : std::vector<yaml::Node::Entry>{}) {
        if (!is_second(entry.key, offered)) offered.push_back({entry, file});
      }
    }
    return offered;
  }

  bool is_second(const yaml::Node& key, const std::vector<Offer>& offered) {
    const auto first = std::find_if(offered.begin(), offered.end(),
                                    [&](const Offer& each) { return each.entry.key.text() == key.text(); });
    if (first == offered.end()) return false;
    diagnostics_.push_back(key.error("defined-twice", backticked(key.text()) + " is defined twice",
                                     "the other one stands in " + place_of(first->entry.key)));
    return true;
  }

  Grafting::Entries all_of(const std::optional<yaml::Node>& own, const std::vector<Offer>& offered) {
    Grafting::Entries entries;
    for (const auto& each : offered) entries.push_back({tree_.copy(each.entry.key), tree_.copy(each.entry.value)});
    for (const auto& entry : own ? own->entries() : std::vector<yaml::Node::Entry>{}) {
      if (!is_second(entry.key, offered)) entries.push_back({tree_.copy(entry.key), tree_.copy(entry.value)});
    }
    return entries;
  }

  // A workflow says who takes part in it; what people call them is shared.
  Grafting::Entries named_roles(const yaml::Node& own, const std::vector<Offer>& offered) {
    Grafting::Entries entries;
    const auto add = [&](const yaml::Node& name, const std::optional<yaml::Node>& title) {
      const auto shared = std::find_if(offered.begin(), offered.end(),
                                       [&](const Offer& each) { return each.entry.key.text() == name.text(); });
      if (title && !title->is_null()) {
        if (!is_second(name, offered)) entries.push_back({tree_.copy(name), tree_.copy(*title)});
      } else if (shared != offered.end()) {
        entries.push_back({tree_.copy(name), tree_.copy(shared->entry.value)});
      } else {
        entries.push_back({tree_.copy(name), tree_.nothing(name)});
      }
    };
    for (const auto& entry : own.entries()) add(entry.key, entry.value);
    for (const auto& name : own.items()) add(name, std::nullopt);
    if (own.is_scalar()) add(own, std::nullopt);
    return entries;
  }

  const std::vector<yaml::Node>& shared_;
  Diagnostics& diagnostics_;
  Grafting tree_;
};

// Follows `include:` from file to file until one comes that is already on the way.
class CycleSearch {
 public:
  CycleSearch(const std::map<std::string, yaml::Node>& files, Diagnostics& diagnostics)
      : files_(files), diagnostics_(diagnostics) {}

  void follow(const std::string& name) {
    if (done_.contains(name)) return;
    way_.push_back(name);
    for (const auto& next : included_by(files_.at(name))) {
      const auto on_the_way = std::find(way_.begin(), way_.end(), next.text());
      if (on_the_way != way_.end())
        report(next, {on_the_way, way_.end()});
      else if (files_.contains(next.text()))
        follow(next.text());
    }
    way_.pop_back();
    done_.insert(name);
  }

 private:
  void report(const yaml::Node& place, std::vector<std::string> cycle) {
    cycle.push_back(place.text());
    for (auto& name : cycle) name = backticked(name);
    diagnostics_.push_back(place.error("include-cycle", "shared files include each other: " + join(cycle, " → "),
                                       "move what both need into a file of its own"));
  }

  const std::map<std::string, yaml::Node>& files_;
  Diagnostics& diagnostics_;
  std::vector<std::string> way_;
  std::set<std::string> done_;
};

void check_include(Reader& reader, const yaml::Node& file) {
  for (const auto& name : included_by(file)) reader.is_scalar(name, "an item of `include`");
}

}  // namespace

Includes::Includes(const std::vector<yaml::Node>& files, std::set<std::string, std::less<>> broken,
                   Diagnostics& diagnostics)
    : broken_(std::move(broken)) {
  Reader reader(diagnostics);
  for (const auto& file : files) {
    reader.check_keys(file, {"docket", "shared", "include", "roles", "guards", "tables", "params"}, "a shared file");
    for (const auto* section : kSections) {
      if (const auto part = file.find(section)) reader.is_map(*part, backticked(section));
    }
    check_include(reader, file);
    const auto name = *file.find("shared");
    if (!reader.is_scalar(name, "`shared`") || !reader.is_name(name, "a shared file")) continue;
    const auto [first, is_new] = files_.emplace(name.text(), file);
    if (!is_new)
      diagnostics.push_back(name.error("second-definition",
                                       "there are two files of the shared rules " + backticked(name.text()),
                                       "the other one is " + place_of(*first->second.find("shared"))));
  }
  CycleSearch search(files_, diagnostics);
  for (const auto& [name, file] : files_) search.follow(name);
}

std::optional<yaml::Node> Includes::expand(const yaml::Node& workflow, Diagnostics& diagnostics) const {
  if (!workflow.find("include")) return workflow;
  Reader reader(diagnostics);
  check_include(reader, workflow);
  Gathering gathering(files_, broken_, diagnostics);
  gathering.gather(workflow);
  if (!gathering.is_complete()) return std::nullopt;
  return Expansion(gathering.gathered(), diagnostics).expand(workflow);
}

}  // namespace docket
