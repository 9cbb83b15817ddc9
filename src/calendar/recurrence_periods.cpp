// Tested by tests/unit/calendar/recurrence_test.cpp
#include "calendar/recurrence_periods.hpp"

#include <algorithm>

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using Seconds = std::chrono::seconds;

template <class Container, class Item>
bool holds(const Container& items, const Item& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// Whether a 1-based number out of `total` is chosen, counted from the front or from the back.
bool chosen(const std::vector<int>& numbers, int number, int total) {
  return holds(numbers, number) || holds(numbers, number - total - 1);
}

int weekday_of(local_days day) { return static_cast<int>((std::chrono::weekday{day}.c_encoding() + 6) % 7); }

local_days week_begin(local_days day, int week_start) { return day - days{(weekday_of(day) - week_start + 7) % 7}; }

local_days year_begin(int year) { return local_days{std::chrono::year{year} / std::chrono::January / 1}; }

int year_of(local_days day) { return static_cast<int>(Date{day}.year()); }

// The first day of week 1: the first week with at least four days in the year.
local_days week_year_begin(int year, int week_start) { return week_begin(year_begin(year) + days{3}, week_start); }

int week_year_of(local_days day, int week_start) {
  const int year = year_of(day);
  if (day >= week_year_begin(year + 1, week_start)) return year + 1;
  return day < week_year_begin(year, week_start) ? year - 1 : year;
}

// Days [begin, end).
struct DaySpan {
  local_days begin;
  local_days end;
};

int length(const DaySpan& span) { return static_cast<int>((span.end - span.begin).count()); }

DaySpan year_span(local_days day) { return {year_begin(year_of(day)), year_begin(year_of(day) + 1)}; }

DaySpan month_span(local_days day) {
  const Date date{day};
  const auto month = date.year() / date.month();
  return {local_days{month / 1}, local_days{(month + std::chrono::months{1}) / 1}};
}

// Which days and times of day a rule takes, whatever the period it comes from.
class Filter {
 public:
  Filter(const RecurrenceRule& rule, LocalTime start) : rule_(rule), start_day_(std::chrono::floor<days>(start)) {
    const std::chrono::hh_mm_ss time(std::chrono::floor<Seconds>(start) - start_day_);
    hour_ = static_cast<int>(time.hours().count());
    minute_ = static_cast<int>(time.minutes().count());
    second_ = static_cast<int>(time.seconds().count());
  }

  bool takes_day(local_days day) const {
    const Date date{day};
    const auto year = year_span(day);
    const auto month = month_span(day);
    if (!rule_.months.empty() && !holds(rule_.months, static_cast<int>(static_cast<unsigned>(date.month()))))
      return false;
    if (!rule_.year_days.empty() && !chosen(rule_.year_days, length({year.begin, day}) + 1, length(year))) return false;
    if (!rule_.month_days.empty() && !chosen(rule_.month_days, length({month.begin, day}) + 1, length(month)))
      return false;
    if (!rule_.week_numbers.empty() && !takes_week(day)) return false;
    if (!rule_.weekdays.empty()) return takes_weekday(day);
    return takes_as_start(day);
  }

  // All times of day the rule takes, in order.  A unit that the frequency itself counts is not expanded.
  std::vector<Seconds> times() const {
    std::vector<Seconds> times;
    for (const int hour : one_or(rule_.hours, hour_)) {
      for (const int minute : one_or(rule_.minutes, minute_)) {
        for (const int second : one_or(rule_.seconds, second_)) {
          times.push_back(std::chrono::hours{hour} + std::chrono::minutes{minute} + Seconds{second});
        }
      }
    }
    return times;
  }

  int minute() const { return minute_; }
  int second() const { return second_; }

  static std::vector<int> one_or(const std::vector<int>& numbers, int one) {
    return numbers.empty() ? std::vector<int>{one} : numbers;
  }

 private:
  bool takes_week(local_days day) const {
    const int year = week_year_of(day, rule_.week_start);
    const DaySpan weeks{week_year_begin(year, rule_.week_start), week_year_begin(year + 1, rule_.week_start)};
    return chosen(rule_.week_numbers, length({weeks.begin, day}) / 7 + 1, length(weeks) / 7);
  }

  // `1FR` counts within the month, or within the year when no month is asked for.
  bool takes_weekday(local_days day) const {
    const bool by_year = rule_.frequency == Frequency::yearly && rule_.months.empty();
    const auto span = by_year ? year_span(day) : month_span(day);
    const int from_front = length({span.begin, day}) / 7 + 1;
    const int from_back = -(length({day, span.end}) + 6) / 7;
    return std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(), [&](const WeekdayChoice& choice) {
      const bool fits = choice.ordinal == 0 || choice.ordinal == from_front || choice.ordinal == from_back;
      return fits && choice.weekday == weekday_of(day);
    });
  }

  // What the rule leaves open is taken from the start.
  bool takes_as_start(local_days day) const {
    const Date date{day};
    const Date start{start_day_};
    const bool names_days = !rule_.month_days.empty() || !rule_.year_days.empty();
    switch (rule_.frequency) {
      case Frequency::yearly:
        if (!rule_.year_days.empty()) return true;
        if (names_days) return !rule_.months.empty() || date.month() == start.month();
        if (!rule_.week_numbers.empty()) return weekday_of(day) == weekday_of(start_day_);
        return date.day() == start.day() && (!rule_.months.empty() || date.month() == start.month());
      case Frequency::monthly: return names_days || date.day() == start.day();
      case Frequency::weekly: return weekday_of(day) == weekday_of(start_day_);
      case Frequency::daily:
      case Frequency::hourly:
      case Frequency::minutely:
      case Frequency::secondly: return true;
    }
    return true;
  }

  const RecurrenceRule& rule_;
  local_days start_day_;
  int hour_ = 0, minute_ = 0, second_ = 0;
};

}  // namespace

