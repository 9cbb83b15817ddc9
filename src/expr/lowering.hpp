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

// Records whose fields one condition reads quickly; those of a further one are left to the evaluator.
inline constexpr std::size_t kRecordsMax = 4;

enum class PredicateKind : std::uint8_t {
  opaque,    // node
  constant,  // is_negated: false
  all_of,
  any_of,  // first, count: a run of predicates
  all_items,
  any_item,      // slot: a list; local: where each item goes; first: the predicate about it
  is_true,       // slot
  is_set,        // slot
  same_bytes,    // slot, literal: both short enough to lie inside a Value
  equal,         // slot, literal
  equal_fields,  // slot, other
  int_within,    // slot, from low to high
  size_within,   // likewise, of a list or map
  int_fields,    // slot, relation, other
  in_short_set,  // slot, literal and those after it, count in all, all short
  in_set,
  has_item,  // slot: a list; literal
};

enum class Relation : std::uint8_t { less, less_equal, greater, greater_equal, equal, not_equal };

// Where a value lies: in a field of one of the records that a condition reads, or in what a macro's
// variable stands for (or, when that is a map, under a key of it).
struct Slot {
  static constexpr std::uint32_t kLocal = 0x100;  // added to a local's number

  std::uint32_t record = 0;
  std::uint32_t field = 0;  // of a local: the literal that is the key, or kNone for the item itself

  bool is_local() const { return record >= kLocal; }
};

struct Predicate {
  PredicateKind kind = PredicateKind::opaque;
  Relation relation = Relation::equal;
  bool is_negated = false;
  std::uint32_t local = 0;
  Slot slot;
  Slot other;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint32_t literal = 0;
  NodeIndex node = kNoNode;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

struct Lowered {
  std::vector<Predicate> predicates;  // first those of the clauses, in their order
  std::vector<Value> literals;
  std::vector<VariableIndex> records;
  std::uint32_t clause_count = 0;
};

Lowered lower(const Program& program);

// Requires: `lowered` was made from that program.
Verdict test(const Program& program, const Lowered& lowered, const Bindings& bindings);

}  // namespace docket::expr
