// Every bound of the library, with the reason for its number.
//
// A rule file over a bound is a Diagnostic, an event over one is ErrorCode::limit_exceeded, and a
// deadline over one is consumed as Faulted: nothing that comes from outside can make docket hang,
// overflow its stack or eat the machine's memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace docket::limits {

// One rule file.  The largest workflow we know is 40 KB; yaml-cpp reads 4 MB a second.
inline constexpr std::size_t kRuleFileBytes = 2'000'000;
// Nesting of one YAML file.  States six deep inside a region are 30 levels.
inline constexpr std::size_t kYamlDepth = 64;
// Nesting of states: deeper charts cannot be read by a person.
inline constexpr std::size_t kStateDepth = 16;
// Of one workflow.  Places are kept in 8 or 16 bits, which is what makes a case small; the largest workflow we know
// has 60 states, 90 events, 30 fields and 20 clocks.
inline constexpr std::size_t kStates = 4'096;
inline constexpr std::size_t kEvents = 4'096;
inline constexpr std::size_t kTransitions = 16'384;
inline constexpr std::size_t kFields = 4'096;
inline constexpr std::size_t kClocks = 200;
// Rungs of one clock; rows of one `choose:`, `target:` or `after:`.
inline constexpr std::size_t kRungs = 200;
inline constexpr std::size_t kRows = 4'096;
// Journal entries of one case: one a second for a hundred years.
inline constexpr std::uint32_t kEntriesPerCase = 4'000'000'000;

// Microsteps of one event (SCXML's macrostep): a workflow that takes more is going round in circles.
// Counting loops are meant to end; the longest in SCXML's test suites takes 101.
inline constexpr int kMicrostepsPerEvent = 1'000;
// Overdue deadlines fired within one step, unless the host says otherwise; the rest follow in the next one, so that
// a case that slept for years is caught up in bounded pieces.
inline constexpr int kDeadlinesPerStep = 256;
// What a host may say: each batch is one transaction, which is held in memory.
inline constexpr int kDeadlinesPerStepMax = 65'536;
// Batches of those that a question about a case looks through before it gives up: ten million deadlines, which is one
// a second for four months, or one a minute for twenty years.
inline constexpr int kCatchUps = 40'000;
// The search for the nearest way to an event: how many moves ahead, cases looked at, events tried in all,
// and inputs tried for one event in one case.  A new complaint is four moves from the archive, found after
// some hundred cases; the bounds leave room for forty times that.
inline constexpr int kNearestMoves = 16;
inline constexpr std::size_t kNearestCases = 4'000;
inline constexpr std::size_t kNearestTries = 60'000;
inline constexpr std::size_t kNearestInputs = 128;
// Changes of one input, in all of that search, on the way to inputs that the rules' comparisons ask for; a guard of two
// comparisons takes some five.
inline constexpr std::size_t kNearestTrials = 20'000;
// Internal events waiting inside one macrostep.
inline constexpr int kInternalEvents = 1'000;
// Delayed events (`send`) a case may have under way.
inline constexpr std::size_t kDelayedEvents = 256;

// Repeats of one rung; `until: stopped` means as many.  Twice a day for a year is far beyond what anybody reads.
inline constexpr int kRepeats = 1'000;
// Events that a host has not taken, as far as they are counted for a report: beyond that it is "many", and counting
// would read them all.
inline constexpr std::size_t kPendingCounted = 10'000;

// Keys of a Deadlines: every case of a large city for ten years, and a table of 1 GB when all are used.
inline constexpr std::uint32_t kDeadlineKeys = 1U << 27U;

// Facts that a clock keeps one by one: pauses, new targets and the like of the last month that late facts may still
// come before.  What is older is kept as sums.  A person answers some ten times a day.
inline constexpr std::size_t kFactsPerClock = 256;
// Days back that a late fact may reach where a workflow does not say `late_facts_max`.
inline constexpr int kLateFactsDays = 30;
// Warnings, breaches and escalations of a clock that a late fact may still correct.
inline constexpr std::size_t kSentPerClock = 256;
// Due instants that a clock missed before new targets brought it back into time: the first one and the latest are kept.
inline constexpr std::size_t kMissedPerClock = 16;

// Measures of relief in one case, and versions of its calendars: one a month for ten years.
inline constexpr std::size_t kReliefsPerCase = 120;
inline constexpr std::size_t kCalendarsPerCase = 120;

// What an event brings, as JSON.  Photos travel as links, not as bytes.
inline constexpr std::size_t kInputBytes = 262'144;
// What a case keeps, as JSON: its record, and the inputs that `last()` may be asked for.  With all of that, and with
// every clock, deadline and relief it may have, it still fits kStoredBytes, so that a full case can be paused, closed
// and migrated.
inline constexpr std::size_t kCaseBytes = 196'608;
// The same of a case that comes under later rules, whose names may be longer and which may remember more.
inline constexpr std::size_t kMigratedBytes = 2 * kCaseBytes;
// One text in a store: a case, a journal entry, an outcome, an event for the host.  An entry holds one event's input
// and what it tells the host.
inline constexpr std::size_t kStoredBytes = 1'048'576;
// What one event or deadline sets going may `emit`, and tell of its transitions, as JSON.
inline constexpr std::size_t kToldBytes = 262'144;
// Unknown inputs of one event that are named; how many more there are is counted.
inline constexpr std::size_t kUnknownInputsNamed = 16;
// An id, a name, a role or a project from outside.
inline constexpr std::size_t kNameBytes = 256;
// Roles of one actor, and all that is said of one, as JSON.  Directories of large companies give a person some hundred
// groups.
inline constexpr std::size_t kRolesPerActor = 1'024;
inline constexpr std::size_t kActorBytes = 65'536;

// A budget: longer than any limit in the trade, short enough that its arithmetic cannot overflow.
inline constexpr std::int64_t kBudgetDays = 3'660;
// Years for which instants are accepted from outside.
inline constexpr int kYearMin = 1900;
inline constexpr int kYearMax = 2200;

// An expression: the longest guard we know is 400 bytes; parsing recurses once for each nesting.
inline constexpr std::size_t kExpressionBytes = 16'384;
inline constexpr std::size_t kExpressionDepth = 128;
// Macros inside each other: four loops over 100 items are already beyond the cost below.
inline constexpr std::size_t kMacroDepth = 8;
// Steps of one evaluation, an item or some 16 bytes of text counting as one: about 20 ms of work.
inline constexpr std::int64_t kEvaluationCost = 1'000'000;
// A text or list that an expression makes.
inline constexpr std::size_t kValueBytes = 1'048'576;
inline constexpr std::size_t kValueItems = 65'536;
// Lists and maps inside each other.
inline constexpr std::size_t kValueDepth = 64;
// The same in stored text, where something stands around a value.
inline constexpr std::size_t kStoredDepth = kValueDepth + 16;
// Everything inside a value that an expression makes: items, and 16 bytes of text, each as often as it
// appears.  A list of a list of a list shares its parts in memory, but is written and compared in full.
inline constexpr std::size_t kValueWeight = 1'048'576;
// Combinations of a decision table's columns that are looked at when it is loaded: some 50 ms of work.
inline constexpr std::size_t kTableCombinations = 100'000;
// Cells that are held against a part of their column again and again meanwhile: some 450 ms of work, measured.
inline constexpr std::size_t kTableWork = 8'000'000;

}  // namespace docket::limits