class Periods::Impl {
 public:
  Impl(const RecurrenceRule& rule, LocalTime start)
      : rule_(rule),
        filter_(rule, start),
        start_(std::chrono::floor<Seconds>(start)),
        start_day_(std::chrono::floor<days>(start)) {
    if (rule.frequency >= Frequency::daily) times_ = filter_.times();
    // A start in the days that belong to a neighbouring year's week counts years from that year when
    // it is an occurrence itself; otherwise from the year on its calendar.
    const bool counts_by_week = !rule.week_numbers.empty() && (rule.interval == 1 || filter_.takes_day(start_day_));
    first_year_ = counts_by_week ? week_year_of(start_day_, rule.week_start) : year_of(start_day_);
  }

  // The last period that begins at or before the time.
  std::int64_t containing(LocalTime time) const {
    const auto second = std::chrono::floor<Seconds>(time);
    const auto day = std::chrono::floor<days>(time);
    const auto apart = [&]() -> std::int64_t {
      switch (rule_.frequency) {
        case Frequency::yearly: return year(day) - first_year_;
        case Frequency::monthly: return month_index(day) - month_index(start_day_);
        case Frequency::weekly:
          return (week_begin(day, rule_.week_start) - week_begin(start_day_, rule_.week_start)).count() / 7;
        case Frequency::daily: return (day - start_day_).count();
        case Frequency::hourly:
        case Frequency::minutely:
        case Frequency::secondly: return (floor_to_unit(second) - floor_to_unit(start_)) / unit();
      }
      return 0;
    }();
    return apart <= 0 ? 0 : apart / rule_.interval;
  }

  LocalSeconds begin(std::int64_t period) const {
    const auto steps = period * rule_.interval;
    switch (rule_.frequency) {
      case Frequency::yearly: return span(period).begin;
      case Frequency::monthly: return span(period).begin;
      case Frequency::weekly: return span(period).begin;
      case Frequency::daily: return span(period).begin;
      case Frequency::hourly:
      case Frequency::minutely:
      case Frequency::secondly: return floor_to_unit(start_) + steps * unit();
    }
    return start_;
  }

  PeriodSet fill(std::int64_t period) const {
    PeriodSet set;
    if (rule_.frequency >= Frequency::daily) {
      const auto days_of_period = span(period);
      for (auto day = days_of_period.begin; day < days_of_period.end; day += days{1}) {
        if (filter_.takes_day(day)) set.dates.push_back(day);
      }
      set.times = times_;
      return set;
    }
    const auto from = begin(period);
    const auto day = std::chrono::floor<days>(from);
    if (!filter_.takes_day(day)) return set;
    set.dates = {day};
    set.times = times_in_unit(from - day);
    return set;
  }

  // The next period worth a look: hours and shorter periods skip the rest of a day that is not taken.
  std::int64_t next(std::int64_t period, const PeriodSet& seen) const {
    if (rule_.frequency >= Frequency::daily || !seen.dates.empty()) return period + 1;
    const auto tomorrow = std::chrono::floor<days>(begin(period)) + days{1};
    const auto step = unit() * rule_.interval;
    const auto left = tomorrow - begin(period);
    return period + std::max<std::int64_t>(1, (left + step - Seconds{1}) / step);
  }

