// A migration file: its lines first, then each name against the rules of both sides.
// Tested by tests/unit/engine/mapping_test.cpp and the migrations of rules/LANGUAGE.md
#include <algorithm>

#include "base/text.hpp"
#include "docket/stored_rules.hpp"
#include "engine/mapping.hpp"
#include "model/reader.hpp"

namespace docket {
namespace {

constexpr int kVersionMax = 1'000'000;

bool is_fingerprint(std::string_view text) {
  return text.size() == 32 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

class MappingReading {
 public:
  MappingReading(MappingData& data, Diagnostics& diagnostics) : data_(data), reader_(diagnostics) {}

  void read(const yaml::Node& root) {
    if (!reader_.is_map(root, "a migration")) return;
    data_.root = root;
    reader_.check_keys(
        root, {"docket", "migration", "name", "from", "to", "states", "enter", "clocks", "start", "after", "record"},
        "a migration");
    if (const auto version = root.find("docket"); version && version->text() != "1")
      reader_.report(version->error("unknown-version",
                                    "version " + backticked(version->text()) + " of the rule language is unknown",
                                    "this docket reads version 1"));
    if (const auto workflow = required(root, "migration", "name the workflow whose cases move: `migration: complaint`"))
      data_.workflow = reader_.text(*workflow, "the workflow of a migration");
    read_side(root, "from", data_.from_version, data_.from_rules);
    read_side(root, "to", data_.to_version, data_.to_rules);
    read_name(root);
    data_.states = names_under(root, "states", Form::name);
    data_.clocks = names_under(root, "clocks", Form::kept);
    data_.afters = names_under(root, "after", Form::kept);
    data_.fields = names_under(root, "record", Form::translated);
    if (const auto enter = root.find("enter")) data_.enter = reader_.one_or_more(*enter, "`enter`");
    if (const auto start = root.find("start")) data_.start = reader_.one_or_more(*start, "`start`");
  }

 private:
  std::optional<yaml::Node> required(const yaml::Node& root, std::string_view key, std::string hint) {
    auto node = root.find(key);
    if (!node)
      reader_.report(
          root.error("missing-key", "a migration needs " + backticked(std::string(key) + ":"), std::move(hint)));
    return node;
  }

  void read_side(const yaml::Node& root, std::string_view key, std::optional<int>& version, std::string& rules) {
    const auto node = required(root, key, "a version of the workflow, or the fingerprint of a rule set");
    if (!node || !reader_.is_scalar(*node, backticked(key))) return;
    if (is_fingerprint(node->text()))
      rules = node->text();
    else
      version = reader_.integer(*node, backticked(key), 1, kVersionMax);
  }

  void read_name(const yaml::Node& root) {
    if (const auto name = root.find("name")) {
      data_.name = reader_.text(*name, "the name of a migration");
      if (!data_.name.empty() && !is_identifier(data_.name))
        reader_.report(name->error("not-a-name", backticked(data_.name) + " is no name",
                                   "names are small letters, digits and `_`, and begin with a letter"));
      return;
    }
    const auto side = [](const std::optional<int>& version, const std::string& rules) {
      return version ? std::to_string(*version) : rules.substr(0, 8);
    };
    data_.name = data_.workflow + "_" + side(data_.from_version, data_.from_rules) + "_to_" +
                 side(data_.to_version, data_.to_rules);
  }

  // What may stand beside a name: nothing, how it is kept, or what becomes of a value.
  enum class Form : std::uint8_t { name, kept, translated };

  // `old: new`, `old: null`, `old: { to: new, keep: due }`, and of a field `old: { to: new, values: { … } }`.
  std::vector<MappedName> names_under(const yaml::Node& root, std::string_view key, Form form) {
    std::vector<MappedName> names;
    const auto map = root.find(key);
    if (!map || !reader_.is_map(*map, backticked(std::string(key) + ":"))) return names;
    for (const auto& entry : map->entries()) {
      MappedName name{.from = entry.key.text(), .to = {}, .keep = Keep::budget, .key = entry.key, .value = entry.value};
      if (form == Form::kept && entry.value.is_map())
        read_kept(name);
      else if (form == Form::translated && entry.value.is_map())
        read_translated(name);
      else if (!entry.value.is_null() && reader_.is_scalar(entry.value, "what becomes of " + backticked(name.from)))
        name.to = entry.value.text();
      names.push_back(std::move(name));
    }
    return names;
  }

  void read_kept(MappedName& name) {
    static const std::vector<std::string> kWords = {"budget", "due", "restart"};
    const auto map = name.value;
    reader_.check_keys(map, {"to", "keep"}, "what becomes of " + backticked(name.from));
    name.to = name.from;
    if (const auto to = map.find("to"); to && reader_.is_scalar(*to, "`to`")) {
      name.to = to->text();
      name.value = *to;
    }
    if (const auto keep = map.find("keep")) {
      if (const auto word = reader_.word(*keep, kWords, "`keep`")) name.keep = static_cast<Keep>(*word);
    }
  }

  void read_translated(MappedName& name) {
    const auto map = name.value;
    reader_.check_keys(map, {"to", "values", "set"}, "what becomes of " + backticked(name.from));
    name.to = name.from;
    if (const auto to = map.find("to"); to && reader_.is_scalar(*to, "`to`")) {
      name.to = to->text();
      name.value = *to;
    }
    if (const auto set = map.find("set"); set && reader_.is_scalar(*set, "`set`")) name.set = *set;
    const auto values = map.find("values");
    if (values && name.set)
      reader_.report(values->error("values-and-set", "`values` and `set` exclude each other",
                                   "an expression can ask for each value: `record.a == 'x' ? 'y' : record.a`"));
    if (!values || !reader_.is_map(*values, "`values`")) return;
    for (const auto& entry : values->entries()) {
      if (entry.value.is_null() || reader_.is_scalar(entry.value, "what becomes of a value"))
        name.values.push_back(entry);
    }
  }

  MappingData& data_;
  Reader reader_;
};

Diagnostic at_root(const yaml::Node& root, std::string_view key, std::string code, std::string message,
                   std::string hint = {}) {
  const auto node = root.find(key);
  return (node ? *node : root).error(std::move(code), std::move(message), std::move(hint));
}

std::vector<std::string> names_of(const RuleBook& rules) {
  std::vector<std::string> names;
  for (const auto& summary : rules.workflows()) names.push_back(summary.workflow);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// The workflow as the projects of a rule set have it, the general one first.
std::vector<std::shared_ptr<const Workflow>> workflows_of(const RuleBook& rules, const std::string& name) {
  std::vector<std::shared_ptr<const Workflow>> found;
  if (const auto general = rules.workflow(name)) found.push_back(general);
  for (const auto& project : rules.projects()) {
    const auto own = rules.workflow(name, project);
    if (own && own->project == project) found.push_back(own);
  }
  return found;
}

void check_target(const MappingData& data, const RuleBook& to, Diagnostics& diagnostics) {
  const auto target = to.workflow(data.workflow);
  if (!target) {
    const auto names = names_of(to);
    diagnostics.push_back(at_root(*data.root, "migration", "unknown-workflow",
                                  "workflow " + backticked(data.workflow) + " does not exist",
                                  nearest_or_known(data.workflow, names)));
    return;
  }
  if (data.to_version && target->version != *data.to_version)
    diagnostics.push_back(at_root(*data.root, "to", "other-version",
                                  "the rules have version " + std::to_string(target->version) + " of " +
                                      backticked(data.workflow) + ", not " + std::to_string(*data.to_version)));
  if (!data.to_rules.empty() && !is_called(to, data.to_rules))
    diagnostics.push_back(at_root(*data.root, "to", "other-version",
                                  "the rules have the fingerprint " + to.fingerprint() + ", not " + data.to_rules));
}

}  // namespace

MappingReport read_mapping(const std::string& file, const std::string& text, const std::vector<RuleBook>& from,
                           const RuleBook& to) {
  MappingReport report;
  auto data = std::make_shared<MappingData>();
  data->file = file;
  data->text = text;
  if (const auto root = yaml::parse(file, text, report.diagnostics))
    MappingReading(*data, report.diagnostics).read(*root);
  if (data->root && !data->workflow.empty()) check_target(*data, to, report.diagnostics);
  if (data->root && to.workflow(data->workflow)) {
    std::vector<std::shared_ptr<const Workflow>> kept;
    std::vector<std::pair<const Workflow*, const Workflow*>> pairs;
    std::vector<const Workflow*> targets;
    const auto lend = [&](std::shared_ptr<const Workflow> workflow) {
      kept.push_back(std::move(workflow));
      return kept.back().get();
    };
    for (const auto& target : workflows_of(to, data->workflow)) targets.push_back(lend(target));
    for (const auto& rules : from) {
      if (rules.fingerprint() == to.fingerprint()) continue;
      for (const auto& old : workflows_of(rules, data->workflow)) {
        if (!data->is_from(*old)) continue;
        pairs.emplace_back(lend(old), lend(to.workflow(data->workflow, old->project)));
      }
    }
    check_mapping(*data, pairs, targets, report.diagnostics);
  }
  sort_by_place(report.diagnostics);
  if (!has_errors(report.diagnostics)) report.mapping = Mapping(std::move(data));
  return report;
}

}  // namespace docket
