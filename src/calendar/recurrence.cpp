// Our own expansion instead of libical's: version 3.0.16 fails 45 of the 144 cases that its successor
// is tested with (it ignores BYSETPOS, miscounts BYWEEKNO, mixes up unsorted lists) and walks for
// minutes through rules that never occur.
//
// Tested by tests/unit/calendar/recurrence_test.cpp
#include "docket/recurrence.hpp"

#include <algorithm>
#include <functional>

#include "base/try.hpp"
#include "calendar/recurrence_periods.hpp"
#include "calendar/recurrence_rule.hpp"
#include "docket/limits.hpp"

namespace docket {
namespace {

using std::chrono::local_days;

constexpr std::int64_t kPeriodsMax = 1'000'000;

enum class Visit : std::uint8_t { go_on, stop };

std::vector<LocalTime> sorted(std::vector<LocalTime> times) {
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

struct Recurrence::Impl {
  RecurrenceRule rule;
  LocalTime start;
  std::vector<LocalTime> except;  // sorted

  // Hands over the occurrences from about `from` on, in order, until the visitor has seen enough.
  void visit(LocalTime from, const std::function<Visit(LocalTime)>& visitor) const;
};

Result<Recurrence> Recurrence::of_days(std::string_view text, Date start, std::vector<Date> except) {
  DOCKET_TRY(rule, parse_recurrence_rule(text, TimeZone::utc()));
  if (rule.frequency < Frequency::daily) {
    return Error{ErrorCode::invalid_argument, "a recurrence of whole days cannot repeat within a day"};
  }
  rule.hours.clear();
  rule.minutes.clear();
  rule.seconds.clear();
  std::vector<LocalTime> midnights;
  for (const auto& date : except) midnights.emplace_back(local_days{date});
  return Recurrence(
      std::make_shared<const Impl>(Impl{std::move(rule), local_days{start}, sorted(std::move(midnights))}));
}

Result<Recurrence> Recurrence::of_times(std::string_view text, LocalTime start, const TimeZone& zone,
                                        std::vector<LocalTime> except) {
  DOCKET_TRY(rule, parse_recurrence_rule(text, zone));
  return Recurrence(std::make_shared<const Impl>(Impl{std::move(rule), start, sorted(std::move(except))}));
}

void Recurrence::Impl::visit(LocalTime from, const std::function<Visit(LocalTime)>& visitor) const {
  const Periods periods(rule, start);
  const LocalTime last = local_days{std::chrono::year{limits::kYearMax + 1} / std::chrono::January / 1};
  auto left = rule.count.value_or(0);
  // A COUNT is spent from the start on; without one the walk may begin where it is wanted.
  auto period = rule.count ? 0 : periods.containing(from);
  for (std::int64_t walked = 0; walked < kPeriodsMax && periods.begin(period) < last; ++walked) {
    const auto set = periods.fill(period);
    const auto take = [&](std::int64_t index) {
      const LocalTime time = set.at(index);
      if (time < start) return Visit::go_on;
      if (rule.until && time > *rule.until) return Visit::stop;
      if (rule.count && left-- == 0) return Visit::stop;
      if (std::binary_search(except.begin(), except.end(), time)) return Visit::go_on;
      return visitor(time);
    };
    if (rule.positions.empty()) {
      for (std::int64_t index = 0; index < set.size(); ++index) {
        if (take(index) == Visit::stop) return;
      }
    } else {
      for (const auto index : set.positions(rule.positions)) {
        if (take(index) == Visit::stop) return;
      }
    }
    if (rule.until && periods.begin(period) > *rule.until) return;
    period = periods.next(period, set);
  }
}

std::optional<LocalTime> Recurrence::next_after(LocalTime after) const {
  std::optional<LocalTime> found;
  impl_->visit(after, [&](LocalTime time) {
    if (time <= after) return Visit::go_on;
    found = time;
    return Visit::stop;
  });
  return found;
}

std::vector<LocalTime> Recurrence::first(std::size_t count) const {
  std::vector<LocalTime> found;
  if (count == 0) return found;
  impl_->visit(impl_->start, [&](LocalTime time) {
    found.push_back(time);
    return found.size() < count ? Visit::go_on : Visit::stop;
  });
  return found;
}

}  // namespace docket