 private:
  int year(local_days day) const {
    return rule_.week_numbers.empty() ? year_of(day) : week_year_of(day, rule_.week_start);
  }

  static std::int64_t month_index(local_days day) {
    const Date date{day};
    return static_cast<int>(date.year()) * std::int64_t{12} + static_cast<unsigned>(date.month()) - 1;
  }

  Seconds unit() const {
    if (rule_.frequency == Frequency::hourly) return std::chrono::hours{1};
    return rule_.frequency == Frequency::minutely ? Seconds{60} : Seconds{1};
  }

  LocalSeconds floor_to_unit(LocalSeconds time) const {
    return LocalSeconds{time.time_since_epoch() / unit() * unit()};
  }

  // Of the frequencies from daily on.
  DaySpan span(std::int64_t period) const {
    const auto steps = period * rule_.interval;
    if (rule_.frequency == Frequency::yearly) {
      const int number = first_year_ + static_cast<int>(steps);
      if (rule_.week_numbers.empty()) return {year_begin(number), year_begin(number + 1)};
      return {week_year_begin(number, rule_.week_start), week_year_begin(number + 1, rule_.week_start)};
    }
    if (rule_.frequency == Frequency::monthly) {
      const auto index = month_index(start_day_) + steps;
      const auto month = std::chrono::month{static_cast<unsigned>(index % 12 + 1)};
      return month_span(local_days{std::chrono::year{static_cast<int>(index / 12)} / month / 1});
    }
    if (rule_.frequency == Frequency::weekly) {
      const auto begin = week_begin(start_day_, rule_.week_start) + days{7 * steps};
      return {begin, begin + days{7}};
    }
    return {start_day_ + days{steps}, start_day_ + days{steps + 1}};
  }

  // The times of day within one hour, minute or second.
  std::vector<Seconds> times_in_unit(Seconds since_midnight) const {
    const std::chrono::hh_mm_ss time(since_midnight);
    const auto fits = [](const std::vector<int>& numbers, std::int64_t number) {
      return numbers.empty() || holds(numbers, static_cast<int>(number));
    };
    if (!fits(rule_.hours, time.hours().count())) return {};
    const bool counts_minutes = rule_.frequency != Frequency::hourly;
    const bool counts_seconds = rule_.frequency == Frequency::secondly;
    if (counts_minutes && !fits(rule_.minutes, time.minutes().count())) return {};
    if (counts_seconds && !fits(rule_.seconds, time.seconds().count())) return {};
    const auto minutes = counts_minutes ? std::vector<int>{static_cast<int>(time.minutes().count())}
                                        : Filter::one_or(rule_.minutes, filter_.minute());
    const auto seconds = counts_seconds ? std::vector<int>{static_cast<int>(time.seconds().count())}
                                        : Filter::one_or(rule_.seconds, filter_.second());
    std::vector<Seconds> times;
    for (const int minute : minutes) {
      for (const int second : seconds) times.push_back(time.hours() + std::chrono::minutes{minute} + Seconds{second});
    }
    return times;
  }

  const RecurrenceRule& rule_;
  Filter filter_;
  LocalSeconds start_;
  local_days start_day_;
  std::vector<Seconds> times_;
  int first_year_ = 0;
};

LocalSeconds PeriodSet::at(std::int64_t index) const {
  const auto i = static_cast<std::size_t>(index);
  return dates[i / times.size()] + times[i % times.size()];
}

std::vector<std::int64_t> PeriodSet::positions(const std::vector<int>& wanted) const {
  std::vector<std::int64_t> found;
  for (const int position : wanted) {
    const std::int64_t index = position > 0 ? position - 1 : size() + position;
    if (index >= 0 && index < size()) found.push_back(index);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Periods::Periods(const RecurrenceRule& rule, LocalTime start) : impl_(std::make_unique<const Impl>(rule, start)) {}
Periods::~Periods() = default;

std::int64_t Periods::containing(LocalTime time) const { return impl_->containing(time); }
LocalSeconds Periods::begin(std::int64_t period) const { return impl_->begin(period); }
PeriodSet Periods::fill(std::int64_t period) const { return impl_->fill(period); }
std::int64_t Periods::next(std::int64_t period, const PeriodSet& seen) const { return impl_->next(period, seen); }

}  // namespace docket
