// Tested by tests/property/due_order_test.cpp and tests/unit/runtime/failing_cases_test.cpp
#include "runtime/due_run.hpp"

#include <algorithm>
#include <chrono>

#include "base/try.hpp"
#include "runtime/waiting_cases.hpp"

namespace docket {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kPage = 256;

}  // namespace

bool DueRun::is_passed_over(const DueCase& due) const {
  const auto row = row_of(due);
  return passed_over_.contains(row) || unknown_.contains(row) || means_.waiting.is_waiting(due, now_);
}

void DueRun::enlist(const DueCase& due) {
  rows_.insert(row_of(due));
  deadline_of_[due.id] = due.deadline;
}

// The first rows that are due, but for those that are passed over.
Status DueRun::read_page() {
  for (auto size = kPage + 2 * (means_.waiting.size() + passed_over_.size() + unknown_.size());; size *= 2) {
    DOCKET_TRY(page, means_.store.due_before(now_, size));
    for (const auto& due : page) {
      if (!is_passed_over(due)) enlist(due);
    }
    horizon_ = page.size() < size ? std::nullopt : std::optional(row_of(page.back()));
    drop_waiting_that_are_gone(page);
    if (!rows_.empty() || !horizon_) return Done{};
  }
}

void DueRun::drop_waiting_that_are_gone(const std::vector<DueCase>& page) {
  if (means_.waiting.size() == 0) return;
  std::set<Row> there;
  for (const auto& due : page) there.insert(row_of(due));
  means_.waiting.keep_if([&](const DueCase& due) {
    const bool is_behind = horizon_ ? row_of(due) > *horizon_ : due.deadline > now_;
    return is_behind || there.contains(row_of(due));
  });
}

void DueRun::stored(const std::string& case_id, const std::optional<Instant>& deadline) {
  if (const auto known = deadline_of_.find(case_id); known != deadline_of_.end()) {
    rows_.erase({known->second, case_id});
    deadline_of_.erase(known);
  }
  if (!deadline || *deadline > now_ || (horizon_ && Row(*deadline, case_id) > *horizon_)) return;
  enlist({case_id, *deadline});
}

// As far as the first row may go without overtaking the next one.
Instant DueRun::until_for(const Row& first) const {
  std::optional<Row> next;
  if (!rows_.empty())
    next = *rows_.begin();
  else
    next = horizon_;
  if (!next) return now_;
  // At one and the same instant the smaller id comes first.
  return first.second < next->second ? next->first : next->first - 1ms;
}

void DueRun::fail(const DueCase& due, const Error& error) {
  report_.failures.push_back({due.id, error});
  passed_over_.insert(row_of(due));
  // Somebody else was faster, again and again: that is no fault of the case.
  if (error.code != ErrorCode::conflict) means_.waiting.note(due, error, now_);
}

Status DueRun::fire(const Row& row) {
  const DueCase due{row.second, row.first};
  const auto fired = means_.fire(due, std::max(row.first, until_for(row)), limit_ - tried_);
  if (!fired) {
    // A store that fails fails for all; anything else is this case's own trouble.
    if (fired.error().code == ErrorCode::unavailable) return fired.error();
    ++tried_;
    fail(due, fired.error());
    return Done{};
  }
  tried_ += std::max(fired->count, 1);
  report_.fired += fired->count;
  if (fired->count > 0) {
    means_.waiting.forget(due);
    return Done{};
  }
  // The case does not know of it.  Another worker may have been faster, so look whether the row is still there, later
  // and for all such rows together.
  unknown_.insert(row);
  if (fired->deadline != due.deadline) stored(due.id, fired->deadline);
  return Done{};
}

Status DueRun::confirm_unknown() {
  if (unknown_.empty()) return Done{};
  const auto last = *unknown_.rbegin();
  for (auto size = kPage + 2 * (means_.waiting.size() + unknown_.size());; size *= 2) {
    DOCKET_TRY(page, means_.store.due_before(last.first, size));
    if (page.size() == size && row_of(page.back()) < last) continue;
    for (const auto& due : page) {
      if (!unknown_.contains(row_of(due))) continue;
      fail(due, {ErrorCode::internal, "the store has a deadline of it at " + to_string(due.deadline) +
                                          ", of which the case itself does not know"});
    }
    return Done{};
  }
}

Result<DueReport> DueRun::run() {
  while (tried_ < limit_) {
    if (rows_.empty()) DOCKET_CHECK(read_page());
    if (rows_.empty()) break;
    const auto row = *rows_.begin();
    rows_.erase(rows_.begin());
    if (const auto known = deadline_of_.find(row.second); known != deadline_of_.end() && known->second == row.first)
      deadline_of_.erase(known);
    DOCKET_CHECK(fire(row));
  }
  DOCKET_CHECK(confirm_unknown());
  return std::move(report_);
}

Result<std::optional<Instant>> next_due(Store& store, const WaitingCases& waiting) {
  if (waiting.size() == 0) return store.next_deadline();
  auto next = waiting.next_try();
  DOCKET_TRY(first, store.due_before(Instant::max(), waiting.size() + 1));
  const auto other =
      std::find_if(first.begin(), first.end(), [&](const DueCase& due) { return !waiting.is_known(due); });
  if (other != first.end() && (!next || other->deadline < *next)) next = other->deadline;
  return next;
}

}  // namespace docket
