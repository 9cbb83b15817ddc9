// The cells of a decision table: `lamp`, `[lamp, tap]`, `10..20`, `< 5`, `-`, `{ when: … }`, `{ of: … }`.
// Tested by tests/golden/diagnostics/tables.yaml
#pragma once

#include <optional>

#include "expr/decision_table.hpp"
#include "model/draft.hpp"

namespace docket {

// The value that the text is, of that type; `$name` stands for a parameter.
std::optional<Value> read_cell_value(Draft& draft, const yaml::Node& node, const std::string& text, const Type& type);
// What a row asks of a column; `schema` is what its conditions may mention.
std::optional<TableCell> read_cell(Draft& draft, const yaml::Node& node, const Type& type, const Schema& schema);
// What a row gives.
std::optional<CellResult> read_cell_result(Draft& draft, const yaml::Node& node, const Type& type,
                                           const Schema& schema);

}  // namespace docket
