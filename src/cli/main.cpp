// The table of commands.  The only file that includes CLI11.
#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "docket/version.hpp"

namespace {

using namespace docket;
using namespace docket::cli;

void add_common(CLI::App& command, Common& common) {
  command.add_option("--rules", common.rules, "folder of the rules")->capture_default_str();
  const std::map<std::string, Language> languages = {{"en", Language::en}, {"zh", Language::zh}};
  command.add_option("--lang", common.language, "language of the output: en or zh")->transform(CLI::CheckedTransformer(languages));
  command.add_flag("--json", common.json, "output for programs: JSON, one object a line");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"docket: workflow and SLA rules for property services"};
  app.set_version_flag("--version", std::string("docket ") + kVersion);
  app.require_subcommand(1);

  CheckOptions check_options;
  auto* check_command = app.add_subcommand("check", "show every mistake in the rules");
  check_command->add_option("folder", check_options.common.rules, "folder of the rules");
  add_common(*check_command, check_options.common);

  TestOptions test_options;
  auto* test_command = app.add_subcommand("test", "run scenarios, one line each");
  test_command->add_option("paths", test_options.paths, "scenario files or folders; default: the rules folder");
  test_command->add_option("--junit", test_options.junit, "write a JUnit report to this file");
  add_common(*test_command, test_options.common);

  RunOptions run_options;
  auto* run_command = app.add_subcommand("run", "take events as JSON Lines, print CloudEvents as JSON Lines");
  run_command->add_option("events", run_options.events, "file of events; - for standard input")->capture_default_str();
  run_command->add_option("--store", run_options.store, "SQLite file that keeps the cases; default: memory");
  run_command->add_option("--clock", run_options.clock, "events: each line brings its time; system: the machine's clock")
      ->check(CLI::IsMember({"events", "system"}))->capture_default_str();
  run_command->add_option("--until", run_options.until, "fire what remains up to this time after the last event");
  add_common(*run_command, run_options.common);

  DueOptions due_options;
  auto* due_command = app.add_subcommand("due", "when something is due, and how that was counted");
  due_command->add_option("question", due_options.words, "e.g. 3 workdays from 2026-02-13 16:00 on office")->required();
  due_command->add_option("--project", due_options.project, "whose calendars are meant");
  add_common(*due_command, due_options.common);

  ExplainOptions explain_options;
  auto* explain_command = app.add_subcommand("explain", "a case's clocks and history; without a case: all cases");
  explain_command->add_option("case", explain_options.kase, "the case");
  explain_command->add_option("--store", explain_options.store, "SQLite file that keeps the cases");
  add_common(*explain_command, explain_options.common);

  ShowOptions show_options;
  auto* show_command = app.add_subcommand("show", "a workflow as the engine understands it; without one: what there is");
  show_command->add_option("workflow", show_options.workflow, "the workflow");
  show_command->add_option("--project", show_options.project, "with the overlay of this project");
  add_common(*show_command, show_options.common);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  if (*check_command) return check(check_options);
  if (*test_command) return test(test_options);
  if (*run_command) return run(run_options);
  if (*due_command) return due(due_options);
  if (*explain_command) return explain(explain_options);
  return show(show_options);
}
