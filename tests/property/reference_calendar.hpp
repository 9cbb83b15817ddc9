// A calendar that counts minutes: slow, obvious, and without a line of the library's arithmetic.
// Zones are formulas here (when summer time begins in Berlin), not zone files.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace docket::testing {

using Minute = std::int64_t;    // since 1970 in UTC, or on the wall
using Millis = std::int64_t;    // since 1970 in UTC
using DayIndex = std::int64_t;  // since 1970-01-01 on the wall

// Minutes since the midnight of its day: end may lie beyond 1440.
struct MinuteWindow {
  Minute start;
  Minute end;
};
using MinuteHours = std::vector<MinuteWindow>;

enum class ReferenceZone : std::uint8_t { shanghai, berlin, new_york, lord_howe, kathmandu };
std::string iana_name(ReferenceZone zone);
Minute offset_at(ReferenceZone zone, Minute utc);

struct ReferenceRules {
  ReferenceZone zone = ReferenceZone::shanghai;
  std::vector<MinuteHours> week;             // Monday first
  std::map<DayIndex, MinuteHours> specials;  // the layers already decided
};

class ReferenceCalendar {
 public:
  // Counts every minute from `first` for `minutes` minutes.
  ReferenceCalendar(ReferenceRules rules, Minute first, Minute minutes);

  // nullopt: the answer lies outside the minutes counted.
  std::optional<Millis> open_before(Millis at) const;
  bool is_open(Millis at) const;
  std::optional<Millis> next_open(Millis at) const;
  std::optional<Millis> add(Millis start, Millis length) const;
  std::optional<Millis> subtract(Millis end, Millis length) const;

  bool is_workday(DayIndex day) const;
  // The close of business of the n-th working day after the one that the start belongs to.
  std::optional<Millis> due_in_workdays(Millis start, int n) const;

 private:
  const MinuteHours& hours(DayIndex day) const;
  bool is_open_on_wall(Minute wall) const;
  DayIndex owner(Minute wall) const;
  Minute closing(DayIndex day) const;

  ReferenceRules rules_;
  Minute first_;
  std::vector<bool> open_;
  std::vector<Minute> open_before_;  // one more than minutes
};

}  // namespace docket::testing
