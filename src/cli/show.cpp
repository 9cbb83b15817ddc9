// docket show: a workflow as the engine understands it, for one project.  Without one: what there is.
#include <fmt/core.h>

#include <algorithm>

#include "base/match.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "model/workflow.hpp"
#include "verify/effective.hpp"

namespace docket::cli {
namespace {

std::string titled(const std::string& name, const LocalizedText& title, Language language) {
  return title.empty() ? name : fmt::format("{} ({})", name, title.in(language));
}

std::string place(const SourceSpan& span) { return fmt::format("{}:{}", span.file, span.line); }

std::string targets(const Workflow& workflow, const Branch& branch) {
  std::string text;
  for (const auto target : branch.targets) text += (text.empty() ? "" : " + ") + workflow.state(target).path;
  return text.empty() ? "-" : text;
}

void print_transition(const Workflow& workflow, const Transition& transition, const std::string& label,
                      const std::string& indent, Language language) {
  std::string line = indent + titled(label, transition.title, language);
  if (!transition.roles.empty()) line += "  by " + join(transition.roles, ", ");
  if (!transition.inputs.empty()) {
    std::vector<std::string> inputs;
    for (const auto& input : transition.inputs) inputs.push_back(input.name + (input.is_required ? "" : "?"));
    line += "  input " + join(inputs, ", ");
  }
  for (const auto& requirement : transition.requirements) line += "  requires " + requirement.name;
  if (transition.when) line += "  when " + transition.when->text();
  if (!transition.has_choice) line += "  → " + targets(workflow, transition.branches.front());
  print(line + "   # " + place(transition.place));
  if (!transition.has_choice) return;
  for (const auto& branch : transition.branches)
    print(fmt::format("{}  {}: {} → {}", indent, branch.name, branch.when ? "when " + branch.when->text() : "otherwise",
                      targets(workflow, branch)));
}

std::string label_of(const Workflow& workflow, const Transition& transition) {
  switch (transition.trigger) {
    case Trigger::open:
    case Trigger::event: return workflow.events[at(transition.event)];
    case Trigger::any_event: return "*";
    case Trigger::always: return "always " + transition.name;
    case Trigger::after: return "after " + transition.name;
    case Trigger::done:
      return transition.ended == transition.source ? "onDone" : "done." + workflow.state(transition.ended).path;
  }
  return {};
}

void print_states(const Workflow& workflow, Language language) {
  for (std::size_t i = 1; i < workflow.states.size(); ++i) {
    const auto& state = workflow.states[i];
    if (state.type == StateType::history_deep || state.type == StateType::history_shallow) continue;
    const std::string indent(static_cast<std::size_t>(state.depth) * 2, ' ');
    const char* type = state.type == StateType::parallel ? "  parallel"
                       : state.type == StateType::final  ? "  final"
                                                         : "";
    print(fmt::format("{}{}{}   # {}", indent, titled(state.name, state.title, language), type, place(state.place)));
    for (const auto& index : state.transitions)
      print_transition(workflow, workflow.transition(index), label_of(workflow, workflow.transition(index)),
                       indent + "    ", language);
    for (const auto& after : state.afters)
      print_transition(workflow, workflow.transition(after.transition),
                       fmt::format("after {} ({})", after.name, to_text(after.delay, language)), indent + "    ",
                       language);
  }
}

std::string mark_of(const Rung& rung) {
  switch (rung.mark) {
    case Rung::Mark::percent: return fmt::format("{}%", rung.percent);
    case Rung::Mark::before: return to_string(rung.distance, Side::before);
    case Rung::Mark::due: return "its end";
    case Rung::Mark::after: return to_string(rung.distance, Side::after);
  }
  return {};
}

std::string condition_text(const Workflow& workflow, const ClockCondition& condition) {
  return match(
      condition, [&](const StateEntered& entered) { return workflow.state(entered.state).path; },
      [&](const EventAccepted& accepted) { return "event " + workflow.events[at(accepted.event)]; },
      [](const ConditionHolds& rule) { return "when " + rule.condition.text(); });
}

void print_conditions(const Workflow& workflow, const char* word, const std::vector<ClockCondition>& conditions) {
  std::string text;
  for (const auto& condition : conditions) text += (text.empty() ? "" : ", ") + condition_text(workflow, condition);
  if (!text.empty()) print(fmt::format("    {}: {}", word, text));
}

void print_pauses(const Workflow& workflow, const std::vector<PauseRule>& pauses) {
  std::string text;
  for (const auto& pause : pauses) {
    text += (text.empty() ? "" : ", ") + condition_text(workflow, pause.condition);
    if (pause.holder != Holder::other) text += fmt::format(" (waiting for {})", name_of(pause.holder));
  }
  if (!text.empty()) print(fmt::format("    pause: {}", text));
}

const char* word_of(Retarget policy) {
  switch (policy) {
    case Retarget::carry: return "carry";
    case Retarget::carry_percent: return "carry_percent";
    case Retarget::restart: return "restart";
    case Retarget::keep_due: return "keep_due";
  }
  return "";
}

void print_retarget(const ClockRules& clock) {
  if (clock.targets.size() < 2) return;
  print(fmt::format("    retarget: {}{}{}", word_of(clock.retarget), clock.never_shorten ? ", never shorter" : "",
                    clock.grace > Elapsed{0} ? ", at least " + to_string(clock.grace) + " left" : ""));
}

void print_rung(const Workflow& workflow, const Rung& rung) {
  const auto repeat = rung.is_until_stopped ? fmt::format(", again every {} until it stops", to_string(rung.every))
                      : rung.times > 0
                          ? fmt::format(", again every {}, {} more at most", to_string(rung.every), rung.times)
                          : std::string();
  const auto raise = rung.raise ? ", raises " + workflow.events[at(*rung.raise)] : std::string();
  const auto notice =
      rung.notice ? ", told when " + workflow.calendar(*rung.notice).name() + " is open" : std::string();
  const auto mark = rung.kind == RungKind::due ? std::string() : " at " + mark_of(rung);
  print(
      fmt::format("    {}{}{}{}{}{}", rung.name, mark, rung.to.empty() ? "" : " → " + rung.to, repeat, raise, notice));
}

void print_clocks(const Workflow& workflow, Language language) {
  for (const auto& clock : workflow.clocks) {
    print(fmt::format("  {}   # {}", titled(clock.name, clock.title, language), place(clock.place)));
    print_conditions(workflow, "start", clock.start);
    print_conditions(workflow, "stop", clock.stop);
    print_pauses(workflow, clock.pause);
    print_conditions(workflow, "cancel", clock.cancel);
    print_conditions(workflow, "acknowledge", clock.acknowledge);
    for (const auto& target : clock.targets) {
      const auto calendar = target.is_wall ? std::string() : " on " + workflow.calendar(target.calendar).name();
      print(fmt::format("    {}: {}{}{}{}   # {}", target.name, target.at ? "at " : "", target.written, calendar,
                        target.when ? " when " + target.when->text() : "", place(target.place)));
    }
    print_retarget(clock);
    for (const auto& rung : clock.rungs) {
      if (rung.kind != RungKind::due || !rung.to.empty() || rung.raise) print_rung(workflow, rung);
    }
  }
}

Value names(const std::vector<std::string>& texts) {
  std::vector<Value> items;
  for (const auto& text : texts) items.push_back(Value::string(text));
  return Value::list(std::move(items));
}

int print_json(const RuleBook& rules, const ShowOptions& options) {
  for (const auto& summary : rules.workflows()) {
    if (!options.workflow.empty() && (summary.workflow != options.workflow || summary.project != options.project))
      continue;
    print(to_json(Value::object({{"workflow", Value::string(summary.workflow)},
                                 {"project", Value::string(summary.project)},
                                 {"version", Value::integer(summary.version)},
                                 {"title", Value::string(summary.title.in(options.common.language))},
                                 {"states", names(summary.states)},
                                 {"opening_events", names(summary.opening_events)},
                                 {"events", names(summary.events)},
                                 {"clocks", names(summary.clocks)}})));
  }
  return kOk;
}

const char* word_for(HitPolicy hit) {
  switch (hit) {
    case HitPolicy::unique: return "unique";
    case HitPolicy::first: return "first";
    case HitPolicy::collect: return "collect";
  }
  return "";
}

std::string text_of(const TableCell& cell) {
  if (cell.condition) return cell.condition->text();
  if (cell.is_any()) return "-";
  std::vector<std::string> ranges;
  for (const auto& range : cell.ranges) {
    if (range.from && range.to)
      ranges.push_back(*range.from == *range.to ? to_text(*range.from)
                                                : to_text(*range.from) + ".." + to_text(*range.to));
    else if (range.from)
      ranges.push_back((range.is_from_open ? "> " : ">= ") + to_text(*range.from));
    else if (range.to)
      ranges.push_back((range.is_to_open ? "< " : "<= ") + to_text(*range.to));
  }
  return join(ranges, " or ");
}

std::string text_of(const CellResult& result) {
  if (const auto* value = std::get_if<Value>(&result)) return to_text(*value);
  return std::get<Expression>(result).text();
}

void print_table(const DecisionTable& table, Language language) {
  std::vector<std::string> columns;
  for (const auto& column : table.columns) columns.push_back(column.name + ": " + to_string(column.type));
  print(fmt::format("  {}({}) gives {}, hit {}   # {}:{}", titled(table.name, table.title, language),
                    join(columns, ", "), to_string(table.result()), word_for(table.hit), table.place.file,
                    table.place.line));
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const auto& cell : row.cells) cells.push_back(text_of(cell));
    print(fmt::format("    {}: {} gives {}   # {}:{}", row.name, join(cells, ", "), text_of(row.result), row.place.file,
                      row.place.line));
  }
  if (table.otherwise)
    print(fmt::format("    otherwise gives {}   # {}:{}", text_of(table.otherwise->result), table.otherwise->place.file,
                      table.otherwise->place.line));
}

