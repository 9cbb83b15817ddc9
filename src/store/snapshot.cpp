// A case as JSON and back.  Clocks are in stored_clock.cpp.
// Tested by tests/property/schedule_test.cpp, tests/unit/store/snapshot_test.cpp
#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "engine/plain_clock.hpp"
#include "store/codec.hpp"
#include "store/stored_clock.hpp"

namespace docket {
namespace {

using stored::length;
using stored::list_of;
using stored::Reading;
using stored::text;
using stored::time;
using stored::Writer;

template <class States>
Value states(const Workflow& workflow, const States& indices) {
  return list_of(indices, [&](StateIndex index) { return text(workflow.state(index).path); });
}

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

// --- Reading -----------------------------------------------------------------------------------------

PendingTimer read_timer(Reading& in, const Workflow& workflow, const Value& value) {
  PendingTimer timer{.due = in.time_at(value, "due")};
  timer.since = Reading::maybe_time(value, "since").value_or(timer.due);  // not kept by version 1
  if (Reading::is_set(value, "after")) {
    timer.state = in.state(in.text_at(value, "state"));
    timer.row =
        static_cast<std::uint16_t>(in.index_by_name(workflow.state(timer.state).afters, in.text_at(value, "after")));
    return timer;
  }
  timer.kind = TimerKind::send;
  timer.event = in.event(in.text_at(value, "send"));
  timer.id = in.text_at(value, "id");
  timer.order = in.at_key(value, "order").as_int();
  return timer;
}

Actor read_actor(Reading& in, const Value& value) {
  Actor actor{.id = in.text_at(value, "id"), .roles = {}};
  for (const auto& role : in.at_key(value, "roles").as_list()) actor.roles.emplace_back(role.as_string());
  return actor;
}

CaseRelief read_relief(Reading& in, const Workflow& workflow, const Value& value) {
  CaseRelief relief{.id = in.text_at(value, "id"),
                    .percent = static_cast<int>(in.at_key(value, "percent").as_int()),
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

void read_record(Reading& in, CaseData& kase, const Value& record) {
  for (const auto& entry : record.as_map()) {
    const auto index =
        static_cast<std::size_t>(in.index_by_name(kase.workflow->fields, std::string(entry.key.as_string())));
    if (index >= kase.record().size()) return;
    auto value = from_json(entry.value, kase.workflow->fields[index].type, kase.workflow->fields[index].name);
    if (value)
      kase.record()[index] = *std::move(value);
    else
      in.fail("does not fit its workflow: " + value.error().message);
  }
}

}  // namespace

std::string snapshot(const Case& whole) {
  const auto& kase = whole.data();
  const auto& workflow = *kase.workflow;
  Writer writer;
  writer.add("docket", Value::integer(kStoredVersion))
      .add("id", text(kase.id()))
      .add("workflow", text(workflow.name))
      .add("project", text(kase.project()));
  writer.add("rules", text(workflow.fingerprint));
  const auto& rest = kase.rest();
  if (!rest.later_calendars.empty())
    writer.add("calendars", list_of(rest.later_calendars, [](const auto& set) { return text(set->rules); }));
  writer.add("sequence", Value::integer(kase.sequence))
      .add("opened", time(kase.opened_at))
      .add("last", time(kase.last_at));
  writer.add_if("closed", kase.is_closed)
      .add("states", states(workflow, kase.configuration()))
      .add("record", record_as_map(workflow, kase.record()));
  std::vector<Value> clocks;
  for (std::size_t i = 0; i < kase.clock_count(); ++i) {
    const auto clock = kase.clock(i);
    const bool is_untouched = clock.cycle == 0 && !clock.start_held;
    if (!is_untouched) clocks.push_back(write_clock(kase, workflow.clocks[i], clock));
  }
  writer.add("clocks", Value::list(std::move(clocks)));
  writer.add("timers", list_of(rest.timers, [&](const PendingTimer& timer) { return write_timer(workflow, timer); }));
  writer.add("sends", Value::integer(rest.sends));
  writer.add("history", list_of(rest.history, [&](const HistoryRecord& record) {
               return Writer()
                   .add("state", text(workflow.state(record.state).path))
                   .add_if("deep", record.is_deep)
                   .add("states", states(workflow, record.states))
                   .take();
             }));
  writer.add("remembered",
             list_of(rest.remembered, [&](const RememberedEvent& memory) { return write_memory(workflow, memory); }));
  writer.add("visited", workflow.remembers_visits ? states(workflow, kase.visited()) : Value::list({}));
  if (!rest.reliefs.empty())
    writer.add("reliefs", list_of(rest.reliefs, [&](const CaseRelief& each) { return write_relief(workflow, each); }));
  return to_json(writer.take());
}

Result<Case> read_snapshot(std::string_view json, std::shared_ptr<const Workflow> workflow,
                           const CalendarsOfRules& calendars_of) {
  DOCKET_TRY(value, parse_json(json));
  Reading in(*workflow);
  const auto version = in.at_key(value, "docket").as_int();
  if (version < 1 || version > kStoredVersion)
    return Error{ErrorCode::invalid_argument, "a stored case has the format " + std::to_string(version) +
                                                  "; this docket reads up to " + std::to_string(kStoredVersion)};
  auto kase = CaseData::make(workflow, in.text_at(value, "id"), in.text_at(value, "project"));
  kase->sequence = in.count_at(value, "sequence");
  kase->opened_at = in.time_at(value, "opened");
  kase->last_at = in.time_at(value, "last");
  kase->is_closed = Reading::is_set(value, "closed");
  for (const auto state : in.states(in.at_key(value, "states"))) kase->enter(state);
  read_record(in, *kase, in.at_key(value, "record"));
  if (const auto* calendars = value.find("calendars")) {
    if (!calendars_of) return Error{ErrorCode::invalid_argument, "a stored case names calendars nobody can give it"};
    for (const auto& rules : calendars->as_list()) {
      DOCKET_TRY(set, calendars_of(std::string(rules.as_string()), *workflow));
      kase->more().later_calendars.push_back(std::move(set));
    }
  }
  if (const auto* reliefs = value.find("reliefs")) {
    for (const auto& relief : reliefs->as_list()) kase->more().reliefs.push_back(read_relief(in, *workflow, relief));
  }
  for (const auto& clock : in.at_key(value, "clocks").as_list()) {
    if (workflow->clocks.empty()) break;
    const auto index = static_cast<std::size_t>(in.index_by_name(workflow->clocks, in.text_at(clock, "name")));
    if (!in.problem().empty()) break;
    read_clock(in, *kase, static_cast<ClockIndex>(index), clock, version);
    if (in.problem().empty()) simplify_clock(*kase, static_cast<ClockIndex>(index));
  }
  for (const auto& timer : in.at_key(value, "timers").as_list())
    kase->more().timers.push_back(read_timer(in, *workflow, timer));
  if (const auto sends = in.at_key(value, "sends").as_int(); sends > 0) kase->more().sends = sends;
  for (const auto& record : in.at_key(value, "history").as_list())
    kase->more().history.push_back({in.state(in.text_at(record, "state")), Reading::is_set(record, "deep"),
                                    in.states(in.at_key(record, "states"))});
  for (const auto& memory : in.at_key(value, "remembered").as_list())
    kase->more().remembered.push_back({in.event(in.text_at(memory, "event")), in.at_key(memory, "count").as_int(),
                                       in.time_at(memory, "at"), read_actor(in, in.at_key(memory, "actor")),
                                       in.at_key(memory, "input")});
  for (const auto state : in.states(in.at_key(value, "visited"))) kase->visit(state);
  if (!in.problem().empty()) return Error{ErrorCode::invalid_argument, in.problem()};
  return Case(std::move(kase));
}

}  // namespace docket
