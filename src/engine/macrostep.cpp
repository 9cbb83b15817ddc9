// Tested by tests/unit/engine/step_test.cpp and rules/workflows/complaint/
#include "engine/macrostep.hpp"

#include <algorithm>

#include "base/match.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"
#include "engine/clock_changes.hpp"
#include "engine/keeping.hpp"
#include "model/vocabulary.hpp"
#include "value/storable.hpp"

namespace docket {
namespace {

constexpr std::size_t kEffectBytes = 100;  // of what stands around the words of an effect

std::size_t bytes_of_transition(const Workflow& workflow, const std::vector<StateIndex>& states) {
  auto bytes = kEffectBytes;
  for (const auto state : states) bytes += workflow.state(state).path.size() + 3;
  return bytes;
}

// Between nothing and more than a case keeps lies what can be counted at once.
LocalizedText too_much_to_keep(const std::string& what_en, const std::string& what_zh) {
  const auto most = std::to_string(limits::kCaseBytes);
  return {.en = what_en + " would make the case larger than the " + most + " bytes it may keep",
          .zh = what_zh + "将使工单保存的内容超过上限 " + most + " 字节"};
}

}  // namespace

Macrostep::Macrostep(CaseData& kase, const Times& times, Selection& selection, Recorder& recorder)
    : kase_(kase),
      workflow_(*kase.workflow),
      happened_(times.at),
      now_(times.now),
      recorder_(recorder),
      selection_(selection),
      memory_(selection.memory()) {
  if (!memory_.unarmed.empty()) memory_.unarmed.clear();
  memory_.internal.clear();
  memory_.internal_heard = 0;
  memory_.occurrences.clear();
}

// --- Running -----------------------------------------------------------------------------------------

void Macrostep::run(std::vector<Chosen>& chosen, const Cause& cause, EventIndex event) {
  selection_.forget_failures();
  if (event != kNoEvent && kase_.clock_count() > 0) memory_.occurrences.push_back(Occurrence::of(event));
  microstep(chosen, cause);
  if (workflow_.chart.has_always || is_hearing()) settle();
  if (!selection_.failures().empty() || !memory_.unarmed.empty()) report_failures();
  if (!fault_)
    come_to_rest(kase_, end_of_case(), memory_.occurrences, changed_, selection_.bindings(), happened_, recorder_);
}

// Eventless transitions come before internal events, and both before the next event from outside.  What
// was raised on the way to the end of the case is not heard any more: only a person's event reopens it.
void Macrostep::settle() {
  for (int steps = 0; !fault_; ++steps) {
    if (steps >= limits::kMicrostepsPerEvent) {
      fault_ = Fault("more than " + std::to_string(limits::kMicrostepsPerEvent) + " steps without coming to rest");
      return;
    }
    if (end_of_case() != kNoState || has_told_too_much()) return;
    Cause cause(Cause::Kind::always);
    if (selection_.select({.trigger = Trigger::always}).empty()) {
      if (!is_hearing()) return;
      const auto stimulus = memory_.internal[memory_.internal_heard++];
      const bool is_done = stimulus.trigger == Trigger::done;
      cause = is_done ? Cause(Cause::Kind::done, at(stimulus.state)) : Cause(Cause::Kind::event, at(stimulus.event));
      const bool is_heard = !selection_.select(stimulus).empty();
      if (is_heard && !is_done) memory_.occurrences.push_back(Occurrence::of(stimulus.event));
    }
    if (!memory_.chosen.empty()) microstep(memory_.chosen, cause);
  }
}

void Macrostep::microstep(const std::vector<Chosen>& chosen, const Cause& cause) {
  const auto& first = workflow_.chart.plan(chosen.front().transition, chosen.front().branch);
  auto& taken = recorder_.log().taken;
  taken.insert(taken.end(), chosen.begin(), chosen.end());
  // From and to, one behind the other.
  auto& states = memory_.states;
  states.clear();
  for_each_leaf(kase_, [&](StateIndex leaf) { states.push_back(leaf); });
  const auto before = states.size();
  if (chosen.size() == 1 && first.is_static)
    move_as_planned(chosen.front(), first);
  else
    move(chosen);
  if (fault_) return;
  for_each_leaf(kase_, [&](StateIndex leaf) { states.push_back(leaf); });
  told_bytes_ += bytes_of_transition(workflow_, states);
  recorder_.transition(cause, std::span(states).first(before), std::span(states).subspan(before));
}

void Macrostep::act_on(const Chosen& chosen) {
  const auto& transition = workflow_.transition(chosen.transition);
  selection_.speak_of(transition);
  act(transition.actions);
  act(transition.branches[at(chosen.branch)].actions);
}

// One transition without a history, as nearly all are: what it leaves and enters is known from its rules.
void Macrostep::move_as_planned(const Chosen& chosen, const BranchPlan& plan) {
  if (plan.domain) {
    StateList before;
    if (plan.is_remembered) before.assign(kase_.configuration().begin(), kase_.configuration().end());
    kase_.configuration().each_back(*plan.domain, workflow_.state(*plan.domain).last_descendant,
                                    [&](StateIndex state) { leave(state, before); });
  }
  act_on(chosen);
  static const std::vector<StateIndex> kNoHistory;
  for (const auto& step : plan.entries) enter(step, kNoHistory);
}

void Macrostep::move(const std::vector<Chosen>& chosen) {
  // Entering and acting select nothing, but this list is also the one that selecting fills.
  const auto taken = chosen;
  const StateList before(kase_.configuration().begin(), kase_.configuration().end());
  for (const auto state : exit_set(kase_, taken)) leave(state, before);
  for (const auto& each : taken) act_on(each);
  // After leaving: a transition from inside a state to its history means where the case was just now.
  const auto entries = entry_set(kase_, taken);
  for (const auto& step : entries.items) enter(step, entries.default_history);
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
    auto& history = kase_.more().history;
    std::erase_if(history, [&](const HistoryRecord& old) { return old.state == index && old.is_deep == is_deep; });
    history.push_back(std::move(record));
  };
  if (state.deep_history) remember(true);
  if (state.shallow_history) remember(false);
  act(state.exit);
  if (!state.afters.empty() && !kase_.rest().timers.empty())
    std::erase_if(kase_.more().timers,
                  [&](const PendingTimer& timer) { return timer.kind == TimerKind::after && timer.state == index; });
  kase_.leave(index);
}