// As an author writes it: `2h`, `3 workdays`, `2000.00 CNY`.
std::string param_text(const Value& value) {
  if (value.kind() == Value::Kind::string) return std::string(value.as_string());
  const auto json = to_json(value);
  return json.starts_with('"') ? json.substr(1, json.size() - 2) : json;
}

int print_workflow(const Workflow& workflow, const ShowOptions& options) {
  const auto language = options.common.language;
  print(fmt::format("{} version {}{}", titled(workflow.name, workflow.title, language), workflow.version,
                    workflow.project.empty() ? "" : ", project " + workflow.project));
  if (!workflow.params.empty()) print("params");
  for (const auto& [name, value] : workflow.params) print(fmt::format("  {}: {}", name, param_text(value)));
  if (!workflow.tables.empty()) print("tables");
  for (const auto& table : workflow.tables) print_table(table, language);
  print("open");
  for (const auto index : workflow.openings)
    print_transition(workflow, workflow.transition(index), label_of(workflow, workflow.transition(index)), "  ",
                     language);
  print("states");
  print_states(workflow, language);
  if (!workflow.clocks.empty()) print("clocks");
  print_clocks(workflow, language);
  return kOk;
}

int print_overview(const RuleBook& rules, Language language) {
  print("workflows");
  for (const auto& summary : rules.workflows()) {
    if (summary.project.empty())
      print(fmt::format("  {} version {}: {}, {}, {}", titled(summary.workflow, summary.title, language),
                        summary.version, counted(summary.states.size(), "state"),
                        counted(summary.events.size() + summary.opening_events.size(), "event"),
                        counted(summary.clocks.size(), "clock")));
  }
  print("projects");
  for (const auto& project : rules.projects()) print("  " + project);
  print("calendars");
  for (const auto& name : rules.calendars()) {
    const auto calendar = rules.calendar(name);
    print(fmt::format("  {}  {}", titled(name, calendar->title(), language), calendar->zone().name()));
  }
  return kOk;
}

}  // namespace

