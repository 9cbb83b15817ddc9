// Tested by tests/unit/model/language_examples_test.cpp
#include "replay/scenario_reader.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "docket/duty.hpp"
#include "model/plain_value.hpp"
#include "model/reader.hpp"
#include "model/workflow.hpp"
#include "replay/notices.hpp"
#include "replay/scenario_names.hpp"
#include "replay/written.hpp"

namespace docket {
namespace {

class ScenarioReader {
 public:
  ScenarioReader(const RuleBook& rules, Diagnostics& diagnostics) : rules_(rules), reader_(diagnostics) {}

  std::optional<Scenario> read(const yaml::Node& root) {
    if (!reader_.is_map(root, "a scenario")) return std::nullopt;
    if (!root.find("at") && !root.find("steps")) {
      // A rule file that was named by mistake: what each of its keys is not would help nobody.
      reader_.report(root.error("missing-key", "this is no scenario: it has neither `at` nor `steps`"));
      return std::nullopt;
    }
    const auto before = reader_.diagnostics().size();
    reader_.check_keys(root, {"docket", "scenario", "workflow", "project", "duty", "at", "steps"}, "a scenario");
    read_head(root);
    if (scenario_.zone) read_steps(root);
    if (reader_.diagnostics().size() != before) return std::nullopt;
    if (remark_) reader_.report(*std::move(remark_));
    return std::move(scenario_);
  }

 private:
  void read_head(const yaml::Node& root) {
    if (const auto version = root.find("docket"); version && version->text() != "1")
      reader_.report(version->error("unknown-version",
                                    "version " + backticked(version->text()) + " of the rule language is unknown",
                                    "this docket reads version 1"));
    if (const auto title = root.find("scenario")) scenario_.title = reader_.in_any_language(*title, "`scenario`");
    const auto name = required(root, "workflow");
    if (const auto project = root.find("project")) scenario_.project = reader_.text(*project, "`project`");
    const auto at = required(root, "at");
    if (!name || !at) return;
    scenario_.workflow = name->text();
    const auto projects = rules_.projects();
    if (!scenario_.project.empty() &&
        std::find(projects.begin(), projects.end(), scenario_.project) == projects.end()) {
      reader_.report(root.find("project")->error("unknown-project",
                                                 "project " + backticked(scenario_.project) + " does not exist",
                                                 nearest_or_known(scenario_.project, projects)));
    }
    const auto workflow = rules_.workflow(scenario_.workflow, scenario_.project);
    if (!workflow) {
      std::vector<std::string> known;
      for (const auto& summary : rules_.workflows()) {
        if (summary.project.empty()) known.push_back(summary.workflow);
      }
      reader_.report(name->error("unknown-workflow", "workflow " + backticked(name->text()) + " does not exist",
                                 nearest_or_known(name->text(), known)));
      return;
    }
    scenario_.zone = workflow->calendars.front().calendar.zone();
    names_.emplace(rules_, workflow, duty_names(rules_, scenario_.project), reader_);
    if (const auto duty = root.find("duty")) {
      const auto known = duty_names(rules_, scenario_.project);
      if (reader_.known(*duty, known, "duty")) scenario_.duty = duty->text();
    }
    if (const auto start = time(*at)) scenario_.start = *start;
  }

  std::optional<yaml::Node> required(const yaml::Node& map, const char* key) {
    auto node = map.find(key);
    if (!node) reader_.report(map.error("missing-key", "`" + std::string(key) + "` is missing here"));
    return node;
  }

  std::optional<Instant> time(const yaml::Node& node) {
    if (!reader_.is_scalar(node, "a time")) return std::nullopt;
    const auto instant = parse_instant(node.text(), *scenario_.zone);
    if (instant) return *instant;
    reader_.report(node.error("bad-time", instant.error().message));
    return std::nullopt;
  }

