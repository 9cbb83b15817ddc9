// Names and values as a person says them.
// Tested by tests/unit/expr/explanation_test.cpp
#pragma once

#include <string>
#include <string_view>

#include "docket/explanation.hpp"

namespace docket::expr {

// Two pieces of a sentence: Chinese has no spaces, but for those around what is not Chinese.
std::string with_space(std::string first, std::string_view second);

// Whether an operand is a value as it is written, such as `'minor'` or `money('5')`.
bool is_literal(const Operand& operand);

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
  // An expression with the names of fields replaced.
  std::string expression(std::string_view text) const;

 private:
  std::string name(const std::string& text) const;
  std::string said(std::string_view term) const;
  std::string moment(const Value& value) const;

  Language language_;
  const Wording& wording_;
};

}  // namespace docket::expr
