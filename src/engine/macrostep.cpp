// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/macrostep.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "docket/limits.hpp"
#include "engine/clock_changes.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

std::vector<std::string> paths_of(const Workflow& workflow, const StateList& states) {
  std::vector<std::string> paths;
  for (const auto state : states) paths.push_back(workflow.state(state).path);
  return paths;
}

}  // namespace

Macrostep::Macrostep(CaseData& kase, Instant happened, Instant now, const Actor* actor, const Value* input,
                     Recorder& recorder)
    : kase_(kase),
      workflow_(*kase.workflow),
      happened_(happened),
      now_(now),
      recorder_(recorder),
      selection_(kase, now, actor, input) {}

// --- Running -----------------------------------------------------------------------------------------

void Macrostep::run(const std::vector<Chosen>& chosen, const std::string& event_name, std::optional<EventIndex> event) {
  const bool was_closed = kase_.is_closed;
  selection_.forget_failures();
  if (event) occurrences_.push_back({.is_entry = false, .event = *event});
  microstep(chosen, event_name);
  settle();
  report_failures();
  if (fault_) return;
  const auto end = end_of_case();
  kase_.is_closed = end.has_value();
  // Clocks that closing ended go on before a start could begin them anew (semantics.md 15).
  if (was_closed && !end) reopen_clocks(kase_, happened_, recorder_);
  std::vector<bool> were_ticking;
  for (const auto& clock : kase_.clocks) were_ticking.push_back(is_ticking(clock));
  update_clocks(kase_, occurrences_, selection_.bindings(), happened_, recorder_);
  if (end && !was_closed) close(*end, were_ticking);
}

// Eventless transitions come before internal events, and both before the next event from outside.  What
// was raised on the way to the end of the case is not heard any more: only a person's event reopens it.
void Macrostep::settle() {
  for (int steps = 0; !fault_; ++steps) {
    if (steps >= limits::kMicrostepsPerEvent) {
      fault_ = "more than " + std::to_string(limits::kMicrostepsPerEvent) + " steps without coming to rest";
      return;
    }
    if (end_of_case()) return;
    auto enabled = selection_.select({.trigger = Trigger::always});
    std::string name = "always";
    if (enabled.empty()) {
      if (internal_.empty()) return;
      const auto stimulus = internal_.front();
      internal_.pop_front();
      enabled = selection_.select(stimulus);
      const bool is_done = stimulus.trigger == Trigger::done;
      name = is_done ? "done " + workflow_.state(stimulus.state).path : workflow_.events[at(stimulus.event)];
      if (!enabled.empty() && !is_done) occurrences_.push_back({.is_entry = false, .event = stimulus.event});
    }
    if (!enabled.empty()) microstep(enabled, name);
  }
}

void Macrostep::microstep(const std::vector<Chosen>& chosen, const std::string& event_name) {
  const auto before = leaves(kase_);
  const auto configuration_before = kase_.configuration;
  for (const auto state : exit_set(kase_, chosen)) leave(state, configuration_before);
  for (const auto& each : chosen) {
    const auto& transition = workflow_.transition(each.transition);
    act(transition.actions);
    act(transition.branches[each.branch].actions);
  }
  // After leaving: a transition from inside a state to its history means where the case was just now.
  const auto entries = entry_set(kase_, chosen);
  for (const auto& item : entries.items) enter(item, entries);
  if (!fault_)
    recorder_.add(TransitionTaken{event_name, paths_of(workflow_, before), paths_of(workflow_, leaves(kase_))});
}

void Macrostep::leave(StateIndex index, const StateList& configuration_before) {
  const auto& state = workflow_.state(index);
  const auto remember = [&](bool is_deep) {
    HistoryRecord record{.state = index, .is_deep = is_deep};
    for (const auto active : configuration_before) {
      const auto type = workflow_.state(active).type;
      const bool is_leaf = type == StateType::atomic || type == StateType::final;
      const bool belongs = is_deep ? is_leaf && workflow_.is_descendant(active, index)
                                   : at(active) != 0 && workflow_.state(active).parent == index && active != index;
      if (belongs) record.states.push_back(active);
    }
    std::erase_if(kase_.history,
                  [&](const HistoryRecord& old) { return old.state == index && old.is_deep == is_deep; });
    kase_.history.push_back(std::move(record));
  };
  if (state.deep_history) remember(true);
  if (state.shallow_history) remember(false);
  act(state.exit);
  std::erase_if(kase_.timers,
                [&](const PendingTimer& timer) { return timer.kind == TimerKind::after && timer.state == index; });
  std::erase(kase_.configuration, index);
}

void Macrostep::enter(const EntrySet::Item& item, const EntrySet& entries) {
  const auto& state = workflow_.state(item.state);
  auto& configuration = kase_.configuration;
  configuration.insert(std::upper_bound(configuration.begin(), configuration.end(), item.state), item.state);
  occurrences_.push_back({.is_entry = true, .state = item.state});
  if (workflow_.remembers_visits) {
    const auto place = std::lower_bound(kase_.visited.begin(), kase_.visited.end(), item.state);
    if (place == kase_.visited.end() || *place != item.state) kase_.visited.insert(place, item.state);
  }
  arm(item.state);
  act(state.entry);
  if (item.is_default) act(state.initial_actions);
  for (const auto history : entries.default_history) {
    if (workflow_.state(history).parent == item.state) act(workflow_.state(history).initial_actions);
  }
  if (state.type == StateType::final) finish(item.state);
}

