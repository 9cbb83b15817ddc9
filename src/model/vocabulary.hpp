// What an expression in rules may mention: the variables, with the numbers by which the engine knows
// them, and the functions of domain_functions.hpp.  The order of the variables is that of their
// indices; the engine's bindings switch over the same enum, so that a new one cannot be forgotten.
// Tested by tests/unit/model/vocabulary_test.cpp
#pragma once

#include <span>
#include <string>
#include <vector>

#include "docket/expression.hpp"
#include "model/domain_functions.hpp"
#include "model/workflow.hpp"

namespace docket {

enum class Variable : std::uint32_t { record, input, actor, now, kase, params };

// The fields of `actor`, `case`, `clock(…)` and `last(…)`, by number.
enum class ActorField : std::uint32_t { id, roles };
enum class CaseField : std::uint32_t { id, project, opened_at, state };

// Everything, for one place in the rules: `inputs` are those of the event at hand.
Schema make_schema(const std::vector<Field>& fields, const std::vector<std::pair<std::string, Value>>& params,
                   const Names& names, std::span<const Input> inputs);

// The same with other inputs: what a schema costs is its functions, and those are shared.
Schema with_inputs(Schema schema, std::span<const Input> inputs);

// What an expression may not use at its place, because nothing would notice it turning true
// (semantics.md 13) or because there is no event: the offending words, for one diagnostic each.
struct Forbidden {
  bool present = false;  // now, and functions whose answer changes as time goes by
  bool event = false;    // input, actor
};
std::vector<Reference> offences(const Expression& expression, Forbidden forbidden);

// Whether it mentions the variable, or a field of it.
bool reads(const Expression& expression, Variable variable);

Type type_of_param(const Value& value);
Type params_type(const std::vector<std::pair<std::string, Value>>& params);

}  // namespace docket
