// What a migration file says, and what it comes to between two workflows.
// Tested by tests/unit/engine/mapping_test.cpp and tests/unit/engine/migration_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

// The mapping between two workflows: each old index has its image.
struct MigrationPlan {
  const Workflow* from = nullptr;
  const Workflow* to = nullptr;
  std::vector<Image<StateIndex>> states;
  std::vector<Image<ClockIndex>> clocks;
  std::vector<Image<std::size_t>> fields;
  std::vector<std::pair<AfterPlace, Image<AfterPlace>>> afters;
  std::vector<StateIndex> enter;
  std::vector<ClockIndex> start;

  const Image<AfterPlace>& after(const AfterPlace& place) const;
};

// Names that one side does not have come to nothing: check_mapping reports them.
MigrationPlan plan_migration(const MappingData& mapping, const Workflow& from, const Workflow& to);

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
