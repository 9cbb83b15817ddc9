// The meaning of rules: a number that rises when what is written in rules comes to mean something else, or when what
// loaded before becomes an error.
//
//   1  every rule set stored before December 2026: no number stands beside it
//   2  days count from the date, a pause counts in the unit of its limit (the list is in CHANGELOG.md, under "Rules
//      language")
//
// A rule set is stored with the number of the docket that took it, and loads by the checks of that number ever after:
// what has become an error since is a warning for it.  Files that are read from disk are always the latest.  Only one
// meaning is executed, the latest; what a case had under an earlier one is kept by an entry in its journal.
//
// Threads: constants.  Errors: none.  Cost: none.
#pragma once

namespace docket {

inline constexpr int kFirstMeaning = 1;
inline constexpr int kRulesMeaning = 2;  // the latest

// The event of the journal entry, of kind `amended`, that says which due instants a case kept from an earlier meaning.
inline constexpr char kSemantics[] = "semantics";

}  // namespace docket