  void read_steps(const yaml::Node& root) {
    const auto steps = required(root, "steps");
    if (!steps) return;
    if (!steps->is_sequence())
      reader_.report(steps->error("wrong-type", "`steps` must be a list, not " + yaml::describe(steps->kind())));
    else if (steps->size() == 0)
      reader_.report(steps->error("no-steps", "a scenario without steps would always pass"));
    const auto items = steps->items();
    const auto before = reader_.diagnostics().size();
    for (const auto& step : items) read_step(step);
    if (reader_.diagnostics().size() != before) return;  // a step that was not understood may expect something
    const bool expects_something = std::any_of(items.begin(), items.end(), [](const yaml::Node& step) {
      return step.is_map() && (step.find("expect") || step.find("refuse"));
    });
    if (expects_something || steps->size() == 0) return;
    // It does hold that its events are accepted: a remark, and it is run.
    remark_ = steps->error("nothing-expected", "no step of this scenario expects anything",
                           "add one that says what is so in the end: `- expect: { state: … }`");
    remark_->severity = Severity::warning;
  }

  void read_step(const yaml::Node& step) {
    if (!reader_.is_map(step, "a step")) return;
    if (step.find("fire")) return read_fire(step, step, false);
    if (const auto refuse = step.find("refuse")) {
      reader_.check_keys(step, {"refuse"}, "a step");
      if (reader_.is_map(*refuse, "`refuse`")) read_fire(*refuse, step, true);
      return;
    }
    if (const auto wait = step.find("wait")) return read_wait(step, *wait);
    if (const auto until = step.find("until")) {
      reader_.check_keys(step, {"until"}, "a step");
      if (const auto instant = time(*until)) add(step, UntilStep{*instant});
      return;
    }
    if (const auto expect = step.find("expect")) {
      reader_.check_keys(step, {"expect"}, "a step");
      if (reader_.is_map(*expect, "`expect`")) read_expect(step, *expect);
      return;
    }
    if (const auto relief = step.find("relieve")) return read_relief(step, *relief);
    if (const auto undo = step.find("undo_relief")) {
      reader_.check_keys(step, {"undo_relief"}, "a step");
      return add(step, UndoReliefStep{reader_.text(*undo, "`undo_relief`")});
    }
    const std::vector<std::string> known = {"fire", "refuse", "wait", "until", "relieve", "undo_relief", "expect"};
    const auto keys = step.keys();
    reader_.report(step.error("unknown-step", "a step is one of " + listed(known),
                              keys.empty() ? "" : did_you_mean(keys.front(), known)));
  }

  void read_relief(const yaml::Node& step, const yaml::Node& node) {
    reader_.check_keys(step, {"relieve"}, "a step");
    if (!reader_.is_map(node, "`relieve`")) return;
    reader_.check_keys(node, {"id", "percent", "from", "to", "clocks", "evidence"}, "`relieve`");
    const auto id = required(node, "id");
    const auto percent = required(node, "percent");
    const auto from = required(node, "from");
    const auto to = required(node, "to");
    if (!id || !percent || !from || !to) return;
    Relief relief{.id = reader_.text(*id, "`id`")};
    relief.percent = reader_.integer(*percent, "`percent`", 1, 1000).value_or(1);
    relief.from = time(*from).value_or(Instant{});
    relief.to = time(*to).value_or(Instant{});
    if (const auto clocks = node.find("clocks")) {
      for (const auto& clock : reader_.one_or_more(*clocks, "`clocks`")) {
        if (names_->clock(clock)) relief.clocks.push_back(clock.text());
      }
    }
    if (const auto evidence = node.find("evidence")) relief.evidence = reader_.text(*evidence, "`evidence`");
    add(step, ReliefStep{std::move(relief)});
  }

  void read_wait(const yaml::Node& step, const yaml::Node& wait) {
    reader_.check_keys(step, {"wait"}, "a step");
    if (!reader_.is_scalar(wait, "`wait`")) return;
    const auto length = parse_elapsed(wait.text());
    if (length && *length == Elapsed{0})
      reader_.report(wait.error("bad-length", "`wait` must be longer than nothing", "such as `wait: 30m`"));
    else if (length)
      add(step, WaitStep{*length});
    else
      reader_.report(wait.error("bad-length", length.error().message));
  }

