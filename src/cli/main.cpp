// The table of commands.  The only file that includes CLI11.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/streams.hpp"
#include "docket/version.hpp"

namespace {

using namespace docket;
using namespace docket::cli;

void add_language_and_json(CLI::App& command, Common& common) {
  command
      .add_option_function<std::string>(
          "--lang",
          [&common](const std::string& word) { common.language = word == "zh" ? Language::zh : Language::en; },
          "language of the output")
      ->check(CLI::IsMember({"en", "zh"}));
  command.add_flag("--json", common.json, "output for programs: JSON, one object a line");
}

void add_common(CLI::App& command, Common& common) {
  command.add_option("--rules", common.rules, "folder of the rules")->capture_default_str();
  add_language_and_json(command, common);
}

// For commands about stored cases: they are judged by the rules that they are pinned to.
void add_common_without_rules(CLI::App& command, Common& common) {
  command.add_option("--rules", common.rules)->group("");  // refused with a reason, below
  add_language_and_json(command, common);
}

// An option that would change nothing is refused, never passed over.
void must_go_with(CLI::App& command, const char* option, const char* other) {
  command.get_option(option)->needs(command.get_option(other));
}
void cannot_go_with(CLI::App& command, const char* option, const char* other) {
  command.get_option(option)->excludes(command.get_option(other));
}

void add_asking(CLI::App& command, AskOptions& options) {
  command.add_option("--store", options.store, "SQLite file that keeps the cases");
  command.add_option("--by", options.roles, "a role of whoever asks; may be repeated; default: anybody");
  command.add_option("--person", options.person, "the id of whoever asks, where rules turn on it");
  command.add_option("--at", options.at, "the time that is meant")->capture_default_str();
  add_common_without_rules(command, options.common);
}

int run_command(int argc, char** argv) {
  CLI::App app{"docket: workflow and SLA rules for property services"};
  app.set_version_flag("--version", std::string("docket ") + kVersion);
  app.require_subcommand(1);

  CheckOptions check_options;
  auto* check_command = app.add_subcommand("check", "show every mistake in the rules");
  check_command->add_option("folder", check_options.common.rules, "folder of the rules");
  add_common(*check_command, check_options.common);
  cannot_go_with(*check_command, "folder", "--rules");

  TestOptions test_options;
  auto* test_command = app.add_subcommand("test", "run scenarios, one line each");
  test_command->add_option("paths", test_options.paths, "scenario files or folders; default: the rules folder");
  test_command->add_option("--junit", test_options.junit, "write a JUnit report to this file");
  test_command->add_flag("--coverage", test_options.coverage, "show which rules nobody tried");
  test_command->add_option("--coverage-report", test_options.coverage_report,
                           "write what was tried to this file: JSON");
  test_command
      ->add_option("--min-coverage", test_options.coverage_min,
                   "fail when less of a workflow's transitions, rungs or table rows was tried, in per cent")
      ->check(CLI::Range(1, 100));
  add_common(*test_command, test_options.common);

  RunOptions run_options;
  auto* run_command = app.add_subcommand("run", "take events as JSON Lines, print CloudEvents as JSON Lines");
  run_command->add_option("events", run_options.events, "file of events; - for standard input")->capture_default_str();
  run_command->add_option("--store", run_options.store, "SQLite file that keeps the cases; default: memory");
  run_command
      ->add_option("--clock", run_options.clock, "events: each line brings its time; system: the machine's clock")
      ->check(CLI::IsMember({"events", "system"}))
      ->capture_default_str();
  run_command->add_flag("--duties", run_options.has_duties, "open what the duties ask for, from the first event on");
  run_command->add_option("--until", run_options.until, "fire what remains up to this time after the last event");
  add_common(*run_command, run_options.common);

  DueOptions due_options;
  auto* due_command = app.add_subcommand("due", "when something is due, and how that was counted");
  due_command->add_option("question", due_options.words, "e.g. 3 workdays from 2026-02-13 16:00 on office")->required();
  due_command->add_option("--project", due_options.project, "whose calendars and limits are meant");
  due_command->add_option("--as-of", due_options.as_of, "with the holidays that were known on this date");
  add_common(*due_command, due_options.common);
  due_command->footer(
      "Ask for what a budget comes to, for what is left of it, or without one:\n"
      "  docket due 3 workdays from 2026-02-13 16:00 on office\n"
      "  docket due complaint.reply from 2026-02-13 16:00 --project shanshui\n"
      "  docket due '{ first_of: [2h, 1 workday] }' from now at 2026-02-14 10:00 on office\n"
      "  docket due elapsed from 2026-02-13 16:00 to 2026-02-24 10:00 on office\n"
      "  docket due next_open from now on office");

  CalendarOptions calendar_options;
  auto* calendar_command = app.add_subcommand("calendar", "a month or a year of a calendar, as people look at it");
  calendar_command->add_option("calendar", calendar_options.calendar, "the calendar")->required();
  calendar_command->add_option("when", calendar_options.when, "2026-02, or 2026; default: this month");
  calendar_command->add_flag("--year", calendar_options.is_year, "the whole year");
  calendar_command->add_option("--project", calendar_options.project, "whose calendars are meant");
  calendar_command->add_option("--as-of", calendar_options.as_of, "with the holidays that were known on this date");
  add_common(*calendar_command, calendar_options.common);

  HolidaysOptions holidays_options;
  auto* holidays_command =
      app.add_subcommand("holidays", "turn a year's holiday notice into rules, and show what changes");
  holidays_command->add_option("notice", holidays_options.notice, "the notice as JSON: {year, papers, days}")
      ->required();
  holidays_command->add_option("--into", holidays_options.into, "folder of the years; default: holidays/<region>");
  holidays_command->add_option("--region", holidays_options.region, "whose holidays they are")->capture_default_str();
  holidays_command->add_option("--published", holidays_options.published, "when the notice was published");
  holidays_command->add_flag("--dry-run", holidays_options.is_dry_run, "show the file, write nothing");
  holidays_command->add_flag("--replace", holidays_options.replaces, "write over a file that says otherwise");
  add_common(*holidays_command, holidays_options.common);
  cannot_go_with(*holidays_command, "--into", "--rules");

  ExplainOptions explain_options;
  auto* explain_command = app.add_subcommand("explain", "a case's clocks and history; without a case: all cases");
  explain_command->add_option("case", explain_options.kase, "the case");
  explain_command->add_option("--clock", explain_options.clock, "how this clock came to its due time, day by day");
  explain_command->add_option("--store", explain_options.store, "SQLite file that keeps the cases");
  add_common_without_rules(*explain_command, explain_options.common);
  must_go_with(*explain_command, "--clock", "case");

  AmendOptions amend_options;
  auto* amend_command = app.add_subcommand(
      "amend",
      "change the clocks of stored cases from outside: later calendars, a relief; shows, and does with --apply");
  amend_command->add_option("what", amend_options.what, "calendars, relieve or undo")
      ->required()
      ->check(CLI::IsMember({"calendars", "relieve", "undo"}));
  amend_command->add_option("--store", amend_options.store, "SQLite file that keeps the cases");
  amend_command->add_option("--id", amend_options.id, "of the relief");
  amend_command->add_option("--percent", amend_options.percent, "so much more time");
  amend_command->add_option("--from", amend_options.from, "clocks that run from then on …");
  amend_command->add_option("--to", amend_options.to, "… until then get more time");
  amend_command->add_option("--clock", amend_options.clocks, "only this clock; may be given several times");
  amend_command->add_option("--evidence", amend_options.evidence, "why: goes into each journal");
  amend_command->add_option("--project", amend_options.project, "only cases of this project");
  amend_command->add_option("--workflow", amend_options.workflow, "only cases of this workflow");
  amend_command->add_option("--by", amend_options.by, "who does it: goes into each journal")->capture_default_str();
  amend_command->add_option("--at", amend_options.at, "when; default: now");
  amend_command->add_flag("--apply", amend_options.applies, "do it; without this, only show what would move");
  add_common(*amend_command, amend_options.common);

  MigrateOptions migrate_options;
  auto* migrate_command = app.add_subcommand(
      "migrate", "move open cases to later rules, as a migration file says; shows, and does with --apply");
  migrate_command->add_option("mapping", migrate_options.mapping, "the migration file")->required();
  migrate_command->add_option("--store", migrate_options.store, "SQLite file that keeps the cases");
  migrate_command->add_option("--by", migrate_options.by, "who does it: goes into each journal")->capture_default_str();
  migrate_command->add_option("--at", migrate_options.at, "when; default: now");
  migrate_command->add_flag("--apply", migrate_options.applies, "do it; without this, only show what would change");
  migrate_command->add_flag("--only-ready", migrate_options.only_ready, "with --apply, leave those that need a person");
  add_common(*migrate_command, migrate_options.common);
  must_go_with(*migrate_command, "--only-ready", "--apply");

  DutiesOptions duties_options;
  auto* duties_command =
      app.add_subcommand("duties", "which duties are due when; with a store, whether they were done");
  duties_command->add_option("--project", duties_options.project, "whose duties; default: every project's");
  duties_command->add_option("--from", duties_options.from, "a date or time; default: now");
  duties_command->add_option("--to", duties_options.to, "the first that is not shown; default: a week later");
  duties_command->add_option("--store", duties_options.store, "SQLite file that keeps the cases they opened");
  duties_command->add_option("--at", duties_options.at, "as things stand then; default: now");
  add_common(*duties_command, duties_options.common);
  must_go_with(*duties_command, "--at", "--store");

  PreviewOptions preview_options;
  auto* preview_command = app.add_subcommand("preview", "when the clocks of a workflow would be due, without a case");
  preview_command->add_option("workflow", preview_options.workflow, "the workflow")->required();
  preview_command->add_option("--at", preview_options.at, "when they start")->required();
  preview_command->add_option("--record", preview_options.record, "fields that targets ask about, as JSON");
  preview_command->add_option("--clock", preview_options.clock, "only this clock, day by day");
  preview_command->add_option("--project", preview_options.project, "with the overlay of this project");
  add_common(*preview_command, preview_options.common);

  WhyOptions why_options;
  auto* why_command = app.add_subcommand("why", "whether an event may happen to a case, why not, and the nearest way");
  why_command->add_option("case", why_options.ask.kase, "the case")->required();
  why_command->add_option("event", why_options.event, "the event")->required();
  why_command->add_option("--input", why_options.input, "what it brings, as JSON; default: left open");
  add_asking(*why_command, why_options.ask);

  AskOptions allowed_options;
  auto* allowed_command = app.add_subcommand("allowed", "every event that may or may not happen to a case now");
  allowed_command->add_option("case", allowed_options.kase, "the case")->required();
  add_asking(*allowed_command, allowed_options);

  ShowOptions show_options;
  auto* show_command =
      app.add_subcommand("show", "a workflow as the engine understands it; without one: what there is");
  show_command->add_option("workflow", show_options.workflow, "the workflow");
  show_command->add_option("--project", show_options.project, "with the overlay of this project");
  show_command->add_flag("--effective", show_options.is_effective,
                         "the whole definition as YAML, each value with the file and line it comes from");
  add_common(*show_command, show_options.common);
  must_go_with(*show_command, "--project", "workflow");
  must_go_with(*show_command, "--effective", "workflow");
  cannot_go_with(*show_command, "--effective", "--json");

  NewWorkflowOptions new_options;
  auto* new_command = app.add_subcommand("new", "begin a rule file");
  auto* new_workflow_command =
      new_command->add_subcommand("workflow", "a commented workflow that loads, with a scenario that passes");
  new_workflow_command->add_option("name", new_options.name, "small letters, digits and _")->required();
  add_common(*new_workflow_command, new_options.common);
  new_command->require_subcommand(1);

  if (argc > 1 && argv[1][0] != '-') {
    std::vector<std::string> known;
    for (const auto* command : app.get_subcommands({})) known.push_back(command->get_name());
    const std::string word = argv[1];
    if (std::find(known.begin(), known.end(), word) == known.end())
      return fail_usage("there is no command " + backticked(word) + "; " +
                        did_you_mean(word, known, "known are " + listed(known)));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  for (const auto* command : {explain_command, why_command, allowed_command}) {
    if (*command && command->count("--rules") > 0)
      return fail_usage("leave out `--rules`: a case is judged by the rules that its store keeps for it");
  }
  if (*check_command) return check(check_options);
  if (*test_command) return test(test_options);
  if (*run_command) return run(run_options);
  if (*due_command) return due(due_options);
  if (*calendar_command) return calendar(calendar_options);
  if (*holidays_command) return holidays(holidays_options);
  if (*explain_command) return explain(explain_options);
  if (*amend_command) return amend(amend_options);
  if (*migrate_command) return migrate(migrate_options);
  if (*duties_command) return duties(duties_options);
  if (*preview_command) return preview(preview_options);
  if (*why_command) return why_not(why_options);
  if (*allowed_command) return allowed_now(allowed_options);
  if (*new_workflow_command) return new_workflow(new_options);
  return show(show_options);
}

}  // namespace

int main(int argc, char** argv) {
  keep_streams_apart();
  int code = kUnusable;
  try {
    code = run_command(argc, argv);
  } catch (const std::exception& exception) {
    // The library throws nothing: this is memory, or a stream.
    return fail_unusable({ErrorCode::internal, exception.what()});
  }
  if (!output_failed()) return code;
  return fail_unusable({ErrorCode::unavailable, "standard output cannot be written"});
}
