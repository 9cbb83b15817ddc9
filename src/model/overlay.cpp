// Tested by tests/unit/model/overlay_test.cpp
#include "model/overlay.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "model/grafting.hpp"

namespace docket {
namespace {

using yaml::NodeIndex;

// Keys of the language: a misspelt one is reported by whoever reads the result.
bool is_keyword(const std::string& key) {
  static const std::vector<std::string> kKeywords = {
      "acknowledge", "after",   "always",   "calendar", "cancel",   "check",   "choose",
      "data",        "emit",    "emits",    "entry",    "escalate", "exit",    "guards",
      "history",     "holder",  "initial",  "input",    "length",   "message", "notice_calendar",
      "onDone",      "open",    "params",   "pause",    "raise",    "record",  "reopen",
      "repeat",      "require", "required", "result",   "retarget", "roles",   "rows",
      "send",        "start",   "states",   "stop",     "tables",   "target",  "title",
      "type",        "values",  "version",  "warn",     "when",     "within"};
  return std::find(kKeywords.begin(), kKeywords.end(), key) != kKeywords.end();
}

class Merging {
 public:
  Merging(OverlayMode mode, Diagnostics& diagnostics) : mode_(mode), diagnostics_(diagnostics) {}

  NodeIndex merge(const yaml::Node& base, const yaml::Node& patch) {
    if (!patch.is_map() || !base.is_map()) return tree_.copy(patch);
    Grafting::Entries entries;
    for (const auto& entry : base.entries()) {
      const auto change = patch.find(entry.key.text());
      const auto value = change ? changed(entry, *change) : tree_.copy(entry.value);
      if (value) entries.push_back({tree_.copy(entry.key), *value});
    }
    for (const auto& entry : patch.entries()) {
      if (base.find(entry.key.text()) || !may_be_new(entry, base.keys())) continue;
      entries.push_back({tree_.copy(entry.key), tree_.copy(entry.value)});
    }
    return tree_.map(base, std::move(entries));
  }

  yaml::Node take(NodeIndex root) { return tree_.take(root); }

 private:
  // What becomes of an entry that the patch names; nullopt: it goes.
  std::optional<NodeIndex> changed(const yaml::Node::Entry& entry, const yaml::Node& change) {
    const bool goes_on = entry.value.is_map() && change.is_map();
    switch (mode_) {
      case OverlayMode::merge:
        if (change.is_null()) return std::nullopt;
        return merge_in(entry, change);
      case OverlayMode::add:
        if (goes_on) return merge(entry.value, change);
        report(change, "already-there", "there is " + backticked(entry.key.text()) + " here already",
               "to write it anew, put it under `replace`");
        return tree_.copy(entry.value);
      case OverlayMode::replace: return goes_on ? merge(entry.value, change) : tree_.copy(change);
      case OverlayMode::remove: return goes_on ? merge(entry.value, change) : without(entry.value, change);
    }
    return std::nullopt;
  }

  NodeIndex merge_in(const yaml::Node::Entry& entry, const yaml::Node& change) {
    const bool before = std::exchange(is_params_, entry.key.text() == "params");
    const auto merged = merge(entry.value, change);
    is_params_ = before;
    return merged;
  }

  // The map without the entries that are named.
  NodeIndex without(const yaml::Node& base, const yaml::Node& names) {
    const auto named = names.is_sequence() ? names.items() : std::vector<yaml::Node>{names};
    if (base.is_sequence()) return without_items(base, named);
    for (const auto& name : named) {
      if (!base.find(name.text())) report_nothing(name, base.keys(), "remove");
    }
    Grafting::Entries entries;
    for (const auto& entry : base.entries()) {
      const bool goes = std::any_of(named.begin(), named.end(),
                                    [&](const yaml::Node& name) { return name.text() == entry.key.text(); });
      if (!goes) entries.push_back({tree_.copy(entry.key), tree_.copy(entry.value)});
    }
    return base.is_map() ? tree_.map(base, std::move(entries)) : tree_.copy(base);
  }

  // The list without the items that are named.
  NodeIndex without_items(const yaml::Node& base, const std::vector<yaml::Node>& named) {
    std::vector<std::string> known;
    for (const auto& item : base.items()) known.push_back(item.text());
    for (const auto& name : named) {
      if (std::find(known.begin(), known.end(), name.text()) == known.end()) report_nothing(name, known, "remove");
    }
    std::vector<NodeIndex> items;
    for (const auto& item : base.items()) {
      const bool goes =
          std::any_of(named.begin(), named.end(), [&](const yaml::Node& name) { return name.text() == item.text(); });
      if (!goes) items.push_back(tree_.copy(item));
    }
    return tree_.list(base, std::move(items));
  }

  bool may_be_new(const yaml::Node::Entry& entry, const std::vector<std::string>& known) {
    switch (mode_) {
      case OverlayMode::add: return true;
      case OverlayMode::merge:
        if (!entry.value.is_null()) return !is_slip(entry.key, known);
        report_nothing(entry.key, known, "remove");
        return false;
      case OverlayMode::replace: report_nothing(entry.key, known, "replace"); return false;
      case OverlayMode::remove: report_nothing(entry.key, known, "remove"); return false;
    }
    return false;
  }

  // A new key that is nearly one that is there: a change that would go beside its mark.
  bool is_slip(const yaml::Node& key, const std::vector<std::string>& known) {
    constexpr std::size_t kLettersMin = 4;  // shorter words are near to too many others
    if (is_params_ || key.text().size() < kLettersMin || is_keyword(key.text())) return false;
    const auto meant = nearest(key.text(), known);
    if (!meant || is_keyword(*meant)) return false;
    report(key, "nothing-to-change", "there is no " + backticked(key.text()) + " here to change",
           "did you mean " + backticked(*meant) + "? what is new stands under `add`");
    return true;
  }

  void report_nothing(const yaml::Node& name, const std::vector<std::string>& known, const std::string& what) {
    report(name, "nothing-to-" + what, "there is no " + backticked(name.text()) + " here to " + what,
           nearest_or_known(name.text(), known));
  }

  void report(const yaml::Node& place, std::string code, std::string message, std::string hint) {
    diagnostics_.push_back(place.error(std::move(code), std::move(message), std::move(hint)));
  }

  OverlayMode mode_;
  bool is_params_ = false;  // inside `params:`, whose names have a reader of their own
  Diagnostics& diagnostics_;
  Grafting tree_;
};

}  // namespace

yaml::Node merge_patch(const yaml::Node& base, const yaml::Node& patch, Diagnostics& diagnostics, OverlayMode mode) {
  Merging merging(mode, diagnostics);
  const auto root = merging.merge(base, patch);
  return merging.take(root);
}

}  // namespace docket
