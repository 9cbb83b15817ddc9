// What can be told of a mapping before any case is looked at: names that nobody has, regions that
// would fall together, and regions that nobody would be in.
// Tested by tests/unit/engine/mapping_test.cpp and the migrations of rules/LANGUAGE.md
#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "engine/mapping.hpp"
#include "model/chart.hpp"

namespace docket {
namespace {

using Workflows = std::vector<const Workflow*>;
using Pairs = std::vector<std::pair<const Workflow*, const Workflow*>>;

// --- Names -------------------------------------------------------------------------------------------

struct Kind {
  const char* word;  // "state"
  const char* code;  // of an unknown one
  std::function<bool(const Workflow&, const std::string&)> has;
  std::function<std::vector<std::string>(const Workflow&)> names;
};

std::vector<std::string> state_paths(const Workflow& workflow) {
  std::vector<std::string> paths;
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    if (!is_history(workflow.states[i])) paths.push_back(workflow.states[i].path);
  }
  return paths;
}

template <class Items>
std::vector<std::string> item_names(const Items& items) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

std::vector<std::string> after_names(const Workflow& workflow) {
  std::vector<std::string> names;
  for (const auto& state : workflow.states) {
    for (const auto& after : state.afters) names.push_back(state.path + "." + after.name);
  }
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Kind kStates = {
    "state", "unknown-state",
    [](const Workflow& workflow, const std::string& name) { return find_one_state(workflow, name).has_value(); },
    state_paths};
const Kind kClocks = {
    "clock", "unknown-clock",
    [](const Workflow& workflow, const std::string& name) { return workflow.find_clock(name).has_value(); },
    [](const Workflow& workflow) { return item_names(workflow.clocks); }};
const Kind kAfters = {
    "deadline", "unknown-after",
    [](const Workflow& workflow, const std::string& name) { return find_after(workflow, name).has_value(); },
    after_names};
const Kind kFields = {
    "field", "unknown-field",
    [](const Workflow& workflow, const std::string& name) { return contains(item_names(workflow.fields), name); },
    [](const Workflow& workflow) { return item_names(workflow.fields); }};

std::string version_of(const Workflow& workflow) { return "version " + std::to_string(workflow.version); }

// A project may lack what the others have: a name is unknown when nobody has it.
void check_name(const yaml::Node& node, const std::string& name, const Kind& kind, const Workflows& workflows,
                Diagnostics& diagnostics) {
  if (workflows.empty()) return;
  if (std::any_of(workflows.begin(), workflows.end(), [&](const auto* each) { return kind.has(*each, name); })) return;
  std::vector<std::string> known;
  for (const auto* workflow : workflows) {
    for (auto& each : kind.names(*workflow)) {
      if (!contains(known, each)) known.push_back(std::move(each));
    }
  }
  const auto what = std::string(kind.word) + " " + backticked(name);
  std::vector<std::string> same;
  for (const auto& path : known) {
    if (path.ends_with("." + name)) same.push_back(path);
  }
  if (&kind == &kStates && same.size() > 1) {
    diagnostics.push_back(node.error("ambiguous-state", "several states are called " + backticked(name),
                                     "write the path: " + listed(same)));
    return;
  }
  diagnostics.push_back(node.error(kind.code, what + " does not exist in " + version_of(*workflows.front()),
                                   nearest_or_known(name, known)));
}

void check_names(const std::vector<MappedName>& entries, const Kind& kind, const Workflows& old,
                 const Workflows& targets, Diagnostics& diagnostics) {
  for (const auto& entry : entries) {
    // A field that only the new rules have may be worked out.
    const bool is_new =
        entry.set && entry.to == entry.from &&
        std::any_of(targets.begin(), targets.end(), [&](const auto* each) { return kind.has(*each, entry.from); });
    if (!is_new) check_name(entry.key, entry.from, kind, old, diagnostics);
    if (entry.to) check_name(entry.value, *entry.to, kind, targets, diagnostics);
  }
}

// Two old names that become one: whose budget, whose value would it be?
void check_once(const std::vector<MappedName>& entries, const Kind& kind, const Workflows& old,
                Diagnostics& diagnostics) {
  const auto leads_elsewhere = [&](const std::string& name) {
    return std::any_of(entries.begin(), entries.end(), [&](const MappedName& entry) { return entry.from == name; });
  };
  std::set<std::string> taken;
  for (const auto& entry : entries) {
    if (!entry.to) continue;
    const bool is_also_itself =
        *entry.to != entry.from && !leads_elsewhere(*entry.to) &&
        std::any_of(old.begin(), old.end(), [&](const auto* each) { return kind.has(*each, *entry.to); });
    if (taken.insert(*entry.to).second && !is_also_itself) continue;
    diagnostics.push_back(
        entry.value.error("two-into-one", std::string("two old ") + kind.word + "s become " + backticked(*entry.to),
                          "let one of them go: `" + (is_also_itself ? *entry.to : entry.from) + ": null`"));
  }
}

// --- States ------------------------------------------------------------------------------------------

bool is_leaf(const State& state) { return state.type == StateType::atomic || state.type == StateType::final; }

class PairCheck {
 public:
  PairCheck(const MappingData& mapping, const Workflow& from, const Workflow& to, Diagnostics& diagnostics)
      : mapping_(mapping), from_(from), to_(to), plan_(plan_migration(mapping, from, to)), diagnostics_(diagnostics) {}

  void run() {
    check_ends();
    for (std::size_t i = 0; i < from_.states.size(); ++i) {
      if (from_.states[i].type == StateType::parallel) check_regions(static_cast<StateIndex>(i));
    }
    check_coverage();
    warn_of_unmapped();
    check_values();
  }

 private:
  // The line that sends a state elsewhere, or the whole list.
  yaml::Node place_of(StateIndex state) const {
    for (auto around = state; at(around) != 0; around = from_.state(around).parent) {
      for (const auto& entry : mapping_.states) {
        if (find_one_state(from_, entry.from) == around) return entry.value.is_null() ? entry.key : entry.value;
      }
    }
    return mapping_.root->find("states").value_or(mapping_.root->find("to").value_or(*mapping_.root));
  }

  std::vector<StateIndex> leaves_of(StateIndex region) const {
    std::vector<StateIndex> leaves;
    for (auto i = at(region); i <= at(from_.state(region).last_descendant); ++i) {
      if (is_leaf(from_.states[i])) leaves.push_back(static_cast<StateIndex>(i));
    }
    return leaves;
  }

  // No migration ends a case: nobody would be told.
  void check_ends() {
    for (std::size_t i = 1; i < from_.states.size(); ++i) {
      const auto& state = from_.states[i];
      if (is_history(state) || (state.type == StateType::final && at(state.parent) == 0)) continue;
      const auto& image = plan_.states[i].to;
      if (!image || !is_leaf(state) || !has_bit(to_.chart.ends, at(*image))) continue;
      diagnostics_.push_back(
          place_of(static_cast<StateIndex>(i))
              .error("ends-case", "state " + backticked(to_.state(*image).path) + " ends the case; a migration cannot",
                     "lead " + backticked(state.path) + " to a state that an event leaves"));
    }
  }

  // What stands side by side must do so afterwards.
  void check_regions(StateIndex parallel) {
    const auto& regions = from_.state(parallel).children;
    for (std::size_t a = 0; a < regions.size(); ++a) {
      for (std::size_t b = a + 1; b < regions.size(); ++b) {
        if (!check_two(regions[a], regions[b])) return;
      }
    }
  }

  bool check_two(StateIndex first, StateIndex second) {
    for (const auto a : leaves_of(first)) {
      const auto image = plan_.states[at(a)].to;
      for (const auto b : image ? leaves_of(second) : std::vector<StateIndex>{}) {
        const auto other = plan_.states[at(b)].to;
        if (!other || may_stand_together(to_, *image, *other)) continue;
        diagnostics_.push_back(
            place_of(b).error("two-into-one",
                              backticked(from_.state(a).path) + " and " + backticked(from_.state(b).path) +
                                  " stand side by side, and cannot any more: they lead to " +
                                  backticked(to_.state(*image).path) + " and " + backticked(to_.state(*other).path),
                              "let one region go: `" + from_.state(second).path + ": null`"));
        return false;
      }
    }
    return true;
  }

  // Whoever is led into one region of a parallel state is in all of them.
  void check_coverage() {
    for (std::size_t i = 0; i < to_.states.size(); ++i) {
      if (to_.states[i].type != StateType::parallel) continue;
      const auto& regions = to_.states[i].children;
      const auto is_met = [&](StateIndex region) { return is_reached(region); };
      if (std::none_of(regions.begin(), regions.end(), is_met)) continue;
      for (const auto region : regions) {
        if (is_met(region) || is_entered(region)) continue;
        diagnostics_.push_back(mapping_.root->find("to")
                                   .value_or(*mapping_.root)
                                   .error("region-without-state",
                                          "region " + backticked(to_.state(region).path) + " of " + version_of(to_) +
                                              " has no state that leads into it",
                                          "begin it where it begins: `enter: [" + to_.state(region).path + "]`"));
      }
    }
  }

  bool is_reached(StateIndex region) const {
    for (std::size_t i = 1; i < from_.states.size(); ++i) {
      const auto& image = plan_.states[i].to;
      if (image && is_leaf(from_.states[i]) && (*image == region || to_.is_descendant(*image, region))) return true;
    }
    return false;
  }

  bool is_entered(StateIndex region) const {
    return std::any_of(plan_.enter.begin(), plan_.enter.end(),
                       [&](StateIndex state) { return state == region || to_.is_descendant(state, region); });
  }

  // Nobody may be there; if somebody is, that case needs a person.
  void warn_of_unmapped() {
    std::vector<std::string> states;
    for (std::size_t i = 1; i < from_.states.size(); ++i) {
      const bool is_end = from_.states[i].type == StateType::final && at(from_.states[i].parent) == 0;
      if (is_leaf(from_.states[i]) && !is_end && !plan_.states[i].is_known()) states.push_back(from_.states[i].path);
    }
    warn("states", "state", states);
    warn("clocks", "clock", unknown(plan_.clocks, from_.clocks));
    warn("record", "field", unknown(plan_.fields, from_.fields));
  }

  // --- Values ---------------------------------------------------------------------------------------------

  void check_values() {
    for (const auto& entry : mapping_.fields) {
      const auto to = entry.to ? place_called(to_, *entry.to) : std::nullopt;
      if (!entry.set || !to) continue;
      for (auto& diagnostic : compile_set(*entry.set, from_, to_.fields[*to].type).diagnostics)
        diagnostics_.push_back(std::move(diagnostic));
    }
    for (std::size_t i = 0; i < from_.fields.size(); ++i) {
      const auto* line = plan_.field_lines[i];
      if (line) check_words(*line, from_.fields[i], plan_.fields[i].to);
      const bool is_computed = line && line->set;
      if (plan_.fields[i].to && !is_computed) check_fit(line, from_.fields[i], to_.fields[*plan_.fields[i].to]);
    }
  }

  static std::optional<std::size_t> place_called(const Workflow& workflow, const std::string& name) {
    for (std::size_t i = 0; i < workflow.fields.size(); ++i) {
      if (workflow.fields[i].name == name) return i;
    }
    return std::nullopt;
  }

  // Words under `values:` that one of the two enumerations does not have.
  void check_words(const MappedName& line, const Field& field, std::optional<std::size_t> to) {
    const auto check = [&](const yaml::Node& node, const Type& type, const Workflow& workflow) {
      const auto words = type.values();
      if (!type.is(Type::Kind::enumeration) || std::find(words.begin(), words.end(), node.text()) != words.end())
        return;
      diagnostics_.push_back(node.error(
          "unknown-value",
          backticked(field.name) + " has no value " + backticked(node.text()) + " in " + version_of(workflow),
          nearest_or_known(node.text(), words)));
    };
    for (const auto& [key, value] : line.values) {
      check(key, field.type, from_);
      if (to && !value.is_null()) check(value, to_.fields[*to].type, to_);
    }
  }

  // Values that the new type does not take, as far as that can be told without a case.
  void check_fit(const MappedName* line, const Field& was, const Field& now) {
    const auto place =
        line ? line->key : mapping_.root->find("record").value_or(mapping_.root->find("to").value_or(*mapping_.root));
    if (was.type.is(Type::Kind::enumeration) && now.type.is(Type::Kind::enumeration)) {
      const auto words = now.type.values();
      std::vector<std::string> gone;
      for (const auto& word : was.type.values()) {
        const bool is_led = line && new_value_for(*line, Value::string(word));
        if (!is_led && std::find(words.begin(), words.end(), word) == words.end()) gone.push_back(word);
      }
      if (gone.empty()) return;
      diagnostics_.push_back(
          place.warning("unmapped", backticked(was.name) + " has no " + listed(gone) + " in " + version_of(to_),
                        "say what becomes of " + std::string(gone.size() == 1 ? "it" : "each") + ": `" + was.name +
                            ": { values: { " + gone.front() + ": " + (words.empty() ? "" : words.front()) + " } }`"));
    } else if (was.type.kind() != now.type.kind() && is_never_taken(was.type, now.type)) {
      const auto shown = now.type.is(Type::Kind::string) ? "string(record." + was.name + ")" : "…";
      diagnostics_.push_back(place.warning("other-type",
                                           backticked(was.name) + " is " + to_string(was.type) + ", and " +
                                               to_string(now.type) + " in " + version_of(to_),
                                           "work it out: `" + was.name + ": { " +
                                               (now.name == was.name ? "" : "to: " + now.name + ", ") + "set: \"" +
                                               shown + "\" }`, or cases that have it will need a person"));
    }
  }

  // Text may be anything, numbers widen, and a word is a text.
  static bool is_never_taken(const Type& was, const Type& now) {
    if (was.is(Type::Kind::string) || now.is(Type::Kind::dyn) || was.is(Type::Kind::dyn)) return false;
    if (was.is(Type::Kind::enumeration)) return !now.is(Type::Kind::string);
    const bool are_numbers = now.is(Type::Kind::real) || now.is(Type::Kind::uinteger) || now.is(Type::Kind::integer);
    const bool was_number = was.is(Type::Kind::real) || was.is(Type::Kind::uinteger) || was.is(Type::Kind::integer);
    return !(are_numbers && was_number);
  }

  template <class Images, class Items>
  static std::vector<std::string> unknown(const Images& images, const Items& items) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!images[i].is_known()) names.push_back(items[i].name);
    }
    return names;
  }

  void warn(const char* key, const char* word, const std::vector<std::string>& names) {
    if (names.empty()) return;
    diagnostics_.push_back(mapping_.root->find(key)
                               .value_or(mapping_.root->find("to").value_or(*mapping_.root))
                               .warning("unmapped",
                                        std::string(word) + (names.size() == 1 ? " " : "s ") + listed(names) +
                                            (names.size() == 1 ? " does" : " do") + " not exist in " + version_of(to_),
                                        std::string("say under `") + key + ":` what becomes of " +
                                            (names.size() == 1 ? "it" : "each") +
                                            ", or cases that have it will need a person"));
  }

  const MappingData& mapping_;
  const Workflow &from_, &to_;
  MigrationPlan plan_;
  Diagnostics& diagnostics_;
};

