// Tested by tests/unit/calendar/counting_test.cpp, tests/unit/calendar/pauses_test.cpp
#include "calendar/due.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/match.hpp"
#include "base/try.hpp"
#include "calendar/counting.hpp"
#include "calendar/receipt.hpp"
#include "docket/limits.hpp"

namespace docket {
namespace {

using std::chrono::days;
using PausedParts = std::span<const Paused>;

// Of a budget without parts.
Paused paused_of_leaf(PausedParts paused) { return paused.empty() ? Paused{} : paused.front(); }

Result<Instant> open_time_from(const CalendarParts& calendar, Instant from, WorkingTime paused) {
  if (paused.length().count() <= 0) return from;
  const auto opened = calendar.table.opened_before(from) + paused.length().count();
  const auto at_close = calendar.counting.boundary == Counting::Boundary::close;
  const auto at = at_close ? calendar.table.first_with(opened, from) : calendar.table.last_with(opened, from);
  if (!at) return never_opens(calendar);
  return *at;
}

Result<Due> open_time_due(const CalendarParts& calendar, Instant start, WorkingTime length, WorkingTime paused) {
  if (length.length() > days{limits::kBudgetDays}) return too_many_days();
  if (length.length().count() < 0) return Error{ErrorCode::invalid_argument, "a budget is not negative"};
  const auto effective = calendar.table.next_open(start);
  if (!effective) return never_opens(calendar);
  const auto whole = length + paused;
  if (whole.length().count() == 0) return Due{*effective, *effective};
  DOCKET_TRY(at, open_time_from(calendar, *effective, whole));
  return Due{at, *effective};
}

Result<Due> wall_due(Instant start, Elapsed length, Elapsed paused) {
  if (length > days{limits::kBudgetDays}) return too_many_days();
  return Due{start + length + paused, start};
}

Result<Due> days_due(const CalendarParts& calendar, Instant start, const Budget& budget, const Paused& paused) {
  DOCKET_TRY(counted, count_days(calendar, start, budget, paused));
  return Due{.at = counted.at, .effective_start = counted.effective_start, .in_days = true};
}

Result<Due> due_with(const CalendarParts& calendar, Instant start, const Budget& budget, PausedParts paused);

Result<Due> combined_due(const CalendarParts& calendar, Instant start, const Budget::Combined& combined,
                         PausedParts paused) {
  if (combined.parts.empty()) return Error{ErrorCode::invalid_argument, "a combined budget needs at least one part"};
  std::vector<Due> dues;
  Instant from = start;
  for (std::size_t i = 0; i < combined.parts.size(); ++i) {
    DOCKET_TRY(due, due_with(calendar, from, combined.parts[i], paused_of_part(paused, combined, i)));
    if (combined.how == Budget::Combination::then) from = due.at;
    dues.push_back(due);
  }
  return decide(combined.how, dues).due;
}

Result<Due> due_with(const CalendarParts& calendar, Instant start, const Budget& budget, PausedParts paused) {
  const auto still = paused_of_leaf(paused);
  const auto by_days = [&]() { return days_due(calendar, start, budget, still); };
  auto due = match(
      budget.kind(), [&](const Budget::Open& kind) { return open_time_due(calendar, start, kind.length, still.open); },
      [&](const Budget::Wall& kind) { return wall_due(start, kind.length, still.wall); },
      [&](const Budget::Until& kind) -> Result<Due> {
        return Due{kind.at, start};
      },
      [&](const Budget::Workdays&) { return by_days(); }, [&](const Budget::Days&) { return by_days(); },
      [&](const Budget::Months&) { return by_days(); }, [&](const Budget::Today&) { return by_days(); },
      [&](const Budget::Combined& kind) { return combined_due(calendar, start, kind, paused); });
  if (!due) return due;
  const bool is_wall =
      std::holds_alternative<Budget::Wall>(budget.kind()) || std::holds_alternative<Budget::Until>(budget.kind());
  const bool is_combined = std::holds_alternative<Budget::Combined>(budget.kind());
  if (!is_wall && !is_combined) due->provisional = calendar.is_provisional(start) || calendar.is_provisional(due->at);
  return due;
}

// Each part would move the due by its own unit.  What was fixed lies in the last part of a `then`.
Result<Instant> move_combined(const CalendarParts& calendar, const Due& due, const Budget::Combined& combined,
                              const Paused& paused) {
  if (combined.parts.empty()) return Error{ErrorCode::invalid_argument, "a combined budget needs at least one part"};
  if (combined.how == Budget::Combination::then) return move_due(calendar, due, combined.parts.back(), paused);
  std::vector<Due> moved;
  for (const auto& part : combined.parts) {
    DOCKET_TRY(at, move_due(calendar, due, part, paused));
    moved.push_back({.at = at, .effective_start = at});
  }
  return decide(combined.how, moved).due.at;
}

bool has_then(const Budget& budget) {
  const auto* combined = std::get_if<Budget::Combined>(&budget.kind());
  if (combined == nullptr) return false;
  return combined->how == Budget::Combination::then ||
         std::any_of(combined->parts.begin(), combined->parts.end(), has_then);
}

std::size_t leaves_before(const Budget::Combined& combined, std::size_t part) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < part; ++i) count += leaf_count(combined.parts[i]);
  return count;
}

// Which part of a `then` runs at that moment, and since when.
struct Running {
  std::size_t part = 0;
  Instant since;
};