  void read_fire(const yaml::Node& node, const yaml::Node& place, bool is_refused) {
    if (is_refused)
      reader_.check_keys(node, {"fire", "by", "input", "at", "id", "because"}, "`refuse`");
    else
      reader_.check_keys(node, {"fire", "by", "input", "at", "id"}, "`fire`");
    FireStep fire{.event = {}, .is_refused = is_refused, .because = {}};
    const auto name = required(node, "fire");
    if (!name || !reader_.is_scalar(*name, "`fire`")) return;
    fire.event.name = name->text();
    if (const auto by = node.find("by")) fire.event.actor = actor(*by, is_refused);
    if (const auto input = node.find("input"); input && reader_.is_map(*input, "`input`"))
      fire.event.input = inputs(fire.event.name, *input);
    if (const auto at = node.find("at")) fire.event.at = time(*at);
    if (const auto id = node.find("id")) fire.event.id = reader_.text(*id, "`id`");
    if (const auto because = node.find("because")) {
      for (const auto& reason : reader_.one_or_more(*because, "`because`")) {
        const auto input = node.find("input");
        names_->reason(reason, input ? input->keys() : std::vector<std::string>{});
        fire.because.push_back(reason.text());
      }
    }
    if (is_refused && fire.because.empty())
      reader_.report(node.error("missing-key", "`refuse` needs `because`",
                                "name the guards, inputs or kinds of reason, e.g. `because: [facts_recorded]`"));
    add(place, std::move(fire));
  }

  // Moments and lengths as they are written everywhere in scenarios.
  Value inputs(const std::string& event, const yaml::Node& node) const {
    std::vector<MapEntry> entries;
    for (const auto& entry : node.entries()) {
      auto value = plain_value(entry.value);
      if (const auto type = type_of_input(event, entry.key.text())) value = read_written(value, *type, *scenario_.zone);
      entries.push_back({Value::string(entry.key.text()), std::move(value)});
    }
    return Value::map(std::move(entries));
  }

  std::optional<Type> type_of_input(const std::string& event, const std::string& name) const {
    const auto& workflow = names_->workflow();
    const auto index = workflow.find_event(event);
    for (const auto& transition : workflow.transitions) {
      const bool is_of_event = transition.trigger == Trigger::event || transition.trigger == Trigger::open;
      if (!index || !is_of_event || transition.event != *index) continue;
      const auto input = std::find_if(transition.inputs.begin(), transition.inputs.end(),
                                      [&](const Input& each) { return each.name == name; });
      if (input != transition.inputs.end()) return input->type;
    }
    return std::nullopt;
  }

  // `{ id: li, role: receptionist }`, `{ id: li, roles: [...] }`, or just a role.
  // A misspelt role would be refused where a role is expected to be.
  Actor actor(const yaml::Node& node, bool is_refused) {
    if (node.is_scalar()) {
      if (is_refused) names_->role_of_actor(node);
      return {.id = node.text(), .roles = {node.text()}};
    }
    if (!reader_.is_map(node, "`by`")) return {};
    reader_.check_keys(node, {"id", "role", "roles"}, "`by`");
    Actor actor;
    if (const auto id = node.find("id")) actor.id = reader_.text(*id, "`id`");
    for (const auto* key : {"role", "roles"}) {
      const auto roles = node.find(key);
      if (!roles) continue;
      for (const auto& role : reader_.one_or_more(*roles, "a role")) {
        if (is_refused) names_->role_of_actor(role);
        actor.roles.push_back(role.text());
      }
    }
    return actor;
  }

  std::vector<yaml::Node> list(const yaml::Node& node, const char* what) {
    if (node.is_sequence()) return node.items();
    reader_.report(node.error("wrong-type", std::string(what) + " must be a list, not " + yaml::describe(node.kind()),
                              "e.g. `[{ breach: reply, to: project_manager }]`"));
    return {};
  }