int show(const ShowOptions& options) {
  const auto rules = load(options.common);
  if (!rules) return rules.code;
  if (options.workflow.empty() && options.common.json) return print_json(*rules, options);
  if (options.workflow.empty()) return print_overview(*rules, options.common.language);
  const auto workflow = rules->workflow(options.workflow, options.project);
  const bool is_known = workflow && (options.project.empty() || workflow->project == options.project);
  if (is_known && options.is_effective) {
    const auto text = effective_definition(*rules, options.workflow, options.project).value_or("");
    print(std::string_view(text).substr(0, text.size() - 1));  // which ends its last line itself
    return kOk;
  }
  if (is_known) return options.common.json ? print_json(*rules, options) : print_workflow(*workflow, options);
  std::vector<std::string> known;
  for (const auto& summary : rules->workflows()) {
    if (summary.project.empty()) known.push_back(summary.workflow);
  }
  if (workflow)
    return fail({ErrorCode::not_found,
                 "there is no project " + backticked(options.project) + "; " +
                     did_you_mean(options.project, rules->projects(), "known are " + listed(rules->projects()))});
  return fail({ErrorCode::not_found, "there is no workflow " + backticked(options.workflow) + "; " +
                                         did_you_mean(options.workflow, known, "known are " + listed(known))});
}

}  // namespace docket::cli
