// Two versions of one workflow, for tests that move cases from one to the other.
#pragma once

#include <string>

#include "docket/migration.hpp"
#include "docket/rule_book.hpp"

namespace docket::testing {

// A repair of version 1: reported, then in work (parallel: job and talk), suspended with its history, done.
// Clocks: reply (2h), finish (3 workdays).  Fields: note, handler, grade (enum a, b, c).
std::string repair_v1();
// Version 2: `plan` is called `measures`, a region `safety` is new, reply has 1h and is called first_reply,
// handler is called owner, grade knows a and b only.
std::string repair_v2();
// What leads from one to the other.
std::string repair_mapping();

// The mapping, which must have no mistakes.
Mapping mapping_between(const std::string& text, const RuleBook& from, const RuleBook& to);
// What is wrong with it, all diagnostics rendered.
std::string mistakes_in_mapping(const std::string& text, const RuleBook& from, const RuleBook& to);

}  // namespace docket::testing
