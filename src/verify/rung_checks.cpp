// Tested by tests/unit/verify/rung_checks_test.cpp
#include "verify/rung_checks.hpp"

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "verify/chart_checks.hpp"

namespace docket {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// The longest open time of any date of these years; nullopt where windows run over midnight, which belong to
// two dates.
std::optional<Elapsed> longest_date(const Calendar& calendar, int first_year, int last_year) {
  const auto midnight = [&](local_days day) { return calendar.zone().to_instant(LocalTime{day}, Gap::at_jump); };
  const local_days end{std::chrono::year{last_year + 1} / 1 / 1};
  Elapsed longest{0};
  for (local_days day{std::chrono::year{first_year} / 1 / 1}; day < end; day += days{1}) {
    const auto from = midnight(day), until = midnight(day + days{1});
    if (calendar.is_open(from) && calendar.is_open(from - std::chrono::milliseconds{1})) return std::nullopt;
    longest = std::max(longest, calendar.open_time_between(from, until).length());
  }
  return longest;
}

// Whether so many dates never hold more open time than that.  One year tells of most that they do.
bool never_exceeds(const Calendar& calendar, int dates, Elapsed length) {
  const auto usual = longest_date(calendar, 2026, 2026);
  if (!usual || *usual * dates > length) return false;
  const auto longest = longest_date(calendar, 2000, 2100);
  return longest && *longest * dates <= length;
}

bool begins_on_the_day(const CountingChanges& changes, const Calendar& calendar) {
  return changes.applied_to(calendar.counting()).start == Counting::Start::same_day;
}

// Whether a point at that distance before the due instant is never after the start.
bool is_never_after_start(const Calendar& calendar, const ClockTarget& target, const Distance& distance) {
  const auto& kind = target.budget.kind();
  const auto* open = std::get_if<Budget::Open>(&kind);
  const auto* wall = std::get_if<Budget::Wall>(&kind);
  const auto* workdays = std::get_if<Budget::Workdays>(&kind);
  const bool is_today = std::holds_alternative<Budget::Today>(kind);
  switch (distance.unit) {
    case Distance::Unit::open:
      if (open) return distance.length >= open->length.length();
      if (wall) return distance.length >= wall->length;  // the open time of a stretch is at most its length
      if (workdays) return never_exceeds(calendar, workdays->count + 1, distance.length);
      return is_today && never_exceeds(calendar, 1, distance.length);
    case Distance::Unit::wall:
      if (open) return target.is_wall && distance.length >= open->length.length();
      return wall && distance.length >= wall->length;
    case Distance::Unit::workdays:
      if (!workdays) return is_today;
      return distance.count > workdays->count ||
             (distance.count == workdays->count && begins_on_the_day(workdays->counting, calendar));
    case Distance::Unit::days: return is_today;
  }
  return false;
}

}  // namespace

void check_rungs(const Workflow& workflow, const yaml::Node& root, Diagnostics& diagnostics) {
  for (const auto& clock : workflow.clocks) {
    for (const auto& rung : clock.rungs) {
      if (rung.mark != Rung::Mark::before) continue;
      for (const auto& target : clock.targets) {
        if (target.at || !is_never_after_start(workflow.calendar(target.calendar), target, rung.distance)) continue;
        warn(diagnostics, root, rung.place, "never-sent",
             backticked(rung.name) + " would lie at or before the start of the row " + backticked(target.name) +
                 " of " + backticked(clock.name) + ", where it is not sent: " + to_string(rung.distance, Side::before) +
                 " of " + target.written,
             "take a shorter distance, or a share such as `50%`");
      }
    }
  }
}

}  // namespace docket
