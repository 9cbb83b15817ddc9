// Expression: one rule in the Common Expression Language, checked once and evaluated often.
//
//   Schema schema;
//   auto record = schema.add_variable("record", Type::structure("record", {{"fee", Type::integer()}}));
//   Compiled compiled = compile("record.fee <= 500000", schema, Type::boolean());
//   Verdict verdict = test(*compiled.expression, bindings);
//
// An expression cannot loop for ever, read a clock or change anything: the same bindings give the
// same value.  Every bound is in limits.hpp.
//
// Threads: Expression is immutable, share it freely; a Schema is thread-compatible.
// Lifetime: an Expression keeps what it needs of the Schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "docket/localized_text.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"

namespace docket {

enum class VariableIndex : std::uint32_t {};
enum class FunctionIndex : std::uint32_t {};

// -------------------------------------------------------------------------------- what exists

// An argument of a host function.  With `permitted`, it must be written as one of these literals:
// `in_state('opne')` is then an error of the author's, with a suggestion.
struct Parameter {
  Type type;
  std::vector<std::string> permitted = {};
  std::string what = {};         // what the literals are, for the message: "state", "event", "clock"
  bool is_literal_only = false;  // an empty `permitted` then permits nothing
};

struct Function {
  std::string name;  // may be qualified: `math.round`
  std::vector<Parameter> parameters = {};
  Type result = {};
  std::vector<Type> results_by_literal = {};  // when given: one for each permitted literal of parameter 0
  bool is_member = false;                     // called as `first.name(rest)`
  LocalizedText documentation = {};           // one sentence, for the reference page
  std::string example = {};
};

class Schema {
 public:
  Schema();
  // Fields of a variable of structure type are read one by one through Bindings::field.
  // Requires: no variable of that name.
  VariableIndex add_variable(std::string name, Type type);
  // From now on the variable is of this type.
  void set_type(VariableIndex variable, Type type);
  // Several functions may share a name when they differ in their parameters.
  FunctionIndex add_function(Function function);
  // Names are looked up as `container.name` first, then in the containers around it.
  void set_container(std::string name);

  std::optional<VariableIndex> find_variable(std::string_view name) const;
  const std::string& name_of(VariableIndex variable) const;
  const Type& type_of(VariableIndex variable) const;
  const Function& function(FunctionIndex index) const;
  std::size_t variable_count() const noexcept;
  std::size_t function_count() const noexcept;

 private:
  friend struct SchemaAccess;
  struct Impl;
  std::shared_ptr<Impl> impl_;  // shared among copies until one of them changes
};

// ------------------------------------------------------------------------------------ compile

// A mistake in an expression.  begin and end are byte offsets into its text.
struct ExpressionProblem {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string code;  // stable, such as `unknown-field`
  std::string message;
  std::string hint;  // may be empty
};

// What an expression mentions of the schema, or a time zone (`t.getHours('Asia/Shanghai')`), and where.
struct Reference {
  enum class Kind : std::uint8_t { variable, field, function, zone };
  Kind kind = Kind::variable;
  std::size_t begin = 0;
  std::size_t end = 0;
  VariableIndex variable{};  // of a variable or field
  FieldIndex field{};        // of a field
  FunctionIndex function{};  // of a function of the schema
  // Of a function: its first argument, where that is a string literal.  Of a zone: its name.
  std::optional<std::string> literal{};
};

// One of the conditions joined by `&&` at the top of an expression, or all of it.
struct ClauseSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

class Expression {
 public:
  const std::string& text() const noexcept;
  const Type& type() const noexcept;
  std::span<const Reference> references() const noexcept;
  std::span<const ClauseSpan> clauses() const noexcept;
  // The value, when it depends on nothing: `params` written out, literals, arithmetic on them.
  const Value* constant() const noexcept;

 private:
  friend struct ExpressionAccess;
  struct Impl;
  explicit Expression(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

struct Compiled {
  std::optional<Expression> expression;     // absent exactly when there are problems
  std::vector<ExpressionProblem> problems;  // in the order of the text
};

// Reads and checks an expression; `expected` may be dyn.  Cost: about 20 µs for a line.
Compiled compile(std::string_view text, const Schema& schema, const Type& expected);

// ----------------------------------------------------------------------------------- evaluate

struct EvalError {
  std::string message;
  std::size_t begin = 0;  // byte offsets into the expression
  std::size_t end = 0;
};
using EvalResult = std::variant<Value, EvalError>;

// Time zones for `t.getHours('Asia/Shanghai')`.  Fixed offsets such as `+08:00` need none.
class Zones {
 public:
  virtual ~Zones() = default;
  // Seconds east of UTC at that moment, or nullopt when there is no such zone.
  virtual std::optional<std::int32_t> offset_seconds(std::string_view zone, std::int64_t epoch_seconds) const = 0;
};

// Where an evaluation finds what its expression mentions.
// What it lends stays unchanged until the evaluation has ended.
class Bindings {
 public:
  virtual ~Bindings() = default;
  // A variable as a whole; asked only where an expression needs it as a whole.
  // Errors: an EvalError when the variable has no value.
  virtual EvalResult variable(VariableIndex variable) const = 0;
  // A field of a variable of structure type, or nullptr when it is absent.
  virtual const Value* field(VariableIndex variable, FieldIndex field) const = 0;
  // All fields of such a variable as an array in the order of their FieldIndex, where they happen
  // to lie in memory like that; a null Value stands for an absent field.  Spares a call per field.
  virtual std::span<const Value> fields(VariableIndex variable) const;
  virtual EvalResult call(FunctionIndex function, std::span<const Value> arguments) const = 0;
  virtual const Zones* zones() const;  // default: none
};

// The value of an expression.  Errors as CEL has them: `false && error` is false.
EvalResult evaluate(const Expression& expression, const Bindings& bindings);

// Whether a condition holds, and which clause decided.  The cheap form for guards: for typical
// guards it does not allocate.  Requires: an expression compiled for Type::boolean().
struct Verdict {
  enum class Outcome : std::uint8_t { holds, refused, failed };
  Outcome outcome = Outcome::failed;
  std::uint32_t clause = 0;  // index into Expression::clauses(): the first that refused or failed

  bool holds() const noexcept { return outcome == Outcome::holds; }
};
Verdict test(const Expression& expression, const Bindings& bindings);

// All functions of the language and of the schema as a reference page in Markdown, from the tables
// that define them.
std::string function_reference(const Schema& schema, Language language = Language::en);

}  // namespace docket
