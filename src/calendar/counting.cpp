// Tested by tests/unit/calendar/counting_test.cpp and tests/property/calendar_property_test.cpp
#include "calendar/counting.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "base/try.hpp"
#include "calendar/receipt.hpp"
#include "docket/limits.hpp"

namespace docket {
namespace {

using std::chrono::days;

using CountedDay = std::optional<DayNumber>;  // nullopt: the calendar never opens again

Instant at_wall_time(const CalendarParts& calendar, DayNumber day, std::chrono::seconds time) {
  return calendar.zone.to_instant(midnight_of(day) + time);
}

Instant midnight_after(const CalendarParts& calendar, DayNumber day) {
  return calendar.zone.to_instant(midnight_of(day + 1), Gap::at_jump);
}

// When a budget that ends on `day` is due on it.
Instant end_on(const CalendarParts& calendar, DayNumber day, const Receipt& receipt, const Counting& counting) {
  switch (counting.end) {
    case Counting::End::close_of_business: return closing_of(calendar, day);
    case Counting::End::same_time: return moved_into_hours(calendar, day, receipt.time);
    case Counting::End::end_of_day: return midnight_after(calendar, day);
    case Counting::End::at_time: return at_wall_time(calendar, day, counting.end_at);
  }
  return receipt.at;
}

CountedDay rolled(const CalendarParts& calendar, DayNumber day, Counting::Roll roll) {
  if (roll == Counting::Roll::none || calendar.plan.is_workday(day)) return day;
  return calendar.plan.nth_workday(day, roll == Counting::Roll::next_workday ? 1 : -1);
}

// The same day of a later month, or that month's last day.
DayNumber months_later(DayNumber day, int count) {
  const Date date = date_of(day);
  const auto month = date.year() / date.month() + std::chrono::months{count};
  const Date wanted = month / date.day();
  return day_number(wanted.ok() ? wanted : Date{month / std::chrono::last});
}

// Calls the function with the counting as it applies, without a copy where a budget changes nothing.
template <class Function>
auto with_counting(const CalendarParts& calendar, const CountingChanges& changes, const Function& function) {
  if (changes.empty()) return function(calendar.counting);
  return function(changes.applied_to(calendar.counting));
}

// --- Days --------------------------------------------------------------------------------------------

// One count under way: `day_after(more)` is the day it arrives at when it has `more` days more.
template <class DayAfter>
class Count {
 public:
  Count(const CalendarParts& calendar, const Receipt& receipt, const Counting& counting, Counting::Roll roll,
        const DayAfter& day_after)
      : calendar_(calendar), receipt_(receipt), counting_(counting), roll_(roll), day_after_(day_after) {}

  // A due that would not lie after the start moves to the next day that counts.
  std::optional<DayCount> end(int more) const {
    for (;; ++more) {
      const auto counted = day_after_(more);
      const auto last = counted ? rolled(calendar_, *counted, roll_) : std::nullopt;
      if (!last) return std::nullopt;
      const auto at = end_on(calendar_, *last, receipt_, counting_);
      if (at > receipt_.at) return DayCount{receipt_.at, receipt_.day, *counted, *last, at, at};
    }
  }

  // As if it had that many dates more.  Where the windows of two days overlap, the earlier day may close
  // later: a pause never makes a limit due earlier.
  std::optional<DayCount> end_after_pause(int dates) const {
    const auto unpaused = end(0);
    auto found = unpaused && dates > 0 ? end(dates) : unpaused;
    if (!found || dates == 0) return found;
    found->at = std::max(found->at, unpaused->at);
    const auto day_before = found->last_day - 1;
    if (day_before > unpaused->last_day && calendar_.plan.is_workday(day_before))
      found->at = std::max(found->at, end_on(calendar_, day_before, receipt_, counting_));
    found->counted_until = found->at;
    return found;
  }

