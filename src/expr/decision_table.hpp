// Decision tables, as DMN has them: rows of conditions on the columns, and what each row gives.
//
// A table looks at its arguments and at parameters only: it is a function like any other to the expressions
// that ask it, and the same question has the same answer.
//
// Threads: immutable.  Errors: an EvalError when a condition or result cannot be evaluated, when two rows of a
// `unique` table hold, or when nothing holds where the table promises an answer.  Cost: linear in the rows.
// Tested by tests/unit/expr/decision_table_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "docket/diagnostic.hpp"
#include "docket/expression.hpp"
#include "docket/localized_text.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"

namespace docket {

struct TableColumn {
  std::string name;
  Type type;
};

// From one value to another; an end that is not there is open for ever.
struct CellRange {
  std::optional<Value> from, to;
  bool is_from_open = false, is_to_open = false;  // the end itself does not belong to it

  bool holds(const Value& value) const;
};

// What a row asks of one column: that one of the ranges holds the value, or a condition; with neither, nothing.
struct TableCell {
  std::vector<CellRange> ranges;
  std::optional<Expression> condition;  // over the columns and `params`

  bool is_any() const { return ranges.empty() && !condition; }
};

using CellResult = std::variant<Value, Expression>;

struct TableRow {
  std::string name;
  std::vector<TableCell> cells;  // one for each column
  CellResult result;
  SourceSpan place;  // of what it gives

  bool has_condition() const;
};

enum class HitPolicy : std::uint8_t {
  unique,   // at most one row holds
  first,    // the first row that holds answers
  collect,  // every row that holds answers: a list
};

struct DecisionTable {
  std::string name;
  LocalizedText title;
  HitPolicy hit = HitPolicy::unique;
  std::vector<TableColumn> columns;
  Type gives;
  bool allows_gaps = false;  // then its answer is an optional
  std::vector<TableRow> rows;
  std::optional<TableRow> otherwise;  // without cells: what answers when no row holds
  SourceSpan place;

  Type result() const;
  // As expressions call it: the columns in order.
  Function as_function() const;
};

// What conditions and results in cells may mention: the columns, then `params`.
Schema schema_of(const DecisionTable& table, const Type& params);

// What a table looks at.
struct TableQuestion {
  std::span<const Value> arguments;
  std::span<const std::pair<std::string, Value>> params;
  const Zones* zones = nullptr;
};

// Which rows answer, in order; empty: none, or `otherwise`.
std::variant<std::vector<const TableRow*>, EvalError> rows_that_hold(const DecisionTable& table,
                                                                     const TableQuestion& question);
// `answered`, if it is given, is left with the rows that answered, `otherwise` among them.
EvalResult decide(const DecisionTable& table, const TableQuestion& question,
                  std::vector<const TableRow*>* answered = nullptr);

}  // namespace docket
