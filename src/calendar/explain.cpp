// Tested by tests/unit/calendar/explanation_test.cpp
#include "calendar/explain.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "base/try.hpp"
#include "calendar/counting.hpp"

namespace docket {
namespace {

DayNumber wall_day(const CalendarParts& calendar, Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(calendar.zone.local(instant));
  return static_cast<DayNumber>(day.time_since_epoch().count());
}

// Walks the days from the start to the due date and hands each stretch of open time to the day whose
// window it lies in.  Windows of neighbouring days may overlap: no instant is counted twice.
class DayWalk {
 public:
  DayWalk(const CalendarParts& calendar, Instant from, Instant until)
      : calendar_(calendar), counted_until_(from), until_(until) {}

  ExplainedDay next(DayNumber number) {
    ExplainedDay explained;
    explained.day = describe_day(calendar_, number);
    for (const auto& window : explained.day.windows) {
      const Stretch counted{std::max(window.from, counted_until_), std::min(window.until, until_)};
      if (counted.from >= counted.until) continue;
      explained.counted.push_back(counted);
      explained.subtotal = explained.subtotal + WorkingTime{counted.until - counted.from};
      counted_until_ = counted.until;
    }
    total_ = total_ + explained.subtotal;
    explained.total = total_;
    return explained;
  }

 private:
  const CalendarParts& calendar_;
  Instant counted_until_;
  Instant until_;
  WorkingTime total_;
};

// A budget of open time: no day has a number.
void explain_open_time(const CalendarParts& calendar, DueExplanation& explanation) {
  const auto& due = explanation.due;
  const auto first = std::min(wall_day(calendar, explanation.start), calendar.owner(due.effective_start));
  const auto last = std::max(wall_day(calendar, due.at), calendar.owner(due.effective_start));
  DayWalk walk(calendar, due.effective_start, due.at);
  for (auto day = first; day <= last; ++day) explanation.days.push_back(walk.next(day));
  // Due at the first instant of a day means due at the end of the day before.
  while (explanation.days.size() > 1 && explanation.days.back().counted.empty()) explanation.days.pop_back();
}

// Numbers the days of a budget of days, as far as they were counted; a roll goes beyond them.
void number_days(const Budget& budget, const DayCount& counted, const Counting& counting,
                 std::vector<ExplainedDay>& days) {
  const bool only_workdays = std::holds_alternative<Budget::Workdays>(budget.kind());
  int number = counting.start == Counting::Start::same_day ? 1 : 0;
  if (std::holds_alternative<Budget::Today>(budget.kind())) number = 0;
  for (auto& day : days) {
    const auto at = day_number(day.day.date);
    if (at < counted.start_day || at > counted.counted_day) continue;
    if (only_workdays && at != counted.start_day && !day.day.is_workday) continue;
    day.number = number++;
  }
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

Status explain_days(const CalendarParts& calendar, DueExplanation& explanation) {
  DOCKET_TRY(counted, count_days(calendar, explanation.start, explanation.budget));
  const auto first = std::min(wall_day(calendar, explanation.start), counted.start_day);
  const auto last = std::max(counted.counted_day, counted.last_day);
  DayWalk walk(calendar, counted.effective_start, counted.at);
  for (auto day = first; day <= last; ++day) explanation.days.push_back(walk.next(day));
  number_days(explanation.budget, counted, explanation.counting, explanation.days);
  return Done{};
}

Status explain_parts(const CalendarParts& calendar, DueExplanation& explanation, const Budget::Combined& combined) {
  std::vector<Due> dues;
  Instant from = explanation.start;
  for (const auto& part : combined.parts) {
    DOCKET_TRY(explained, explain_due(calendar, from, part));
    if (combined.how == Budget::Combination::then) from = explained.due.at;
    dues.push_back(explained.due);
    explanation.parts.push_back(std::move(explained));
  }
  explanation.decisive_part = decide(combined.how, dues).part;
  return Done{};
}

}  // namespace

Day describe_day(const CalendarParts& calendar, DayNumber day) {
  auto reason = calendar.plan.reason(day);
  Day described{date_of(day),
                reason.kind,
                calendar.plan.is_workday(day),
                std::move(reason.name),
                std::move(reason.source),
                std::move(reason.notice),
                {},
                {}};
  append_stretches(calendar.zone, calendar.plan, day, described.windows);
  merge(described.windows);
  for (const auto& window : described.windows) {
    described.open = described.open + WorkingTime{window.until - window.from};
  }
  return described;
}

Result<DueExplanation> explain_due(const CalendarParts& calendar, Instant start, const Budget& budget) {
  DOCKET_TRY(due, due_of(calendar, start, budget));
  DueExplanation explanation{
      calendar.name, calendar.zone, changes_of(budget).applied_to(calendar.counting), budget, start, due, {}, {}, 0};
  const auto days = [&]() -> Status { return explain_days(calendar, explanation); };
  const auto nothing = []() -> Status { return Done{}; };
  DOCKET_CHECK(match(
      budget.kind(),
      [&](const Budget::Open&) -> Status {
        explain_open_time(calendar, explanation);
        return Done{};
      },
      [&](const Budget::Workdays&) { return days(); }, [&](const Budget::Days&) { return days(); },
      [&](const Budget::Months&) { return days(); }, [&](const Budget::Today&) { return days(); },
      [&](const Budget::Wall&) { return nothing(); }, [&](const Budget::Until&) { return nothing(); },
      [&](const Budget::Combined& kind) { return explain_parts(calendar, explanation, kind); }));
  return explanation;
}

}  // namespace docket