 private:
  const CalendarParts& calendar_;
  const Receipt& receipt_;
  const Counting& counting_;
  Counting::Roll roll_;
  const DayAfter& day_after_;
};

template <class DayAfter>
Count(const CalendarParts&, const Receipt&, const Counting&, Counting::Roll, const DayAfter&) -> Count<DayAfter>;

Result<DayCount> or_never(const CalendarParts& calendar, const std::optional<DayCount>& count) {
  if (!count) return never_opens(calendar);
  return *count;
}

int day_one_is_received(const Counting& counting) { return counting.start == Counting::Start::same_day ? 1 : 0; }

Result<DayCount> count_calendar_days(const CalendarParts& calendar, Instant start, const Budget::Days& budget,
                                     int dates) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays) return too_many_days();
  return with_counting(calendar, budget.counting, [&](const Counting& counting) -> Result<DayCount> {
    const auto receipt = receive(calendar, start, counting);
    if (!receipt) return never_opens(calendar);
    const auto day_after = [&](int more) -> CountedDay {
      return receipt->day + budget.count + more - day_one_is_received(counting);
    };
    return or_never(calendar, Count(calendar, *receipt, counting, counting.roll, day_after).end_after_pause(dates));
  });
}

Result<DayCount> count_months(const CalendarParts& calendar, Instant start, const Budget::Months& budget, int dates) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays / 30) return too_many_days();
  return with_counting(calendar, budget.counting, [&](const Counting& counting) -> Result<DayCount> {
    const auto receipt = receive(calendar, start, counting);
    if (!receipt) return never_opens(calendar);
    const auto day_after = [&](int more) -> CountedDay {
      return months_later(receipt->day, budget.count) + more - day_one_is_received(counting);
    };
    return or_never(calendar, Count(calendar, *receipt, counting, counting.roll, day_after).end_after_pause(dates));
  });
}

// --- Workdays ----------------------------------------------------------------------------------------

// Where a pause has added open time to the due, only an end that is a time of day is asked again: the
// first such instant of a working day at or after that.
std::optional<Instant> end_after(const CalendarParts& calendar, Instant moved, const Counting& counting) {
  const bool is_midnight = counting.end == Counting::End::end_of_day;
  if (!is_midnight && counting.end != Counting::End::at_time) return moved;
  auto day = calendar.plan.nth_workday(wall_time_of(calendar, moved).day - 2, 1);
  for (; day; day = calendar.plan.nth_workday(*day, 1)) {
    const auto end = is_midnight ? midnight_after(calendar, *day) : at_wall_time(calendar, *day, counting.end_at);
    if (end >= moved) return end;
  }
  return std::nullopt;
}

Result<DayCount> add_open_time(const CalendarParts& calendar, DayCount count, WorkingTime paused,
                               const Counting& counting) {
  if (paused.length().count() <= 0) return count;
  const auto opened = calendar.table.opened_before(count.at) + paused.length().count();
  const bool at_close = counting.boundary == Counting::Boundary::close;
  const auto moved =
      at_close ? calendar.table.first_with(opened, count.at) : calendar.table.last_with(opened, count.at);
  const auto end = moved ? end_after(calendar, *moved, counting) : std::nullopt;
  if (!end) return never_opens(calendar);
  count.at = *end;
  return count;
}

Result<DayCount> count_workdays(const CalendarParts& calendar, Instant start, const Budget::Workdays& budget,
                                WorkingTime paused) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays) return too_many_days();
  return with_counting(calendar, budget.counting, [&](const Counting& counting) -> Result<DayCount> {
    const auto receipt = receive(calendar, start, counting);
    if (!receipt) return never_opens(calendar);
    // Day 1 is the day received only if that is a working day.
    const bool is_day_one = day_one_is_received(counting) == 1 && calendar.plan.is_workday(receipt->day);
    const auto day_after = [&](int more) -> CountedDay {
      const int further = budget.count + more - (is_day_one ? 1 : 0);
      return further == 0 ? receipt->day : calendar.plan.nth_workday(receipt->day, further);
    };
    DOCKET_TRY(count, or_never(calendar, Count(calendar, *receipt, counting, Counting::Roll::none, day_after).end(0)));
    return add_open_time(calendar, count, paused, counting);
  });
}

// --- Today -------------------------------------------------------------------------------------------

// Its close of business where that lies ahead, else the midnight at its end.
Result<DayCount> count_today(const CalendarParts& calendar, Instant start, const Budget::Today& budget, int dates) {
  return with_counting(calendar, budget.counting, [&](const Counting& counting) -> Result<DayCount> {
    const auto receipt = receive(calendar, start, counting);
    if (!receipt) return never_opens(calendar);
    const auto end_of = [&](DayNumber day) {
      const auto end = end_on(calendar, day, *receipt, counting);
      return end > receipt->at ? end : midnight_after(calendar, day);
    };
    const auto day = receipt->day + dates;
    auto at = end_of(day);
    if (dates > 0) at = std::max(at, end_of(receipt->day));
    if (dates > 1) at = std::max(at, end_of(day - 1));
    return DayCount{receipt->at, receipt->day, day, day, at, at};
  });
}