  std::vector<ExpectStep::Pair> pairs(const yaml::Node& map, const char* key) {
    std::vector<ExpectStep::Pair> pairs;
    const auto node = map.find(key);
    if (!node || !reader_.is_map(*node, "`" + std::string(key) + "`")) return pairs;
    for (const auto& entry : node->entries()) pairs.push_back({entry.key, entry.value});
    if (pairs.empty()) expects_nothing(*node, key);
    return pairs;
  }

  void expects_nothing(const yaml::Node& node, const char* key) {
    reader_.report(node.error("nothing-expected", "`" + std::string(key) + "` expects nothing"));
  }

  void read_states(const yaml::Node& node, ExpectStep& expect) {
    const auto names = reader_.one_or_more(node, "`state`");
    for (const auto& name : names) {
      if (auto path = names_->state(name)) expect.states.push_back({name, *std::move(path)});
    }
    if (node.is_sequence() && node.size() == 0) expects_nothing(node, "state");
  }

  void read_notices(const yaml::Node& node, ExpectStep& expect) {
    if (const auto emitted = node.find("emitted")) {
      expect.emitted = list(*emitted, "`emitted`");
      expect.nothing_emitted = expect.emitted.empty();
    }
    if (const auto absent = node.find("not_emitted")) {
      expect.not_emitted = list(*absent, "`not_emitted`");
      if (absent->is_sequence() && absent->size() == 0) expects_nothing(*absent, "not_emitted");
    }
    for (const auto* notices : {&expect.emitted, &expect.not_emitted}) {
      for (const auto& notice : *notices) {
        if (read_notice(notice, reader_.diagnostics())) names_->notice(notice);
      }
    }
  }

  void read_expect(const yaml::Node& step, const yaml::Node& node) {
    reader_.check_keys(node, {"state", "due", "clock", "record", "emitted", "not_emitted", "closed", "opened"},
                       "`expect`");
    ExpectStep expect;
    if (const auto state = node.find("state")) read_states(*state, expect);
    expect.dues = pairs(node, "due");
    for (const auto& [clock, due] : expect.dues) {
      names_->clock(clock);
      if (!due.is_null()) time(due);
    }
    expect.clocks = pairs(node, "clock");
    for (const auto& [clock, status] : expect.clocks) {
      names_->clock(clock);
      static const std::vector<std::string> kStatuses = {"idle",      "running", "paused", "met",
                                                         "cancelled", "ended",   "late"};
      reader_.word(status, kStatuses, "what becomes of a clock");
    }
    expect.record = pairs(node, "record");
    if (const auto closed = node.find("closed")) expect.closed = reader_.boolean(*closed, "`closed`");
    if (const auto opened = node.find("opened"); opened && reader_.is_scalar(*opened, "`opened`")) {
      if (scenario_.duty.empty())
        reader_.report(opened->error("no-duty", "no duty opens this case", "name one on top: `duty: morning_meeting`"));
      else if (opened->text() == "false" || time(*opened))
        expect.opened = *opened;
    }
    read_notices(node, expect);
    if (node.entries().empty()) expects_nothing(node, "expect");
    // A misspelt field would be empty, and `empty` may be what is expected.
    for (const auto& [field, value] : expect.record) names_->field(field);
    add(step, std::move(expect));
  }

  template <class Step>
  void add(const yaml::Node& place, Step step) {
    scenario_.steps.push_back({std::move(step), place});
  }

  const RuleBook& rules_;
  Reader reader_;
  std::optional<ScenarioNames> names_;  // as soon as it is known whose they are
  Scenario scenario_;
  std::optional<Diagnostic> remark_;  // that does not keep it from being run
};

}  // namespace

std::optional<Scenario> read_scenario(const yaml::Node& root, const RuleBook& rules, Diagnostics& diagnostics) {
  return ScenarioReader(rules, diagnostics).read(root);
}

}  // namespace docket
