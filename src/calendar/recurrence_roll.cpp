// Recurrences on a calendar: where occurrences go that fall on days off.
// Tested by tests/unit/calendar/recurrence_test.cpp
#include <algorithm>

#include "docket/recurrence.hpp"

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// So many occurrences are looked at for one answer: a rule that repeats each second may put a day's worth of
// them on a single working day.
constexpr int kOccurrencesMax = 200'000;

local_days day_of(LocalTime time) { return std::chrono::floor<days>(time); }

std::optional<local_days> workday_from(const Calendar& calendar, local_days day, int n) {
  const auto found = calendar.workday_from(Date{day}, n);
  return found ? std::optional(local_days{*found}) : std::nullopt;
}

// The day that an occurrence goes to; nullopt when it is left out, or there is no such day.
std::optional<local_days> day_for(const Calendar& calendar, local_days planned, DayOff day_off) {
  if (calendar.is_workday(Date{planned})) return planned;
  switch (day_off) {
    case DayOff::next_workday: return workday_from(calendar, planned, 1);
    case DayOff::previous_workday: return workday_from(calendar, planned, -1);
    case DayOff::none: return planned;
    case DayOff::skip: return std::nullopt;
  }
  return std::nullopt;
}

// The earliest time of the plan that may go to `after` or beyond: days off before it may come up to it.
LocalTime search_begin(const Calendar& calendar, LocalTime after, DayOff day_off) {
  if (day_off != DayOff::next_workday) return day_of(after);
  return workday_from(calendar, day_of(after), -1).value_or(day_of(after));
}

// Days off are passed over at once: a rule may have many occurrences on each.
std::optional<LocalTime> following(const Recurrence& recurrence, const Calendar& calendar, LocalTime planned,
                                   DayOff day_off) {
  constexpr std::chrono::milliseconds kInstant{1};
  const bool is_left_out = day_off == DayOff::skip && !calendar.is_workday(Date{day_of(planned)});
  const auto workday = is_left_out ? workday_from(calendar, day_of(planned), 1) : std::nullopt;
  if (is_left_out && !workday) return std::nullopt;
  return recurrence.next_after(workday ? LocalTime{*workday} - kInstant : planned);
}

}  // namespace

std::optional<Recurrence::Occurrence> next_occurrence(const Recurrence& recurrence, const Calendar& calendar,
                                                      DayOff day_off, Instant after) {
  const auto& zone = calendar.zone();
  std::optional<Recurrence::Occurrence> best;
  local_days best_day;
  auto planned =
      recurrence.next_after(search_begin(calendar, zone.local(after), day_off) - std::chrono::milliseconds{1});
  for (int looked = 0; planned && looked < kOccurrencesMax; ++looked) {
    const auto day = day_for(calendar, day_of(*planned), day_off);
    // Days go forwards with the plan; only on one day a later plan may come at an earlier time.
    if (best && day && *day > best_day) break;
    const auto at = day ? std::optional(zone.to_instant(*day + (*planned - day_of(*planned)))) : std::nullopt;
    if (at && *at > after && (!best || *at < best->at)) {
      best = Recurrence::Occurrence{*at, *planned};
      best_day = *day;
    }
    planned = following(recurrence, calendar, *planned, day_off);
  }
  return best;
}

std::vector<Recurrence::Occurrence> occurrences_between(const Recurrence& recurrence, const Calendar& calendar,
                                                        DayOff day_off, Instant from, Instant until,
                                                        std::size_t count) {
  std::vector<Recurrence::Occurrence> found;
  auto after = from - std::chrono::milliseconds{1};
  while (found.size() < count) {
    const auto next = next_occurrence(recurrence, calendar, day_off, after);
    if (!next || next->at >= until) break;
    found.push_back(*next);
    after = next->at;
  }
  return found;
}

}  // namespace docket
