// Tested by tests/unit/calendar/counting_test.cpp
#include "calendar/counting.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/match.hpp"
#include "base/try.hpp"
#include "docket/limits.hpp"

namespace docket {
namespace {

using Seconds = std::chrono::seconds;
using std::chrono::days;

Error never_opens(const CalendarParts& calendar) {
  return {ErrorCode::limit_exceeded,
          "calendar `" + calendar.name + "` does not open again before " + std::to_string(limits::kYearMax + 1)};
}

Error too_many_days() {
  return {ErrorCode::limit_exceeded, "a budget is at most " + std::to_string(limits::kBudgetDays) + " days"};
}

LocalTime midnight(DayNumber day) { return LocalTime{days{day}}; }

struct EffectiveStart {
  Instant at;
  DayNumber day;  // it belongs to
};

// The next opening, and past the cut-off the opening of the next working day.  Here and below nullopt
// means that the calendar never opens again.
std::optional<EffectiveStart> effective_start(const CalendarParts& calendar, Instant start, const Counting& counting) {
  const auto open = calendar.table.next_open(start);
  if (!open) return std::nullopt;
  const auto day = calendar.owner(*open);
  const bool is_too_late = counting.cut_off && calendar.zone.local(*open) >= midnight(day) + *counting.cut_off;
  if (!is_too_late) return EffectiveStart{*open, day};
  const auto next = calendar.plan.nth_workday(day, 1);
  if (!next) return std::nullopt;
  const auto opening =
      calendar.zone.to_instant(midnight(*next) + calendar.plan.hours(*next).front().start, Gap::at_jump);
  const auto next_open = calendar.table.next_open(opening);
  if (!next_open) return std::nullopt;
  return EffectiveStart{*next_open, *next};
}

// When a budget that ends on `day` is due on it.
Instant end_on(const CalendarParts& calendar, DayNumber day, const EffectiveStart& start, const Counting& counting) {
  const auto& hours = calendar.plan.hours(day);
  const auto wall = [&](std::chrono::milliseconds since_midnight, Gap gap, Overlap overlap) {
    return calendar.zone.to_instant(midnight(day) + since_midnight, gap, overlap);
  };
  switch (counting.end) {
    case Counting::End::close_of_business: {
      // A day off has no closing: its end is midnight.  An hour that is shown twice closes the second time.
      const Seconds closing = hours.empty() ? Seconds{days{1}} : hours.back().end;
      return wall(closing, Gap::at_jump, Overlap::later);
    }
    case Counting::End::same_time: {
      auto time = calendar.zone.local(start.at) - midnight(start.day);
      if (!hours.empty()) {
        time = std::clamp<std::chrono::milliseconds>(time, hours.front().start, hours.back().end);
      }
      return wall(time, Gap::shifted, Overlap::earlier);
    }
    case Counting::End::end_of_day: return wall(days{1}, Gap::at_jump, Overlap::earlier);
    case Counting::End::at_time: return wall(counting.end_at, Gap::shifted, Overlap::earlier);
  }
  return start.at;
}

std::optional<DayNumber> rolled(const CalendarParts& calendar, DayNumber day, Counting::Roll roll) {
  if (roll == Counting::Roll::none || calendar.plan.is_workday(day)) return day;
  return calendar.plan.nth_workday(day, roll == Counting::Roll::next_workday ? 1 : -1);
}

// Day `count` of a count in which the starting day is 0 or 1.
int days_on(int count, const Counting& counting) {
  return counting.start == Counting::Start::same_day ? count - 1 : count;
}

// The same day of a later month, or that month's last day.
DayNumber months_later(DayNumber day, int count) {
  const Date date = date_of(day);
  const auto month = date.year() / date.month() + std::chrono::months{count};
  const Date wanted = month / date.day();
  return day_number(wanted.ok() ? wanted : Date{month / std::chrono::last});
}

using CountedDay = std::optional<DayNumber>;

// What all counts of days share; `count_from` says which day a count from some day arrives at.
template <class CountFrom>
Result<DayCount> count(const CalendarParts& calendar, Instant start, const Counting& counting, bool may_roll,
                       const CountFrom& count_from) {
  const auto effective = effective_start(calendar, start, counting);
  if (!effective) return never_opens(calendar);
  const CountedDay counted = count_from(effective->day, counting);
  const auto last =
      counted ? rolled(calendar, *counted, may_roll ? counting.roll : Counting::Roll::none) : std::nullopt;
  if (!last) return never_opens(calendar);
  return DayCount{effective->at, effective->day, *counted, *last, end_on(calendar, *last, *effective, counting)};
}

template <class CountFrom>
Result<DayCount> count(const CalendarParts& calendar, Instant start, const CountingChanges& changes, bool may_roll,
                       const CountFrom& count_from) {
  if (!changes.empty()) return count(calendar, start, changes.applied_to(calendar.counting), may_roll, count_from);
  return count(calendar, start, calendar.counting, may_roll, count_from);
}

Result<DayCount> count_workdays(const CalendarParts& calendar, Instant start, const Budget::Workdays& budget) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays) return too_many_days();
  return count(calendar, start, budget.counting, false, [&](DayNumber day, const Counting& counting) -> CountedDay {
    const int further = days_on(budget.count, counting);
    return further == 0 ? day : calendar.plan.nth_workday(day, further);
  });
}

