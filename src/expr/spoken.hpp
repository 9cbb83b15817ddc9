// Names and values as a person says them.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "docket/explanation.hpp"

namespace docket::expr {

// Two pieces of a sentence: Chinese has no spaces, but for those around what is not Chinese.
std::string with_space(std::string first, std::string_view second);

class Spoken {
 public:
  Spoken(Language language, const Wording& wording) : language_(language), wording_(wording) {}

  bool is_zh() const { return language_ == Language::zh; }
  std::string say(const char* english, const char* chinese) const { return is_zh() ? chinese : english; }
  std::string value(const Value& value) const;
  std::string list(const Value& list) const;
  // What is asked about: a field by its title, or by its name without the record it belongs to; an item of a range.
  std::string subject(const Operand& operand, const DecidingClause& clause) const;
  // What it is held against: a value as it is, anything else by its name with its value.
  std::string measure(const Operand& operand, const DecidingClause& clause) const;
  // What `all` and `exists` run over.
  std::string range(const DecidingClause& clause) const;
  // Every name that has a title goes by it.
  std::string expression(const std::vector<Phrase>& phrases) const;

 private:
  std::string name(const std::string& text, const std::vector<Phrase>& phrases) const;
  std::string said(const std::string& name) const;
  std::string moment(const Value& value) const;

  Language language_;
  const Wording& wording_;
};

}  // namespace docket::expr
