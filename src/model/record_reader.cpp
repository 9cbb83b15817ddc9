// The head of a workflow: its name, record, parameters, roles and guards.
// Tested by tests/unit/model/language_examples_test.cpp and tests/golden/diagnostics/
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "docket/budget.hpp"
#include "model/draft.hpp"
#include "model/no_length.hpp"
#include "model/plain_value.hpp"
#include "value/money.hpp"

namespace docket {
namespace {

const std::vector<std::string> kTypeNames = {"string",   "bool",  "int",  "double", "timestamp",
                                             "duration", "money", "enum", "list",   "bytes"};

Type simple_type(const std::string& name) {
  if (name == "bool") return Type::boolean();
  if (name == "int") return Type::integer();
  if (name == "double") return Type::real();
  if (name == "timestamp") return Type::timestamp();
  if (name == "duration") return Type::duration();
  if (name == "money") return Type::money();
  if (name == "bytes") return Type::bytes();
  return Type::string();
}

std::optional<Type> enumeration(Draft& draft, const yaml::Node& node) {
  const auto values = node.find("values");
  if (!values) {
    draft.reader.report(node.error("missing-key", "an enum needs `values`", "e.g. `values: [major, minor]`"));
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const auto& value : draft.reader.one_or_more(*values, "`values`")) {
    if (!draft.reader.is_name(value, "a value")) continue;
    if (std::find(names.begin(), names.end(), value.text()) != names.end())
      draft.reader.report(
          value.error("duplicate-value", "the value " + backticked(value.text()) + " stands here twice"));
    names.push_back(value.text());
  }
  if (values->is_sequence() && values->size() == 0)
    draft.reader.report(
        values->error("no-values", "an enum needs at least one value", "e.g. `values: [major, minor]`"));
  return names.empty() ? std::nullopt : std::optional(Type::enumeration(std::move(names)));
}

std::optional<Type> list_type(Draft& draft, const yaml::Node& node) {
  const auto of = node.find("of");
  if (!of) {
    draft.reader.report(node.error("missing-key", "a list needs `of`", "e.g. `{ type: list, of: string }`"));
    return std::nullopt;
  }
  auto item = read_type(draft, *of, nullptr);
  if (!item) return std::nullopt;
  return Type::list(std::move(*item));
}

std::optional<Type> money_type(Draft& draft, const yaml::Node& currency) {
  const auto code = draft.reader.text(currency, "a currency");
  const bool is_code = is_currency(code) && code != "RMB";  // what it is called, and no code of ISO 4217
  if (!is_code && currency.is_scalar())
    draft.reader.report(currency.error("bad-currency", backticked(code) + " is not a currency",
                                       code == "RMB" ? "its code is `CNY`" : "currencies have codes such as `CNY`"));
  return is_code ? std::optional(Type::money(code)) : std::nullopt;
}

// `values`, `of` and `currency` each belong to one type; elsewhere they would do nothing.
void check_keys_of_type(Draft& draft, const yaml::Node& node, const std::string& type) {
  const std::pair<const char*, const char*> owners[] = {{"values", "enum"}, {"of", "list"}, {"currency", "money"}};
  for (const auto& entry : node.entries()) {
    for (const auto& [key, owner] : owners) {
      if (entry.key.text() != key || type == owner) continue;
      draft.reader.report(entry.key.error("unknown-key", backticked(key) + " belongs to the type " + backticked(owner) +
                                                             ", not to " + backticked(type)));
    }
  }
}

// A parameter as expressions see it: a number, a bool, a length of time, an amount, or text.
Value param_value(const yaml::Node& node) {
  auto value = plain_value(node);
  if (!node.is_plain() || value.kind() != Value::Kind::string) return value;
  if (const auto length = parse_elapsed(node.text())) return Value::duration(*length);
  if (const auto amount = parse_amount(node.text())) return Value::money(amount->minor_units, amount->currency);
  return value;
}

bool is_budget_map(const yaml::Node& node) {
  constexpr std::array<const char*, 6> kBudgetKeys = {"length", "first_of", "last_of", "then", "not_before", "valid"};
  return node.is_map() && std::any_of(kBudgetKeys.begin(), kBudgetKeys.end(),
                                      [&](const char* key) { return node.find(key).has_value(); });
}

// False of `500 cny`, `500.123 CNY`: a number and three letters, which is neither an amount nor a length.
bool is_amount_or_none(Draft& draft, const yaml::Node& node) {
  if (!node.is_scalar() || !node.is_plain() || node.text().size() <= 4) return true;
  const std::string_view text = node.text();
  const auto number = text.substr(0, text.size() - 4), unit = text.substr(text.size() - 4);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool looks_like_one = unit[0] == ' ' && std::all_of(unit.begin() + 1, unit.end(), is_letter) &&
                              number.find_first_not_of("-.0123456789") == std::string_view::npos;
  if (!looks_like_one || parse_amount(text) || parse_budget(text)) return true;
  draft.reader.report(node.error("bad-amount", backticked(text) + " is no amount of money",
                                 "write `500.00 CNY`, with no more digits than the currency has; quote what is text"));
  return false;
}

void check_length(Draft& draft, const yaml::Node& node) {
  if (!is_no_length(node)) return;
  draft.reader.report(node.since(2).error("bad-length", backticked(node.text()) + " is no length of time",
                                          "write one that is more than nothing, such as `30m` or `1 workday`"));
}

}  // namespace

const std::vector<std::string>& type_names() { return kTypeNames; }

bool is_type_name(std::string_view word) {
  return std::find(kTypeNames.begin(), kTypeNames.end(), word) != kTypeNames.end();
}

std::optional<Type> read_type(Draft& draft, const yaml::Node& node, LocalizedText* title) {
  if (node.is_scalar()) {
    const auto word = draft.reader.word(node, kTypeNames, "a type");
    if (!word) return std::nullopt;
    if (node.text() != "enum" && node.text() != "list") return simple_type(node.text());
    draft.reader.report(node.error(
        "missing-key", backticked(node.text()) + " needs more than its name",
        node.text() == "enum" ? "e.g. `{ type: enum, values: [major, minor] }`" : "e.g. `{ type: list, of: string }`"));
    return std::nullopt;
  }
  if (!draft.reader.is_map(node, "a type")) return std::nullopt;
  draft.reader.check_keys(node, {"type", "title", "values", "of", "currency", "required"}, "a type");
  const auto written_title = node.find("title");
  if (title && written_title) *title = draft.reader.localized(*written_title, "a title");
  const auto type = node.find("type");
  if (!type) {
    draft.reader.report(node.error("missing-key", "`type` is missing here", "one of " + listed(kTypeNames)));
    return std::nullopt;
  }
  if (!draft.reader.word(*type, kTypeNames, "a type")) return std::nullopt;
  check_keys_of_type(draft, node, type->text());
  if (type->text() == "enum") return enumeration(draft, node);
  if (type->text() == "list") return list_type(draft, node);
  const auto currency = node.find("currency");
  if (type->text() == "money" && currency) return money_type(draft, *currency);
  return simple_type(type->text());
}

void read_header(Draft& draft, const yaml::Node& root) {
  auto& workflow = draft.workflow;
  auto& reader = draft.reader;
  reader.check_keys(root,
                    {"docket", "workflow", "include", "version", "title", "record", "params", "roles", "tables",
                     "guards", "emits", "open", "initial", "states", "sla", "calendar", "late_facts_max"},
                    "a workflow");
  if (const auto name = root.find("workflow");
      name && reader.is_scalar(*name, "`workflow`") && reader.is_name(*name, "a workflow"))
    workflow.name = name->text();
  const auto version = root.find("version");
  if (!version)
    reader.report(
        root.error("missing-key", "`version` is missing", "running cases are pinned to it: begin with `version: 1`"));
  else
    workflow.version = reader.integer(*version, "`version`", 1, 1'000'000).value_or(1);
  if (const auto title = root.find("title")) workflow.title = reader.localized(*title, "`title`");
  // The first calendar is the workflow's own: what `calendar:` does not name runs on it.
  const auto calendar = root.find("calendar");
  if (calendar) {
    read_calendar(draft, calendar);
  }
  if (workflow.calendars.empty()) {
    if (const auto always = draft.calendars("always")) workflow.calendars.push_back({"always", *always});
  }
}

void read_record(Draft& draft, const yaml::Node& root) {
  const auto record = root.find("record");
  if (!record) return;
  if (!draft.reader.is_map(*record, "`record`")) {
    draft.lost.insert("field");
    return;
  }
  for (const auto& entry : record->entries()) {
    if (!draft.reader.is_name(entry.key, "a field")) {
      draft.lost.insert("field");
      continue;
    }
    Field field{.name = entry.key.text()};
    for (const auto& part : entry.value.entries()) {
      if (part.key.text() == "required")
        draft.reader.report(part.key.error("unknown-key", "a field of the record is never `required`",
                                           "say so at the `input` that brings it"));
    }
    const auto type = read_type(draft, entry.value, &field.title);
    field.type = type.value_or(Type::dyn());
    draft.workflow.fields.push_back(std::move(field));
  }
}

void read_params(Draft& draft, const yaml::Node& root) {
  const auto params = root.find("params");
  const bool is_map = params && draft.reader.is_map(*params, "`params`");
  if (params && !is_map) draft.lost.insert("parameter");
  for (const auto& entry : is_map ? params->entries() : std::vector<yaml::Node::Entry>{}) {
    if (!draft.reader.is_name(entry.key, "a parameter")) {
      draft.lost.insert("parameter");
      continue;
    }
    draft.params.emplace(entry.key.text(), entry.value);
    check_length(draft, entry.value);
    // Null stands for one whose value is wrong: it is of any type to expressions.
    if (!is_amount_or_none(draft, entry.value)) {
      draft.workflow.params.emplace_back(entry.key.text(), Value::null());
    } else if (entry.value.is_scalar()) {
      draft.workflow.params.emplace_back(entry.key.text(), param_value(entry.value));
    } else if (!is_budget_map(entry.value)) {
      draft.reader.report(entry.value.error(
          "wrong-type", "a parameter must be text, a number or a budget, not " + yaml::describe(entry.value.kind())));
      draft.workflow.params.emplace_back(entry.key.text(), Value::null());
    }
  }
  std::vector<MapEntry> entries;
  for (const auto& [name, value] : draft.workflow.params) entries.push_back({Value::string(name), value});
  draft.workflow.params_value = Value::map(std::move(entries));
}

// A list of names, or a map from names to the words people have for them.
void read_roles(Draft& draft, const yaml::Node& root) {
  const auto roles = root.find("roles");
  if (!roles) return;
  if (roles->is_map()) {
    for (const auto& entry : roles->entries()) {
      if (!draft.reader.is_name(entry.key, "a role")) {
        draft.lost.insert("role");
        continue;
      }
      draft.workflow.roles.push_back(entry.key.text());
      if (!entry.value.is_null())
        draft.workflow.role_titles.emplace_back(entry.key.text(), draft.reader.localized(entry.value, "a title"));
    }
    return;
  }
  const auto before = draft.reader.diagnostics().size();
  const auto names = draft.reader.one_or_more(*roles, "`roles`");
  if (draft.reader.diagnostics().size() != before) draft.lost.insert("role");
  for (const auto& role : names) {
    if (!draft.reader.is_name(role, "a role")) {
      draft.lost.insert("role");
      continue;
    }
    const auto& known = draft.workflow.roles;
    if (std::find(known.begin(), known.end(), role.text()) != known.end())
      draft.reader.report(role.error("duplicate-value", "the role " + backticked(role.text()) + " stands here twice"));
    else
      draft.workflow.roles.push_back(role.text());
  }
}

// With `emits:` every emitted event is declared there, with the words people have for it; without it
// any name will do.
void read_emits(Draft& draft, const yaml::Node& root) {
  const auto emits = root.find("emits");
  if (!emits || !draft.reader.is_map(*emits, "`emits`")) return;
  for (const auto& entry : emits->entries()) {
    if (!draft.reader.is_name(entry.key, "an event")) {
      draft.lost.insert("emitted event");
      continue;
    }
    auto title = entry.value.is_null() ? LocalizedText() : draft.reader.localized(entry.value, "a title");
    draft.workflow.emits.emplace_back(entry.key.text(), std::move(title));
  }
}

void collect_guards(Draft& draft, const yaml::Node& root) {
  const auto guards = root.find("guards");
  if (!guards) return;
  if (!draft.reader.is_map(*guards, "`guards`")) {
    draft.lost.insert("guard");
    return;
  }
  for (const auto& entry : guards->entries()) {
    if (!draft.reader.is_name(entry.key, "a guard")) {
      draft.lost.insert("guard");
      continue;
    }
    if (!draft.reader.is_map(entry.value, "a guard")) {
      draft.guards.emplace(entry.key.text(), entry.value);
      continue;
    }
    draft.reader.check_keys(entry.value, {"check", "message"}, "a guard");
    if (!entry.value.find("check"))
      draft.reader.report(
          entry.key.error("missing-key", "the guard " + backticked(entry.key.text()) + " has no `check`"));
    if (!entry.value.find("message"))
      draft.reader.report(entry.key.error("missing-key",
                                          "the guard " + backticked(entry.key.text()) + " has no `message`",
                                          "say to the person who is refused what to do"));
    draft.guards.emplace(entry.key.text(), entry.value);
  }
}

}  // namespace docket
