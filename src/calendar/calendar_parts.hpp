// CalendarParts: what is behind a Calendar, for the files that do its arithmetic.
#pragma once

#include <optional>
#include <string>

#include "calendar/day_plan.hpp"
#include "calendar/definition.hpp"
#include "calendar/open_table.hpp"

namespace docket {

struct CalendarParts {
  explicit CalendarParts(const CalendarDefinition& definition);
  // The same calendar as it was known on a day.
  CalendarParts(const CalendarParts& calendar, Date as_of);

  std::string name;
  LocalizedText title;
  TimeZone zone;
  Counting counting;
  std::vector<KnownYear> years;
  std::optional<Date> as_of;
  std::optional<Date> known_from;  // [known_from, known_until) are the dates whose holidays are known
  std::optional<Date> known_until;
  std::optional<Instant> first_known;  // of the instants whose holidays are certain: the last days of the last
                                       // December may still be moved by the next notice
  std::optional<Instant> last_known;
  DayPlan plan;
  std::string fingerprint;
  OpenTable table;

  bool is_provisional(Instant instant) const;
  // The day whose windows hold an open instant: the day before, after midnight in a night shift.
  DayNumber owner(Instant open_instant) const;

 private:
  void limit_to_known_years();
};

}  // namespace docket
