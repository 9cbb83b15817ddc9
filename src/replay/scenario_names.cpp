// Tested by tests/unit/replay/scenario_names_test.cpp
#include "replay/scenario_names.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "base/text.hpp"

namespace docket {
namespace {

// Reasons that go by their kind; the others go by the guard or input they are about.
std::vector<std::string> kinds_of_reason() {
  static const std::set<std::string> kByName = {name_of(ReasonKind::guard_failed), name_of(ReasonKind::guard_error),
                                                name_of(ReasonKind::input_missing), name_of(ReasonKind::input_invalid)};
  std::vector<std::string> kinds;
  for (int i = 0; std::string(name_of(static_cast<ReasonKind>(i))) != "unknown"; ++i) {
    std::string kind = name_of(static_cast<ReasonKind>(i));
    if (!kByName.contains(kind)) kinds.push_back(std::move(kind));
  }
  return kinds;
}

bool is_history(const State& state) {
  return state.type == StateType::history_deep || state.type == StateType::history_shallow;
}

// What the end of a clock of that purpose is told as.
const char* kind_of_end(Budget::Purpose purpose) {
  switch (purpose) {
    case Budget::Purpose::limit: return "breach";
    case Budget::Purpose::not_before: return "wait_over";
    case Budget::Purpose::valid: return "expired";
  }
  return "breach";
}

// The thresholds that are told as `kind`.
std::vector<std::string> thresholds(const ClockRules& clock, const std::string& kind) {
  std::vector<std::string> names;
  for (const auto& each : clock.rungs) {
    const bool is_of_kind = kind == "corrected" || (kind == "warning" && each.kind == RungKind::warn) ||
                            (kind == "escalated" && each.kind == RungKind::escalate);
    if (is_of_kind) names.push_back(each.name);
  }
  return names;
}

void add_faults_of(const ClockRules& clock, std::vector<std::string>& subjects) {
  const auto whole = "clock " + clock.name;
  subjects.push_back(whole);
  for (const auto* list : {"start", "stop", "cancel", "pause"}) subjects.push_back(whole + ", " + list);
  for (const auto& row : clock.targets) subjects.push_back(whole + ", target " + row.name);
  for (const auto& rung : clock.rungs) subjects.push_back(clock.name + "." + rung.name);
}

// Whatever the engine names when something could not be worked out.
std::vector<std::string> subjects_of_faults(const Workflow& workflow) {
  std::vector<std::string> subjects = {workflow.name};
  for (const auto& clock : workflow.clocks) add_faults_of(clock, subjects);
  for (const auto& event : workflow.events) subjects.push_back("send " + event);
  for (const auto& state : workflow.states) {
    if (!state.path.empty()) subjects.push_back(state.path);
    for (const auto& after : state.afters) subjects.push_back("after " + state.path + "." + after.name);
  }
  return subjects;
}

}  // namespace

ScenarioNames::ScenarioNames(const RuleBook& rules, std::shared_ptr<const Workflow> workflow,
                             std::vector<std::string> duties, Reader& reader)
    : workflow_(std::move(workflow)), duties_(std::move(duties)), reader_(reader) {
  for (const auto& summary : rules.workflows()) {
    const auto each = rules.workflow(summary.workflow, summary.project);
    if (each) roles_anywhere_.insert(each->roles.begin(), each->roles.end());
  }
  for (const auto& clock : workflow_->clocks) clocks_.push_back(clock.name);
  for (const auto& field : workflow_->fields) fields_.push_back(field.name);
  reasons_ = kinds_of_reason();
  // A choice that could not be evaluated goes by the event.
  reasons_.insert(reasons_.end(), workflow_->events.begin(), workflow_->events.end());
  for (const auto& transition : workflow_->transitions) {
    for (const auto& requirement : transition.requirements) reasons_.push_back(requirement.name);
    for (const auto& input : transition.inputs) reasons_.push_back(input.name);
    for (const auto& branch : transition.branches) collect(branch.actions);
    collect(transition.actions);
  }
  for (const auto& state : workflow_->states) {
    for (const auto* actions : {&state.initial_actions, &state.entry, &state.exit}) collect(*actions);
  }
  for (const auto& [name, title] : workflow_->emits) emits_[name];
}

void ScenarioNames::collect(const Actions& actions) {
  for (const auto& action : actions) {
    match(
        action.what,
        [&](const EmitEvent& emit) {
          for (const auto& [name, value] : emit.data) emits_[emit.name].insert(name);
          emits_[emit.name];
        },
        [&](const Conditional& conditional) {
          collect(conditional.then);
          collect(conditional.otherwise);
        },
        [](const SetFields&) {}, [](const RaiseEvent&) {}, [](const SendEvent&) {}, [](const CancelSend&) {},
        [](const CommandClock&) {});
  }
}

std::optional<std::string> ScenarioNames::state(const yaml::Node& name) {
  std::vector<std::string> found, known;
  for (std::size_t i = 1; i < workflow_->states.size(); ++i) {
    const auto& state = workflow_->states[i];
    if (is_history(state)) continue;
    if (state.path == name.text()) return state.path;
    if (state.path.ends_with("." + name.text())) found.push_back(state.path);
    known.push_back(state.path);
    if (state.name != state.path) known.push_back(state.name);
  }
  if (found.size() == 1) return found.front();
  if (found.empty())
    reader_.report(name.error("unknown-state", "state " + backticked(name.text()) + " does not exist",
                              nearest_or_known(name.text(), known)));
  else
    reader_.report(name.error("ambiguous-state", "several states are called " + backticked(name.text()),
                              "write the path: " + listed(found)));
  return std::nullopt;
}

bool ScenarioNames::clock(const yaml::Node& name) { return reader_.known(name, clocks_, "clock").has_value(); }

bool ScenarioNames::field(const yaml::Node& name) { return reader_.known(name, fields_, "field").has_value(); }

void ScenarioNames::role_of_actor(const yaml::Node& name) {
  const auto& roles = workflow_->roles;
  if (roles_anywhere_.contains(name.text())) return;
  if (const auto near = nearest(name.text(), roles))
    reader_.report(name.error("unknown-role", "role " + backticked(name.text()) + " does not exist",
                              "did you mean " + backticked(*near) + "?"));
}

void ScenarioNames::reason(const yaml::Node& name, const std::vector<std::string>& inputs) {
  if (std::find(inputs.begin(), inputs.end(), name.text()) != inputs.end()) return;
  if (std::find(reasons_.begin(), reasons_.end(), name.text()) != reasons_.end()) return;
  reader_.report(name.error(
      "unknown-reason", "nothing refuses an event because of " + backticked(name.text()),
      did_you_mean(name.text(), reasons_, "name a guard, an input, or one of " + listed(kinds_of_reason()))));
}

void ScenarioNames::notice(const yaml::Node& item) {
  for (const auto* kind : {"warning", "breach", "expired", "wait_over", "escalated", "corrected"}) {
    if (const auto name = item.find(kind); name && name->is_scalar() && clock(*name)) of_clock(item, *name, kind);
  }
  if (const auto name = item.find("emit"); name && name->is_scalar()) emitted(item, *name);
  if (const auto name = item.find("faulted"); name && name->is_scalar()) faulted(*name);
  if (const auto name = item.find("missed"); name && name->is_scalar()) reader_.known(*name, duties_, "duty");
  if (const auto to = item.find("to"); to && to->is_scalar() && !item.find("missed"))
    reader_.known(*to, workflow_->roles, "role");
}

void ScenarioNames::emitted(const yaml::Node& item, const yaml::Node& name) {
  std::vector<std::string> known;
  for (const auto& [emit, data] : emits_) known.push_back(emit);
  if (!reader_.known(name, known, "emitted event")) return;
  const auto data = item.find("data");
  const auto& names = emits_.at(name.text());
  const std::vector<std::string> known_data(names.begin(), names.end());
  for (const auto& entry : data ? data->entries() : std::vector<yaml::Node::Entry>{}) {
    if (!names.contains(entry.key.text()))
      reader_.report(entry.key.error("unknown-data",
                                     backticked(name.text()) + " carries no " + backticked(entry.key.text()),
                                     nearest_or_known(entry.key.text(), known_data)));
  }
}

void ScenarioNames::of_clock(const yaml::Node& item, const yaml::Node& name, const std::string& kind) {
  const auto& rules = workflow_->clocks[at(*workflow_->find_clock(name.text()))];
  const bool is_end = kind == "breach" || kind == "expired" || kind == "wait_over";
  if (is_end && kind != kind_of_end(rules.purpose))
    reader_.report(name.error("never-sent", "the clock " + backticked(rules.name) + " never tells `" + kind + "`",
                              "its end is told as `" + std::string(kind_of_end(rules.purpose)) + "`"));
  const auto rung = item.find("rung");
  if (rung && is_end)
    reader_.report(rung->error("unknown-rung", "`" + kind + "` has no `rung`",
                               "a threshold of its own is told as `warning` or `escalated`"));
  else if (rung && rung->is_scalar())
    threshold(*rung, rules, kind);
}

void ScenarioNames::faulted(const yaml::Node& name) {
  const auto known = subjects_of_faults(*workflow_);
  if (std::find(known.begin(), known.end(), name.text()) != known.end()) return;
  reader_.report(name.error("unknown-subject", "nothing faults as " + backticked(name.text()),
                            did_you_mean(name.text(), known,
                                         "what may fault is a state, `clock NAME`, `clock NAME, stop`, `clock NAME, "
                                         "target ROW`, `NAME.THRESHOLD`, `after STATE.ROW` or `send EVENT`")));
}

void ScenarioNames::threshold(const yaml::Node& rung, const ClockRules& clock, const std::string& kind) {
  const auto known = thresholds(clock, kind);
  if (std::find(known.begin(), known.end(), rung.text()) != known.end()) return;
  const std::string what = kind == "warning" ? "warning" : kind == "escalated" ? "escalation" : "rung";
  const bool is_end = rung.text() == clock.rungs[clock.due_rung].name;
  const auto hint =
      is_end ? "it is told as `" + std::string(kind_of_end(clock.purpose)) + "`" : nearest_or_known(rung.text(), known);
  reader_.report(rung.error(
      "unknown-rung", "the clock " + backticked(clock.name) + " has no " + what + " " + backticked(rung.text()), hint));
}

}  // namespace docket