Result<DayCount> count_calendar_days(const CalendarParts& calendar, Instant start, const Budget::Days& budget) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays) return too_many_days();
  return count(calendar, start, budget.counting, true, [&](DayNumber day, const Counting& counting) -> CountedDay {
    return day + days_on(budget.count, counting);
  });
}

Result<DayCount> count_months(const CalendarParts& calendar, Instant start, const Budget::Months& budget) {
  if (budget.count < 1 || budget.count > limits::kBudgetDays / 30) return too_many_days();
  return count(calendar, start, budget.counting, true, [&](DayNumber day, const Counting& counting) -> CountedDay {
    return months_later(day, budget.count) - (counting.start == Counting::Start::same_day ? 1 : 0);
  });
}

Result<DayCount> count_today(const CalendarParts& calendar, Instant start, const Budget::Today& budget) {
  return count(calendar, start, budget.counting, false,
               [](DayNumber day, const Counting&) -> CountedDay { return day; });
}

Error not_in_days() { return {ErrorCode::invalid_argument, "this budget is not counted in days"}; }

Result<Due> open_time_due(const CalendarParts& calendar, Instant start, WorkingTime length) {
  if (length.length() > days{limits::kBudgetDays}) return too_many_days();
  if (length.length().count() < 0) return Error{ErrorCode::invalid_argument, "a budget is not negative"};
  const auto effective = calendar.table.next_open(start);
  if (!effective) return never_opens(calendar);
  if (length.length().count() == 0) return Due{*effective, *effective, false};
  const auto opened = calendar.table.opened_before(*effective) + length.length().count();
  const auto at_close = calendar.counting.boundary == Counting::Boundary::close;
  const auto at =
      at_close ? calendar.table.first_with(opened, *effective) : calendar.table.last_with(opened, *effective);
  if (!at) return never_opens(calendar);
  return Due{*at, *effective, false};
}

Result<Due> combined_due(const CalendarParts& calendar, Instant start, const Budget::Combined& combined) {
  if (combined.parts.empty()) return Error{ErrorCode::invalid_argument, "a combined budget needs at least one part"};
  std::vector<Due> dues;
  Instant from = start;
  for (const auto& part : combined.parts) {
    DOCKET_TRY(due, due_of(calendar, from, part));
    if (combined.how == Budget::Combination::then) from = due.at;
    dues.push_back(due);
  }
  return decide(combined.how, dues).due;
}

}  // namespace

Result<DayCount> count_days(const CalendarParts& calendar, Instant start, const Budget& budget) {
  return match(
      budget.kind(), [&](const Budget::Workdays& kind) { return count_workdays(calendar, start, kind); },
      [&](const Budget::Days& kind) { return count_calendar_days(calendar, start, kind); },
      [&](const Budget::Months& kind) { return count_months(calendar, start, kind); },
      [&](const Budget::Today& kind) { return count_today(calendar, start, kind); },
      [](const Budget::Open&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Wall&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Until&) -> Result<DayCount> { return not_in_days(); },
      [](const Budget::Combined&) -> Result<DayCount> { return not_in_days(); });
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
  const auto by_days = [&]() -> Result<Due> {
    DOCKET_TRY(counted, count_days(calendar, start, budget));
    return Due{counted.at, counted.effective_start, false};
  };
  auto due = match(
      budget.kind(), [&](const Budget::Open& kind) { return open_time_due(calendar, start, kind.length); },
      [&](const Budget::Wall& kind) -> Result<Due> {
        if (kind.length > days{limits::kBudgetDays}) return too_many_days();
        return Due{start + kind.length, start, false};
      },
      [&](const Budget::Until& kind) -> Result<Due> {
        return Due{kind.at, start, false};
      },
      [&](const Budget::Workdays&) { return by_days(); }, [&](const Budget::Days&) { return by_days(); },
      [&](const Budget::Months&) { return by_days(); }, [&](const Budget::Today&) { return by_days(); },
      [&](const Budget::Combined& kind) { return combined_due(calendar, start, kind); });
  if (!due) return due;
  const bool is_wall =
      std::holds_alternative<Budget::Wall>(budget.kind()) || std::holds_alternative<Budget::Until>(budget.kind());
  const bool is_combined = std::holds_alternative<Budget::Combined>(budget.kind());
  if (!is_wall && !is_combined) due->provisional = calendar.is_provisional(start) || calendar.is_provisional(due->at);
  return due;
}

}  // namespace docket