void Macrostep::enter(const EntryStep& step, const std::vector<StateIndex>& default_history) {
  const auto& state = workflow_.state(step.state);
  kase_.enter(step.state);
  memory_.occurrences.push_back(Occurrence::of(step.state));
  kase_.visit(step.state);
  arm(step.state);
  act(state.entry);
  if (step.is_default) act(state.initial_actions);
  for (const auto history : default_history) {
    if (workflow_.state(history).parent == step.state) act(workflow_.state(history).initial_actions);
  }
  if (state.type == StateType::final) finish(step.state);
}

// Whatever is complete now hears of it, the inner before the outer: the state around, and from there each parallel
// state all of whose regions have ended.  Appendix D tells the first two only, so that the end of a parallel state
// would be lost where the last region to end is itself parallel.
void Macrostep::finish(StateIndex final_state) {
  for (auto ended = final_state;;) {
    ended = workflow_.state(ended).parent;
    if (at(ended) == 0) return;  // the case itself: end_of_case sees it
    if (!is_in_final_state(kase_, ended)) return;
    memory_.internal.push_back({.trigger = Trigger::done, .state = ended});
    if (workflow_.state(workflow_.state(ended).parent).type != StateType::parallel) return;
  }
}

StateIndex Macrostep::final_state() const {
  const auto active = kase_.configuration();
  const auto& top = workflow_.states.front().children;
  return *std::find_if(top.begin(), top.end(), [&](StateIndex child) {
    return workflow_.state(child).type == StateType::final && active.contains(child);
  });
}

void Macrostep::arm(StateIndex index) {
  const auto& afters = workflow_.state(index).afters;
  for (std::size_t row = 0; row < afters.size(); ++row) {
    const auto due = kase_.calendar(afters[row].calendar).due(now_, afters[row].delay);
    if (!due) {
      memory_.unarmed.push_back({"after " + workflow_.state(index).path + "." + afters[row].name, due.error().message});
      continue;
    }
    kase_.more().timers.push_back({.kind = TimerKind::after,
                                   .due = due->at,
                                   .since = now_,
                                   .state = index,
                                   .row = static_cast<std::uint16_t>(row)});
  }
}

void Macrostep::report_failures() {
  for (const auto& failure : selection_.failures()) recorder_.add(Faulted{failure.where, failure.message});
  for (const auto& failure : memory_.unarmed) recorder_.add(Faulted{failure.where, failure.message});
}

// --- Acting ------------------------------------------------------------------------------------------

std::optional<Value> Macrostep::evaluated(const Expression& expression) {
  auto result = evaluate(expression, selection_.bindings());
  if (auto* value = std::get_if<Value>(&result)) return std::move(*value);
  if (!fault_) fault_ = Fault(std::get<EvalError>(result).message);
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
        if (memory_.internal.size() - memory_.internal_heard >= limits::kInternalEvents)
          fault_ = Fault("too many internal events");
        else
          memory_.internal.push_back({.trigger = Trigger::event, .event = what.event});
      },
      [&](const CancelSend& what) {
        if (kase_.rest().timers.empty()) return;
        std::erase_if(kase_.more().timers,
                      [&](const PendingTimer& timer) { return timer.kind == TimerKind::send && timer.id == what.id; });
      },
      [&](const CommandClock& what) { command_clock(kase_, what, selection_.bindings(), happened_, recorder_); },
      [&](const Conditional& what) {
        const auto condition = evaluated(what.condition);
        if (condition) act(condition->as_bool() ? what.then : what.otherwise);
      });
}

