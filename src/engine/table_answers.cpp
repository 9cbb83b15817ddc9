// Tested by tests/unit/engine/tables_test.cpp
#include "engine/table_answers.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "model/domain_functions.hpp"

namespace docket {

EvalResult TableAnswers::call(FunctionIndex function, std::span<const Value> arguments) const {
  const auto table = domain_function(function) ? std::nullopt : table_of(function, workflow_.tables.size());
  if (table) hear(workflow_.tables[*table], arguments);
  return inner_.call(function, arguments);
}

void TableAnswers::hear(const DecisionTable& table, std::span<const Value> arguments) const {
  const auto found = rows_that_hold(table, {arguments, workflow_.params, inner_.zones()});
  const auto* held = std::get_if<std::vector<const TableRow*>>(&found);
  if (!held) return;  // the error says it itself
  auto rows = *held;
  if (rows.empty() && table.otherwise) rows.push_back(&*table.otherwise);
  LocalizedText text{.en = "the table " + backticked(table.name) + " has no row for it (" + table.place.file + ":" +
                           std::to_string(table.place.line) + ")",
                     .zh = "表 " + backticked(table.name) + " 中没有适用的行（" + table.place.file + ":" +
                           std::to_string(table.place.line) + "）"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto place = rows[i]->place.file + ":" + std::to_string(rows[i]->place.line);
    const auto name = backticked(rows[i]->name);
    if (i == 0) {
      text = {.en = "the table " + backticked(table.name) + " answers by its row " + name + " (" + place + ")",
              .zh = "表 " + backticked(table.name) + " 按 " + name + " 行给出结果（" + place + "）"};
    } else {
      text.en += " and " + name + " (" + place + ")";
      text.zh += "、" + name + " 行（" + place + "）";
    }
  }
  if (std::find(heard_.begin(), heard_.end(), text) == heard_.end()) heard_.push_back(std::move(text));
}

}  // namespace docket
