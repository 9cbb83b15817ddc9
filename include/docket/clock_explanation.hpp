// Why a clock is due when it is, and when one would be due: to be shown, printed, or argued about.
//
//   auto why = docket::explain_clock(kase, "reply", now);
//   std::puts(docket::to_text(*why, docket::Language::en).c_str());
//
// What an explanation adds up to *is* the due instant: the subtotals of its counting stretches and its
// adjustments sum up to the budget, and the last stretch ends at `due`.
//
// Threads: functions are pure.  Errors: not_found for an unknown clock or workflow.
// Cost: some microseconds for each day between the start and the due instant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "docket/engine.hpp"

namespace docket {

// A stretch of a clock's life, with what it contributed.
struct ExplainedStretch {
  Instant from, to;  // of the last one: its due instant, its end, or the instant that was asked about
  bool counts = true;
  std::string reason;                  // of a pause
  Holder holder = Holder::us;          // who holds the ball
  std::string calendar;                // `always` when it counts day and night
  std::optional<DueExplanation> days;  // day by day; absent for a pause and for clock time
  WorkingTime subtotal{};              // what it counts for
  WorkingTime total{};                 // of all stretches and adjustments so far
};

// What changed between stretches: another target, a relief, other calendars, time taken over.
struct ClockAdjustment {
  std::size_t before = 0;  // the stretch it comes before
  Instant at;
  std::string what;      // `target major`, `relief rain-0712`, `relief undone rain-0712`, `calendar`, `taken over`;
                         // `settled`: what came before is kept in sums, and its stretches stand in the journal
  WorkingTime spent{};   // added to what was spent: negative when the clock began anew
  WorkingTime budget{};  // what the budget is from then on
};

struct ClockExplanation {
  std::string clock;
  LocalizedText title;
  std::string target, budget;  // the row in force, as its author wrote it
  SourceSpan place;            // where that stands
  TimeZone zone = TimeZone::utc();
  ClockStatus status = ClockStatus::idle;
  Instant start;
  WorkingTime size{};  // the whole budget as time to be spent
  std::vector<ExplainedStretch> stretches;
  std::vector<ClockAdjustment> adjustments;
  // Of a clock that nothing interrupted: how the budget itself ends, `3 workdays` counted day by day.
  std::optional<DueExplanation> whole;
  std::optional<Instant> due;        // or when it was missed
  std::optional<Instant> projected;  // of a paused clock: its due instant if it went on now
  bool provisional = false;
  bool untargeted = false;         // no row of its target holds: nothing is due
  std::vector<Instant> was_late;   // due instants it missed before a new target brought it back into time
  std::optional<Instant> settled;  // what happened before it is kept in sums
};

// Errors: not_found for an unknown clock; invalid_argument for one that has not started.
Result<ClockExplanation> explain_clock(const Case& kase, std::string_view clock, Instant now);

// For people, several lines without a trailing newline.
std::string to_text(const ClockExplanation& explanation, Language language);

// When a clock would be due that started at `start`, without a case.
struct PreviewQuery {
  std::string workflow, project;
  Value record = Value::map({});  // the fields that targets ask about, as plain values
  Instant start;
};

struct PreviewedRung {
  std::string rung, to;
  Instant at;
};

struct ClockPreview {
  std::string clock;
  LocalizedText title;
  std::string target, budget, calendar;
  Budget::Purpose purpose = Budget::Purpose::limit;
  std::optional<Instant> due;
  bool provisional = false;
  // Why nothing is due, where nothing is: no row of its target holds; the one that holds waits for its instant; and
  // what could not be evaluated or counted, each as `clock reply, target major: …`.
  bool untargeted = false, awaiting = false;
  std::vector<std::string> faults;
  std::vector<PreviewedRung> rungs;    // first occurrences, in document order
  std::vector<PreviewedRung> skipped;  // warnings that would come with the start or before it, and so never do
  std::optional<DueExplanation> days;  // why; absent for a row with `at:`
};

// All clocks of the workflow, in document order.
// Errors: not_found for an unknown workflow, invalid_argument for a record that does not fit it.
Result<std::vector<ClockPreview>> preview(const RuleBook& rules, const PreviewQuery& query);

}  // namespace docket
