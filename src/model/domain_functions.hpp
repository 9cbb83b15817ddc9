// The functions of the domain: what an expression may ask of its case and of the calendar.
//
// One table has all there is to know of each: signature, sentence, example and code.  The schema of
// every expression is made from it, the engine's bindings run it, the reference page prints it.
// Tested by tests/unit/model/domain_functions_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/expression.hpp"
#include "docket/localized_text.hpp"
#include "model/workflow.hpp"

namespace docket {

// The names an expression may use as literals.
struct Names {
  std::vector<std::string> states, events, clocks;
  std::vector<Function> tables;  // which are functions to them, after those of the domain
  // Some were lost with a mistake that is told already: then any name will do.
  bool are_states_lost = false, are_events_lost = false, are_clocks_lost = false;
};

// A case as its expressions see it; the engine has the implementation.
class CaseView {
 public:
  struct LastTime {
    Instant at;
    Value actor;
    Value input;
  };
  struct ClockFacts {
    std::optional<Instant> due;  // while it runs
    bool is_overdue = false;
    bool is_paused = false;
    bool is_running = false;
  };

  virtual ~CaseView() = default;
  virtual const Workflow& workflow() const = 0;
  virtual const Calendar& calendar() const = 0;  // the workflow's own, in the version that counts for the case
  virtual Instant now() const = 0;
  virtual bool is_active(StateIndex state) const = 0;
  virtual bool was_visited(StateIndex state) const = 0;
  virtual std::int64_t count(EventIndex event) const = 0;
  virtual std::optional<LastTime> last(EventIndex event) const = 0;
  virtual ClockFacts clock(ClockIndex clock) const = 0;
};

struct DomainFunction {
  // What a case must remember for it (semantics.md 19).
  enum class Memory : std::uint8_t { nothing, visits, events };

  std::string_view name;
  std::vector<Parameter> (*parameters)(const Names& names);
  Type (*result)();
  std::string_view en;  // one sentence for the reference page
  std::string_view zh;
  std::string_view example;  // true in the case that the test makes of the workflow in rules/LANGUAGE.md
  bool is_of_the_present;    // its answer changes as time goes by, so that `always` may not ask (semantics.md 13)
  Memory memory;
  EvalResult (*run)(const CaseView& kase, std::span<const Value> arguments);
};

// In the order of their FunctionIndex in every schema.
std::span<const DomainFunction> domain_functions();
// nullptr: it is one of the workflow's own.  Requires: a function of a schema that make_schema has made.
const DomainFunction* domain_function(FunctionIndex index);

// The workflow's own functions: its tables, then a conversion for each enumeration of its record.
// Which of the workflow's tables it is, of which there are `tables`.
std::optional<std::size_t> table_of(FunctionIndex index, std::size_t tables);

// `record.level(text)` is the value of that name, or an error: a type's name is what converts to it, as in CEL.  Of a
// list it converts one item.
std::optional<Type> converted_to(const Field& field);
std::vector<Function> conversions(const std::vector<Field>& fields);
// Requires: a function that is neither of the domain nor a table.
EvalResult convert(const Workflow& workflow, FunctionIndex index, const Value& text);

Type actor_type();

}  // namespace docket
