// What an expression in rules may mention: the variables and functions, with the numbers by which
// the engine knows them.  Their order here is the order of their indices; the engine's bindings
// switch over the same enums, so that a new one cannot be forgotten there.
// Tested by tests/unit/model/language_examples_test.cpp
#pragma once

#include <span>
#include <string>
#include <vector>

#include "docket/expression.hpp"
#include "model/workflow.hpp"

namespace docket {

enum class Variable : std::uint32_t { record, input, actor, now, kase, params };
enum class HostFunction : std::uint32_t { in_state, visited, count, last, clock, workdays_between, is_working };

// The fields of `actor`, `case`, `clock(…)` and `last(…)`, by number.
enum class ActorField : std::uint32_t { id, roles };
enum class CaseField : std::uint32_t { id, project, opened_at, state };

// The names an expression may use as literals.
struct Names {
  std::vector<std::string> states, events, clocks;
};

// Everything, for one place in the rules: `inputs` are those of the event at hand.
Schema make_schema(const std::vector<Field>& fields, const std::vector<std::pair<std::string, Value>>& params,
                   const Names& names, std::span<const Input> inputs);

// What an expression may not use at its place, because nothing would notice it turning true
// (semantics.md 13) or because there is no event: the offending words, for one diagnostic each.
struct Forbidden {
  bool present = false;  // now, clock(), is_working()
  bool event = false;    // input, actor
};
std::vector<Reference> offences(const Expression& expression, Forbidden forbidden);

Type type_of_param(const Value& value);

}  // namespace docket
