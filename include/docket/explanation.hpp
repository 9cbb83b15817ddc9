// Explanation: why an expression came to its value, for the person who was refused.
//
// A second, exhaustive walk over the expression; ask for it when somebody wants to know.
//
// Threads: plain values.  Errors: none; an evaluation error is part of the explanation.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/expression.hpp"
#include "docket/localized_text.hpp"

namespace docket {

enum class PartPlayed : std::uint8_t {
  decided,      // the result is what it is because of this
  irrelevant,   // computed, but the result would be the same without it
  not_reached,  // never looked at
  failed,       // ended in an error
};

// One sub-expression.
struct ExplanationStep {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t level = 0;  // 0 is the whole expression; parts follow their whole
  PartPlayed part = PartPlayed::not_reached;
  Value value;        // null unless it was computed
  std::string error;  // when it failed
  std::string note;   // inside a macro: which element this was, such as `item 2`
};

struct Operand {
  std::string text;  // as written: `record.fee`
  Value value;
};

// A condition that decided: the smallest ones to blame.
struct DecidingClause {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
  bool is_true = false;
  std::string error;              // when it could not be evaluated
  std::string relation;           // `<=`, `==`, `in`, `has`, ... or empty for a plain condition
  std::vector<Operand> operands;  // in the order of the relation
};

struct Explanation {
  EvalResult result;
  std::vector<ExplanationStep> steps;
  std::vector<DecidingClause> deciding;
};

Explanation explain(const Expression& expression, const Bindings& bindings);

// What a person calls an operand such as `record.fee`; return an empty string to keep it as written.
using TitleOf = std::function<std::string(std::string_view operand)>;

// "fee 900000 is not <= 500000" / "费用 900000 应不超过 500000"; several clauses one a line.
std::string to_text(const Explanation& explanation, Language language, const TitleOf& title_of = {});
std::string to_json(const Explanation& explanation, const Expression& expression);

// With the actor left open: which of these roles would pass.
enum class RolePasses : std::uint8_t { yes, no, depends };
struct RoleAnswer {
  std::string role;
  RolePasses passes = RolePasses::no;
};
// `roles` is the field that holds the actor's list of roles; every other field of `actor` is taken
// as unknown, and an answer that turns on it is `depends`.
std::vector<RoleAnswer> roles_that_pass(const Expression& expression, const Bindings& bindings, VariableIndex actor,
                                        FieldIndex roles, std::span<const std::string> candidates);

}  // namespace docket
