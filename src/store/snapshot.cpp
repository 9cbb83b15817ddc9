// A case as JSON and back.
// Tested by tests/property/schedule_test.cpp
#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "engine/bindings.hpp"
#include "engine/case_data.hpp"
#include "store/codec.hpp"

namespace docket {
namespace {

// --- Writing -----------------------------------------------------------------------------------------

Value text(std::string_view text) { return Value::string(text); }
Value time(Instant instant) { return Value::integer(instant.time_since_epoch().count()); }
Value length(Elapsed length) { return Value::integer(length.count()); }

class Writer {
 public:
  Writer& add(std::string_view name, Value value) {
    entries_.push_back({Value::string(name), std::move(value)});
    return *this;
  }
  Writer& add(std::string_view name, const std::optional<Instant>& instant) {
    return instant ? add(name, time(*instant)) : *this;
  }
  Writer& add_if(std::string_view name, bool fact) { return fact ? add(name, Value::boolean(true)) : *this; }
  Value take() { return Value::map(std::move(entries_)); }

 private:
  std::vector<MapEntry> entries_;
};

template <class Items, class Write>
Value list_of(const Items& items, Write write) {
  std::vector<Value> values;
  for (const auto& item : items) values.push_back(write(item));
  return Value::list(std::move(values));
}

Value states(const Workflow& workflow, const std::vector<StateIndex>& indices) {
  return list_of(indices, [&](StateIndex index) { return text(workflow.state(index).path); });
}

Value write_segment(const Workflow& workflow, const Segment& segment) {
  Writer writer;
  writer.add("from", time(segment.from)).add("to", segment.to);
  if (!segment.counts) return writer.add("paused", text(segment.reason)).take();
  return writer.add("calendar", text(segment.is_wall ? "" : workflow.calendars[at(segment.calendar)].name)).take();
}

std::string rung_name(const ClockRules& rules, int rung) {
  return rung < 0 ? "" : rules.rungs[static_cast<std::size_t>(rung)].name;
}

Value write_clock(const Workflow& workflow, const ClockRules& rules, const ClockState& clock) {
  Writer writer;
  writer.add("name", text(rules.name))
      .add("status", text(name_of(clock.status)))
      .add("cycle", Value::integer(clock.cycle));
  writer.add_if("paused_by_action", clock.is_paused_by_action)
      .add_if("start_held", clock.start_held)
      .add_if("closed", clock.was_ended_by_close);
  if (clock.target >= 0) writer.add("target", text(rules.targets[static_cast<std::size_t>(clock.target)].name));
  if (clock.cycle == 0) return writer.take();
  writer.add("started", time(clock.started_at))
      .add("ended", clock.ended_at)
      .add("due", clock.due)
      .add("breached", clock.breached_at);
  writer.add("size", length(clock.size))
      .add("credit", length(clock.credit))
      .add_if("provisional", clock.is_provisional);
  writer.add("segments",
             list_of(clock.segments, [&](const Segment& segment) { return write_segment(workflow, segment); }));
  std::vector<Value> rungs;
  for (std::size_t i = 0; i < clock.rungs.size(); ++i) {
    const auto& rung = clock.rungs[i];
    if (rung.sent == 0 && !rung.is_skipped) continue;
    rungs.push_back(Writer()
                        .add("name", text(rules.rungs[i].name))
                        .add("sent", Value::integer(rung.sent))
                        .add_if("skipped", rung.is_skipped)
                        .take());
  }
  writer.add("rungs", Value::list(std::move(rungs)));
  return writer
      .add("sent", list_of(clock.sent,
                           [&](const SentRung& sent) {
                             return Writer()
                                 .add("rung", text(rung_name(rules, sent.rung)))
                                 .add("id", text(sent.effect_id))
                                 .add("at", time(sent.at))
                                 .add_if("corrected", sent.is_corrected)
                                 .take();
                           }))
      .take();
}

Value write_timer(const Workflow& workflow, const PendingTimer& timer) {
  Writer writer;
  writer.add("due", time(timer.due));
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

// --- Reading -----------------------------------------------------------------------------------------

// The first thing that does not fit; everything after it is read as harmless nothing.
class Snapshot {
 public:
  explicit Snapshot(const Workflow& workflow) : workflow_(workflow) {}
  const std::string& problem() const { return problem_; }

  const Value& at_key(const Value& map, std::string_view key) {
    static const Value nothing;
    const auto* value = map.find(key);
    if (!value) fail("lacks `" + std::string(key) + "`");
    return value ? *value : nothing;
  }
  std::string text_at(const Value& map, std::string_view key) { return std::string(at_key(map, key).as_string()); }
  Instant time_at(const Value& map, std::string_view key) { return Instant{Elapsed{at_key(map, key).as_int()}}; }
  static std::optional<Instant> maybe_time(const Value& map, std::string_view key) {
    const auto* value = map.find(key);
    if (!value) return std::nullopt;
    return Instant{Elapsed{value->as_int()}};
  }
  static bool is_set(const Value& map, std::string_view key) { return map.find(key) != nullptr; }

  StateIndex state(std::string_view path) {
    const auto& states = workflow_.states;
    const auto place =
        std::find_if(states.begin(), states.end(), [&](const State& state) { return state.path == path; });
    if (place == states.end()) fail("names the state `" + std::string(path) + "`, which its workflow does not have");
    return static_cast<StateIndex>(place == states.end() ? 0 : place - states.begin());
  }
  std::vector<StateIndex> states(const Value& list) {
    std::vector<StateIndex> indices;
    for (const auto& item : list.as_list()) indices.push_back(state(item.as_string()));
    return indices;
  }
  EventIndex event(const std::string& name) {
    const auto index = workflow_.find_event(name);
    if (!index) fail("names the event `" + name + "`, which its workflow does not have");
    return index.value_or(EventIndex{0});
  }
  template <class Items>
  int index_by_name(const Items& items, const std::string& name) {
    const auto place = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
    if (place == items.end()) fail("names `" + name + "`, which its workflow does not have");
    return place == items.end() ? 0 : static_cast<int>(place - items.begin());
  }
  void fail(std::string what) {
    if (problem_.empty()) problem_ = "a stored case " + std::move(what);
  }

 private:
  const Workflow& workflow_;
  std::string problem_;
};

Segment read_segment(Snapshot& in, const Workflow& workflow, const Value& value) {
  Segment segment{.from = in.time_at(value, "from"), .to = Snapshot::maybe_time(value, "to")};
  if (const auto* reason = value.find("paused")) {
    segment.counts = false;
    segment.reason = std::string(reason->as_string());
    return segment;
  }
  const auto calendar = in.text_at(value, "calendar");
  segment.is_wall = calendar.empty();
  if (!segment.is_wall) segment.calendar = static_cast<CalendarIndex>(in.index_by_name(workflow.calendars, calendar));
  return segment;
}

ClockStatus read_status(Snapshot& in, const std::string& name) {
  for (int status = 0; status <= static_cast<int>(ClockStatus::cancelled); ++status) {
    if (name == name_of(static_cast<ClockStatus>(status))) return static_cast<ClockStatus>(status);
  }
  in.fail("has a clock in the status `" + name + "`");
  return ClockStatus::idle;
}

ClockState read_clock(Snapshot& in, const Workflow& workflow, const ClockRules& rules, const Value& value) {
  ClockState clock;
  clock.status = read_status(in, in.text_at(value, "status"));
  clock.cycle = static_cast<int>(in.at_key(value, "cycle").as_int());
  clock.is_paused_by_action = Snapshot::is_set(value, "paused_by_action");
  clock.start_held = Snapshot::is_set(value, "start_held");
  clock.was_ended_by_close = Snapshot::is_set(value, "closed");
  if (Snapshot::is_set(value, "target")) clock.target = in.index_by_name(rules.targets, in.text_at(value, "target"));
  if (clock.cycle == 0) return clock;
  clock.started_at = in.time_at(value, "started");
  clock.ended_at = Snapshot::maybe_time(value, "ended");
  clock.due = Snapshot::maybe_time(value, "due");
  clock.breached_at = Snapshot::maybe_time(value, "breached");
  clock.size = Elapsed{in.at_key(value, "size").as_int()};
  clock.credit = Elapsed{in.at_key(value, "credit").as_int()};
  clock.is_provisional = Snapshot::is_set(value, "provisional");
  for (const auto& segment : in.at_key(value, "segments").as_list())
    clock.segments.push_back(read_segment(in, workflow, segment));
  clock.rungs.resize(rules.rungs.size());
  for (const auto& rung : in.at_key(value, "rungs").as_list()) {
    if (rules.rungs.empty()) break;
    auto& state = clock.rungs[static_cast<std::size_t>(in.index_by_name(rules.rungs, in.text_at(rung, "name")))];
    state = {.sent = static_cast<int>(in.at_key(rung, "sent").as_int()),
             .is_skipped = Snapshot::is_set(rung, "skipped")};
  }
  for (const auto& sent : in.at_key(value, "sent").as_list()) {
    const auto name = in.text_at(sent, "rung");
    clock.sent.push_back({.rung = name.empty() ? -1 : in.index_by_name(rules.rungs, name),
                          .effect_id = in.text_at(sent, "id"),
                          .at = in.time_at(sent, "at"),
                          .is_corrected = Snapshot::is_set(sent, "corrected")});
  }
  return clock;
}

PendingTimer read_timer(Snapshot& in, const Workflow& workflow, const Value& value) {
  PendingTimer timer{.due = in.time_at(value, "due")};
  if (Snapshot::is_set(value, "after")) {
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

Actor read_actor(Snapshot& in, const Value& value) {
  Actor actor{.id = in.text_at(value, "id"), .roles = {}};
  for (const auto& role : in.at_key(value, "roles").as_list()) actor.roles.emplace_back(role.as_string());
  return actor;
}

void read_record(Snapshot& in, CaseData& kase, const Value& record) {
  kase.record.resize(kase.workflow->fields.size());
  for (const auto& entry : record.as_map()) {
    const auto index =
        static_cast<std::size_t>(in.index_by_name(kase.workflow->fields, std::string(entry.key.as_string())));
    if (index >= kase.record.size()) return;
    auto value = from_json(entry.value, kase.workflow->fields[index].type, kase.workflow->fields[index].name);
    if (value)
      kase.record[index] = *std::move(value);
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
      .add("id", text(kase.id))
      .add("workflow", text(workflow.name))
      .add("project", text(kase.project));
  writer.add("rules", text(workflow.fingerprint))
      .add("sequence", Value::integer(kase.sequence))
      .add("opened", time(kase.opened_at))
      .add("last", time(kase.last_at));
  writer.add_if("closed", kase.is_closed)
      .add("states", states(workflow, kase.configuration))
      .add("record", record_as_map(workflow, kase.record));
  std::vector<Value> clocks;
  for (std::size_t i = 0; i < kase.clocks.size(); ++i) {
    const bool is_untouched = kase.clocks[i].cycle == 0 && !kase.clocks[i].start_held;
    if (!is_untouched) clocks.push_back(write_clock(workflow, workflow.clocks[i], kase.clocks[i]));
  }
  writer.add("clocks", Value::list(std::move(clocks)));
  writer.add("timers", list_of(kase.timers, [&](const PendingTimer& timer) { return write_timer(workflow, timer); }));
  writer.add("sends", Value::integer(kase.sends));
  writer.add("history", list_of(kase.history, [&](const HistoryRecord& record) {
               return Writer()
                   .add("state", text(workflow.state(record.state).path))
                   .add_if("deep", record.is_deep)
                   .add("states", states(workflow, record.states))
                   .take();
             }));
  writer.add("remembered",
             list_of(kase.remembered, [&](const RememberedEvent& memory) { return write_memory(workflow, memory); }));
  writer.add("visited", states(workflow, kase.visited));
  return to_json(writer.take());
}

Result<Case> read_snapshot(std::string_view json, std::shared_ptr<const Workflow> workflow) {
  DOCKET_TRY(value, parse_json(json));
  Snapshot in(*workflow);
  const auto version = in.at_key(value, "docket").as_int();
  if (version < 1 || version > kStoredVersion)
    return Error{ErrorCode::invalid_argument, "a stored case has the format " + std::to_string(version) +
                                                  "; this docket reads up to " + std::to_string(kStoredVersion)};
  auto kase = std::make_unique<CaseData>();
  kase->workflow = workflow;
  kase->id = in.text_at(value, "id");
  kase->project = in.text_at(value, "project");
  kase->sequence = in.at_key(value, "sequence").as_int();
  kase->opened_at = in.time_at(value, "opened");
  kase->last_at = in.time_at(value, "last");
  kase->is_closed = Snapshot::is_set(value, "closed");
  kase->configuration = in.states(in.at_key(value, "states"));
  read_record(in, *kase, in.at_key(value, "record"));
  kase->clocks.resize(workflow->clocks.size());
  for (const auto& clock : in.at_key(value, "clocks").as_list()) {
    if (workflow->clocks.empty()) break;
    const auto index = static_cast<std::size_t>(in.index_by_name(workflow->clocks, in.text_at(clock, "name")));
    kase->clocks[index] = read_clock(in, *workflow, workflow->clocks[index], clock);
  }
  for (const auto& timer : in.at_key(value, "timers").as_list())
    kase->timers.push_back(read_timer(in, *workflow, timer));
  kase->sends = in.at_key(value, "sends").as_int();
  for (const auto& record : in.at_key(value, "history").as_list())
    kase->history.push_back({in.state(in.text_at(record, "state")), Snapshot::is_set(record, "deep"),
                             in.states(in.at_key(record, "states"))});
  for (const auto& memory : in.at_key(value, "remembered").as_list())
    kase->remembered.push_back({in.event(in.text_at(memory, "event")), in.at_key(memory, "count").as_int(),
                                in.time_at(memory, "at"), read_actor(in, in.at_key(memory, "actor")),
                                in.at_key(memory, "input")});
  kase->visited = in.states(in.at_key(value, "visited"));
  if (!in.problem().empty()) return Error{ErrorCode::invalid_argument, in.problem()};
  return Case(std::move(kase));
}

}  // namespace docket
