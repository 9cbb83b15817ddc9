// What few cases hold at a time: later calendars, reliefs, deadlines of the chart, histories, remembered events.
// Tested by tests/unit/store/codec_test.cpp and tests/unit/store/binary_snapshot_test.cpp
#include "store/stored_extras.hpp"

#include "base/try.hpp"
#include "engine/bindings.hpp"

namespace docket {
namespace {

using stored::list_of;
using stored::Reading;
using stored::text;
using stored::time;
using stored::Writer;

Value write_timer(const Workflow& workflow, const PendingTimer& timer) {
  Writer writer;
  writer.add("due", time(timer.due)).add("since", time(timer.since));
  if (timer.kind == TimerKind::after) {
    const auto& state = workflow.state(timer.state);
    return writer.add("state", text(state.path)).add("after", text(state.afters[timer.row].name)).take();
  }
  return writer.add("send", text(workflow.events[at(timer.event)]))
      .add("id", text(timer.id))
      .add("order", Value::integer(timer.order))
      .take();
}

Value write_memory(const Workflow& workflow, const RememberedEvent& memory) {
  return Writer()
      .add("event", text(workflow.events[at(memory.event)]))
      .add("count", Value::integer(memory.count))
      .add("at", time(memory.at))
      .add("actor", value_of(memory.actor))
      .add("input", memory.input)
      .take();
}

Value write_relief(const Workflow& workflow, const CaseRelief& relief) {
  Writer writer;
  writer.add("id", text(relief.id))
      .add("percent", Value::integer(relief.percent))
      .add("from", time(relief.from))
      .add("to", time(relief.to))
      .add_if("undone", relief.is_undone);
  if (!relief.clocks.empty())
    writer.add("clocks",
               list_of(relief.clocks, [&](ClockIndex clock) { return text(workflow.clocks[at(clock)].name); }));
  return writer.take();
}

Value write_history(const Workflow& workflow, const HistoryRecord& record) {
  return Writer()
      .add("state", text(workflow.state(record.state).path))
      .add_if("deep", record.is_deep)
      .add("states", stored::states(workflow, record.states))
      .take();
}

Value write_measure(const Workflow& workflow, const KeptMeasure& measure) {
  return Writer()
      .add("clock", text(workflow.clocks[at(measure.clock)].name))
      .add("cycle", Value::integer(measure.cycle))
      .add("target", text(measure.target))
      .add("budget", text(measure.budget))
      .add("calendar", text(measure.calendar))
      .take();
}

// --- Reading -----------------------------------------------------------------------------------------

PendingTimer read_timer(Reading& in, const Workflow& workflow, const Value& value) {
  PendingTimer timer{.due = in.time_at(value, "due")};
  timer.since = in.maybe_time(value, "since").value_or(timer.due);  // not kept by version 1
  if (Reading::is_set(value, "after")) {
    timer.state = in.state(in.text_at(value, "state"));
    timer.row =
        static_cast<std::uint16_t>(in.index_by_name(workflow.state(timer.state).afters, in.text_at(value, "after")));
    return timer;
  }
  timer.kind = TimerKind::send;
  timer.event = in.event(in.text_at(value, "send"));
  timer.id = in.text_at(value, "id");
  timer.order = in.number_at<std::int64_t>(value, "order", 0);
  return timer;
}

Actor read_actor(Reading& in, const Value& value) {
  Actor actor{.id = in.text_at(value, "id"), .roles = {}};
  for (const auto& role : in.at_key(value, "roles").as_list()) actor.roles.emplace_back(role.as_string());
  return actor;
}

CaseRelief read_relief(Reading& in, const Workflow& workflow, const Value& value) {
  CaseRelief relief{.id = in.text_at(value, "id"),
                    .percent = in.number_at<int>(value, "percent", 0),
                    .from = in.time_at(value, "from"),
                    .to = in.time_at(value, "to"),
                    .clocks = {},
                    .is_undone = Reading::is_set(value, "undone")};
  if (const auto* clocks = value.find("clocks")) {
    for (const auto& clock : clocks->as_list())
      relief.clocks.push_back(
          static_cast<ClockIndex>(in.index_by_name(workflow.clocks, std::string(clock.as_string()))));
  }
  return relief;
}

KeptMeasure read_measure(Reading& in, const Workflow& workflow, const Value& value) {
  const auto clock = in.index_by_name(workflow.clocks, in.text_at(value, "clock"));
  return {.clock = static_cast<ClockIndex>(clock),
          .cycle = in.number_at<int>(value, "cycle", 0),
          .target = in.text_at(value, "target"),
          .budget = in.text_at(value, "budget"),
          .calendar = in.text_at(value, "calendar")};
}

}  // namespace

void write_extras(Writer& writer, const CaseData& kase) {
  const auto& workflow = *kase.workflow;
  const auto& rest = kase.rest();
  if (!rest.later_calendars.empty())
    writer.add("calendars", list_of(rest.later_calendars, [](const auto& set) { return text(set->rules); }));
  writer.add("timers", list_of(rest.timers, [&](const PendingTimer& timer) { return write_timer(workflow, timer); }));
  writer.add("sends", Value::integer(rest.sends));
  writer.add("history",
             list_of(rest.history, [&](const HistoryRecord& record) { return write_history(workflow, record); }));
  writer.add("remembered",
             list_of(rest.remembered, [&](const RememberedEvent& memory) { return write_memory(workflow, memory); }));
  if (!rest.reliefs.empty())
    writer.add("reliefs", list_of(rest.reliefs, [&](const CaseRelief& each) { return write_relief(workflow, each); }));
  if (!rest.measures.empty())
    writer.add("measures",
               list_of(rest.measures, [&](const KeptMeasure& each) { return write_measure(workflow, each); }));
  writer.add_if("untold_adoption", rest.has_untold_adoption);
}

Status read_extras(Reading& in, CaseData& kase, const Value& value, const CalendarsOfRules& calendars_of) {
  const auto& workflow = *kase.workflow;
  if (const auto* calendars = value.find("calendars")) {
    if (!calendars_of) return Error{ErrorCode::invalid_argument, "a stored case names calendars nobody can give it"};
    for (const auto& rules : calendars->as_list()) {
      DOCKET_TRY(set, calendars_of(std::string(rules.as_string()), workflow));
      kase.more().later_calendars.push_back(std::move(set));
    }
  }
  if (const auto* reliefs = value.find("reliefs")) {
    for (const auto& relief : reliefs->as_list()) kase.more().reliefs.push_back(read_relief(in, workflow, relief));
  }
  if (const auto* measures = value.find("measures")) {
    for (const auto& measure : measures->as_list()) kase.more().measures.push_back(read_measure(in, workflow, measure));
  }
  if (Reading::is_set(value, "untold_adoption")) kase.more().has_untold_adoption = true;
  for (const auto& timer : in.at_key(value, "timers").as_list())
    kase.more().timers.push_back(read_timer(in, workflow, timer));
  if (const auto sends = in.at_key(value, "sends").as_int(); sends > 0) kase.more().sends = sends;
  for (const auto& record : in.at_key(value, "history").as_list())
    kase.more().history.push_back({in.state(in.text_at(record, "state")), Reading::is_set(record, "deep"),
                                   in.states(in.at_key(record, "states"))});
  for (const auto& memory : in.at_key(value, "remembered").as_list())
    kase.more().remembered.push_back({in.event(in.text_at(memory, "event")), in.at_key(memory, "count").as_int(),
                                      in.time_at(memory, "at"), read_actor(in, in.at_key(memory, "actor")),
                                      in.at_key(memory, "input")});
  return Done{};
}

}  // namespace docket