// Its cases would come under the general rules, which the project chose not to have.
void warn_of_project(const MappingData& mapping, const Workflow& from, const Workflow& to, Diagnostics& diagnostics) {
  diagnostics.push_back(mapping.root->find("to")
                            .value_or(*mapping.root)
                            .warning("unknown-project",
                                     "the rules have nothing for the project " + backticked(from.project) + " in " +
                                         version_of(to) + " of " + backticked(to.name) + ", which " + version_of(from) +
                                         " had",
                                     "give them its file, or its cases will need a person"));
}

}  // namespace

void check_mapping(const MappingData& mapping, const Pairs& pairs, const Workflows& targets, Diagnostics& diagnostics) {
  Workflows old;
  for (const auto& [from, to] : pairs) old.push_back(from);
  check_names(mapping.states, kStates, old, targets, diagnostics);
  check_names(mapping.clocks, kClocks, old, targets, diagnostics);
  check_names(mapping.afters, kAfters, old, targets, diagnostics);
  check_names(mapping.fields, kFields, old, targets, diagnostics);
  check_once(mapping.clocks, kClocks, old, diagnostics);
  check_once(mapping.afters, kAfters, old, diagnostics);
  check_once(mapping.fields, kFields, old, diagnostics);
  for (const auto& node : mapping.enter) check_name(node, node.text(), kStates, targets, diagnostics);
  for (const auto& node : mapping.start) check_name(node, node.text(), kClocks, targets, diagnostics);
  if (has_errors(diagnostics)) return;
  for (const auto& [from, to] : pairs) {
    PairCheck(mapping, *from, *to, diagnostics).run();
    if (!from->project.empty() && to->project.empty()) warn_of_project(mapping, *from, *to, diagnostics);
  }
}

}  // namespace docket