// What one event tells is one journal entry, which must be stored.
bool Macrostep::has_told_too_much() {
  if (told_bytes_ <= limits::kToldBytes) return false;
  if (!fault_) fault_ = Fault("more than " + std::to_string(limits::kToldBytes) + " bytes to tell");
  return true;
}

// Null clears the field.  Nothing: it stays as it is, or there is a fault.
std::optional<Value> Macrostep::value_of(const Assignment& assignment) {
  if (assignment.value) return evaluated(*assignment.value);
  if (!assignment.input) return Value();
  const auto input = VariableIndex{static_cast<std::uint32_t>(Variable::input)};
  const auto* given = selection_.bindings().field(input, FieldIndex{static_cast<std::uint32_t>(*assignment.input)});
  return given ? std::optional(*given) : std::nullopt;  // an optional input that was not given leaves its field alone
}

// As it would come back from a store.
std::optional<Value> Macrostep::as_field(FieldIndex index, Value value) {
  const auto place = static_cast<std::size_t>(index);
  if (value.is_null() || workflow_.chart.fields[place].takes_as_it_is(value)) return value;
  const auto& field = workflow_.fields[place];
  auto typed = from_json(value, field.type, field.name);
  const auto too_deep = typed && typed->depth() > limits::kValueDepth;
  if (typed && !too_deep) return *std::move(typed);
  const auto why = too_deep ? backticked(field.name) + " is nested too deep" : typed.error().message;
  fault_ = Fault({.en = why,
                  .zh = "字段 " + backticked(field.name) + " 应为" + type_in_chinese(field.type) + "，而不是 " +
                        to_text(value, 80)},
                 field.name);
  return std::nullopt;
}

void Macrostep::set(const SetFields& action) {
  changed_.record = true;
  // All right sides see the record as it was before.
  std::vector<std::pair<FieldIndex, Value>> values;
  bool is_brief = true;
  for (const auto& assignment : action.assignments) {
    auto value = value_of(assignment);
    if (value) value = as_field(assignment.field, *std::move(value));
    if (fault_) return;
    if (!value) continue;
    is_brief = is_brief && value->weight() <= kBriefWeight;
    values.emplace_back(assignment.field, *std::move(value));
  }
  for (auto& [field, value] : values) kase_.record()[static_cast<std::size_t>(field)].swap(value);
  if (!(is_brief && kase_.is_light()) && !has_room_for(kase_, 0)) refuse_overflow(values);
}

// A case that is too full may still become smaller.
void Macrostep::refuse_overflow(const std::vector<std::pair<FieldIndex, Value>>& before) {
  const auto bytes = kept_bytes(kase_);
  if (bytes <= limits::kCaseBytes) return;
  const auto bytes_of = [&](FieldIndex field, const Value& value) {
    return value.is_null() ? 0
                           : workflow_.fields[static_cast<std::size_t>(field)].name.size() + json_bytes(value, bytes);
  };
  std::size_t added = 0, removed = 0, largest = 0;
  FieldIndex culprit{};
  for (const auto& [field, old] : before) {
    const auto size = bytes_of(field, kase_.record()[static_cast<std::size_t>(field)]);
    added += size;
    removed += bytes_of(field, old);
    if (size < largest) continue;
    largest = size;
    culprit = field;
  }
  if (added <= removed) return;
  const auto& name = workflow_.fields[static_cast<std::size_t>(culprit)].name;
  fault_ = Fault(too_much_to_keep(backticked(name), "字段 " + backticked(name) + " "), name);
}

void Macrostep::send(const SendEvent& action) {
  if (kase_.rest().timers.size() >= limits::kDelayedEvents) {
    fault_ = Fault("more than " + std::to_string(limits::kDelayedEvents) + " delayed events under way");
    return;
  }
  Instant due = now_;
  if (action.delay) {
    const auto delayed = kase_.calendar(action.calendar).due(now_, *action.delay);
    if (!delayed) {
      fault_ = Fault(delayed.error().message);
      return;
    }
    due = delayed->at;
  }
  kase_.more().timers.push_back({.kind = TimerKind::send,
                                 .due = due,
                                 .since = now_,
                                 .event = action.event,
                                 .id = action.id,
                                 .order = ++kase_.more().sends});
}

void Macrostep::emit(const EmitEvent& action) {
  std::vector<MapEntry> data;
  for (const auto& [name, expression] : action.data) {
    auto value = evaluated(expression);
    if (!value) return;
    if (auto why = why_not_storable(*value)) {
      fault_ = Fault(backticked(name) + " of " + backticked(action.name) + " " + *why);
      return;
    }
    data.push_back({Value::string(name), std::move(*value)});
  }
  auto told = Value::map(std::move(data));
  told_bytes_ += kEffectBytes + json_bytes(told, limits::kToldBytes);
  if (!action.data.empty() && has_told_too_much()) return;
  recorder_.add(Emitted{action.name, action.to, std::move(told)});
}

}  // namespace docket
