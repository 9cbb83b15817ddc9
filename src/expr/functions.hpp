// The functions and operators of the language: one table with signature, sentence, example and code.
//
// The checker reads its signatures, the evaluator runs its code, the reference page prints it.
// Functions of a workflow (`last`, `clock` ...) come from the Schema instead.
// Tested by tests/unit/expr/functions_test.cpp
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "docket/expression.hpp"
#include "docket/type.hpp"
#include "docket/value.hpp"

namespace docket::expr {

using Arguments = std::span<const Value* const>;
class Call;

// Computes a function.  False: it failed, and the call knows why.
using Implementation = bool (*)(Call& call, Arguments arguments, Value& result);

struct FunctionRow {
  std::string_view name;
  std::string_view signatures;  // `string.contains(string) -> bool`, several apart by `; `; A and B stand for any type
  std::string_view documentation;  // one sentence
  std::string_view documentation_zh;
  std::string_view example;  // an expression that is true
  Implementation run;
};

// A group of rows under one heading of the reference page.
struct FunctionSection {
  std::string_view title;
  std::string_view title_zh;
  std::span<const FunctionRow> rows;
};

// `UTC`, `+08:00`: zones that need no table.
bool is_fixed_zone(std::string_view zone);

FunctionSection operator_functions();
FunctionSection conversion_functions();
FunctionSection collection_functions();
FunctionSection string_functions();
FunctionSection time_functions();
FunctionSection math_functions();
FunctionSection optional_functions();
FunctionSection money_functions();

// `+`, `in`, `<=` and their like, written between their operands.
bool is_operator(std::string_view name);
// One by one as the table has them, and as people read them: `text + text -> text`.
std::vector<std::string_view> signatures_of(const FunctionRow& row);
std::vector<std::string> shown_signatures(const FunctionRow& row);

struct Overload {
  const FunctionRow* row = nullptr;
  bool is_member = false;
  bool is_generic = false;
  std::vector<Type> parameters;
  Type result;
};

class FunctionTable {
 public:
  static const FunctionTable& get();

  std::span<const FunctionSection> sections() const { return sections_; }
  std::span<const Overload> find(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  FunctionTable();
  std::vector<FunctionSection> sections_;
  std::unordered_map<std::string_view, std::vector<Overload>> by_name_;
  std::vector<std::string> names_;
};

// What a running function may do besides looking at its arguments.
class Call {
 public:
  virtual ~Call() = default;
  // Records the reason; returns false, so that `return call.fail(...)` reads well.
  virtual bool fail(std::string message) = 0;
  // Counts work that grows with the input; false when the evaluation has become too costly.
  virtual bool spend(std::size_t units) = 0;
  virtual const Zones* zones() const = 0;
  // Whether the text matches; nullopt when the pattern is none (the reason is recorded).
  virtual std::optional<bool> matches(std::string_view text, const Value& pattern) = 0;
};

// "`+` cannot take int and string"
bool no_overload(Call& call, std::string_view function, Arguments arguments);
// A text or list of that size may be made: within limits, and paid for.
bool may_make(Call& call, std::size_t bytes);
// The same for a text that is built piece by piece.
bool may_grow(Call& call, std::size_t bytes_so_far, std::size_t bytes_more);
bool may_make_list(Call& call, std::size_t items);

}  // namespace docket::expr
