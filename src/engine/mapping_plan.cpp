// From names to places: what a mapping comes to between two workflows.
// Tested by tests/unit/engine/mapping_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "engine/mapping.hpp"
#include "model/chart.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

const MappedName* entry_for(const std::vector<MappedName>& entries, std::string_view name) {
  const auto place =
      std::find_if(entries.begin(), entries.end(), [&](const MappedName& entry) { return entry.from == name; });
  return place == entries.end() ? nullptr : &*place;
}

std::optional<StateIndex> state_at(const Workflow& workflow, const std::string& path) {
  const auto found = workflow.find_state(path);
  const bool is_here = found && workflow.state(*found).path == path && !is_history(workflow.state(*found));
  return is_here ? found : std::nullopt;
}

// The nearest line that speaks of the state or of one around it.
Image<StateIndex> image_of_state(const std::vector<std::pair<StateIndex, const MappedName*>>& lines,
                                 const Workflow& from, const Workflow& to, StateIndex state) {
  for (auto around = state; at(around) != 0; around = from.state(around).parent) {
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& each) { return each.first == around; });
    if (line == lines.end()) continue;
    if (!line->second->to) return {.to = {}, .is_dropped = true};
    const auto target = find_one_state(to, *line->second->to);
    if (!target) return {};
    // A state without states inside takes in everything that was below the old one.
    if (around == state || to.state(*target).children.empty()) return {.to = target};
    const auto rest = from.state(state).path.substr(from.state(around).path.size());
    return {.to = state_at(to, to.state(*target).path + rest)};
  }
  return {.to = state_at(to, from.state(state).path)};
}

template <class Index, class Find>
Image<Index> image_by_name(const std::vector<MappedName>& entries, const std::string& name, Find find) {
  const auto* entry = entry_for(entries, name);
  if (!entry) return {.to = find(name)};
  if (!entry->to) return {.to = {}, .is_dropped = true};
  return {.to = find(*entry->to), .is_dropped = false, .keep = entry->keep};
}

std::optional<std::size_t> find_field(const Workflow& workflow, std::string_view name) {
  for (std::size_t i = 0; i < workflow.fields.size(); ++i) {
    if (workflow.fields[i].name == name) return i;
  }
  return std::nullopt;
}

std::optional<std::uint16_t> row_called(const State& state, std::string_view name) {
  for (std::size_t row = 0; row < state.afters.size(); ++row) {
    if (state.afters[row].name == name) return static_cast<std::uint16_t>(row);
  }
  return std::nullopt;
}

Image<AfterPlace> image_of_after(const MappingData& mapping, const MigrationPlan& plan, const AfterPlace& place) {
  for (const auto& entry : mapping.afters) {
    if (find_after(*plan.from, entry.from) != place) continue;
    if (!entry.to) return {.to = {}, .is_dropped = true};
    return {.to = find_after(*plan.to, *entry.to), .is_dropped = false, .keep = entry.keep};
  }
  const auto& state = plan.states[at(place.state)];
  if (!state.to) return {.to = {}, .is_dropped = state.is_dropped};
  const auto row = row_called(plan.to->state(*state.to), plan.from->state(place.state).afters[place.row].name);
  if (!row) return {};
  return {.to = AfterPlace{*state.to, *row}};
}

void plan_values(const MappingData& mapping, MigrationPlan& plan) {
  for (const auto& field : plan.from->fields) plan.field_lines.push_back(entry_for(mapping.fields, field.name));
  for (const auto& entry : mapping.fields) {
    const auto to = entry.set && entry.to ? find_field(*plan.to, *entry.to) : std::nullopt;
    if (!to) continue;
    if (auto set = compile_set(*entry.set, *plan.from, plan.to->fields[*to].type).expression)
      plan.computed.push_back({.to = *to, .from = find_field(*plan.from, entry.from), .set = *std::move(set)});
  }
}

}  // namespace

