// Explanation: why an expression came to its value, for the person who was refused.
//
// A second, exhaustive walk over the expression; ask for it when somebody wants to know.
//
// Threads: plain values.  Errors: none; an evaluation error is part of the explanation.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/expression.hpp"
#include "docket/localized_text.hpp"
#include "docket/timezone.hpp"

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

// A piece of an expression as it was understood, however it is spaced, quoted and bracketed: something with a name
// (`record.fee`, `last('open').at`), or what stands between names.
struct Phrase {
  std::string text;
  bool is_name = false;
};

enum class OperandKind : std::uint8_t {
  value,      // written out: `5`, `money('5')`, `['a', 'b']`
  parameter,  // `params.fee_max`
  now,        // `now`
  measure,    // worked out from values, parameters and `now` alone
  subject,    // anything else: what a sentence is about
};

struct Operand {
  std::string text;  // as written: `record.fee`
  Value value;
  // What is asked about: `record.fee` of `record.?fee.orValue(0)`, of `size(record.fee)` and of itself.
  std::string name;
  std::vector<Phrase> phrases;  // of the name
  OperandKind kind = OperandKind::subject;
  std::optional<Value::Kind> counted;  // of `size(…)`: what it counts the parts of
  bool is_absent = false;              // a field that is not there; the value, if any, is what counts instead
};

// A condition that decided: the smallest ones to blame.
struct DecidingClause {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;             // as written
  std::string name;             // as understood
  std::vector<Phrase> phrases;  // of the name
  bool is_true = false;
  std::string error;              // when it could not be evaluated
  std::string relation;           // `<=`, `==`, `in`, `has`, ... or empty for a plain condition
  std::vector<Operand> operands;  // in the order of the relation
  // Inside `all` and `exists`: what they run over, by which name, and which item this was, from 1.  With the relation
  // `exists` none of the range fits, and the operand is what was asked of each.
  std::string range, variable;
  std::vector<Phrase> range_phrases;
  std::size_t item = 0;
};

// How the deciding clauses belong together: for another result each of these parts would have to come out
// otherwise, or one of them would do.
struct DecidingTree {
  enum class Join : std::uint8_t { clause, each, one_of };
  Join join = Join::each;
  std::size_t clause = 0;  // of a clause: its place in `deciding`
  std::vector<DecidingTree> parts;
};

struct Explanation {
  EvalResult result;
  std::vector<ExplanationStep> steps;
  std::vector<DecidingClause> deciding;
  DecidingTree tree;
};

Explanation explain(const Expression& expression, const Bindings& bindings);

// What a person calls an operand such as `record.fee`; return an empty string to keep it as written.
using TitleOf = std::function<std::string(std::string_view operand)>;
// What a person says of a clause that refused; return an empty string to have it said as any other.
using SentenceOf = std::function<std::string(const DecidingClause& clause)>;

// "fee must be at most 500000, not 900000" / "费用应不超过 500000，而不是 900000".  What must all be otherwise stands
// one a line; of what would do each by itself it says "either …, or …".
std::string to_text(const Explanation& explanation, Language language, const TitleOf& title_of = {});

// In whose words.
struct Wording {
  TitleOf title_of;
  SentenceOf sentence_of;
  std::optional<TimeZone> zone;  // in which moments are told; as timestamps in UTC without it
};
std::string to_text(const Explanation& explanation, Language language, const Wording& wording);
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
