// Tested by tests/unit/engine/step_test.cpp
#include "engine/bindings.hpp"

#include <algorithm>

#include "engine/configuration.hpp"
#include "engine/rungs.hpp"
#include "model/vocabulary.hpp"

namespace docket {
namespace {

EvalError absent(std::string what) { return {std::move(what), 0, 0}; }

Value roles_of(const Actor& actor) {
  std::vector<Value> roles;
  for (const auto& role : actor.roles) roles.push_back(Value::string(role));
  return Value::list(std::move(roles));
}

Value clock_as_map(const CaseData& kase, ClockIndex index, Instant now) {
  const auto& clock = kase.clocks[at(index)];
  const auto due = clock.fold.due;
  std::vector<MapEntry> entries;
  // As a ClockView tells it: what stands still or has ended is not due.
  if (due && clock.status == ClockStatus::running) {
    entries.push_back({Value::string("due"), Value::timestamp(*due)});
    entries.push_back({Value::string("left"), Value::duration(*due - now)});
  }
  const bool is_late = is_breached(kase, index) || (clock.status == ClockStatus::running && due && now > *due);
  entries.push_back({Value::string("overdue"), Value::boolean(is_late)});
  entries.push_back({Value::string("paused"), Value::boolean(clock.status == ClockStatus::paused)});
  entries.push_back({Value::string("running"), Value::boolean(clock.status == ClockStatus::running)});
  return Value::map(std::move(entries));
}

const RememberedEvent* remembered(const CaseData& kase, EventIndex event) {
  for (const auto& memory : kase.remembered) {
    if (memory.event == event) return &memory;
  }
  return nullptr;
}

Value last_as_map(const RememberedEvent& memory) {
  return Value::object(
      {{"at", Value::timestamp(memory.at)}, {"actor", value_of(memory.actor)}, {"input", memory.input}});
}

Date date_of(const Calendar& calendar, Instant instant) {
  return Date{std::chrono::floor<std::chrono::days>(calendar.zone().local(instant))};
}

}  // namespace

Value value_of(const Actor& actor) {
  return Value::object({{"id", Value::string(actor.id)}, {"roles", roles_of(actor)}});
}

Value record_as_map(const Workflow& workflow, std::span<const Value> record) {
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (!record[i].is_null()) entries.push_back({Value::string(workflow.fields[i].name), record[i]});
  }
  return Value::map(std::move(entries));
}

std::string state_of(const CaseData& kase) {
  const auto active = leaves(kase);
  return active.empty() ? std::string() : kase.workflow->state(active.front()).path;
}

std::span<const Value> CaseBindings::fields(VariableIndex variable) const {
  if (static_cast<Variable>(variable) == Variable::record) return kase_.record;
  return {};
}

EvalResult CaseBindings::variable(VariableIndex variable) const {
  switch (static_cast<Variable>(variable)) {
    case Variable::record: return record_as_map(*kase_.workflow, kase_.record);
    case Variable::input: return input_ ? EvalResult(*input_) : absent("there is no event here, so no `input`");
    case Variable::actor:
      return actor_ ? EvalResult(value_of(*actor_)) : absent("there is no event here, so no `actor`");
    case Variable::now: return Value::timestamp(now_);
    case Variable::kase:
      return Value::object({{"id", Value::string(kase_.id)},
                            {"project", Value::string(kase_.project)},
                            {"opened_at", Value::timestamp(kase_.opened_at)},
                            {"state", Value::string(state_of(kase_))}});
    case Variable::params: return kase_.workflow->params_value;
  }
  return absent("no such variable");
}

const Value* CaseBindings::field(VariableIndex variable, FieldIndex field) const {
  const auto index = static_cast<std::size_t>(field);
  switch (static_cast<Variable>(variable)) {
    case Variable::record: {
      const auto& record = kase_.record;
      return index < record.size() && !record[index].is_null() ? &record[index] : nullptr;
    }
    case Variable::input: {
      // Inputs are stored in the order of their declaration, an absent one as null.
      if (!input_ || index >= input_->as_map().size()) return nullptr;
      const auto& value = input_->as_map()[index].value;
      return value.is_null() ? nullptr : &value;
    }
    case Variable::actor: return actor_ ? &actor_field(index) : nullptr;
    case Variable::kase: return &case_field(index);
    case Variable::params:
      return index < kase_.workflow->params.size() ? &kase_.workflow->params[index].second : nullptr;
    case Variable::now: break;
  }
  return nullptr;
}

const Value& CaseBindings::actor_field(std::size_t index) const {
  auto& field = actor_fields_[index];
  if (!field.is_null()) return field;
  return field = static_cast<ActorField>(index) == ActorField::id ? Value::string(actor_->id) : roles_of(*actor_);
}

const Value& CaseBindings::case_field(std::size_t index) const {
  auto& field = case_fields_[index];
  if (!field.is_null()) return field;
  switch (static_cast<CaseField>(index)) {
    case CaseField::id: return field = Value::string(kase_.id);
    case CaseField::project: return field = Value::string(kase_.project);
    case CaseField::opened_at: return field = Value::timestamp(kase_.opened_at);
    case CaseField::state: return field = Value::string(state_of(kase_));
  }
  return field;
}

EvalResult CaseBindings::call(FunctionIndex function, std::span<const Value> arguments) const {
  const auto& workflow = *kase_.workflow;
  const auto& calendar = kase_.calendar(CalendarIndex{0});
  const auto name = arguments.empty() ? std::string_view{} : arguments[0].as_string();
  switch (static_cast<HostFunction>(function)) {
    case HostFunction::in_state: {
      const auto state = workflow.find_state(name);
      return Value::boolean(state && kase_.is_active(*state));
    }
    case HostFunction::visited: {
      const auto state = workflow.find_state(name);
      return Value::boolean(state && std::binary_search(kase_.visited.begin(), kase_.visited.end(), *state));
    }
    case HostFunction::count: {
      const auto event = workflow.find_event(name);
      const auto* memory = event ? remembered(kase_, *event) : nullptr;
      return Value::integer(memory ? memory->count : 0);
    }
    case HostFunction::last: {
      const auto event = workflow.find_event(name);
      const auto* memory = event ? remembered(kase_, *event) : nullptr;
      if (!memory) return absent("`" + std::string(name) + "` has not happened yet");
      return last_as_map(*memory);
    }
    case HostFunction::clock: {
      const auto clock = workflow.find_clock(name);
      if (!clock) return absent("no clock `" + std::string(name) + "`");
      return clock_as_map(kase_, *clock, now_);
    }
    case HostFunction::workdays_between:
      return Value::integer(calendar.workdays_between(date_of(calendar, arguments[0].as_instant()),
                                                      date_of(calendar, arguments[1].as_instant())));
    case HostFunction::is_working: return Value::boolean(calendar.is_open(arguments[0].as_instant()));
  }
  return absent("no such function");
}

}  // namespace docket
