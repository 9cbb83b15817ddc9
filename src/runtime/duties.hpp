// What a Runtime does about duties: a row in the store for each duty of each project, whose deadline is the next thing
// to do about it.  Everything before that deadline is done, so that the row says all there is to remember.
//
// At a moment the cases of an occurrence are opened, each with an id of its own that is the same at every attempt; or
// its time is over, and if it was not done the host hears of that.  Then the row moves on, in one transaction with what
// the host hears: a process that ends in between opens nothing twice and tells nothing twice.
//
// A row follows the rules that are present.  Only while an occurrence is open that they do not have, because they came
// later, it stays with the rules that opened it: what was begun is judged by what was asked.
// Tested by tests/unit/runtime/duties_test.cpp
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "docket/duty.hpp"
#include "docket/store.hpp"

namespace docket {

// What it needs of the Runtime.
struct DutyDesk {
  const RuleBook& rules;
  Store& store;
  std::function<Result<RuleBook>(const std::string& fingerprint)> rules_of;
  std::function<Result<Outcome>(const NewCase& what, const Event& event, Instant now)> open;
  std::function<Status(Commit commit)> commit;
};

bool is_duty_row(std::string_view id);
// Makes the rows that are missing, and sets those right that follow other rules.
Status arm_duties(const DutyDesk& desk, Instant now);
// Does what is to be done at that moment, which is the row's deadline.
Status run_duty(const DutyDesk& desk, const std::string& row, Instant moment);

}  // namespace docket