void Macrostep::finish(StateIndex final_state) {
  const auto parent = workflow_.state(final_state).parent;
  if (at(parent) == 0) return;  // the case itself: end_of_case sees it
  internal_.push_back({.trigger = Trigger::done, .state = parent});
  const auto grandparent = workflow_.state(parent).parent;
  if (workflow_.state(grandparent).type == StateType::parallel && is_in_final_state(kase_, grandparent))
    internal_.push_back({.trigger = Trigger::done, .state = grandparent});
}

std::optional<StateIndex> Macrostep::end_of_case() const {
  const auto& top = workflow_.states.front().children;
  const auto end = std::find_if(top.begin(), top.end(), [&](StateIndex child) {
    return workflow_.state(child).type == StateType::final && kase_.is_active(child);
  });
  if (end == top.end()) return std::nullopt;
  return *end;
}

// Closing ends every clock that still ticked, whether the end of the case is what it waited for or not;
// reopening continues all of those (semantics.md 15).
void Macrostep::close(StateIndex end, const std::vector<bool>& were_ticking) {
  close_clocks(kase_, happened_, recorder_);
  for (std::size_t i = 0; i < were_ticking.size(); ++i) kase_.clocks[i].was_ended_by_close = were_ticking[i];
  std::erase_if(kase_.timers, [](const PendingTimer& timer) { return timer.kind == TimerKind::send; });
  recorder_.add(CaseClosed{workflow_.state(end).path});
}

void Macrostep::arm(StateIndex index) {
  const auto& afters = workflow_.state(index).afters;
  for (std::size_t row = 0; row < afters.size(); ++row) {
    const auto due = kase_.calendar(afters[row].calendar).due(now_, afters[row].delay);
    if (!due) {
      unarmed_.push_back({"after " + workflow_.state(index).path + "." + afters[row].name, due.error().message});
      continue;
    }
    kase_.timers.push_back({.kind = TimerKind::after,
                            .due = due->at,
                            .since = now_,
                            .state = index,
                            .row = static_cast<std::uint16_t>(row)});
  }
}

void Macrostep::report_failures() {
  for (const auto& failure : selection_.failures()) recorder_.add(Faulted{failure.where, failure.message});
  for (const auto& failure : unarmed_) recorder_.add(Faulted{failure.where, failure.message});
}

// --- Acting ------------------------------------------------------------------------------------------

std::optional<Value> Macrostep::evaluated(const Expression& expression) {
  auto result = evaluate(expression, selection_.bindings());
  if (auto* value = std::get_if<Value>(&result)) return std::move(*value);
  if (!fault_) fault_ = std::get<EvalError>(result).message;
  return std::nullopt;
}

void Macrostep::act(const Actions& actions) {
  for (const auto& action : actions) {
    if (fault_) return;
    act(action);
  }
}

void Macrostep::act(const Action& action) {
  match(
      action.what, [&](const SetFields& what) { set(what); }, [&](const SendEvent& what) { send(what); },
      [&](const EmitEvent& what) { emit(what); },
      [&](const RaiseEvent& what) {
        if (internal_.size() >= limits::kInternalEvents)
          fault_ = "too many internal events";
        else
          internal_.push_back({.trigger = Trigger::event, .event = what.event});
      },
      [&](const CancelSend& what) {
        std::erase_if(kase_.timers,
                      [&](const PendingTimer& timer) { return timer.kind == TimerKind::send && timer.id == what.id; });
      },
      [&](const CommandClock& what) { command_clock(kase_, what, selection_.bindings(), happened_, recorder_); },
      [&](const Conditional& what) {
        const auto condition = evaluated(what.condition);
        if (condition) act(condition->as_bool() ? what.then : what.otherwise);
      });
}

void Macrostep::set(const SetFields& action) {
  std::vector<std::pair<FieldIndex, Value>> values;
  for (const auto& assignment : action.assignments) {
    Value value;  // null clears the field
    if (assignment.value) {
      auto result = evaluated(*assignment.value);
      if (!result) return;
      value = std::move(*result);
    } else if (assignment.input) {
      const auto* input = selection_.bindings().field(VariableIndex{static_cast<std::uint32_t>(Variable::input)},
                                                      FieldIndex{static_cast<std::uint32_t>(*assignment.input)});
      if (!input) continue;  // an optional input that was not given leaves its field alone
      value = *input;
    }
    values.emplace_back(assignment.field, std::move(value));
  }
  for (auto& [field, value] : values) kase_.record[static_cast<std::size_t>(field)] = std::move(value);
}

void Macrostep::send(const SendEvent& action) {
  if (kase_.timers.size() >= limits::kDelayedEvents) {
    fault_ = "more than " + std::to_string(limits::kDelayedEvents) + " delayed events under way";
    return;
  }
  Instant due = now_;
  if (action.delay) {
    const auto delayed = kase_.calendar(action.calendar).due(now_, *action.delay);
    if (!delayed) {
      fault_ = delayed.error().message;
      return;
    }
    due = delayed->at;
  }
  kase_.timers.push_back({.kind = TimerKind::send,
                          .due = due,
                          .since = now_,
                          .event = action.event,
                          .id = action.id,
                          .order = ++kase_.sends});
}

void Macrostep::emit(const EmitEvent& action) {
  std::vector<MapEntry> data;
  for (const auto& [name, expression] : action.data) {
    auto value = evaluated(expression);
    if (!value) return;
    data.push_back({Value::string(name), std::move(*value)});
  }
  recorder_.add(Emitted{action.name, action.to, Value::map(std::move(data))});
}

}  // namespace docket
