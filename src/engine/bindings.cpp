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

const RememberedEvent* remembered(const CaseData& kase, EventIndex event) {
  for (const auto& memory : kase.rest().remembered) {
    if (memory.event == event) return &memory;
  }
  return nullptr;
}

}  // namespace

Asked ask(const Expression& condition, const Bindings& bindings) {
  const auto verdict = test(condition, bindings);
  if (verdict.outcome != Verdict::Outcome::failed) return {.holds = verdict.holds()};
  // Only the general evaluator can say what is wrong.
  auto result = evaluate(condition, bindings);
  if (auto* error = std::get_if<EvalError>(&result)) return {.error = std::move(*error)};
  return {.holds = std::get<Value>(result).as_bool()};
}

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
  if (static_cast<Variable>(variable) == Variable::record) return kase_.record();
  if (static_cast<Variable>(variable) == Variable::input) return input_;
  return {};
}

EvalResult CaseBindings::variable(VariableIndex variable) const {
  switch (static_cast<Variable>(variable)) {
    case Variable::record: return record_as_map(*kase_.workflow, kase_.record());
    case Variable::input:
      return declared_ ? EvalResult(input_as_map()) : absent("there is no event here, so no `input`");
    case Variable::actor:
      return actor_ ? EvalResult(value_of(*actor_)) : absent("there is no event here, so no `actor`");
    case Variable::now: return Value::timestamp(now_);
    case Variable::kase:
      return Value::object({{"id", Value::string(kase_.id())},
                            {"project", Value::string(kase_.project())},
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
      const auto record = kase_.record();
      return index < record.size() && !record[index].is_null() ? &record[index] : nullptr;
    }
    case Variable::input: {
      // In the order of their declaration, an absent one as null.
      return index < input_.size() && !input_[index].is_null() ? &input_[index] : nullptr;
    }
    case Variable::actor: return actor_ ? &actor_field(index) : nullptr;
    case Variable::kase: return &case_field(index);
    case Variable::params:
      return index < kase_.workflow->params.size() ? &kase_.workflow->params[index].second : nullptr;
    case Variable::now: break;
  }
  return nullptr;
}

Value CaseBindings::input_as_map() const {
  std::vector<MapEntry> entries;
  for (std::size_t i = 0; i < input_.size(); ++i) entries.push_back({Value::string((*declared_)[i].name), input_[i]});
  return Value::map(std::move(entries));
}

const Value& CaseBindings::actor_field(std::size_t index) const {
  auto& field = lent().actor_fields[index];
  if (!field.is_null()) return field;
  return field = static_cast<ActorField>(index) == ActorField::id ? Value::string(actor_->id) : roles_of(*actor_);
}

const Value& CaseBindings::case_field(std::size_t index) const {
  auto& field = lent().case_fields[index];
  const bool may_change = static_cast<CaseField>(index) == CaseField::state;  // from one microstep to the next
  if (!field.is_null() && !may_change) return field;
  switch (static_cast<CaseField>(index)) {
    case CaseField::id: return field = Value::string(kase_.id());
    case CaseField::project: return field = Value::string(kase_.project());
    case CaseField::opened_at: return field = Value::timestamp(kase_.opened_at);
    case CaseField::state: return field = Value::string(state_of(kase_));
  }
  return field;
}

EvalResult CaseBindings::call(FunctionIndex function, std::span<const Value> arguments) const {
  if (const auto* of_domain = domain_function(function)) return of_domain->run(*this, arguments);
  const auto table = table_of(function, workflow().tables.size());
  return table ? ask_table(*table, arguments) : convert(workflow(), function, arguments.front());
}

EvalResult CaseBindings::ask_table(std::size_t index, std::span<const Value> arguments) const {
  const auto& table = kase_.workflow->tables[index];
  std::vector<const TableRow*> rows;
  auto result = decide(table, {arguments, kase_.workflow->params, this}, answered_ ? &rows : nullptr);
  for (const auto* row : rows) {
    const bool is_otherwise = table.otherwise && row == &*table.otherwise;
    const auto number = is_otherwise ? AnsweredRow::kOtherwise : static_cast<std::uint32_t>(row - table.rows.data());
    answered_->push_back({static_cast<std::uint32_t>(index), number});
  }
  return result;
}

std::optional<std::int32_t> CaseBindings::offset_seconds(std::string_view zone, std::int64_t epoch_seconds) const {
  const auto& zones = kase_.workflow->zones;
  const auto known = std::ranges::find(zones, zone, &TimeZone::name);
  if (known == zones.end()) return std::nullopt;
  return static_cast<std::int32_t>(known->period_at(Instant(std::chrono::seconds(epoch_seconds))).offset.count());
}

bool CaseBindings::was_visited(StateIndex state) const { return kase_.visited().contains(state); }

std::int64_t CaseBindings::count(EventIndex event) const {
  const auto* memory = remembered(kase_, event);
  return memory ? memory->count : 0;
}

std::optional<CaseView::LastTime> CaseBindings::last(EventIndex event) const {
  const auto* memory = remembered(kase_, event);
  if (!memory) return std::nullopt;
  return LastTime{.at = memory->at, .actor = value_of(memory->actor), .input = memory->input};
}

CaseView::ClockFacts CaseBindings::clock(ClockIndex index) const {
  const auto& slot = kase_.slot(index);
  const bool is_running = slot.status == ClockStatus::running;
  const auto due = slot.is_full ? slot.full->fold.due : std::optional(slot.due);
  return {// As a ClockView tells it: what stands still or has ended is not due.
          .due = is_running ? due : std::nullopt,
          .is_overdue = is_breached(kase_, index) || (is_running && due && now_ > *due),
          .is_paused = slot.status == ClockStatus::paused,
          .is_running = is_running};
}

}  // namespace docket
