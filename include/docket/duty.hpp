// Duties: work that comes again, whether anybody asks for it or not: a round every morning, the corridors on
// Tuesdays, the archive at the end of a month.  A duty opens cases; who does not finish them in time has
// missed it, and somebody hears of that.
//
//   for (const auto& each : docket::duty_occurrences(rules, "shanshui", monday, sunday)) ...
//
// Which days those are is an RRULE on a calendar (recurrence.hpp); rules are written as rules/LANGUAGE.md,
// "Duties", says.  Runtime opens what is due (runtime.hpp, start_duties); here is what it decides by.
//
// Threads: functions are pure.  Errors: none, the rules were checked when they were loaded.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/engine.hpp"
#include "docket/migration.hpp"
#include "docket/rule_book.hpp"

namespace docket {

// One time at which a duty is to be done.
struct DutyOccurrence {
  std::string duty, project;
  std::string key;  // `shanshui/morning_meeting/2026-03-09T08:30`: the same on every machine
  LocalizedText title;
  Instant from, until;         // it is missed strictly after `until`
  std::vector<NewCase> opens;  // one case, or as many as its quota asks; their ids begin with `key`
  Event event;                 // which opens each of them
  std::string to;              // the role that hears when it was missed; may be empty
};

// Those whose time begins in [from, until), by time, then in document order; at most `max`.
// Cost: the occurrences, and one look at each duty of the project.
std::vector<DutyOccurrence> duty_occurrences(const RuleBook& rules, std::string_view project, Instant from,
                                             Instant until, std::size_t max = 10'000);
// The next thing to do about a duty later than `after`: its time begins, or is over (the millisecond after
// `until`).  nullopt: nothing, or no such duty.
std::optional<Instant> next_duty_moment(const RuleBook& rules, std::string_view project, std::string_view duty,
                                        Instant after);
// Those that are open at that moment: their time has begun and is not over.
std::vector<DutyOccurrence> duties_open_at(const RuleBook& rules, std::string_view project, std::string_view duty,
                                           Instant moment);
// The occurrence whose time is over at that moment.
std::vector<DutyOccurrence> duties_over_at(const RuleBook& rules, std::string_view project, std::string_view duty,
                                           Instant moment);

enum class DutyStanding : std::uint8_t {
  ahead,      // its time has not begun
  open,       // it is time
  done,       // as often and as long as it must be
  missed,     // its time is over
  not_asked,  // its time has begun, and nobody was ever asked to do it: docket began, or these rules came, later
};
const char* name_of(DutyStanding standing) noexcept;

// How an occurrence stands at `now`, by what its cases' journals had recorded until its time was over: an entry for
// each case that was opened, in any order.  A quota's time is all that a case spent, also where it was finished and
// taken up again.  Never `not_asked`: what a store knows of that, Runtime::duties tells.
DutyStanding judge_duty(const RuleBook& rules, const DutyOccurrence& occurrence,
                        std::span<const std::vector<PastEvent>> cases, Instant now);

// Names of the duties of a project, in document order.
std::vector<std::string> duty_names(const RuleBook& rules, std::string_view project);

}  // namespace docket
