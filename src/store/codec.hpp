// The stored form of cases, journal entries and effects: JSON, versioned, read back for ever.
//
// Names are stored, not indices: a snapshot is read against the rule set it is pinned to, and a
// person with a database shell can read it, too.
// Tested by tests/property/schedule_test.cpp
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "docket/engine.hpp"
#include "docket/snapshot.hpp"

namespace docket {

struct CalendarSet;

// Version of everything written here (a change leaves a folder in tests/stored/, see tests/README.md); a reader knows
// all versions up to it. 1: clocks as stretches of time.  2: clocks as facts, later calendars, reliefs.  3: clocks by
// the second meaning of rules (docket/meaning.hpp), their old facts as sums.
inline constexpr int kStoredVersion = 3;
inline constexpr int kLastOfFirstMeaning = 2;

Value effect_data(const Effect& effect);
Value reason_value(const Reason& reason);
Value entry_value(const JournalEntry& entry);

// The effect as a CloudEvents 1.0 event in JSON: `source` says which docket, `subject` is the case.
// `causationid` is the id of the event that caused it, `recordedtime` when that was recorded (CloudEvents' extensions);
// without `event_id` nobody's event did.
std::string cloud_event(const JournalEntry& entry, std::size_t position, std::string_view case_id,
                        std::string_view project, std::string_view workflow, std::string_view event_id = {});

Value outcome_value(const Outcome& outcome);
Result<Outcome> read_outcome(std::string_view json);

// The calendars of another rule set, for a case that was moved to them.
using CalendarsOfRules =
    std::function<Result<std::shared_ptr<const CalendarSet>>(const std::string& rules, const Workflow& workflow)>;

// Errors: invalid_argument when the text is no snapshot, or does not fit the workflow; those of
// `calendars_of`.
Result<Case> read_snapshot(std::string_view json, std::shared_ptr<const Workflow> workflow,
                           const CalendarsOfRules& calendars_of = {});
// The same of the binary form, whose head was read.
struct BinaryHead;
Result<Case> read_binary_snapshot(const BinaryHead& head, std::shared_ptr<const Workflow> workflow,
                                  const CalendarsOfRules& calendars_of = {});

// What stands at the beginning of a binary snapshot.
inline constexpr unsigned char kBinaryMark = 0xDC;  // no JSON and no UTF-8 text begins so
inline constexpr unsigned char kBinaryVersion = 2;  // 1: clocks by the first meaning of rules

struct BinaryHead {
  unsigned char version = kBinaryVersion;
  std::string_view identity;  // of the workflow, see identity.hpp
  std::string_view workflow, project;
  std::string_view body;  // what follows

  std::string_view rules() const { return identity.substr(0, 16); }
  // Of the values in it that the readable form has, too.
  int stored_version() const { return version == 1 ? kLastOfFirstMeaning : kStoredVersion; }
};
// Errors: invalid_argument for what is damaged, or newer than this docket.
Result<BinaryHead> read_binary_head(std::string_view bytes);

}  // namespace docket
