// RuleBook: every workflow of a rule set, resolved for every project, checked and ready to run.
//
// It is built from the texts of the rule files, never from paths: whoever has the same texts and the
// same zone data builds the same RuleBook with the same fingerprint, on any machine, years later.
// `read_rules` in runtime.hpp reads the texts from a folder.
//
// Threads: immutable; copies share their contents.
// Errors: all mistakes of all files come back as Diagnostics, sorted by place; with one error among
//         them there is no RuleBook.
// Cost: linear in the files; without duties less than twice what yaml-cpp needs to parse them, with many more.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "docket/calendar.hpp"
#include "docket/diagnostic.hpp"
#include "docket/localized_text.hpp"
#include "docket/meaning.hpp"

namespace docket {

class Workflow;  // a resolved workflow; opaque outside the library
struct Duty;     // likewise a duty

// Who holds the ball: whom a case waits for.
enum class Holder : std::uint8_t { us, customer, contractor, developer, authority, other };
const char* name_of(Holder holder) noexcept;

// The TZif bytes of an IANA zone, or nullopt when there is no such zone.
using ZoneBytes = std::function<std::optional<std::string>(std::string_view zone)>;

struct RuleSources {
  std::map<std::string, std::string> files;  // path below the rules folder, with `/` -> text
  ZoneBytes zone_bytes;
  // Of a rule set that was stored: the number kept beside it, kFirstMeaning where there is none.  What has become an
  // error since is a warning then.
  int meaning = kRulesMeaning;
};

// What a host may show about a workflow.
struct WorkflowSummary {
  std::string workflow;
  std::string project;  // empty: as written, without a project's overlay
  LocalizedText title;
  int version = 0;
  std::vector<std::string> states;          // paths in document order, such as `handling.plan`
  std::vector<std::string> opening_events;  // the events that open a case
  std::vector<std::string> events;          // all other events that some state handles
  std::vector<std::string> clocks;
  std::vector<std::string> roles;
  // What people call them, by `state.<path>`, `event.<name>`, `clock.<name>`, `role.<name>` and
  // `emitted.<name>`, where there is a title.  An event may be called otherwise in each state that hears it:
  // `event.<name>@<path>` (of the workflow itself the path is empty) and, where it opens a case, `opening.<name>`.
  std::map<std::string, LocalizedText> titles;
};

// What people call an event for a case in these states (paths; none: the case is not open yet); the event's first
// title where none of them hears it, and an empty text where it has none.
LocalizedText title_of_event(const WorkflowSummary& summary, std::string_view event,
                             std::span<const std::string> states);

struct LoadReport;

class RuleBook {
 public:
  struct Impl;  // opaque

  // Holds nothing; a RuleBook with rules comes from load_rules().
  RuleBook();

  // 32 hexadecimal digits over every text and every zone transition used.
  const std::string& fingerprint() const;
  // By whose checks it was loaded (meaning.hpp); to be kept beside the texts.
  int meaning() const;
  // By workflow, then project.
  std::vector<WorkflowSummary> workflows() const;
  std::vector<std::string> projects() const;   // sorted, without the empty one
  std::vector<std::string> calendars() const;  // sorted, with `always`

  // The calendar that `name` means in `project`; nullopt when there is none.
  std::optional<Calendar> calendar(std::string_view name, std::string_view project = {}) const;
  // nullptr when there is none.  A project without an overlay of its own gets the workflow as written.
  std::shared_ptr<const Workflow> workflow(std::string_view name, std::string_view project = {}) const;

  // For the library's own modules; hosts ask duty.hpp.
  const std::vector<Duty>& duties(std::string_view project) const;

  // What it was built from, with the zones that were used: enough to build it again.
  const std::map<std::string, std::string>& files() const;
  const std::map<std::string, std::string>& zones() const;

 private:
  explicit RuleBook(std::shared_ptr<const Impl> impl);
  friend LoadReport load_rules(RuleSources sources);
  friend LoadReport reload_rules(RuleSources sources, const RuleBook& current);

  std::shared_ptr<const Impl> impl_;
};

struct LoadReport {
  std::optional<RuleBook> rules;
  Diagnostics diagnostics;  // warnings may accompany a RuleBook
};

LoadReport load_rules(RuleSources sources);

// The same for a host that has rules already: texts and zones that have not changed are not read again, and
// what comes back is `current` itself.  With an error there is no RuleBook, and the host goes on with `current`.
// Cost: comparing the texts, when nothing changed.
LoadReport reload_rules(RuleSources sources, const RuleBook& current);

}  // namespace docket
