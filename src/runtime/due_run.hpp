// One call of run_due: what is due in all cases, in the order (deadline, case id, document order).
//
// Rows of the store are read page by page and kept in that order.  A case fires no further than the next row, and comes
// back into the order with what it is due next; so do the cases that a duty opens.  A row that fails is passed over:
// pages grow with the number of those, so that many cost no more each than few.
// Tested by tests/property/due_order_test.cpp and tests/unit/runtime/failing_cases_test.cpp
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "docket/runtime.hpp"

namespace docket {

class WaitingCases;

class DueRun {
 public:
  // Fires one batch of a case, at most so many deadlines, none later than `until`; or does a duty at its moment.
  struct Fired {
    int count = 0;
    std::optional<Instant> deadline;  // what the case is due next
  };
  struct Means {
    Store& store;
    WaitingCases& waiting;
    std::function<Result<Fired>(const DueCase& row, Instant until, int max)> fire;
  };

  DueRun(Means means, Instant now, int limit) : means_(std::move(means)), now_(now), limit_(limit) {}

  // Errors: those of the store, which fail for all; a failure of one case is in the report.
  Result<DueReport> run();
  // A case was stored, with that deadline.
  void stored(const std::string& case_id, const std::optional<Instant>& deadline);

 private:
  using Row = std::pair<Instant, std::string>;
  static Row row_of(const DueCase& due) { return {due.deadline, due.id}; }

  Status read_page();
  void drop_waiting_that_are_gone(const std::vector<DueCase>& page);
  void enlist(const DueCase& due);
  bool is_passed_over(const DueCase& due) const;
  Instant until_for(const Row& first) const;
  Status fire(const Row& row);
  void fail(const DueCase& due, const Error& error);
  Status confirm_unknown();

  Means means_;
  Instant now_;
  int limit_;
  DueReport report_;
  int tried_ = 0;  // deadlines fired and rows that failed
  std::set<Row> rows_;
  std::map<std::string, Instant> deadline_of_;  // of rows_
  std::optional<Row> horizon_;                  // the last row of the page; nullopt: there are no more
  std::set<Row> passed_over_;                   // in this call
  std::set<Row> unknown_;                       // deadlines that their case does not know
};

// When run_due has something to do, going by cases alone.
Result<std::optional<Instant>> next_due(Store& store, const WaitingCases& waiting);

}  // namespace docket
