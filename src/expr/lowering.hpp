// The quick form of a condition: typed predicates over the numbered fields of records.
//
// What rule authors write most - a field compared with a literal, looked up in a list, its size, its
// presence, and these joined by `&&`, `||` and `!` - runs here without allocation and without
// reference counts.  Every other part is an opaque predicate that the general evaluator answers, so
// that both have one meaning; a differential test holds them to it.
// Tested by tests/unit/expr/lowering_test.cpp
#pragma once

#include <cstdint>
#include <vector>

#include "docket/expression.hpp"
#include "expr/ast.hpp"

namespace docket::expr {

struct Program;

enum class PredicateKind : std::uint8_t {
  opaque,          // node
  constant,        // is_negated: false
  all_of, any_of,  // first, count: a run of predicates
  is_true,         // slot
  is_set,          // slot
  same_bytes,      // slot and literal, both short enough to lie inside a Value
  equal,           // slot and literal
  int_order,       // slot, relation, bound
  int_fields,      // slot, relation, other
  size_order,      // slot, relation, bound
  in_short_set,    // slot and run of literals, all short
  in_set,
};

enum class Relation : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

// A field of a record: the number of the record among those a condition reads, and of the field.
struct Slot {
  std::uint32_t record = 0;
  std::uint32_t field = 0;
};

struct Predicate {
  PredicateKind kind = PredicateKind::opaque;
  Relation relation = Relation::equal;
  bool is_negated = false;
  Slot slot;
  Slot other;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::int64_t bound = 0;
  NodeIndex node = kNoNode;
};

struct Lowered {
  std::vector<Predicate> predicates;
  std::vector<Value> literals;
  std::vector<VariableIndex> records;
  std::vector<std::uint32_t> clauses;  // the predicate of each clause
};

Lowered lower(const Program& program);

// Requires: `lowered` was made from that program.
Verdict test(const Program& program, const Lowered& lowered, const Bindings& bindings);

}  // namespace docket::expr
