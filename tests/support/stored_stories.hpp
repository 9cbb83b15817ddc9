// Stores as a docket writes them, to be checked in and read by every later one: tests/stored/.
#pragma once

#include <string>

#include "docket/engine.hpp"

namespace docket::testing {

// Tells the stories of tests/stored/rules and writes into `folder`:
//
//   store.sql             the SQLite store, as the statements that make it again
//   binary_snapshots.txt  the binary form of each case, in hexadecimal digits
//   answers.txt           what this docket answers for each clock of each case
//
// Uses nothing but docket's public headers and SQLite, so that it can be linked with an earlier library, too.
void write_stored(const std::string& rules_folder, const std::string& folder);

// The lines of answers.txt for one case: the status of each of its clocks, when it is or would be due, when it was
// missed; and the next deadline of the case.
std::string answers_of(const Case& kase);

}  // namespace docket::testing
