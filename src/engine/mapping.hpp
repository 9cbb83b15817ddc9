// What a migration file says, and what it comes to between two workflows.
// Tested by tests/unit/engine/mapping_test.cpp and tests/unit/engine/migration_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "docket/expression.hpp"
#include "docket/migration.hpp"
#include "model/workflow.hpp"
#include "yaml/document.hpp"

namespace docket {

// How a clock, or an `after`, goes on under other rules.
enum class Keep : std::uint8_t {
  budget,   // time spent counts against the new budget
  due,      // the due instant stays
  restart,  // it begins again now
};

// A line of the file: what becomes of an old name.
struct MappedName {
  std::string from;
  std::optional<std::string> to;  // nullopt: dropped
  Keep keep = Keep::budget;
  yaml::Node key, value;
  std::optional<yaml::Node> set{};          // of a field: an expression over the old record
  std::vector<yaml::Node::Entry> values{};  // of a field: what becomes of its values
};

struct MappingData {
  std::string file, text, name, workflow;
  // One of the two on each side; neither: a mistake was reported.
  std::optional<int> from_version, to_version;
  std::string from_rules, to_rules;
  std::vector<MappedName> states, clocks, afters, fields;
  std::vector<yaml::Node> enter, start;  // regions, and clocks that begin now
  std::optional<yaml::Node> root;

  bool is_from(const Workflow& of) const {
    return of.name == workflow && (from_version ? of.version == *from_version : of.fingerprint == from_rules);
  }
};

// What becomes of one old thing: a place on the new side, nothing at all, or nobody has said.
template <class Index>
struct Image {
  std::optional<Index> to;
  bool is_dropped = false;
  Keep keep = Keep::budget;

  bool is_known() const { return to || is_dropped; }
};

struct AfterPlace {
  StateIndex state{};
  std::uint16_t row = 0;

  friend bool operator==(const AfterPlace&, const AfterPlace&) = default;
};

// A new field that an expression over the old record gives.
struct ComputedField {
  std::size_t to = 0;
  std::optional<std::size_t> from;  // the old field of the line: where that is not set, nothing is worked out
  Expression set;
};

// The mapping between two workflows: each old index has its image.
struct MigrationPlan {
  const Workflow* from = nullptr;
  const Workflow* to = nullptr;
  std::vector<Image<StateIndex>> states;
  std::vector<Image<ClockIndex>> clocks;
  std::vector<Image<std::size_t>> fields;
  std::vector<const MappedName*> field_lines;  // of each old field; null: none speaks of it
  std::vector<ComputedField> computed;
  std::vector<std::pair<AfterPlace, Image<AfterPlace>>> afters;
  std::vector<StateIndex> enter;
  std::vector<ClockIndex> start;

  const Image<AfterPlace>& after(const AfterPlace& place) const;
};

// Names that one side does not have come to nothing: check_mapping reports them.
MigrationPlan plan_migration(const MappingData& mapping, const Workflow& from, const Workflow& to);

// The expression of a line under `record:`, and what is wrong with it.
struct CompiledSet {
  std::optional<Expression> expression;
  Diagnostics diagnostics;
};
CompiledSet compile_set(const yaml::Node& node, const Workflow& from, const Type& wanted);
// The value that a line's `values:` makes of an old one; null: it has no line.
const yaml::Node* new_value_for(const MappedName& line, const Value& value);

// By path, or by a name that only one state has.
std::optional<StateIndex> find_one_state(const Workflow& workflow, const std::string& name);
// Whether one configuration can hold both: they lie in different regions of a parallel state.
bool may_stand_together(const Workflow& workflow, StateIndex a, StateIndex b);
// `after callback.no_answer`, as journals call it, or without the first word.
std::optional<AfterPlace> find_after(const Workflow& workflow, std::string_view name);
std::string name_of_after(const Workflow& workflow, const AfterPlace& place);

// What is wrong with a mapping between these workflows, old ones with their new ones.
void check_mapping(const MappingData& mapping, const std::vector<std::pair<const Workflow*, const Workflow*>>& pairs,
                   const std::vector<const Workflow*>& targets, Diagnostics& diagnostics);

}  // namespace docket
