// What decides where a case may go: the conditions, what of the record they look at, and what they compare
// it with.  The search for a way tries only inputs that make a difference, and takes cases that all
// conditions see alike for one.
// Tested by tests/unit/engine/nearest_test.cpp
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/case_data.hpp"
#include "expr/ast.hpp"
#include "model/vocabulary.hpp"

namespace docket {

// How closely something is looked at.
enum class Look : std::uint8_t { never, presence, value };

struct Subject {
  Look look = Look::never;
  std::vector<Value> literals;  // that it is compared with, as far as one can tell: of the same condition
  bool is_exact = true;         // it is compared with those and with nothing else, so that they tell all its ways apart
};

// A condition, or one of those in it that `&&` joins, that asks for nothing that an event brings.
struct Clause {
  const Expression* condition = nullptr;
  expr::NodeIndex root{};
  std::set<std::size_t> fields{};  // of the record, that it looks at
};

// What the conditions ask of one field of a variable; `index` is that field's.
void look_into(const Expression& expression, const Workflow& workflow, Variable variable, std::size_t index,
               Subject& subject);

class Relevance {
 public:
  explicit Relevance(const Workflow& workflow);

  const Subject& field(std::size_t index) const { return fields_[index]; }
  // What a transition's input is looked at for, by its own conditions and by way of the fields it is set to.
  Subject input(const Transition& transition, std::size_t index) const;

  bool asks_who() const { return asks_who_; }      // which person it is, beside their roles
  bool asks_roles() const { return asks_roles_; }  // beside `by`
  bool asks_time() const { return asks_time_; }
  bool asks_clocks() const { return asks_clocks_; }

  // For each transition, and each row of a choice, what it asks of the record.
  const std::vector<std::vector<Clause>>& clauses() const { return clauses_; }

  // The same text for cases that can go the same ways.
  std::string likeness(const CaseData& kase, Instant now) const;

 private:
  void add_conditions(const Workflow& workflow);
  void add_condition(const Expression& condition);
  void add_assigned(const Workflow& workflow);
  void add_clauses(const Workflow& workflow);
  void add_remembered(const Expression& condition);
  bool is_remembered(const Transition& transition) const;

  const Workflow& workflow_;
  std::vector<const Expression*> conditions_;
  std::vector<const Expression*> plain_;  // those that the record and the past decide alone
  std::vector<Subject> fields_;
  std::vector<std::vector<Clause>> clauses_;
  std::set<std::string> remembered_;  // events whose inputs are asked for later: `last('x').input`
  std::set<std::size_t> told_;        // fields that other conditions look at: their values tell cases apart
  bool asks_who_ = false, asks_roles_ = false, asks_time_ = false, asks_clocks_ = false;
};

}  // namespace docket