Result<Running> running_part(const CalendarParts& calendar, Instant start, const Budget::Combined& combined,
                             PausedParts paused, Instant moment) {
  Running running{0, start};
  for (; running.part + 1 < combined.parts.size(); ++running.part) {
    DOCKET_TRY(due, due_with(calendar, running.since, combined.parts[running.part],
                             paused_of_part(paused, combined, running.part)));
    if (moment < due.at) break;
    running.since = due.at;
  }
  return running;
}

// Adds what a pause comes to, to the leaves that run when it begins.
Status add_to_leaves(const CalendarParts& calendar, Instant start, const Budget& budget, Instant begin,
                     const Paused& amount, std::span<Paused> leaves) {
  const auto* combined = std::get_if<Budget::Combined>(&budget.kind());
  if (combined == nullptr) {
    leaves.front() = leaves.front() + amount;
    return Done{};
  }
  const auto add_to_part = [&](std::size_t part, Instant since) {
    const auto own = leaves.subspan(leaves_before(*combined, part), leaf_count(combined->parts[part]));
    return add_to_leaves(calendar, since, combined->parts[part], begin, amount, own);
  };
  if (combined->how == Budget::Combination::then) {
    DOCKET_TRY(running, running_part(calendar, start, *combined, leaves, begin));
    return add_to_part(running.part, running.since);
  }
  for (std::size_t part = 0; part < combined->parts.size(); ++part) DOCKET_CHECK(add_to_part(part, start));
  return Done{};
}

}  // namespace

std::span<const Paused> paused_of_part(PausedParts paused, const Budget::Combined& combined, std::size_t part) {
  if (paused.size() <= 1) return paused;
  return paused.subspan(leaves_before(combined, part), leaf_count(combined.parts[part]));
}

Status check_paused(const Budget& budget, PausedParts paused) {
  if (paused.empty() || paused.size() == leaf_count(budget)) return Done{};
  if (paused.size() == 1 && !has_then(budget)) return Done{};
  return Error{ErrorCode::invalid_argument, "pauses are told for each of the " + std::to_string(leaf_count(budget)) +
                                                " parts of the budget, not for " + std::to_string(paused.size())};
}

Decided decide(Budget::Combination how, const std::vector<Due>& parts) {
  DOCKET_ASSERT(!parts.empty());
  const auto earlier = [](const Due& a, const Due& b) { return a.at < b.at; };
  auto found = parts.end() - 1;
  switch (how) {
    case Budget::Combination::first_of: found = std::min_element(parts.begin(), parts.end(), earlier); break;
    case Budget::Combination::last_of: found = std::max_element(parts.begin(), parts.end(), earlier); break;
    case Budget::Combination::then: break;
  }
  Decided decided{*found, static_cast<std::size_t>(found - parts.begin())};
  if (how == Budget::Combination::then) decided.due.effective_start = parts.front().effective_start;
  return decided;
}

Result<Due> due_of(const CalendarParts& calendar, Instant start, const Budget& budget) {
  return due_with(calendar, start, budget, {});
}

Result<Due> due_of(const CalendarParts& calendar, Instant start, const Budget& budget, PausedParts paused) {
  DOCKET_CHECK(check_paused(budget, paused));
  DOCKET_TRY(due, due_with(calendar, start, budget, paused));
  if (paused.empty() || !has_then(budget)) return due;
  // A part that begins later may end earlier, as at the same time of another day; a pause never makes a limit do so.
  DOCKET_TRY(unpaused, due_with(calendar, start, budget, {}));
  due.at = std::max(due.at, unpaused.at);
  return due;
}

Result<Instant> move_due(const CalendarParts& calendar, const Due& due, const Budget& budget, const Paused& paused) {
  const auto by_days = [&]() { return move_in_days(calendar, due, budget, paused); };
  return match(
      budget.kind(),
      [&](const Budget::Open&) -> Result<Instant> {
        DOCKET_TRY(moved, open_time_from(calendar, due.at, paused.open));
        return moved;
      },
      [&](const Budget::Wall&) -> Result<Instant> { return due.at + paused.wall; },
      [&](const Budget::Until&) -> Result<Instant> { return due.at; },
      [&](const Budget::Workdays&) { return by_days(); }, [&](const Budget::Days&) { return by_days(); },
      [&](const Budget::Months&) { return by_days(); }, [&](const Budget::Today&) { return by_days(); },
      [&](const Budget::Combined& combined) { return move_combined(calendar, due, combined, paused); });
}

Paused paused_in(const CalendarParts& calendar, Stretch pause) {
  if (pause.until <= pause.from) return {};
  const auto open = calendar.table.opened_before(pause.until) - calendar.table.opened_before(pause.from);
  const auto dates = wall_time_of(calendar, pause.until).day - wall_time_of(calendar, pause.from).day;
  // Where the clocks go back over midnight, the later moment may show the earlier date.
  return {WorkingTime{Elapsed{open}}, std::max(dates, 0), pause.until - pause.from};
}

Status add_pause(const CalendarParts& calendar, Instant start, const Budget& budget, Stretch pause,
                 std::vector<Paused>& paused) {
  if (paused.empty()) paused.resize(leaf_count(budget));
  if (paused.size() != leaf_count(budget)) return check_paused(budget, paused);
  return add_to_leaves(calendar, start, budget, pause.from, paused_in(calendar, pause), paused);
}

}  // namespace docket
