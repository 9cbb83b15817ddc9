// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include "model/workflow_reader.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"
#include "docket/limits.hpp"
#include "model/transitions_reader.hpp"

namespace docket {

// A guard that no transition requires yet: its inputs are unknown, so they may be anything.
void check_unused_guards(Draft& draft) {
  auto schema = schema_without_event(draft);
  schema.set_type(VariableIndex{static_cast<std::uint32_t>(Variable::input)}, Type::dyn());
  // Where transitions were lost, so was perhaps the one that requires it; a misspelt name means one.
  const bool are_all_read = !draft.is_lost("state") && !draft.is_lost("event");
  std::vector<std::string> names;
  for (const auto& [name, node] : draft.guards) names.push_back(name);
  auto required = draft.required;
  for (const auto& name : draft.required) {
    if (const auto meant = nearest(name, names); meant && !draft.guards.contains(name)) required.insert(*meant);
  }
  for (const auto& [name, node] : draft.guards) {
    const auto check = node.is_map() ? node.find("check") : std::nullopt;
    if (!check || required.contains(name) || draft.is_included(node)) continue;
    const auto before = draft.reader.diagnostics().size();
    read_expression(draft, *check, schema, Type::boolean(), {}, "a guard");
    if (draft.reader.diagnostics().size() == before && are_all_read)
      draft.reader.report(check->warning("unused-guard", "no transition requires the guard `" + name + "`"));
  }
}

// An id that nothing is sent under: the delayed event it was meant for would come all the same.
void check_cancelled(Draft& draft) {
  const std::vector<std::string> sent(draft.sent.begin(), draft.sent.end());
  for (const auto& id : draft.cancelled) {
    if (id.is_scalar()) draft.reader.known(id, sent, "delayed event");
  }
}

// Every place must fit the number it is kept in (limits.hpp).
void check_counts(Draft& draft, const yaml::Node& root) {
  const auto& workflow = draft.workflow;
  const auto bound = [&](std::size_t count, std::size_t most, const char* what, const char* key) {
    if (count <= most) return;
    const auto node = root.find(key);
    draft.reader.report((node ? *node : root)
                            .error("too-many", std::to_string(count) + " " + what + " in one workflow",
                                   "at most " + std::to_string(most) + " are taken"));
  };
  bound(workflow.events.size(), limits::kEvents, "events", "states");
  bound(workflow.transitions.size(), limits::kTransitions, "transitions", "states");
  bound(workflow.fields.size(), limits::kFields, "fields", "record");
  bound(workflow.clocks.size(), limits::kClocks, "clocks", "sla");
  std::size_t rungs = 0, rows = 0;
  for (const auto& clock : workflow.clocks) {
    rungs = std::max(rungs, clock.rungs.size());
    rows = std::max(rows, clock.targets.size());
  }
  for (const auto& transition : workflow.transitions) rows = std::max(rows, transition.branches.size());
  for (const auto& state : workflow.states) rows = std::max(rows, state.afters.size());
  bound(rungs, limits::kRungs, "rungs of one clock", "sla");
  bound(rows, limits::kRows, "rows of one `choose:`, `target:` or `after:`", "workflow");
}

std::optional<Workflow> read_workflow(const yaml::Node& root, const std::string& overlay_file, CalendarLookup calendars,
                                      std::vector<std::string> calendar_names, Diagnostics& diagnostics) {
  Diagnostics found;
  Draft draft(found, std::move(calendars), std::move(calendar_names));
  draft.own_file = root.file();
  draft.overlay_file = overlay_file;
  read_header(draft, root);
  read_record(draft, root);
  read_params(draft, root);
  read_roles(draft, root);
  read_emits(draft, root);
  read_tables(draft, root);
  collect_guards(draft, root);
  collect_states(draft, root);
  collect_events(draft, root);
  collect_clocks(draft, root);
  note_lost_names(draft);
  read_states(draft, root);
  read_clocks(draft, root);
  check_raised_events(draft);
  if (const auto late = root.find("late_facts_max"))
    draft.workflow.late_facts_max = read_elapsed(draft, *late, "`late_facts_max`");
  check_unused_guards(draft);
  check_unused_tables(draft, root);
  check_cancelled(draft);
  check_counts(draft, root);
  const bool failed = has_errors(found);
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  if (failed) return std::nullopt;
  return std::move(draft.workflow);
}

}  // namespace docket
