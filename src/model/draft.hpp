// Draft: a workflow while it is being read.  First all names are collected, then the parts that use
// them are read, in document order; every reader here adds its part and reports what is wrong.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/reader.hpp"
#include "model/vocabulary.hpp"
#include "model/workflow.hpp"

namespace docket {

// The calendar that a name means for the workflow's project.
using CalendarLookup = std::function<std::optional<Calendar>(const std::string& name)>;

struct Draft {
  Draft(Diagnostics& diagnostics, CalendarLookup lookup, std::vector<std::string> known_calendars)
      : reader(diagnostics), calendars(std::move(lookup)), calendar_names(std::move(known_calendars)) {}

  Workflow workflow;
  Names names;                           // for literals in expressions
  std::vector<std::string> state_paths;  // StateIndex -> path, without histories
  std::map<std::string, yaml::Node> guards;
  std::map<std::string, yaml::Node> params;  // as written
  std::set<std::size_t> asked_tables;        // that some expression asks
  std::set<std::string> required;            // guards that some transition asks for
  std::vector<EventIndex> raised;            // events that come from inside
  std::set<std::string> sent;                // ids of what `send` sends
  std::vector<yaml::Node> cancelled;         // ids that `cancel` names
  std::set<std::string> started, stopped;    // clocks that actions start and stop
  std::vector<yaml::Node> state_nodes;       // StateIndex -> its map, for those that have one
  std::set<StateIndex> declared_histories;   // whose beginning an author chose
  Reader reader;
  CalendarLookup calendars;
  std::vector<std::string> calendar_names;  // for suggestions
  mutable std::optional<Schema> schema;     // with the inputs of no event; made when first wanted
  std::string own_file;                     // the workflow's
  std::string overlay_file;                 // of the project whose workflow it is; empty: of none

  // Kinds of names ("field", "role" …) of which a mistake that is told already has lost some: what is missing then is
  // not told again.
  std::set<std::string, std::less<>> lost;
  bool is_lost(std::string_view kind) const { return lost.contains(kind); }
  // As `reader.known`, but silent where names of that kind were lost.
  std::optional<std::size_t> known(const yaml::Node& node, const std::vector<std::string>& candidates,
                                   std::string_view what);

  // From a shared file: that is offered to many, and need not be used by each.
  bool is_included(const yaml::Node& node) const { return node.file() != own_file && node.file() != overlay_file; }
};

// --- Pieces that several readers use -------------------------------------------------------------------

// The scalar as an expression of the wanted type.  `schema` decides which inputs it may use.  What it
// asks of the case's past is noted in the workflow.
std::optional<Expression> read_expression(Draft& draft, const yaml::Node& node, const Schema& schema,
                                          const Type& wanted, Forbidden forbidden, std::string_view what);
// The values of parameters, which are known when rules are loaded.
std::function<const Value*(VariableIndex, FieldIndex)> known_params(const Draft& draft);
// The same with the inputs of no event.
// Requires: fields, parameters, states, events and clocks were collected.
Schema schema_without_event(const Draft& draft);
Schema schema_with_inputs(const Draft& draft, std::span<const Input> inputs);

// A budget; `$name` stands for a parameter.  `written` receives it as written, parameters filled in.
// Minimum waits and expiries are for clocks: `allows_purpose`.
std::optional<Budget> read_limit(Draft& draft, const yaml::Node& node, std::string_view what,
                                 std::string* written = nullptr, bool allows_purpose = false);
std::optional<Elapsed> read_elapsed(Draft& draft, const yaml::Node& node, std::string_view what);
// The parameter of that name as it is written; nullopt, with a diagnostic at `node`, when there is none.
std::optional<yaml::Node> find_param(Draft& draft, const yaml::Node& node, const std::string& name);
// The node itself, or the parameter that `$name` means; nullopt, with a diagnostic, when there is none.
std::optional<yaml::Node> through_params(Draft& draft, const yaml::Node& node);

CalendarIndex read_calendar(Draft& draft, const std::optional<yaml::Node>& node);
std::optional<std::string> read_role(Draft& draft, const yaml::Node& node);
const std::vector<std::string>& type_names();
bool is_type_name(std::string_view word);
std::optional<Type> read_type(Draft& draft, const yaml::Node& node, LocalizedText* title);

// A state as seen from `from`: a path, or a name that only one state has; `X.history`, too.
std::optional<StateIndex> read_state(Draft& draft, const yaml::Node& node, StateIndex from, bool allows_history);
// The same for a name that is only a part of the node.
std::optional<StateIndex> find_state(Draft& draft, const yaml::Node& node, std::string_view name, StateIndex from,
                                     bool allows_history);
// The history of a state with states inside.  It is implied; `history:` says what it means at first.
StateIndex history_of(Workflow& workflow, StateIndex parent, bool is_deep);
// `target:`, `initial:` and `history:`: a state, or several in regions of one parallel state.
std::vector<StateIndex> read_states_together(Draft& draft, const yaml::Node& node, StateIndex from,
                                             bool allows_history);
std::optional<EventIndex> read_event(Draft& draft, const yaml::Node& node);
std::optional<ClockIndex> read_clock_name(Draft& draft, const yaml::Node& node);
// Whom everybody waits for while a clock is paused.
Holder read_holder(Draft& draft, const yaml::Node& node);

// `do:`, `entry:`, `exit:`
Actions read_actions(Draft& draft, const yaml::Node& node, const Schema& schema, const std::vector<Input>& inputs,
                     StateIndex from);
// `set:`
std::optional<Action> read_set(Draft& draft, const yaml::Node& node, const Schema& schema,
                               const std::vector<Input>& inputs);

// --- The parts, in the order in which they are read -----------------------------------------------------

void read_header(Draft& draft, const yaml::Node& root);
void read_record(Draft& draft, const yaml::Node& root);
void read_params(Draft& draft, const yaml::Node& root);
void read_roles(Draft& draft, const yaml::Node& root);
void read_emits(Draft& draft, const yaml::Node& root);
void read_tables(Draft& draft, const yaml::Node& root);
void check_unused_tables(Draft& draft, const yaml::Node& root);
void collect_guards(Draft& draft, const yaml::Node& root);
void collect_states(Draft& draft, const yaml::Node& root);
void collect_events(Draft& draft, const yaml::Node& root);
void collect_clocks(Draft& draft, const yaml::Node& root);
void note_lost_names(Draft& draft);  // for expressions, after all were collected
void read_states(Draft& draft, const yaml::Node& root);
void read_clocks(Draft& draft, const yaml::Node& root);
void check_unused_guards(Draft& draft);  // those that no transition requires are checked, too

}  // namespace docket