// --- A due that was fixed ------------------------------------------------------------------------------

Result<Instant> moved_by_dates(const CalendarParts& calendar, const Due& due, const CountingChanges& changes,
                               bool may_roll, int dates) {
  if (dates <= 0) return due.at;
  return with_counting(calendar, changes, [&](const Counting& counting) -> Result<Instant> {
    const auto from = date_of_due(calendar, due);
    const auto day = rolled(calendar, from + dates, may_roll ? counting.roll : Counting::Roll::none);
    if (!day) return never_opens(calendar);
    const Receipt receipt{due.at, from, calendar.zone.local(due.at) - midnight_of(from)};
    return std::max(due.at, end_on(calendar, *day, receipt, counting));
  });
}

Result<Instant> moved_by_open_time(const CalendarParts& calendar, const Due& due, const Budget::Workdays& budget,
                                   WorkingTime paused) {
  return with_counting(calendar, budget.counting, [&](const Counting& counting) -> Result<Instant> {
    DOCKET_TRY(moved, add_open_time(calendar, DayCount{.at = due.at}, paused, counting));
    return moved.at;
  });
}

Error not_in_days() { return {ErrorCode::invalid_argument, "this budget is not counted in days"}; }

}  // namespace

Error never_opens(const CalendarParts& calendar) {
  return {ErrorCode::limit_exceeded,
          "calendar `" + calendar.name + "` does not open again before " + std::to_string(limits::kYearMax + 1)};
}

Error too_many_days() {
  return {ErrorCode::limit_exceeded, "a budget is at most " + std::to_string(limits::kBudgetDays) + " days"};
}

CountingChanges changes_of(const Budget& budget) {
  const auto own = [](const auto& kind) { return kind.counting; };
  const auto none = [](const auto&) { return CountingChanges{}; };
  return match(
      budget.kind(), [&](const Budget::Workdays& kind) { return own(kind); },
      [&](const Budget::Days& kind) { return own(kind); }, [&](const Budget::Months& kind) { return own(kind); },
      [&](const Budget::Today& kind) { return own(kind); }, [&](const Budget::Open& kind) { return none(kind); },
      [&](const Budget::Wall& kind) { return none(kind); }, [&](const Budget::Until& kind) { return none(kind); },
      [&](const Budget::Combined& kind) { return none(kind); });
}

Result<DayCount> count_days(const CalendarParts& calendar, Instant start, const Budget& budget, const Paused& paused) {
  return match(
      budget.kind(), [&](const Budget::Workdays& kind) { return count_workdays(calendar, start, kind, paused.open); },
      [&](const Budget::Days& kind) { return count_calendar_days(calendar, start, kind, paused.dates); },
      [&](const Budget::Months& kind) { return count_months(calendar, start, kind, paused.dates); },
      [&](const Budget::Today& kind) { return count_today(calendar, start, kind, paused.dates); },
      [](const Budget::Open&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Wall&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Until&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Combined&) -> Result<DayCount> { return not_in_days(); });
}

Result<Instant> move_in_days(const CalendarParts& calendar, const Due& due, const Budget& budget,
                             const Paused& paused) {
  return match(
      budget.kind(), [&](const Budget::Workdays& kind) { return moved_by_open_time(calendar, due, kind, paused.open); },
      [&](const Budget::Days& kind) { return moved_by_dates(calendar, due, kind.counting, true, paused.dates); },
      [&](const Budget::Months& kind) { return moved_by_dates(calendar, due, kind.counting, true, paused.dates); },
      [&](const Budget::Today& kind) { return moved_by_dates(calendar, due, kind.counting, false, paused.dates); },
      [](const Budget::Open&) -> Result<Instant> { return not_in_days(); },
      [](const Budget::Wall&) -> Result<Instant> { return not_in_days(); },
      [](const Budget::Until&) -> Result<Instant> { return not_in_days(); },
      [](const Budget::Combined&) -> Result<Instant> { return not_in_days(); });
}

}  // namespace docket