CompiledSet compile_set(const yaml::Node& node, const Workflow& from, const Type& wanted) {
  Names names{.states = {}, .events = from.events, .clocks = {}, .tables = {}};
  for (std::size_t i = 1; i < from.states.size(); ++i) {
    if (!is_history(from.states[i])) names.states.push_back(from.states[i].path);
  }
  for (const auto& clock : from.clocks) names.clocks.push_back(clock.name);
  // A word of an enumeration is looked at when it is there: each case brings its own.
  const auto type = wanted.is(Type::Kind::enumeration) ? Type::string() : wanted;
  auto compiled = compile(node.text(), make_schema(from.fields, from.params, names, {}), type);
  CompiledSet result;
  for (const auto& problem : compiled.problems)
    result.diagnostics.push_back(
        node.error_within(problem.begin, problem.end, problem.code, problem.message, problem.hint));
  if (!compiled.expression) return result;
  for (const auto& reference : offences(*compiled.expression, {.present = false, .event = true})) {
    if (reference.kind == Reference::Kind::field || reference.kind == Reference::Kind::zone) continue;
    const auto word = node.text().substr(reference.begin, reference.end - reference.begin);
    result.diagnostics.push_back(node.error_within(reference.begin, reference.end, "no-event-here",
                                                   backticked(word) + " cannot be used in a migration",
                                                   "a migration is no event: nobody brings anything"));
  }
  if (result.diagnostics.empty()) result.expression = std::move(compiled.expression);
  return result;
}

const yaml::Node* new_value_for(const MappedName& line, const Value& value) {
  const auto text = value.kind() == Value::Kind::string ? std::string(value.as_string()) : to_json(value);
  for (const auto& entry : line.values) {
    if (entry.key.text() == text) return &entry.value;
  }
  return nullptr;
}

std::optional<StateIndex> find_one_state(const Workflow& workflow, const std::string& name) {
  if (const auto exact = state_at(workflow, name)) return exact;
  std::optional<StateIndex> found;
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    if (is_history(workflow.states[i]) || workflow.states[i].name != name) continue;
    if (found) return std::nullopt;
    found = static_cast<StateIndex>(i);
  }
  return found;
}

bool may_stand_together(const Workflow& workflow, StateIndex a, StateIndex b) {
  auto above = a, other = b;
  while (above != other) {
    if (workflow.state(above).depth >= workflow.state(other).depth)
      above = workflow.state(above).parent;
    else
      other = workflow.state(other).parent;
  }
  return above != a && above != b && workflow.state(above).type == StateType::parallel;
}

std::optional<AfterPlace> find_after(const Workflow& workflow, std::string_view name) {
  constexpr std::string_view kWord = "after ";
  if (name.starts_with(kWord)) name.remove_prefix(kWord.size());
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto state = find_one_state(workflow, std::string(name.substr(0, dot)));
  if (!state) return std::nullopt;
  const auto row = row_called(workflow.state(*state), name.substr(dot + 1));
  if (!row) return std::nullopt;
  return AfterPlace{*state, *row};
}

std::string name_of_after(const Workflow& workflow, const AfterPlace& place) {
  const auto& state = workflow.state(place.state);
  return "after " + state.path + "." + state.afters[place.row].name;
}

const Image<AfterPlace>& MigrationPlan::after(const AfterPlace& place) const {
  static const Image<AfterPlace> kUnknown;
  const auto found = std::find_if(afters.begin(), afters.end(), [&](const auto& each) { return each.first == place; });
  return found == afters.end() ? kUnknown : found->second;
}

MigrationPlan plan_migration(const MappingData& mapping, const Workflow& from, const Workflow& to) {
  MigrationPlan plan{.from = &from, .to = &to};
  std::vector<std::pair<StateIndex, const MappedName*>> lines;
  for (const auto& entry : mapping.states) {
    if (const auto state = find_one_state(from, entry.from)) lines.emplace_back(*state, &entry);
  }
  plan.states.push_back({.to = StateIndex{0}});
  for (std::size_t i = 1; i < from.states.size(); ++i)
    plan.states.push_back(is_history(from.states[i]) ? Image<StateIndex>{}
                                                     : image_of_state(lines, from, to, static_cast<StateIndex>(i)));
  for (const auto& clock : from.clocks)
    plan.clocks.push_back(image_by_name<ClockIndex>(mapping.clocks, clock.name,
                                                    [&](const std::string& name) { return to.find_clock(name); }));
  for (const auto& field : from.fields)
    plan.fields.push_back(image_by_name<std::size_t>(mapping.fields, field.name,
                                                     [&](const std::string& name) { return find_field(to, name); }));
  plan_values(mapping, plan);
  for (std::size_t i = 0; i < from.states.size(); ++i) {
    for (std::size_t row = 0; row < from.states[i].afters.size(); ++row) {
      const AfterPlace place{static_cast<StateIndex>(i), static_cast<std::uint16_t>(row)};
      plan.afters.emplace_back(place, image_of_after(mapping, plan, place));
    }
  }
  for (const auto& node : mapping.enter) {
    if (const auto state = find_one_state(to, node.text())) plan.enter.push_back(*state);
  }
  for (const auto& node : mapping.start) {
    if (const auto clock = to.find_clock(node.text())) plan.start.push_back(*clock);
  }
  return plan;
}

}  // namespace docket
