// An expression in YAML: compiled, with its mistakes blamed at their own line and column.
// Tested by tests/golden/diagnostics/
#include <algorithm>

#include "base/text.hpp"
#include "model/draft.hpp"
#include "yaml/quoting.hpp"

namespace docket {
namespace {

// What the author most likely meant when YAML made something else of an expression.
std::string quoted_hint(const yaml::Node& node) {
  const auto text = node.meant_text();
  return text && !node.is_null() ? "quote this expression: " + yaml::in_quotes(*text) : std::string();
}

// `f(a, b)` in a flow map: YAML ends the text at the comma, and a `#` begins a comment anywhere.
std::optional<std::string> torn_off(const yaml::Node& node) {
  if (!node.is_plain()) return std::nullopt;
  auto text = node.meant_text();
  if (!text || text->size() <= node.text().size() || !text->starts_with(node.text())) return std::nullopt;
  return text;
}

std::string rest_of(const std::string& whole, std::size_t at) { return whole.substr(whole.find_first_not_of(' ', at)); }

std::string word_at(const Expression& expression, const Reference& reference) {
  return expression.text().substr(reference.begin, reference.end - reference.begin);
}

void report_offences(Draft& draft, const yaml::Node& node, const Expression& expression, Forbidden forbidden,
                     std::string_view what) {
  for (const auto& reference : offences(expression, forbidden)) {
    // Of a field its variable is blamed.
    if (reference.kind == Reference::Kind::field || reference.kind == Reference::Kind::zone) continue;
    const auto word = word_at(expression, reference);
    const bool is_event = word == "input" || word == "actor";
    draft.reader.report(
        node.error_within(reference.begin, reference.end, is_event ? "no-event-here" : "present-here",
                          backticked(word) + " cannot be used in " + std::string(what),
                          is_event ? "there is no event here that could bring it"
                                   : "nothing would notice it turning true: use `after` or a rung of a clock"));
  }
}

// A case keeps of its past only what some rule asks for (semantics.md 19).
void note_memory(Workflow& workflow, const Expression& expression) {
  for (const auto& reference : expression.references()) {
    const auto* function = reference.kind == Reference::Kind::function ? domain_function(reference.function) : nullptr;
    if (!function || !reference.literal) continue;
    const auto memory = function->memory;
    if (memory == DomainFunction::Memory::visits) workflow.remembers_visits = true;
    if (memory != DomainFunction::Memory::events) continue;
    const auto event = workflow.find_event(*reference.literal);
    auto& events = workflow.remembered_events;
    const auto place = event ? std::lower_bound(events.begin(), events.end(), *event) : events.end();
    if (event && (place == events.end() || *place != *event)) events.insert(place, *event);
  }
}

void note_tables(Draft& draft, const Expression& expression) {
  for (const auto& reference : expression.references()) {
    if (reference.kind != Reference::Kind::function || domain_function(reference.function)) continue;
    if (const auto table = table_of(reference.function, draft.workflow.tables.size()))
      draft.asked_tables.insert(*table);
  }
}

// An expression may name the zones of the calendars: their tables are part of the rule set already.
std::optional<TimeZone> find_zone(const Draft& draft, std::string_view name, std::vector<std::string>& known) {
  for (const auto& each : draft.calendar_names) {
    const auto calendar = draft.calendars(each);
    if (!calendar) continue;
    if (calendar->zone().name() == name) return calendar->zone();
    if (std::ranges::find(known, calendar->zone().name()) == known.end()) known.push_back(calendar->zone().name());
  }
  return std::nullopt;
}

void note_zones(Draft& draft, const yaml::Node& node, const Expression& expression) {
  auto& zones = draft.workflow.zones;
  for (const auto& reference : expression.references()) {
    if (reference.kind != Reference::Kind::zone ||
        std::ranges::find(zones, *reference.literal, &TimeZone::name) != zones.end())
      continue;
    std::vector<std::string> known;
    if (auto zone = find_zone(draft, *reference.literal, known)) {
      zones.push_back(*std::move(zone));
      continue;
    }
    if (std::ranges::find(known, "UTC") == known.end()) known.push_back("UTC");
    draft.reader.report(node.error_within(reference.begin, reference.end, "unknown-zone",
                                          "no calendar is in the zone " + backticked(*reference.literal),
                                          "expressions know " + listed(known) + ", and distances such as `+08:00`"));
  }
}

}  // namespace

std::optional<Expression> read_expression(Draft& draft, const yaml::Node& node, const Schema& schema,
                                          const Type& wanted, Forbidden forbidden, std::string_view what) {
  if (!node.is_scalar()) {
    draft.reader.report(node.error("not-an-expression",
                                   std::string(what) + " must be an expression, not " + yaml::describe(node.kind()),
                                   quoted_hint(node)));
    return std::nullopt;
  }
  auto compiled = compile(node.text(), schema, wanted);
  const auto whole = compiled.problems.empty() ? std::nullopt : torn_off(node);
  if (whole) {
    draft.reader.report(node.error(
        "torn-expression", "YAML ends this expression before " + backticked(rest_of(*whole, node.text().size())),
        "quote this expression: " + yaml::in_quotes(*whole)));
    return std::nullopt;
  }
  for (const auto& problem : compiled.problems) {
    if (problem.code == "unknown-function" && draft.is_lost("table")) continue;
    draft.reader.report(node.error_within(problem.begin, problem.end, problem.code, problem.message, problem.hint));
  }
  if (!compiled.expression) return std::nullopt;
  note_memory(draft.workflow, *compiled.expression);
  note_tables(draft, *compiled.expression);
  note_zones(draft, node, *compiled.expression);
  report_offences(draft, node, *compiled.expression, forbidden, what);
  return std::move(compiled.expression);
}

std::function<const Value*(VariableIndex, FieldIndex)> known_params(const Draft& draft) {
  return [&draft](VariableIndex variable, FieldIndex field) -> const Value* {
    const auto& params = draft.workflow.params;
    const auto place = static_cast<std::size_t>(field);
    const bool is_param = static_cast<Variable>(variable) == Variable::params && place < params.size();
    return is_param ? &params[place].second : nullptr;
  };
}

Schema schema_without_event(const Draft& draft) {
  if (draft.schema) return *draft.schema;
  draft.schema = make_schema(draft.workflow.fields, draft.workflow.params, draft.names, {});
  // Of what was lost nothing is known, so that anything may be in it.
  const auto open_up = [&](Variable variable) {
    draft.schema->set_type(VariableIndex{static_cast<std::uint32_t>(variable)}, Type::dyn());
  };
  if (draft.is_lost("field")) open_up(Variable::record);
  if (draft.is_lost("parameter")) open_up(Variable::params);
  return *draft.schema;
}

Schema schema_with_inputs(const Draft& draft, std::span<const Input> inputs) {
  auto schema = with_inputs(schema_without_event(draft), inputs);
  if (draft.is_lost("input")) schema.set_type(VariableIndex{static_cast<std::uint32_t>(Variable::input)}, Type::dyn());
  return schema;
}

}  // namespace docket
