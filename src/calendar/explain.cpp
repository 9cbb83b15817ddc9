// Tested by tests/unit/calendar/explanation_test.cpp
#include "calendar/explain.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "base/try.hpp"
#include "calendar/counting.hpp"
#include "calendar/due.hpp"
#include "calendar/receipt.hpp"

namespace docket {
namespace {

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
  const auto first = std::min(wall_time_of(calendar, explanation.start).day, calendar.owner(due.effective_start));
  const auto last = std::max(wall_time_of(calendar, due.at).day, calendar.owner(due.effective_start));
  DayWalk walk(calendar, due.effective_start, due.at);
  for (auto day = first; day <= last; ++day) explanation.days.push_back(walk.next(day));
  // Due at the first instant of a day means due at the end of the day before.
  while (explanation.days.size() > 1 && explanation.days.back().counted.empty()) explanation.days.pop_back();
}

// Numbers the days of a budget of days, as far as they were counted; a roll goes beyond them.
void number_days(const CalendarParts& calendar, const Budget& budget, const DayCount& counted, const Counting& counting,
                 std::vector<ExplainedDay>& days) {
  const bool only_workdays = std::holds_alternative<Budget::Workdays>(budget.kind());
  const bool is_today = std::holds_alternative<Budget::Today>(budget.kind());
  bool is_day_one = counting.start == Counting::Start::same_day && !is_today;
  if (only_workdays && !calendar.plan.is_workday(counted.start_day)) is_day_one = false;
  int number = is_day_one ? 1 : 0;
  for (auto& day : days) {
    const auto at = day_number(day.day.date);
    if (at < counted.start_day || at > counted.counted_day) continue;
    if (only_workdays && at != counted.start_day && !day.day.is_workday) continue;
    day.number = number++;
  }
}

// Midnight ends the day before.
DayNumber day_of_end(const CalendarParts& calendar, Instant end) {
  const auto wall = wall_time_of(calendar, end);
  return wall.time.count() == 0 ? wall.day - 1 : wall.day;
}

Status explain_days(const CalendarParts& calendar, DueExplanation& explanation) {
  const auto paused = explanation.paused.empty() ? Paused{} : explanation.paused.front();
  DOCKET_TRY(counted, count_days(calendar, explanation.start, explanation.budget, paused));
  const auto first = std::min(wall_time_of(calendar, explanation.start).day, counted.start_day);
  auto last = std::max(counted.counted_day, counted.last_day);
  // A pause may have added open time behind the last day counted.
  if (counted.at > counted.counted_until) last = std::max(last, day_of_end(calendar, counted.at));
  DayWalk walk(calendar, counted.effective_start, counted.at);
  for (auto day = first; day <= last; ++day) explanation.days.push_back(walk.next(day));
  number_days(calendar, explanation.budget, counted, explanation.counting, explanation.days);
  return Done{};
}

Status explain_parts(const CalendarParts& calendar, DueExplanation& explanation, const Budget::Combined& combined) {
  std::vector<Due> dues;
  Instant from = explanation.start;
  for (std::size_t i = 0; i < combined.parts.size(); ++i) {
    DOCKET_TRY(explained,
               explain_due(calendar, from, combined.parts[i], paused_of_part(explanation.paused, combined, i)));
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

Result<DueExplanation> explain_due(const CalendarParts& calendar, Instant start, const Budget& budget,
                                   std::span<const Paused> paused) {
  DOCKET_TRY(due, due_of(calendar, start, budget, paused));
  DueExplanation explanation{.calendar = calendar.name,
                             .zone = calendar.zone,
                             .counting = changes_of(budget).applied_to(calendar.counting),
                             .budget = budget,
                             .start = start,
                             .paused = {paused.begin(), paused.end()},
                             .due = due,
                             .days = {},
                             .parts = {}};
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
