// Cases whose deadlines could not be fired, and when each is tried again.
//
// What failed is a row of the store: a case and the instant that it says.  When the row changes, because somebody
// mended it, it is tried at once.  All of this is remembered here, and nothing of it in the store. Tested by
// tests/unit/runtime/failing_cases_test.cpp
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "docket/runtime.hpp"
#include "runtime/retries.hpp"

namespace docket {

class WaitingCases {
 public:
  void note(const DueCase& row, const Error& error, Instant now) {
    auto& trouble = rows_[{row.id, row.deadline}];
    trouble.error = error;
    ++trouble.tries;
    trouble.next_try = next_try_after(trouble.tries, now);
  }
  // The case was stored: whatever it suffered from is over, or will show again.
  void forget(const std::string& case_id) {
    const auto from = rows_.lower_bound({case_id, Instant::min()});
    auto until = from;
    while (until != rows_.end() && until->first.first == case_id) ++until;
    rows_.erase(from, until);
  }
  // It went well after all.
  void forget(const DueCase& row) { rows_.erase({row.id, row.deadline}); }

  bool is_waiting(const DueCase& row, Instant now) const {
    const auto found = rows_.find({row.id, row.deadline});
    return found != rows_.end() && found->second.next_try > now;
  }
  bool is_known(const DueCase& row) const { return rows_.contains({row.id, row.deadline}); }
  std::size_t size() const { return rows_.size(); }

  std::optional<Instant> next_try() const {
    std::optional<Instant> next;
    for (const auto& [row, trouble] : rows_) next = next ? std::min(*next, trouble.next_try) : trouble.next_try;
    return next;
  }
  std::vector<DueReport::Waiting> report() const {
    std::vector<DueReport::Waiting> all;
    for (const auto& [row, trouble] : rows_) all.push_back({row.first, trouble.error, trouble.tries, trouble.next_try});
    return all;
  }
  // Rows that the store has no longer: their case was changed by others.
  template <class IsThere>
  void keep_if(IsThere is_there) {
    std::erase_if(rows_, [&](const auto& each) { return !is_there(DueCase{each.first.first, each.first.second}); });
  }

 private:
  struct Trouble {
    Error error;
    int tries = 0;
    Instant next_try;
  };
  std::map<std::pair<std::string, Instant>, Trouble> rows_;
};

}  // namespace docket
