// Tested by tests/unit/model/domain_functions_test.cpp
#include "model/domain_functions.hpp"

#include "base/assert.hpp"
#include "base/text.hpp"
#include "docket/limits.hpp"
#include "value/time_text.hpp"

namespace docket {
namespace {

using Arguments = std::span<const Value>;
using Memory = DomainFunction::Memory;

// ------------------------------------------------------------------------------- signatures

Parameter literal_of(const std::vector<std::string>& permitted, std::string what, bool takes_any) {
  if (takes_any) return {.type = Type::string()};
  return {.type = Type::string(), .permitted = permitted, .what = std::move(what), .is_literal_only = true};
}
std::vector<Parameter> a_state(const Names& names) {
  return {literal_of(names.states, "state", names.are_states_lost)};
}
std::vector<Parameter> an_event(const Names& names) {
  return {literal_of(names.events, "event", names.are_events_lost)};
}
std::vector<Parameter> a_clock(const Names& names) {
  return {literal_of(names.clocks, "clock", names.are_clocks_lost)};
}
std::vector<Parameter> a_number(const Names&) { return {{Type::integer()}}; }
std::vector<Parameter> a_number_and_a_moment(const Names&) { return {{Type::integer()}, {Type::timestamp()}}; }
std::vector<Parameter> a_moment(const Names&) { return {{Type::timestamp()}}; }
std::vector<Parameter> two_moments(const Names&) { return {{Type::timestamp()}, {Type::timestamp()}}; }

Type last_type() {
  return Type::structure(
      "last", {{"at", Type::timestamp()}, {"actor", actor_type()}, {"input", Type::map(Type::string(), Type::dyn())}});
}

Type clock_type() {
  return Type::structure("clock", {{"due", Type::timestamp(), Presence::optional},
                                   {"left", Type::duration(), Presence::optional},
                                   {"overdue", Type::boolean()},
                                   {"paused", Type::boolean()},
                                   {"running", Type::boolean()}});
}

// ------------------------------------------------------------------------------------- code

EvalError failed(std::string message) { return {std::move(message), 0, 0}; }

EvalResult in_state(const CaseView& kase, Arguments arguments) {
  const auto state = kase.workflow().find_state(arguments[0].as_string());
  return Value::boolean(state && kase.is_active(*state));
}

EvalResult visited(const CaseView& kase, Arguments arguments) {
  const auto state = kase.workflow().find_state(arguments[0].as_string());
  return Value::boolean(state && kase.was_visited(*state));
}

EvalResult count(const CaseView& kase, Arguments arguments) {
  const auto event = kase.workflow().find_event(arguments[0].as_string());
  return Value::integer(event ? kase.count(*event) : 0);
}

EvalResult last(const CaseView& kase, Arguments arguments) {
  const auto name = arguments[0].as_string();
  const auto event = kase.workflow().find_event(name);
  auto time = event ? kase.last(*event) : std::nullopt;
  if (!time) return failed(backticked(name) + " has not happened yet");
  return Value::object(
      {{"at", Value::timestamp(time->at)}, {"actor", std::move(time->actor)}, {"input", std::move(time->input)}});
}

EvalResult clock(const CaseView& kase, Arguments arguments) {
  const auto name = arguments[0].as_string();
  const auto index = kase.workflow().find_clock(name);
  if (!index) return failed("no clock " + backticked(name));
  const auto facts = kase.clock(*index);
  std::vector<MapEntry> entries;
  if (facts.due) {
    entries.push_back({Value::string("due"), Value::timestamp(*facts.due)});
    entries.push_back({Value::string("left"), Value::duration(*facts.due - kase.now())});
  }
  entries.push_back({Value::string("overdue"), Value::boolean(facts.is_overdue)});
  entries.push_back({Value::string("paused"), Value::boolean(facts.is_paused)});
  entries.push_back({Value::string("running"), Value::boolean(facts.is_running)});
  return Value::map(std::move(entries));
}

const Calendar& calendar_of(const CaseView& kase) { return kase.calendar(); }

// As the budget `n workdays` counts: the same calendar, the same counting.
EvalResult workdays_after(const CaseView& kase, const Value& count, Instant start) {
  const auto days = count.as_int();
  if (days < 1 || days > limits::kBudgetDays)
    return failed("working days are counted from 1 to " + std::to_string(limits::kBudgetDays) + ", not " +
                  std::to_string(days));
  const auto due = calendar_of(kase).due(start, Budget::workdays(static_cast<int>(days)));
  if (!due) return failed(due.error().message);
  auto moment = Value::timestamp(due->at);
  if (!is_in_range(moment.as_timestamp())) return failed("the timestamp is out of range: years 1 to 9999");
  return moment;
}

EvalResult workdays(const CaseView& kase, Arguments arguments) {
  return workdays_after(kase, arguments[0], kase.now());
}
EvalResult workdays_from(const CaseView& kase, Arguments arguments) {
  return workdays_after(kase, arguments[0], arguments[1].as_instant());
}

EvalResult workdays_between(const CaseView& kase, Arguments arguments) {
  return Value::integer(calendar_of(kase).workdays_between(arguments[0].as_instant(), arguments[1].as_instant()));
}

EvalResult is_working(const CaseView& kase, Arguments arguments) {
  return Value::boolean(calendar_of(kase).is_open(arguments[0].as_instant()));
}

// ------------------------------------------------------------------------------------ table

constexpr DomainFunction kFunctions[] = {
    {"in_state", a_state, Type::boolean, "Whether the state is active.", "工单现在是否处于该状态。",
     "in_state('working')", false, Memory::nothing, in_state},
    {"visited", a_state, Type::boolean, "Whether the case has ever been in the state.", "工单是否到过该状态。",
     "visited('waiting')", false, Memory::visits, visited},
    {"count", an_event, Type::integer, "How often the event was accepted.", "该事件被受理过几次。",
     "count('resume') == 1", false, Memory::events, count},
    {"last", an_event, last_type,
     "The last time the event was accepted: `.at`, `.actor.id`, `.actor.roles`, `.input`. An error before the first, "
     "so ask `count` first.",
     "该事件最近一次受理：`.at`、`.actor.id`、`.actor.roles`、`.input`。一次都没有时是错误，请先用 `count` 判断。",
     "last('assign').actor.id != actor.id", false, Memory::events, last},
    {"clock", a_clock, clock_type,
     "A clock of the case as it stands now: `.overdue`, `.paused`, `.running`; `.due` and `.left` while it runs, so "
     "ask "
     "`has` first.",
     "工单的某个时限现在怎样：`.overdue` 已逾期、`.paused` 暂停中、`.running` 计时中；`.due` 到期时刻和 `.left` "
     "剩余时间只在计时中才有，请先用 `has` 判断。",
     "!clock('arrival').overdue", true, Memory::nothing, clock},
    {"workdays", a_number, Type::timestamp,
     "When so many working days from now are over, counted as the budget `3 workdays` is, on the workflow's calendar.",
     "从现在起若干个工作日届满的时刻，按流程的日历计算，与时限 `3 workdays` 的算法相同。",
     "workdays(2) < case.opened_at + days(14)", true, Memory::nothing, workdays},
    {"workdays", a_number_and_a_moment, Type::timestamp, "The same from another moment on.", "同上，从给定的时刻起算。",
     "now <= workdays(3, case.opened_at)", false, Memory::nothing, workdays_from},
    {"workdays_between", two_moments, Type::integer,
     "Working days after the first moment's day, up to and with the second's; the first is the one a limit would count "
     "from.",
     "两个时刻之间的工作日数：第一个时刻的当天不算，第二个的当天算；第一天的认定与时限相同。",
     "workdays_between(case.opened_at, now) <= 3", false, Memory::nothing, workdays_between},
    {"is_working", a_moment, Type::boolean, "Whether the workflow's calendar is open at that moment.",
     "该时刻是否在流程日历的工作时间内。", "is_working(now)", true, Memory::nothing, is_working},
};

}  // namespace

Type actor_type() { return Type::structure("actor", {{"id", Type::string()}, {"roles", Type::list(Type::string())}}); }

std::span<const DomainFunction> domain_functions() { return kFunctions; }

const DomainFunction* domain_function(FunctionIndex index) {
  const auto number = static_cast<std::size_t>(index);
  return number < std::size(kFunctions) ? &kFunctions[number] : nullptr;
}

std::optional<std::size_t> table_of(FunctionIndex index, std::size_t tables) {
  DOCKET_ASSERT(!domain_function(index));
  const auto place = static_cast<std::size_t>(index) - std::size(kFunctions);
  return place < tables ? std::optional(place) : std::nullopt;
}

std::optional<Type> converted_to(const Field& field) {
  auto type = field.type;
  while (type.is(Type::Kind::list)) type = Type(type.parameters()[0]);
  return type.is(Type::Kind::enumeration) ? std::optional(type) : std::nullopt;
}

std::vector<Function> conversions(const std::vector<Field>& fields) {
  std::vector<Function> functions;
  for (const auto& field : fields) {
    const auto type = converted_to(field);
    if (!type) continue;
    functions.push_back({.name = "record." + field.name,
                         .parameters = {{Type::string()}},
                         .result = *type,
                         .documentation = {.en = "The text as a value of the field, or an error.",
                                           .zh = "把文本转为该字段的值，不是其中之一则出错。"}});
  }
  return functions;
}

EvalResult convert(const Workflow& workflow, FunctionIndex index, const Value& text) {
  auto place = static_cast<std::size_t>(index) - std::size(kFunctions) - workflow.tables.size();
  for (const auto& field : workflow.fields) {
    const auto type = converted_to(field);
    if (!type || place-- > 0) continue;
    auto value = from_json(text, *type, field.name);
    if (value) return *std::move(value);
    return failed(value.error().message);
  }
  return failed("there is no such conversion");
}

}  // namespace docket
