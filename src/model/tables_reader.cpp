// `tables:`, and what can be told of each before anybody asks it.
// Tested by tests/golden/diagnostics/tables.yaml and tests/unit/model/language_examples_test.cpp
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "expr/functions.hpp"
#include "expr/table_check.hpp"
#include "model/table_cells.hpp"

namespace docket {
namespace {

constexpr std::string_view kGives = "gives";  // beside the columns in a row

// A table is called like a function, so that its name must not be one's, or a variable's.
bool is_free_name(Draft& draft, const yaml::Node& key) {
  const auto& name = key.text();
  const auto& functions = expr::FunctionTable::get().names();
  const auto domain = domain_functions();
  const bool is_taken =
      std::find(functions.begin(), functions.end(), name) != functions.end() || name == "has" ||
      std::any_of(domain.begin(), domain.end(), [&](const DomainFunction& each) { return each.name == name; });
  if (!is_taken) return true;
  draft.reader.report(key.error("name-taken", "there is a function " + backticked(name) + " already",
                                "expressions ask a table by its name: give it one of its own"));
  return false;
}

// `item: record`: the record's field of that name says the type.
std::optional<Type> read_column_type(Draft& draft, const yaml::Node::Entry& column) {
  if (!column.value.is_scalar() || column.value.text() != "record") return read_type(draft, column.value, nullptr);
  std::vector<std::string> names;
  for (const auto& field : draft.workflow.fields) {
    if (field.name == column.key.text()) return field.type;
    names.push_back(field.name);
  }
  if (draft.is_lost("field")) return std::nullopt;
  draft.reader.report(column.key.error("unknown-field", "field " + backticked(column.key.text()) + " does not exist",
                                       did_you_mean(column.key.text(), names, "give the column a type of its own")));
  return std::nullopt;
}

bool read_columns(Draft& draft, const yaml::Node& node, DecisionTable& table) {
  const auto given = node.find("given");
  if (!given) {
    draft.reader.report(node.error("missing-key", "the table " + backticked(table.name) + " has no `given`",
                                   "name its columns, e.g. `given: { item: record, quantity: int }`"));
    return false;
  }
  if (!draft.reader.is_map(*given, "`given`")) return false;
  bool is_good = true;
  for (const auto& column : given->entries()) {
    if (!draft.reader.is_name(column.key, "a column")) return false;
    if (column.key.text() == kGives || column.key.text() == "params") {
      draft.reader.report(column.key.error("name-taken", backticked(column.key.text()) + " cannot be a column's name"));
      is_good = false;
      continue;
    }
    auto type = read_column_type(draft, column);
    is_good = is_good && type;
    table.columns.push_back({column.key.text(), type.value_or(Type::dyn())});
  }
  if (!table.columns.empty()) return is_good;
  draft.reader.report(given->error("missing-key", "the table " + backticked(table.name) + " has no columns"));
  return false;
}

std::optional<TableRow> read_row(Draft& draft, const yaml::Node::Entry& entry, const DecisionTable& table,
                                 const Schema& schema) {
  if (!draft.reader.is_name(entry.key, "a row") || !draft.reader.is_map(entry.value, "a row of a table"))
    return std::nullopt;
  TableRow row{.name = entry.key.text()};
  std::vector<std::string> known;
  for (const auto& column : table.columns) known.push_back(column.name);
  bool is_good = true;
  for (const auto& cell : entry.value.entries()) {
    if (cell.key.text() != kGives) is_good = draft.reader.known(cell.key, known, "column") && is_good;
  }
  for (const auto& column : table.columns) {
    const auto node = entry.value.find(column.name);
    auto cell = node ? read_cell(draft, *node, column.type, schema) : TableCell{};
    is_good = is_good && cell;
    row.cells.push_back(cell ? std::move(*cell) : TableCell{});
  }
  const auto gives = entry.value.find(kGives);
  if (!gives) {
    draft.reader.report(entry.key.error("missing-key", "the row " + backticked(row.name) + " has no `gives`"));
    return std::nullopt;
  }
  auto result = read_cell_result(draft, *gives, table.gives, schema);
  if (!result || !is_good) return std::nullopt;
  row.result = *std::move(result);
  row.place = gives->span();
  return row;
}

// What a reader of the table is told: DMN's words for it where they say what is meant.
void read_policy(Draft& draft, const yaml::Node& node, DecisionTable& table) {
  if (const auto title = node.find("title")) table.title = draft.reader.localized(*title, "`title`");
  if (const auto hit = node.find("hit")) {
    constexpr std::array kPolicies = {HitPolicy::unique, HitPolicy::first, HitPolicy::collect};
    const auto word = draft.reader.word(*hit, {"unique", "first", "collect"}, "`hit`");
    if (word) table.hit = kPolicies.at(*word);
  }
  const auto gaps = node.find("gaps");
  if (gaps && draft.reader.word(*gaps, {"allowed"}, "`gaps`")) table.allows_gaps = true;
  const auto otherwise = node.find("otherwise");
  if (gaps && otherwise)
    draft.reader.report(otherwise->error("otherwise-and-gaps", "`otherwise` and `gaps` exclude each other",
                                         "with `otherwise` there is no gap"));
  for (const auto& key : {gaps, otherwise}) {
    if (key && table.hit == HitPolicy::collect)
      draft.reader.report(key->error("otherwise-and-gaps", "a table with `hit: collect` has no gaps",
                                     "where no row holds it gives an empty list"));
  }
}

// --- What can be told beforehand -------------------------------------------------------------------------

void report_gaps(Draft& draft, const yaml::Node& key, const DecisionTable& table, const TableFindings& found) {
  if (table.hit == HitPolicy::collect || table.allows_gaps || table.otherwise) return;
  for (const auto& gap : found.gaps)
    draft.reader.report(key.error("uncovered-case", "no row of the table " + backticked(table.name) + " is for " + gap,
                                  "add a row, `otherwise: …`, or `gaps: allowed` and ask with `.orValue(…)`"));
}

void report_findings(Draft& draft, const yaml::Node& key, const yaml::Node& rows, const DecisionTable& table) {
  const auto found = check_table(table);
  const auto key_of = [&](std::size_t row) { return rows.entries()[row].key; };
  if (found.is_too_large) {
    draft.reader.report(key.error("too-large",
                                  "the table " + backticked(table.name) + " has more combinations than can be checked",
                                  "split it into several"));
    return;
  }
  for (const auto& overlap : found.overlaps)
    draft.reader.report(key_of(overlap.other)
                            .error("overlapping-rows",
                                   "the rows " + backticked(table.rows[overlap.one].name) + " and " +
                                       backticked(table.rows[overlap.other].name) + " both hold for " + overlap.where,
                                   "at most one may; with `hit: first` the first one answers"));
  for (const auto row : found.unreachable)
    draft.reader.report(key_of(row)
                            .since(table.hit == HitPolicy::first ? 1 : 2)
                            .error("unreachable-row",
                                   "the row " + backticked(table.rows[row].name) + " is never reached",
                                   "the rows before it take everything it is for"));
  report_gaps(draft, key, table, found);
}

std::optional<DecisionTable> read_table(Draft& draft, const yaml::Node& key, const yaml::Node& node) {
  DecisionTable table{.name = key.text(), .place = key.span()};
  if (!draft.reader.is_map(node, "a table")) return std::nullopt;
  draft.reader.check_keys(node, {"title", "hit", "given", "gives", "rows", "otherwise", "gaps"}, "a table");
  read_policy(draft, node, table);
  const bool has_columns = read_columns(draft, node, table);
  const auto gives = node.find(kGives);
  const auto rows = node.find("rows");
  for (const auto& [part, name] : {std::pair{gives, "gives"}, std::pair{rows, "rows"}}) {
    if (!part)
      draft.reader.report(key.error("missing-key", "the table " + backticked(table.name) + " has no `" + name + "`"));
  }
  auto type = gives ? read_type(draft, *gives, nullptr) : std::nullopt;
  if (!has_columns || !type || !rows || !draft.reader.is_map(*rows, "`rows`")) return std::nullopt;
  table.gives = *std::move(type);
  const auto schema = schema_of(table, params_type(draft.workflow.params));
  for (const auto& entry : rows->entries()) {
    if (auto row = read_row(draft, entry, table, schema)) table.rows.push_back(std::move(*row));
  }
  if (const auto otherwise = node.find("otherwise")) {
    auto result = read_cell_result(draft, *otherwise, table.gives, schema);
    if (result)
      table.otherwise = TableRow{.name = "otherwise", .result = *std::move(result), .place = otherwise->span()};
  }
  // Of half a table nothing can be told.
  if (table.rows.size() == rows->entries().size()) report_findings(draft, key, *rows, table);
  return table;
}

}  // namespace

void read_tables(Draft& draft, const yaml::Node& root) {
  const auto tables = root.find("tables");
  if (!tables) return;
  if (!draft.reader.is_map(*tables, "`tables`")) {
    draft.lost.insert("table");
    return;
  }
  for (const auto& entry : tables->entries()) {
    const bool is_named = draft.reader.is_name(entry.key, "a table") && is_free_name(draft, entry.key);
    auto table = is_named ? read_table(draft, entry.key, entry.value) : std::nullopt;
    if (!table) {
      draft.lost.insert("table");
      continue;
    }
    draft.names.tables.push_back(table->as_function());
    draft.workflow.tables.push_back(std::move(*table));
  }
}

void check_unused_tables(Draft& draft, const yaml::Node& root) {
  const auto tables = root.find("tables");
  for (std::size_t i = 0; i < draft.workflow.tables.size(); ++i) {
    const auto& table = draft.workflow.tables[i];
    if (draft.asked_tables.contains(i)) continue;
    for (const auto& entry : tables->entries()) {
      if (entry.key.text() == table.name && !draft.is_included(entry.key))
        draft.reader.report(
            entry.key.warning("unused-table", "no expression asks the table " + backticked(table.name)));
    }
  }
}

}  // namespace docket
