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

// How days are counted, in words of its own.
struct ReferenceCount {
  enum class Of : std::uint8_t { workdays, days, months, today };
  enum class End : std::uint8_t { closing, same_time, midnight, at_time };
  enum class Roll : std::uint8_t { forwards, backwards, none };
  // A start outside hours: on its own date; when it opens next; on the next working day at that clock time.
  enum class Late : std::uint8_t { own_date, opening, same_clock };
  Of of = Of::workdays;
  int count = 1;
  bool starts_same_day = false;
  End end = End::closing;
  Minute end_at = 0;
  Late early = Late::own_date;  // before the first window of a working day
  Late late = Late::own_date;   // after the last one
  Late off = Late::own_date;    // on a day off
  std::optional<Minute> cut_off;
  Roll roll = Roll::forwards;
};

// What a limit stood still for, added up.
struct ReferencePause {
  Millis open = 0;
  int dates = 0;
};

// `2 workdays before`, `1 day after at 09:00`.
struct ReferenceDistance {
  bool of_workdays = false;
  int count = 1;
  bool is_after = false;
  std::optional<Minute> at;
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
  // Decisions 28, 29 and 30, one sentence after the other.
  std::optional<Millis> due(Millis start, const ReferenceCount& count, const ReferencePause& pause = {}) const;
  // Decision 32, from a due instant; `in_days`: midnight belongs to the date that ends there.
  std::optional<Millis> at_distance(Millis due, bool in_days, const ReferenceDistance& distance) const;
  // Working days from the day received up to the one whose hours hold `to`.
  std::optional<int> workdays_between(Millis from, Millis to, const ReferenceCount& count) const;
  DayIndex date(Millis at) const;

 private:
  enum class Twice : std::uint8_t { first, last };
  enum class Never : std::uint8_t { at_jump, shifted };
  const MinuteHours& hours(DayIndex day) const;
  bool is_open_on_wall(Minute wall) const;
  DayIndex workday(DayIndex from, int n) const;  // the n-th after or before it
  DayIndex rolled(DayIndex day, const ReferenceCount& count) const;
  // The instant at which the wall shows a time that it may show twice or never.
  Millis shown(Millis wall, Twice twice, Never never) const;
  // When a start counts: the instant, its date and the time on the wall since that date's midnight.
  struct Receipt {
    Millis at;
    DayIndex date;
    Millis clock;
  };
  Receipt as_shown(Millis at) const;
  std::optional<Receipt> received(Millis start, const ReferenceCount& count) const;
  std::optional<DayIndex> last_day(const Receipt& from, const ReferenceCount& count, int more) const;
  Millis into_hours(DayIndex day, Millis clock) const;
  Millis closing(DayIndex day) const;
  Millis end_of(DayIndex day, const Receipt& from, const ReferenceCount& count) const;
  Millis unpaused(const Receipt& from, const ReferenceCount& count, int more) const;
  std::optional<Millis> asked_again(Millis due, const Receipt& from, const ReferenceCount& count) const;

  ReferenceRules rules_;
  Minute first_;
  std::vector<bool> open_;
  std::vector<Minute> open_before_;  // one more than minutes
};

}  // namespace docket::testing
