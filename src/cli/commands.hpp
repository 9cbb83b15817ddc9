// The commands, one file each.  main.cpp reads the arguments into these structs.
//
// Exit codes: 0 all is well; 1 the rules or the events have mistakes, a scenario differs, or what was
// asked for does not exist; 2 the call itself was wrong, as when it names a file or folder that is not
// there, or a time that cannot be read; 3 a store, whatever is wrong with it, or a file or stream that is
// there could not be used.
#pragma once

#include <string>
#include <vector>

#include "docket/localized_text.hpp"

namespace docket::cli {

inline constexpr int kOk = 0;
inline constexpr int kMistakes = 1;
inline constexpr int kUsage = 2;
inline constexpr int kUnusable = 3;

struct Common {
  std::string rules = "rules";
  Language language = Language::en;
  bool json = false;
};

struct CheckOptions {
  Common common;
};
struct TestOptions {
  Common common;
  std::vector<std::string> paths;
  std::string junit, coverage_report;
  bool coverage = false;
  int coverage_min = 0;
};
struct NewWorkflowOptions {
  Common common;
  std::string name;
};
struct RunOptions {
  Common common;
  std::string events = "-", store, clock = "events", until;
  bool has_duties = false;
};
struct DueOptions {
  Common common;
  std::vector<std::string> words;
  std::string project, as_of;
};
struct CalendarOptions {
  Common common;
  std::string calendar, when, project, as_of;
  bool is_year = false;
};
struct HolidaysOptions {
  Common common;
  std::string notice, into, region = "cn", published;
  bool is_dry_run = false, replaces = false;
};
struct ExplainOptions {
  Common common;
  std::string store, kase, clock;
};
struct AmendOptions {
  Common common;
  std::string store, what, id, from, to, evidence, by = "docket", at, project, workflow;
  int percent = 0;
  std::vector<std::string> clocks;
  bool applies = false;
};
struct MigrateOptions {
  Common common;
  std::string mapping, store, by = "docket", at;
  bool applies = false, only_ready = false;
};
struct DutiesOptions {
  Common common;
  std::string store, project, from, to, at;
};
struct PreviewOptions {
  Common common;
  std::string workflow, project, at, record, clock;
};
// About one case, from a store.
struct AskOptions {
  Common common;
  std::string store, kase, person, at = "now";
  std::vector<std::string> roles;
};
struct WhyOptions {
  AskOptions ask;
  std::string event, input;
};
struct ShowOptions {
  Common common;
  std::string workflow, project;
  bool is_effective = false;
};

int check(const CheckOptions& options);
int test(const TestOptions& options);
int run(const RunOptions& options);
int due(const DueOptions& options);
int calendar(const CalendarOptions& options);
int holidays(const HolidaysOptions& options);
int explain(const ExplainOptions& options);
int amend(const AmendOptions& options);
int migrate(const MigrateOptions& options);
int duties(const DutiesOptions& options);
int preview(const PreviewOptions& options);
int show(const ShowOptions& options);
int new_workflow(const NewWorkflowOptions& options);
int why_not(const WhyOptions& options);
int allowed_now(const AskOptions& options);

}  // namespace docket::cli
