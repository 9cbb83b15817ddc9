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

  std::string name;
  LocalizedText title;
  TimeZone zone;
  Counting counting;
  std::optional<Date> known_until;
  std::optional<Instant> first_known;  // of the instants whose holidays are known
  std::optional<Instant> last_known;
  std::string fingerprint;
  DayPlan plan;
  OpenTable table;

  bool is_provisional(Instant instant) const;
  // The day whose windows hold an open instant: the day before, after midnight in a night shift.
  DayNumber owner(Instant open_instant) const;
};

}  // namespace docket
