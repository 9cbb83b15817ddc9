// What a Runtime does about duties: a row in the store for each duty of each project, whose deadline is the next thing
// to do about it.  Everything before that deadline is done, so that the row says all there is to remember.
//
// At a moment the cases of an occurrence are opened, each with an id of its own that is the same at every attempt; or
// its time is over, and if it was not done the host hears of that.  Then the row moves on, in one transaction with what
// the host hears: a process that ends in between opens nothing twice and tells nothing twice.
//
// A row is there for a span: the occurrences that begin in it, by the rules it is pinned to.  When other rules come at
// an instant, what begins from then on is theirs; what began earlier, and is open or overdue, stays with a second row
// under the rules of then: `duty:<project>/<name>@<instant>`, which comes to its end by itself.  The span stands in the
// row's journal, in its last entry `armed`.
// Tested by tests/unit/runtime/duties_test.cpp
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/duty.hpp"
#include "docket/store.hpp"
#include "engine/duty_rules.hpp"

namespace docket {

// What the journal of a row says of it.
struct DutyCharge {
  DutySpan span;
  Instant last;  // the last moment that was done
};
// Spans of rows, by the rules they are pinned to, so that a journal is not read at every moment.
using DutySpans = std::map<std::string, std::pair<std::string, DutySpan>>;

// What it needs of the Runtime.
struct DutyDesk {
  const RuleBook& rules;
  Store& store;
  DutySpans& spans;
  std::function<Result<RuleBook>(const std::string& fingerprint)> rules_of;
  std::function<Result<Outcome>(const RuleBook& rules, const NewCase& what, const Event& event, Instant now)> open;
  std::function<Status(Commit commit)> commit;
};

bool is_duty_row(std::string_view id);
std::string duty_row(const std::string& project, const std::string& duty);
Result<DutyCharge> duty_charge(Store& store, const std::string& row);

// The journals of an occurrence's cases; nothing where none was ever asked for.
struct DutyDeeds {
  std::vector<std::vector<PastEvent>> cases;
  std::string rules;  // that the first of them is pinned to
};
Result<std::optional<DutyDeeds>> duty_deeds(Store& store, const DutyOccurrence& what);

// Makes the rows that are missing, and lets those that follow other rules follow the present ones.
Status arm_duties(const DutyDesk& desk, Instant now);

// Does what is to be done at that moment, which is the row's deadline; or finds that other rules have come, and lets
// them begin there.
enum class DutyRun : std::uint8_t { done, armed };
Result<DutyRun> run_duty(const DutyDesk& desk, const std::string& row, Instant moment);

}  // namespace docket
