// What people call what a rule asks about, and how they say that it was not so.
// Tested by tests/unit/engine/refusal_test.cpp
#pragma once

#include <string>
#include <string_view>

#include "docket/explanation.hpp"
#include "model/workflow.hpp"

namespace docket {

// Lifetime: within that of the workflow and the transition, whose inputs are meant.
class RuleWords {
 public:
  RuleWords(const Workflow& workflow, Language language, const Transition* transition = nullptr)
      : workflow_(workflow), transition_(transition), language_(language) {}

  Wording wording() const;

  // By title, in quotation marks; by its name in backticks where there is none.
  std::string event(const std::string& name) const;
  std::string state(const std::string& name_or_path) const;
  // By title, as part of the sentence.
  std::string role(std::string_view name) const;

 private:
  std::string title_of(std::string_view operand) const;
  std::string sentence_of(const DecidingClause& clause) const;
  std::string count_sentence(const DecidingClause& clause, const std::string& event) const;
  std::string last_title(const std::string& event, std::string_view rest) const;
  std::string clock(const std::string& name) const;
  std::string working_hours(const DecidingClause& clause) const;
  std::string now_title(std::string_view operand) const;

  bool is_zh() const { return language_ == Language::zh; }
  std::string say(std::string english, std::string chinese) const { return is_zh() ? chinese : english; }
  std::string named(const std::string& name, const LocalizedText& title) const;

  const Workflow& workflow_;
  const Transition* transition_;
  Language language_;
};

}  // namespace docket
